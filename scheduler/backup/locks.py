"""What a backup is locked with: a passphrase, or a public key whose other half is kept off this machine.

A lock gives a new secret for each backup and the fields of the header by which it can be found again.
- A passphrase goes through Argon2id with the second set of parameters that RFC 9106, section 4, recommends.
- To a public key: X25519 with a new key pair for each backup, then HKDF-SHA-256 over both public halves (RFC 7748 and
  5869).
"""

import hashlib
import os
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from scheduler.backup.errors import BackupError

LEAST_LETTERS = 15
"""Of a passphrase for a new backup: whoever has the file may try as often as he likes."""
_BYTES = 32
_ITERATIONS, _LANES, _KIBIBYTES = 3, 4, 64 * 1024
_MOST_ITERATIONS, _MOST_LANES, _MOST_KIBIBYTES = 16, 16, 1024 * 1024
_BEGIN = "fairwatch-backup-"
_FIRST_LINE = "fairwatch backup key 1"

Fields = Mapping[str, object]


class Lock(Protocol):
    """What a new backup is locked with."""

    def begin(self) -> tuple[dict[str, object], bytes]:
        """Return the fields of the header and the secret of one backup."""


class Opener(Protocol):
    """What a backup is opened with."""

    def open(self, fields: Fields) -> bytes:
        """Return the secret of the backup whose header has these fields.

        Raises:
            BackupError: the backup was locked with something else.
        """


@dataclass(frozen=True, slots=True)
class Passphrase:
    """A passphrase, compared after Unicode normalisation so that it can be typed on any keyboard."""

    text: str = field(repr=False)

    def begin(self) -> tuple[dict[str, object], bytes]:
        """See `Lock`.

        Raises:
            BackupError: the passphrase is too short.
        """
        if len(self.text.strip()) < LEAST_LETTERS:
            raise BackupError(f"A passphrase for a backup has at least {LEAST_LETTERS} letters; four words are good")
        salt = secrets.token_bytes(16)
        fields: dict[str, object] = {
            "iterations": _ITERATIONS,
            "kibibytes": _KIBIBYTES,
            "kind": "passphrase",
            "lanes": _LANES,
            "salt": salt.hex(),
        }
        return fields, self._secret(salt, _ITERATIONS, _LANES, _KIBIBYTES)

    def open(self, fields: Fields) -> bytes:
        """See `Opener`."""
        if fields.get("kind") == "public key":
            raise BackupError(f"This backup is opened with the backup key {fields.get('key')}, not with a passphrase")
        salt = _octets(fields, "salt", 16)
        # A file that somebody made up shall not make this machine work for hours, or take all of its memory.
        iterations = _number(fields, "iterations", _MOST_ITERATIONS)
        lanes = _number(fields, "lanes", _MOST_LANES)
        return self._secret(salt, iterations, lanes, _number(fields, "kibibytes", _MOST_KIBIBYTES, 8 * lanes))

    def _secret(self, salt: bytes, iterations: int, lanes: int, kibibytes: int) -> bytes:
        text = unicodedata.normalize("NFKC", self.text.strip()).encode("utf-8", "surrogatepass")
        kdf = Argon2id(salt=salt, length=_BYTES, iterations=iterations, lanes=lanes, memory_cost=kibibytes)
        return kdf.derive(text)


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The half of a backup key that may lie anywhere: it locks and cannot open."""

    octets: bytes

    @property
    def id(self) -> str:
        """Eight letters by which people tell keys apart."""
        return hashlib.sha256(self.octets).hexdigest()[:8]

    @property
    def text(self) -> str:
        """The key as it is written down; its last eight letters tell a slip of the pen."""
        return f"{_BEGIN}{self.octets.hex()}-{self.id}"

    def begin(self) -> tuple[dict[str, object], bytes]:
        """See `Lock`."""
        own = X25519PrivateKey.generate()
        sent = own.public_key().public_bytes_raw()
        try:
            shared = own.exchange(X25519PublicKey.from_public_bytes(self.octets))
        except ValueError as error:  # one of the few points that give everybody the same secret
            raise BackupError("This is no backup key; make one with fairwatch backup key") from error
        return {"key": self.id, "kind": "public key", "sent": sent.hex()}, _derived(shared, sent, self.octets)


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """The half of a backup key that opens. It shows itself by its id only."""

    octets: bytes = field(repr=False)

    @property
    def public(self) -> PublicKey:
        """The other half."""
        return PublicKey(X25519PrivateKey.from_private_bytes(self.octets).public_key().public_bytes_raw())

    def open(self, fields: Fields) -> bytes:
        """See `Opener`."""
        if fields.get("kind") == "passphrase":
            raise BackupError("This backup is opened with a passphrase, not with a backup key")
        public = self.public
        if fields.get("key") != public.id:
            raise BackupError(f"This backup is opened with the backup key {fields.get('key')}; this one is {public.id}")
        sent = _octets(fields, "sent", _BYTES)
        try:
            shared = X25519PrivateKey.from_private_bytes(self.octets).exchange(X25519PublicKey.from_public_bytes(sent))
        except ValueError as error:
            raise BackupError("The beginning of the backup was changed") from error
        return _derived(shared, sent, public.octets)


def new_key(path: Path) -> PublicKey:
    """Make a backup key, write the half that opens to a file for its owner only, and return the other half.

    Raises:
        BackupError: the file is there already or cannot be written.
    """
    key = PrivateKey(X25519PrivateKey.generate().private_bytes_raw())
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(f"{_FIRST_LINE}\n{key.octets.hex()}\n")
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        raise BackupError(f"{path} is there already; no key is ever written over another one") from None
    except OSError as error:
        raise BackupError(f"The backup key cannot be written to {path}: {error.strerror or error}") from error
    return key.public


def read_private(path: Path) -> PrivateKey:
    """Return the half that opens, from its file.

    Raises:
        BackupError: the file cannot be read or holds no backup key.
    """
    try:
        with path.open("rb") as file:
            lines = file.read(200).decode("ascii", "replace").splitlines()
    except OSError as error:
        raise BackupError(f"The backup key {path} cannot be read: {error.strerror or error}") from error
    octets = _hexadecimal(lines[1]) if len(lines) == 2 and lines[0] == _FIRST_LINE else b""
    if len(octets) != _BYTES:
        raise BackupError(f"{path} holds no backup key")
    return PrivateKey(octets)


def read_public(text: str) -> PublicKey:
    """Return the half that locks, from how it is written down.

    Raises:
        BackupError: this is none, or it was written down wrong.
    """
    octets, _, check = text.strip().removeprefix(_BEGIN).partition("-")
    key = PublicKey(_hexadecimal(octets))
    if len(key.octets) != _BYTES or not text.strip().startswith(_BEGIN):
        raise BackupError(f"A backup key begins with {_BEGIN} and has 64 letters and digits after it")
    if check != key.id:
        raise BackupError("The backup key was written down wrong: its last eight letters do not fit the others")
    return key


def derived(secret: bytes, salt: bytes, use: bytes) -> bytes:
    """Return 32 bytes for one use, made from a secret."""
    return HKDF(SHA256(), _BYTES, salt, b"fairwatch backup 1 " + use).derive(secret)


def _derived(shared: bytes, sent: bytes, recipient: bytes) -> bytes:
    return derived(shared, b"", b"key " + sent + recipient)


def _octets(fields: Fields, name: str, length: int) -> bytes:
    value = fields.get(name)
    octets = _hexadecimal(value) if isinstance(value, str) else b""
    if len(octets) != length:
        raise BackupError("The beginning of the backup was changed")
    return octets


def _number(fields: Fields, name: str, most: int, least: int = 1) -> int:
    value = fields.get(name)
    if type(value) is not int or not least <= value <= most:
        raise BackupError("The beginning of the backup was changed")
    return value


def _hexadecimal(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""
