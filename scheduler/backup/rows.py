"""What is inside a backup: the rows of all tables as lines of JSON, independent of the database that they came from.

    {"columns":["code","name"],"table":"area"}      then one line a row: ["A1","Block A"]
    {"rows":1,"sha256":"..."}                       closes the table; the hash is that of its lines with their breaks
    {"end":{"rows":1,"tables":1}}                   closes the backup

Values are texts, whole numbers, fractions and null; dates and moments are ISO texts (moments in UTC with microseconds),
truth is 1 or 0, and bytes are {"octets": hexadecimals}.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from scheduler.backup.errors import BackupError

Row = list[object]
_ROWS_AT_ONCE = 1000


@dataclass(slots=True)
class Tally:
    """What a backup holds: by table, how many rows and the hash of them."""

    tables: dict[str, tuple[int, str]] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(count for count, _ in self.tables.values())


class RowWriter:
    """Writes rows as lines."""

    def __init__(self, put: Callable[[bytes], None]) -> None:
        self._put = put
        self.tally = Tally()

    def table(self, name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Write a table, its rows in the order of their keys."""
        self._put(_line({"columns": list(columns), "table": name}))
        digest, count, waiting = hashlib.sha256(), 0, list[bytes]()
        for row in rows:
            waiting.append(_line(list(row)))
            count += 1
            if len(waiting) == _ROWS_AT_ONCE:
                self._rows(digest.update, waiting)
        self._rows(digest.update, waiting)
        self.tally.tables[name] = count, digest.hexdigest()
        self._put(_line({"rows": count, "sha256": digest.hexdigest()}))

    def finish(self) -> None:
        """Write the closing line."""
        self._put(_line({"end": {"rows": self.tally.rows, "tables": len(self.tally.tables)}}))

    def _rows(self, digest: Callable[[bytes], object], waiting: list[bytes]) -> None:
        data = b"".join(waiting)
        digest(data)
        self._put(data)
        waiting.clear()


class RowReader:
    """Reads tables back. Go through `tables`, and through each table's rows, to the end: only then it is proved."""

    def __init__(self, data: Iterable[bytes]) -> None:
        self._lines = _lines(data)
        self.tally = Tally()

    def tables(self) -> Iterator[tuple[str, list[str], Iterator[Row]]]:
        """Return each table's name, columns and rows; rows that are left are passed over.

        Raises:
            BackupError: this is not what a backup holds.
        """
        for line in self._lines:
            told = _read(line)
            if isinstance(told, dict) and told.keys() == {"end"}:
                if told["end"] != {"rows": self.tally.rows, "tables": len(self.tally.tables)}:
                    raise _wrong()
                if next(self._lines, None) is not None:
                    raise _wrong()
                return
            if not isinstance(told, dict) or told.keys() != {"columns", "table"}:
                raise _wrong()
            name, columns = told["table"], told["columns"]
            if not isinstance(name, str) or not isinstance(columns, list) or name in self.tally.tables:
                raise _wrong()
            rows = self._rows(name, len(columns))
            yield name, [str(column) for column in columns], rows
            for _ in rows:
                pass
        raise _wrong()

    def _rows(self, name: str, width: int) -> Iterator[Row]:
        digest = hashlib.sha256()
        for count, line in enumerate(self._lines):
            row = _read(line)
            if isinstance(row, dict):
                if row != {"rows": count, "sha256": digest.hexdigest()}:
                    raise _wrong()
                self.tally.tables[name] = count, digest.hexdigest()
                return
            if not isinstance(row, list) or len(row) != width:
                raise _wrong()
            digest.update(line)
            yield row
        raise _wrong()


def _line(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":"), default=_octets).encode("ascii") + b"\n"


def _octets(value: object) -> object:
    if isinstance(value, bytes | bytearray | memoryview):
        return {"octets": bytes(value).hex()}
    raise TypeError(f"a value of a row, not {type(value).__name__}, is expected")


def _read(line: bytes) -> object:
    try:
        return json.loads(line, object_hook=_value)
    except (ValueError, RecursionError) as error:
        raise _wrong() from error


def _value(found: dict[str, object]) -> object:
    octets = found.get("octets")
    return bytes.fromhex(octets) if isinstance(octets, str) and len(found) == 1 else found


def _lines(data: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for piece in data:
        *whole, rest = (rest + piece).split(b"\n")
        for line in whole:
            yield line + b"\n"
    if rest:
        raise _wrong()


def _wrong() -> BackupError:
    return BackupError("The backup opens, but what it holds is not written as a backup's rows are")
