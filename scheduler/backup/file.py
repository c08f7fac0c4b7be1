r"""Writes and reads a backup file.

The form, version 1; numbers are unsigned, big-endian.

    "FAIRWATCH BACKUP 1\n"
    length of the header, 4 bytes; the header: JSON with sorted names, readable without any key
    check, 32 bytes                                    = HKDF(secret, SHA-256(header), "check")
    chunks: 1 byte (0: more follow, 1: the last one), length of what was encrypted, 4 bytes, the encrypted bytes, tag
    SHA-256 of all before it, 32 bytes

A chunk is encrypted with AES-256-GCM under HKDF(secret, SHA-256(header), "chunks"); its number and whether it is the
last one are the nonce. The key serves one file only, since the header holds a new salt or a new public key. So chunks
can be neither changed, left out, put in another order or into another file, nor can the file be cut without being found
out.
What is encrypted is compressed with zlib.
"""

import errno
import hashlib
import json
import os
import secrets
import struct
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from scheduler.backup.errors import BackupError
from scheduler.backup.locks import Lock, Opener, derived

ENDING = ".fwbackup"
CHUNK_BYTES = 256 * 1024
_MAGIC = b"FAIRWATCH BACKUP 1\n"
_LENGTH = struct.Struct(">I")
_FRAME = struct.Struct(">BI")
_TAG_BYTES = 16
_HASH_BYTES = 32
_MOST_HEADER_BYTES = 16 * 1024
_PART = ".part"
_PART_SECONDS = 86_400
"""A file that was being written when its program was killed is swept away by a later backup after this long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What a backup tells everybody.

    Attributes:
        at: When it was made, ISO, UTC.
        anchor: How far the audit log had come, LOG:NUMBER:HASH, "" for an empty log.
        revision: Form of the database's tables.
        program: Version of Fairwatch that made it.
    """

    at: str
    anchor: str
    revision: str
    program: str


class BackupWriter:
    """Writes one backup: beside its final name until it is whole and on disk. Use with `with`; then call `finish`."""

    def __init__(self, path: Path, header: Header, lock: Lock) -> None:
        """Begin the file.

        Raises:
            BackupError: it is there already, or cannot be written.
        """
        self._path = path
        self._part = path.with_name(f".{path.name}.{secrets.token_hex(4)}{_PART}")
        fields, secret = lock.begin()
        told = {
            "anchor": header.anchor,
            "at": header.at,
            "lock": fields,
            "program": header.program,
            "revision": header.revision,
        }
        data = json.dumps(told, sort_keys=True, separators=(",", ":")).encode("ascii")
        salt = hashlib.sha256(data).digest()
        self._cipher = AESGCM(derived(secret, salt, b"chunks"))
        self._number, self._waiting = 0, bytearray()
        self._press = zlib.compressobj(6)
        self._digest = hashlib.sha256()
        self._file: BinaryIO | None = None
        with _in_sentences(path, self._part):
            sweep(path.parent)
            if path.exists():
                raise BackupError(f"{path} is there already; no backup is ever written over another one")
            handle = os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
            self._file = os.fdopen(handle, "wb")
            self._put(_MAGIC + _LENGTH.pack(len(data)) + data + derived(secret, salt, b"check"))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove what is not finished."""
        if self._file is not None:
            _close_and_remove(self._file, self._part)
            self._file = None

    def write(self, data: bytes) -> None:
        """Append plain bytes.

        Raises:
            BackupError: the disk is full or failed; nothing is left behind.
        """
        self._waiting += self._press.compress(data)
        while len(self._waiting) > CHUNK_BYTES:
            self._chunk(bytes(self._waiting[:CHUNK_BYTES]), is_last=False)
            del self._waiting[:CHUNK_BYTES]

    def finish(self) -> str:
        """Close the file, have it on disk, give it its name, and return the SHA-256 of all of it.

        Raises:
            BackupError: as `write` does.
        """
        self._waiting += self._press.flush()
        while len(self._waiting) > CHUNK_BYTES:
            self._chunk(bytes(self._waiting[:CHUNK_BYTES]), is_last=False)
            del self._waiting[:CHUNK_BYTES]
        self._chunk(bytes(self._waiting), is_last=True)
        with _in_sentences(self._path, self._part):
            assert self._file is not None
            self._put(self._digest.digest())
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            if self._path.exists():
                raise BackupError(f"{self._path} is there already; no backup is ever written over another one")
            os.rename(self._part, self._path)
            self._file = None
            _sync_folder(self._path.parent)
        return self._digest.hexdigest()

    def _chunk(self, data: bytes, is_last: bool) -> None:
        sealed = self._cipher.encrypt(_nonce(self._number, is_last), data, None)
        self._number += 1
        with _in_sentences(self._path, self._part):
            self._put(_FRAME.pack(is_last, len(data)) + sealed)

    def _put(self, data: bytes) -> None:
        assert self._file is not None
        self._file.write(data)
        self._digest.update(data)


class BackupReader:
    """Reads one backup. Use with `with`."""

    def __init__(self, path: Path, opener: Opener) -> None:
        """Open the file and find its secret.

        Raises:
            BackupError: it cannot be read, is no backup, or is not opened with this.
        """
        self._path = path
        self._digest = hashlib.sha256()
        try:
            self._file = path.open("rb")
        except OSError as error:
            raise BackupError(f"{path} cannot be read: {error.strerror or error}") from error
        try:
            told, data = _header(path, self._file)
            self.header = _named(path, told)
            self._digest.update(_MAGIC + _LENGTH.pack(len(data)) + data)
            lock = told["lock"]
            secret = opener.open(lock if isinstance(lock, dict) else {})
            salt = hashlib.sha256(data).digest()
            if self._take(_HASH_BYTES) != derived(secret, salt, b"check"):
                raise BackupError(
                    f"{path}: the passphrase or key does not fit, or the beginning of the file was changed"
                )
            self._cipher = AESGCM(derived(secret, salt, b"chunks"))
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    @property
    def sha256(self) -> str:
        """The SHA-256 of the file, once all of it is read: as `BackupWriter.finish` returned it."""
        return self._digest.hexdigest()

    def data(self) -> Iterator[bytes]:
        """Return the plain bytes in pieces; whoever has them all knows that nothing was changed or is missing.

        Raises:
            BackupError: the file was changed or cut off.
        """
        press = zlib.decompressobj()
        number, is_last = 0, False
        try:
            while not is_last:
                kind, length = _FRAME.unpack(self._take(_FRAME.size))
                if kind > 1 or length > CHUNK_BYTES:
                    raise self._changed()
                is_last = kind == 1
                yield press.decompress(
                    self._cipher.decrypt(_nonce(number, is_last), self._take(length + _TAG_BYTES), None)
                )
                number += 1
            yield press.flush()
        except (InvalidTag, zlib.error) as error:
            raise self._changed() from error
        digest = self._digest.digest()
        if not press.eof or press.unused_data or self._read(_HASH_BYTES + 1) != digest:
            raise self._changed()
        self._digest.update(digest)

    def _take(self, count: int) -> bytes:
        data = self._read(count)
        if len(data) != count:
            raise BackupError(f"{self._path} is cut off: part of the backup is missing")
        self._digest.update(data)
        return data

    def _read(self, count: int) -> bytes:
        try:
            return self._file.read(count)
        except OSError as error:
            raise BackupError(f"{self._path} cannot be read: {error.strerror or error}") from error

    def _changed(self) -> BackupError:
        return BackupError(f"{self._path} was changed after it was written: it cannot be used")


def header_of(path: Path) -> Header:
    """Return what a backup tells without any key; whether that is true only its key can tell.

    Raises:
        BackupError: this cannot be read or is no backup.
    """
    try:
        with path.open("rb") as file:
            return _named(path, _header(path, file)[0])
    except OSError as error:
        raise BackupError(f"{path} cannot be read: {error.strerror or error}") from error


def sweep(folder: Path) -> None:
    """Remove what programs that were killed left half written in a folder more than a day ago."""
    for part in folder.glob(f".*{ENDING}.*{_PART}"):
        if part.is_file() and time.time() - part.stat().st_mtime > _PART_SECONDS:
            part.unlink(missing_ok=True)


def _header(path: Path, file: BinaryIO) -> tuple[dict[str, object], bytes]:
    """Return the header and its bytes, and leave the file after it."""
    try:
        if file.read(len(_MAGIC)) != _MAGIC:
            raise BackupError(f"{path} is not a backup of Fairwatch, or of a newer version")
        size = file.read(_LENGTH.size)
        length = _LENGTH.unpack(size)[0] if len(size) == _LENGTH.size else 0
        data = file.read(length) if length <= _MOST_HEADER_BYTES else b""
        told = json.loads(data)
    except OSError as error:
        raise BackupError(f"{path} cannot be read: {error.strerror or error}") from error
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict) or len(data) != length:
        raise BackupError(f"{path}: the beginning of the backup was changed")
    return told, data


def _named(path: Path, told: dict[str, object]) -> Header:
    texts = {name: told.get(name) for name in ("at", "anchor", "revision", "program")}
    if not all(isinstance(text, str) for text in texts.values()) or "lock" not in told:
        raise BackupError(f"{path}: the beginning of the backup was changed")
    return Header(**{name: str(text) for name, text in texts.items()})


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


@contextmanager
def _in_sentences(path: Path, part: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise BackupError(f"The disk that holds {path.parent} is full, so no backup was made") from error
        why = error.strerror or error
        raise BackupError(f"No backup can be written to {path.parent}: {why}") from error


def _close_and_remove(file: BinaryIO, part: Path) -> None:
    """Give up a file, whatever the disk says to its last bytes."""
    try:
        file.close()
    except OSError:  # the last bytes do not fit on the disk either, and are not wanted
        pass
    finally:
        part.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Have the new name on disk, where the system can say so of a folder."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
