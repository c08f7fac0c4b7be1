"""Entries of the shift log, in and out of the database. Rows are only added."""

from dataclasses import fields, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, Row, func, insert, or_, select

from scheduler.domain.shift_log import EntryKind, LogEntry
from scheduler.domain.words import AreaCode, Minute, PostCode, ShiftCode
from scheduler.storage import trail
from scheduler.storage.address import Where
from scheduler.storage.connect import reading, writing
from scheduler.storage.errors import DeskError
from scheduler.storage.state import needed
from scheduler.storage.tables.shift_log import LogEntryRow

_FIELDS = tuple(field.name for field in fields(LogEntry) if field.name != "number")
_ACTIONS = {
    EntryKind.NOTE: "write log entry",
    EntryKind.HAND_OVER: "read hand-over",
    EntryKind.IN_ERROR: "take back log entry",
}


class LogStore:
    """The part of an open database that holds the shift log. Every method is one short transaction."""

    def __init__(self, path: Where, engine: Engine) -> None:
        self._path, self._engine = path, engine

    def between(self, start: Minute, end: Minute) -> tuple[LogEntry, ...]:
        """Return entries of which one version happened in [start, end) of elapsed minutes, with all versions of them.

        They are in the order of their writing.

        Raises:
            DeskError: nothing is imported yet.
        """
        t = LogEntryRow
        with reading(self._engine, self._path) as connection:
            of = needed(connection).id
            first = select(func.coalesce(t.original, t.id)).where(
                t.facility_id == of, t.performed_at >= start, t.performed_at < end
            )
            return _read(connection, of, or_(t.id.in_(first), t.original.in_(first)))

    def of_watch(self, on: date, shift: ShiftCode) -> tuple[LogEntry, ...]:
        """Return who read the hand-over of a watch, in the order of the writing."""
        t = LogEntryRow
        with reading(self._engine, self._path) as connection:
            return _read(connection, needed(connection).id, (t.on == on) & (t.shift == shift))

    def entry(self, number: int) -> LogEntry:
        """Return an entry.

        Raises:
            DeskError: there is none of this number.
        """
        with reading(self._engine, self._path) as connection:
            found = _read(connection, needed(connection).id, LogEntryRow.id == number)
        if not found:
            raise DeskError(f"There is no entry {number} in the shift log")
        return found[0]

    def add(self, made: LogEntry) -> LogEntry:
        """Write an entry down and return it with its number.

        Raises:
            DeskError: what it corrects was corrected already, or the same person has read that hand-over.
        """
        t = LogEntryRow
        with writing(self._engine, self._path) as connection:
            of = needed(connection).id
            if made.corrects is not None and _read(connection, of, t.corrects == made.corrects):
                raise DeskError(f"Entry {made.corrects} was corrected already; correct the one that stands")
            if made.kind is EntryKind.HAND_OVER:
                signed = (t.on == made.on) & (t.shift == made.shift) & (t.by == made.by)
                if _read(connection, of, signed):
                    raise DeskError(f"{made.by} has read this hand-over already")
            values: dict[str, Any] = {name: getattr(made, name) for name in _FIELDS} | {"kind": made.kind.value}
            key = connection.execute(insert(t).values({"facility_id": of, **values})).inserted_primary_key
            assert key is not None
            stored = replace(made, number=key[0])
            is_correction = made.corrects is not None and made.kind is EntryKind.NOTE
            action = "correct log entry" if is_correction else _ACTIONS[made.kind]
            trail.record(connection, of, made.at, made.by, action, *_subjects(stored))
        return stored


def _subjects(entry: LogEntry) -> list[str]:
    """Return what the audit log names: where and which, never the text."""
    named = (("post", entry.post), ("area", entry.area), ("date", entry.on), ("shift", entry.shift))
    found = [f"entry:{entry.number}", *(f"{what}:{value}" for what, value in named if value is not None)]
    return [*found, f"corrects:{entry.corrects}"] if entry.corrects is not None else found


def _read(connection: Connection, of: str, test: Any) -> tuple[LogEntry, ...]:
    t = LogEntryRow
    query = select(t.id, *(getattr(t, name) for name in _FIELDS)).where(t.facility_id == of, test).order_by(t.id)
    return tuple(_entry(row) for row in connection.execute(query))


def _entry(row: Row[*tuple[Any, ...]]) -> LogEntry:
    return LogEntry(
        number=row.id,
        kind=EntryKind(row.kind),
        performed_at=Minute(row.performed_at),
        text=row.text,
        post=PostCode(row.post) if row.post is not None else None,
        area=AreaCode(row.area) if row.area is not None else None,
        on=row.on,
        shift=ShiftCode(row.shift) if row.shift is not None else None,
        is_handed_on=row.is_handed_on,
        corrects=row.corrects,
        original=row.original,
        at=row.at,
        by=row.by,
    )
