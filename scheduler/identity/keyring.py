r"""Key pairs of people: the half that opens is locked by a password, and lies nowhere else.

The form of a locked key, version 1, all numbers big-endian:

    "FWK\x01"                                       4 bytes
    way (1: Argon2id, 2: PBKDF2-HMAC-SHA-256)       1 byte
    rounds, KiB of memory, lanes                    4 + 4 + 1 bytes
    salt                                            16 bytes
    public key                                      32 bytes
    nonce, sealed private key, tag                  12 + 32 + 16 bytes

The private key is sealed with AES-256-GCM under what the way makes of the password (UTF-8 of its NFKC form), associated
data being all before the nonce and the account's name: a locked key opens for its own account only.
"""

import hashlib
import secrets
import unicodedata
from dataclasses import dataclass
from enum import IntEnum

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from scheduler.identity.envelope import PrivateKey, PublicKey

_FIRST = b"FWK\x01"
_SALT, _NONCE, _KEY, _TAG = 16, 12, 32, 16
_BEFORE = 4 + 1 + 9 + _SALT + _KEY
_LENGTH = _BEFORE + _NONCE + _KEY + _TAG
_MOST_ROUNDS, _MOST_MEMORY_KIB, _MOST_LANES = 10_000_000, 4 * 1024 * 1024, 64


class LockedKeyError(Exception):
    """A locked key cannot be used; the message is one sentence."""


class WrongPasswordError(LockedKeyError):
    """The password does not open it, or it is another account's, or was changed."""


class Way(IntEnum):
    """How a key is made of a password."""

    ARGON2ID = 1
    PBKDF2 = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one try of a password takes. PBKDF2 has rounds only."""

    way: Way = Way.ARGON2ID
    rounds: int = 3
    memory_kib: int = 65536
    lanes: int = 4


ARGON2ID = Cost()
"""The second recommended choice of RFC 9106, 4: 64 MiB, three passes, four lanes."""
PBKDF2 = Cost(way=Way.PBKDF2, rounds=600_000, memory_kib=0, lanes=1)
"""For sites whose policy asks for approved functions only; rounds as OWASP's password storage sheet has them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedKey:
    """A key pair whose private half is locked; it can be stored anywhere."""

    public: PublicKey
    cost: Cost
    salt: bytes
    locked: bytes

    def text(self) -> bytes:
        """Return it as it is stored."""
        return self.before() + self.locked

    def before(self) -> bytes:
        """Return all that stands before the sealed private key."""
        cost = self.cost
        numbers = cost.rounds.to_bytes(4, "big") + cost.memory_kib.to_bytes(4, "big") + bytes((cost.lanes,))
        return _FIRST + bytes((cost.way,)) + numbers + self.salt + self.public.raw


def made(password: str, account: str, cost: Cost = ARGON2ID) -> tuple[LockedKey, PrivateKey]:
    """Return a new key pair of an account, locked, and its private half for use now."""
    key = PrivateKey.made()
    return lock(key, password, account, cost), key


def lock(key: PrivateKey, password: str, account: str, cost: Cost = ARGON2ID) -> LockedKey:
    """Return a key locked by a password.

    Args:
        key: The private key.
        password: As it was typed.
        account: The account's name, which never changes.
        cost: What one try is to take.
    """
    empty = LockedKey(public=key.public, cost=cost, salt=secrets.token_bytes(_SALT), locked=b"")
    nonce, before = secrets.token_bytes(_NONCE), empty.before()
    sealed = AESGCM(stretched(password, empty.salt, cost)).encrypt(nonce, key.raw(), before + account.encode())
    return LockedKey(public=key.public, cost=cost, salt=empty.salt, locked=nonce + sealed)


def unlock(locked: LockedKey, password: str, account: str) -> PrivateKey:
    """Return the private key.

    Raises:
        WrongPasswordError: this password and account do not open it.
    """
    nonce, sealed = locked.locked[:_NONCE], locked.locked[_NONCE:]
    wrapping = stretched(password, locked.salt, locked.cost)
    try:
        key = PrivateKey(AESGCM(wrapping).decrypt(nonce, sealed, locked.before() + account.encode()))
    except InvalidTag:
        raise WrongPasswordError("This passphrase does not open the key") from None
    if key.public != locked.public:
        raise WrongPasswordError("This passphrase does not open the key")
    return key


def relocked(locked: LockedKey, old: str, new: str, account: str, cost: Cost = ARGON2ID) -> LockedKey:
    """Return the same key locked by another password.

    Raises:
        WrongPasswordError: the old password does not open it.
    """
    return lock(unlock(locked, old, account), new, account, cost)


def locked_key_of(text: bytes) -> LockedKey:
    """Return a locked key from how it is stored.

    Raises:
        LockedKeyError: it is not written as locked keys are, or asks for more work than any account's key does.
    """
    if len(text) != _LENGTH or text[:4] != _FIRST:
        raise LockedKeyError("What is stored of the key is not written as keys are")
    rounds, memory_kib, lanes = int.from_bytes(text[5:9], "big"), int.from_bytes(text[9:13], "big"), text[13]
    is_usual = 0 < rounds <= _MOST_ROUNDS and memory_kib <= _MOST_MEMORY_KIB and 0 < lanes <= _MOST_LANES
    try:
        cost = Cost(way=Way(text[4]), rounds=rounds, memory_kib=memory_kib, lanes=lanes)
        public = PublicKey(text[_BEFORE - _KEY : _BEFORE])
    except ValueError:
        is_usual = False
    if not is_usual or (cost.way is Way.ARGON2ID and memory_kib < 8 * lanes):
        raise LockedKeyError("What is stored of the key is not written as keys are")
    return LockedKey(public=public, cost=cost, salt=text[14 : 14 + _SALT], locked=text[_BEFORE:])


def stretched(password: str, salt: bytes, cost: Cost) -> bytes:
    """Return 32 bytes that only somebody who tries this password, at this cost, can know."""
    typed = unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
    if cost.way is Way.PBKDF2:
        return hashlib.pbkdf2_hmac("sha256", typed, salt, cost.rounds, _KEY)
    kdf = Argon2id(salt=salt, length=_KEY, iterations=cost.rounds, lanes=cost.lanes, memory_cost=cost.memory_kib)
    return kdf.derive(typed)


class OpenKey:
    """The place of a private key that was opened, for as long as its holder works; it shows nothing of it."""

    __slots__ = ("_key",)

    def __init__(self) -> None:
        self._key: PrivateKey | None = None

    def __repr__(self) -> str:
        return f"OpenKey({'empty' if self._key is None else 'open'})"

    @property
    def key(self) -> PrivateKey | None:
        """The key, None while it is locked."""
        return self._key

    def take(self, key: PrivateKey) -> None:
        """Keep a key open."""
        self._key = key

    def drop(self) -> None:
        """Forget it."""
        self._key = None
