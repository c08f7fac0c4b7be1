"""The key behind the seals: one for each account, in a file of its own, never in a database.

It lies in the account's configuration folder, or in the folder that `FAIRWATCH_KEYS` names. It is made when the first
record is written. Whoever loses it can still write (with a new one) and can still follow the chain, but can no longer
prove the older records.
"""

import contextlib
import hashlib
import os
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path

import platformdirs

KEYS_VARIABLE = "FAIRWATCH_KEYS"
_FILE = "audit.key"
_FIRST_LINE = "fairwatch audit key 1"
_BYTES = 32
_known: dict[Path, "AuditKey"] = {}


class KeyFileError(Exception):
    """The key cannot be read or made; the message is one sentence that says why."""


@dataclass(frozen=True, slots=True)
class AuditKey:
    """A key of 32 bytes. It shows itself by its id only."""

    secret: bytes

    def __repr__(self) -> str:
        return f"AuditKey({self.id})"

    @property
    def id(self) -> str:
        """What a record names it by: 16 hexadecimals that say nothing about it."""
        return hashlib.sha256(b"fairwatch audit key 1\n" + self.secret).hexdigest()[:16]


def folder() -> Path:
    """Return the folder of this account's key and of the anchors that it has seen."""
    named = os.environ.get(KEYS_VARIABLE, "")
    return Path(named) if named else platformdirs.user_config_path("fairwatch", appauthor=False)


def own_key() -> AuditKey:
    """Return this account's key, made when there is none.

    Raises:
        KeyFileError: the file cannot be read or written, holds no key, or is open to other accounts.
    """
    path = folder() / _FILE
    found = _known.get(path)
    if found is None:
        found = read_key(path) if path.exists() else _made(path)
        _known[path] = found
    return found


def known_key() -> AuditKey | None:
    """Return this account's key, None while it has none; none is made.

    Raises:
        KeyFileError: as `own_key` does.
    """
    return own_key() if (folder() / _FILE).exists() else None


def read_key(path: Path) -> AuditKey:
    """Return the key of a file.

    Raises:
        KeyFileError: the file cannot be read, holds no key, or is open to other accounts.
    """
    try:
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise KeyFileError(f"Other accounts can read the audit key {path}; allow it to its owner only (chmod 600)")
        lines = path.read_text("ascii").splitlines()
        secret = bytes.fromhex(lines[1]) if len(lines) == 2 and lines[0] == _FIRST_LINE else b""
    except OSError as error:
        raise KeyFileError(f"The audit key {path} cannot be read: {error.strerror or error}") from error
    except ValueError:
        secret = b""
    if len(secret) != _BYTES:
        raise KeyFileError(f"{path} holds no audit key; put the right file back, or move this one away to begin anew")
    return AuditKey(secret)


def _made(path: Path) -> AuditKey:
    """Make the key's file whole or not at all; when somebody is faster, theirs is the key."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".audit.key.")  # only its owner may read it
        try:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(f"{_FIRST_LINE}\n{secrets.token_hex(_BYTES)}\n")
                file.flush()
                os.fsync(file.fileno())
            with contextlib.suppress(FileExistsError):
                os.link(name, path)
        finally:
            Path(name).unlink()
    except OSError as error:
        raise KeyFileError(f"The audit key {path} cannot be made: {error.strerror or error}") from error
    return read_key(path)
