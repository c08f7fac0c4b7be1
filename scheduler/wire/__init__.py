"""JSON forms of problems, rosters and progress: strict reading, canonical writing, hashes, published schemas."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from scheduler.domain.findings import Certificate, Report
from scheduler.domain.problem import InvalidProblemError, Problem
from scheduler.domain.roster import Roster

T = TypeVar("T")

ROSTER_SCHEMA = "fairwatch/roster/1"


class UnreadableError(ValueError):
    """A file or text is not what it should be; the message is one sentence with the place in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterFile:
    """A roster as a file: the roster, its certificate if it was built, and which problem it answers."""

    schema: str = ROSTER_SCHEMA
    problem_path: str
    problem_sha256: str
    roster: Roster
    certificate: Certificate | None = None


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
    try:
        return msgspec.json.decode(data, type=kind)
    except InvalidProblemError as error:
        raise UnreadableError(f"{where}: {error}") from error
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError, RecursionError, OverflowError) as error:
        raise UnreadableError(f"{where}: {_one_line(error)}") from error


def read(path: Path, kind: type[T]) -> T:
    """Return the value in a JSON file; errors as `decode`, also when the file cannot be opened."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableError(f"{path}: {error.strerror or error}") from error
    return decode(data, kind, str(path))


def sha256(value: object) -> str:
    """Return the hash, 64 hex digits, of a value's canonical JSON."""
    return hashlib.sha256(encode(value)).hexdigest()


def schema(kind: type) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a class of the domain."""
    found = msgspec.json.schema(kind)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found}


PUBLISHED = {"problem": Problem, "roster": RosterFile, "report": Report}
"""The forms whose schemas stand in `resources/schema/NAME.json`."""


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
