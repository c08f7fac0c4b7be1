"""JSON forms of problems, rosters and progress: strict reading, canonical writing, hashes, published schemas."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from scheduler.domain.findings import Certificate
from scheduler.domain.roster import Roster
from scheduler.wire.strict import check_of

T = TypeVar("T")

ROSTER_SCHEMA = "fairwatch/roster/1"
MOST_BYTES = 1_000_000_000


class UnreadableError(ValueError):
    """A file or text is not what it should be; the message is one sentence with the place in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterFile:
    """A roster as a file: the roster, its certificate if it was built, and which problem it answers.

    `problem_sha256` is the hash of the problem's canonical JSON, `problem_file_sha256` that of the bytes of its file
    ("" in files of older versions, which do not have it). `seal` is the hash of this file's canonical JSON with that
    field empty: any later change shows.
    """

    schema: str = ROSTER_SCHEMA
    problem_path: str
    problem_sha256: str
    problem_file_sha256: str = ""
    roster: Roster
    certificate: Certificate | None = None
    seal: str = ""

    def text(self) -> bytes:
        """Return the canonical JSON of the file."""
        data = encode(self)
        return data if self.problem_file_sha256 else data.replace(b',"problem_file_sha256":""', b"", 1)

    def seal_that_fits(self) -> str:
        """Return the seal that the file should have."""
        return hash_of(replace(self, seal="").text())


def encode(value: object) -> bytes:
    """Return the canonical JSON of a value of the domain: UTF-8, no blanks, fields in their declared order."""
    return msgspec.json.encode(value)


def decode(data: bytes, kind: type[T], where: str) -> T:
    """Return the value that JSON text describes.

    Args:
        data: UTF-8 JSON.
        kind: The class expected.
        where: What to call the text in the error, such as the file's name.

    Raises:
        UnreadableError: not JSON, not of this form, or a value that cannot be.
    """
    form: Any = kind
    check = check_of(form)
    try:
        try:
            value = msgspec.json.decode(data, type=kind)
        except OverflowError:
            # Some date or number is so large that validating failed; the check finds it and says where it is.
            if check is not None:
                check(msgspec.json.decode(data))
            raise
        if check is not None:
            check(msgspec.json.decode(data))
        return value
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError, RecursionError, OverflowError) as error:
        raise UnreadableError(f"{where}: {_one_line(error)}") from error


def read(path: Path, kind: type[T]) -> T:
    """Return the value in a JSON file; errors as `decode`, also when the file cannot be opened or is too big."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UnreadableError(f"{path}: a file of at most {MOST_BYTES // 1_000_000} MB is expected")
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableError(f"{path}: {error.strerror or error}") from error
    except UnreadableError:
        raise
    except ValueError as error:
        # A path with a NUL in it.
        raise UnreadableError(f"{str(path)!r}: {error}") from error
    return decode(data, kind, str(path))


def sha256(value: object) -> str:
    """Return the hash, 64 hex digits, of a value's canonical JSON."""
    return hash_of(encode(value))


def hash_of(data: bytes) -> str:
    """Return the hash, 64 hex digits, of bytes."""
    import hashlib  # brings OpenSSL along, which a first roster need not wait for

    return hashlib.sha256(data).hexdigest()


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
