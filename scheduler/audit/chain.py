r"""Writes the chain: each record's hash covers the one before it, and a key proves who could have written it.

The form, version 1. All texts are ASCII JSON with sorted names and no blanks; hashes are lower-case hexadecimals.

    digest = SHA-256(salt + JSON([facility, actor, subjects]))
    hash   = SHA-256("fairwatch audit 1\n" + JSON({action, at, digest, key, log, number, previous}))
    mac    = HMAC-SHA-256(key, hash)
    end    = HMAC-SHA-256(key, "fairwatch audit end 1\n" + JSON({hash, log, number}))

Who and what stand behind a salted digest of their own, so that the chain would hold without them. `log` is drawn once
for each database: no record fits into another one's log. The end is kept once and written anew with each record: what
is cut off at the end is missed.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from scheduler.audit.keys import AuditKey

GENESIS = "0" * 64
"""What the first record follows."""
_RECORD, _END = b"fairwatch audit 1\n", b"fairwatch audit end 1\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The end of a log: its last record's number and hash, the key that was used, and the proof of them."""

    log: str
    number: int
    hash: str
    key: str
    mac: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """What chains and proves one record."""

    salt: str
    digest: str
    previous: str
    hash: str
    key: str
    mac: str


def new_log() -> str:
    """Return the name of a new log, 32 hexadecimals."""
    return secrets.token_hex(16)


def sealed(
    after: Head | None,
    log: str,
    key: AuditKey,
    number: int,
    at: str,
    action: str,
    facility: str | None,
    actor: str,
    subjects: Sequence[str],
) -> tuple[Seal, Head]:
    """Return the seal of the record that follows a head, and the head after it.

    Args:
        after: The end of the log so far, None for an empty one.
        log: The log's name.
        key: The key of whoever writes.
        number: The record's number, one more than the head's.
        at: When, in UTC with microseconds and offset, as it is stored.
        action: What was done.
        facility: Of which facility, None for none.
        actor: Who did it.
        subjects: Ids of what it was done to.
    """
    previous = GENESIS if after is None else after.hash
    salt = secrets.token_hex(16)
    digest = hashlib.sha256(salt.encode() + text_of([facility, actor, list(subjects)])).hexdigest()
    fields = {
        "action": action,
        "at": at,
        "digest": digest,
        "key": key.id,
        "log": log,
        "number": number,
        "previous": previous,
    }
    digested = hashlib.sha256(_RECORD + text_of(fields)).hexdigest()
    seal = Seal(
        salt=salt, digest=digest, previous=previous, hash=digested, key=key.id, mac=_mac(key, digested.encode())
    )
    end = text_of({"hash": digested, "log": log, "number": number})
    return seal, Head(log=log, number=number, hash=digested, key=key.id, mac=_mac(key, _END + end))


def line_of(
    log: str, number: int, at: str, action: str, facility: str | None, actor: str, subjects: object, seal: Seal
) -> bytes:
    """Return a record as a line of an audit file, its line break included."""
    record = {
        "action": action,
        "actor": actor,
        "at": at,
        "digest": seal.digest,
        "facility": facility,
        "hash": seal.hash,
        "key": seal.key,
        "log": log,
        "mac": seal.mac,
        "number": number,
        "previous": seal.previous,
        "salt": seal.salt,
        "subjects": subjects,
    }
    return text_of(record) + b"\n"


def end_line(head: Head) -> bytes:
    """Return the closing line of an audit file."""
    end = {"hash": head.hash, "key": head.key, "log": head.log, "mac": head.mac, "number": head.number}
    return text_of({"end": end}) + b"\n"


def text_of(value: object) -> bytes:
    """Return the one way in which a value is written."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode("ascii")


def _mac(key: AuditKey, message: bytes) -> str:
    return hmac.digest(key.secret, message, "sha256").hex()
