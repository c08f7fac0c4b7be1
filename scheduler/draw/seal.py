"""Secrets of coming draws, and the commitment by which nobody can choose them later."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable

from scheduler.domain.draws import Muster, Seal, SealedMuster
from scheduler.domain.roster import Period
from scheduler.domain.words import FacilityId
from scheduler.wire import sha256

_SECRET_BYTES = 32


def new_secret() -> str:
    """Return a new secret of a version, 64 hex digits, from the operating system's randomness."""
    return secrets.token_hex(_SECRET_BYTES)


def secret_of(secret: str, muster: Muster) -> str:
    """Return the secret of one muster, 64 hex digits: opening it tells nothing of the others (HMAC, RFC 2104)."""
    return hmac.new(bytes.fromhex(secret), str(muster).encode(), hashlib.sha256).hexdigest()


def hash_of(secret: str) -> str:
    """Return the hash, 64 hex digits, that is made known of a muster's secret."""
    return hashlib.sha256(bytes.fromhex(secret)).hexdigest()


def sealed(facility: FacilityId, period: Period, version: int, secret: str, musters: Iterable[Muster]) -> Seal:
    """Return what is committed to for the musters of a version, given the version's secret."""
    hashes = tuple(SealedMuster(muster=m, secret_sha256=hash_of(secret_of(secret, m))) for m in sorted(set(musters)))
    return Seal(facility=facility, period=period, version=version, musters=hashes)


def commitment_of(seal: Seal) -> str:
    """Return the commitment, 64 hex digits: the hash of the seal's canonical JSON."""
    return sha256(seal)
