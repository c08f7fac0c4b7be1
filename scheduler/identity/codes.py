"""Codes of an authenticator: time-based one-time passwords (RFC 6238), each good once."""

import base64
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

STEP_SECONDS, DIGITS = 30, 6
"""What every authenticator takes without being told otherwise."""
_SECRET, _NONCE = 20, 12


def new_secret() -> bytes:
    """Return the secret of a new authenticator."""
    return secrets.token_bytes(_SECRET)


def address(secret: bytes, account: str) -> str:
    """Return what an authenticator reads or is typed into it: an `otpauth:` address."""
    text = base64.b32encode(secret).decode("ascii")
    return f"otpauth://totp/Fairwatch:{quote(account)}?secret={text}&issuer=Fairwatch"


def step_of(secret: bytes, code: str, now: datetime, used: int) -> int | None:
    """Return the time step that a code belongs to: this one, the one before or the one after; None for a wrong code.

    Args:
        secret: The authenticator's.
        code: As it was typed; blanks between digits do not matter.
        now: The time, with UTC offset.
        used: The last step whose code was used: it and those before it are no good any more.
    """
    typed, at = "".join(code.split()), int(now.timestamp()) // STEP_SECONDS
    # SHA-1 is what RFC 6238 and the authenticators use; in HMAC its weakness does not matter.
    clock = TOTP(secret, DIGITS, SHA1(), STEP_SECONDS)
    found = None
    for step in (at - 1, at, at + 1):
        right = hmac.compare_digest(clock.generate(step * STEP_SECONDS), typed.encode("utf-8", "replace"))
        if right and step > used:
            found = step
    return found


def locked(secret: bytes, key: bytes, account: str) -> bytes:
    """Return a secret that only the account's password opens."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, secret, account.encode())


def unlocked(text: bytes, key: bytes, account: str) -> bytes | None:
    """Return the secret, None where the key is not the one."""
    try:
        return AESGCM(key).decrypt(text[:_NONCE], text[_NONCE:], account.encode())
    except InvalidTag:
        return None
