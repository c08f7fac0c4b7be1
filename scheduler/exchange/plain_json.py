"""JSON that leaves the program: readable, and with a hash that anybody can check without it."""

import hashlib
import json

from scheduler.exchange.faults import UnwritableError
from scheduler.wire import encode


def readable(value: object) -> bytes:
    """Return a value of the domain as JSON, a line for each part, ended by a line feed.

    Raises:
        UnwritableError: a text holds half of a character.
    """
    try:
        return (json.dumps(json.loads(encode(value)), ensure_ascii=False, indent=1) + "\n").encode()
    except UnicodeEncodeError as error:
        raise UnwritableError(f"a text holds {error.object[error.start]!r}, which no file can hold") from error


def content_hash(content: object) -> str:
    """Return the hash, 64 hex digits, of a value as JSON in UTF-8 with sorted keys and without blanks.

    Raises:
        UnwritableError: a text holds half of a character.
    """
    try:
        plain = json.loads(encode(content))
    except UnicodeEncodeError as error:
        raise UnwritableError(f"a text holds {error.object[error.start]!r}, which no file can hold") from error
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
