"""What was really worked, in and out of the database. Rows are only added."""

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, func, insert, select

from scheduler.domain.words import Badge, DutyKind, Minute, PostCode, ShiftCode, TourKind
from scheduler.domain.worked import DayClose, Worked, WorkedKind
from scheduler.storage import trail
from scheduler.storage.address import Where
from scheduler.storage.connect import reading, writing
from scheduler.storage.errors import DeskError
from scheduler.storage.state import needed
from scheduler.storage.tables.worked import DayCloseRow, WorkedEntryRow

_ENTRY = tuple(field.name for field in fields(Worked) if field.name != "number")
_CLOSE = tuple(field.name for field in fields(DayClose))
_DAY = timedelta(days=1)


class WorkedStore:
    """The part of an open database that holds worked time. Every method is one short transaction."""

    def __init__(self, path: Where, engine: Engine) -> None:
        self._path, self._engine = path, engine

    def mark(self) -> tuple[int, int]:
        """Return two numbers that grow with each entry and each closed day; nothing changes without one of them."""
        with reading(self._engine, self._path) as connection:
            entries = connection.execute(select(func.max(WorkedEntryRow.id))).scalar()
            closes = connection.execute(select(func.count()).select_from(DayCloseRow)).scalar()
        return entries or 0, closes or 0

    def entries(self, first: date, last: date) -> tuple[Worked, ...]:
        """Return all entries of local dates `first` to `last`, inclusive, in the order of their writing.

        Raises:
            DeskError: nothing is imported yet.
        """
        with reading(self._engine, self._path) as connection:
            return _entries(connection, needed(connection).id, first, last)

    def closes(self, first: date, last: date) -> tuple[DayClose, ...]:
        """Return which local dates from `first` to `last`, inclusive, are closed, in their order."""
        t = DayCloseRow
        with reading(self._engine, self._path) as connection:
            query = (
                select(*(getattr(t, name) for name in _CLOSE))
                .where(t.facility_id == needed(connection).id, t.on >= first, t.on <= last)
                .order_by(t.on)
            )
            return tuple(DayClose(**row._asdict()) for row in connection.execute(query))

    def add(
        self, made: Iterable[Worked], close: date | None, seen: Iterable[Worked], at: datetime, actor: str
    ) -> tuple[Worked, ...]:
        """Write entries down and, where asked, close a day; all of it, or nothing.

        Args:
            made: The new entries, without numbers.
            close: The local date that is closed, None for none.
            seen: What was known of their dates, and of those around them, when they were judged.
            at: Now, with UTC offset.
            actor: Who.

        Returns:
            The new entries with their numbers.

        Raises:
            DeskError: somebody wrote something about these dates meanwhile, or closed the day.
        """
        new = tuple(made)
        dates = [entry.on for entry in new] + ([close] if close is not None else [])
        with writing(self._engine, self._path) as connection:
            of = needed(connection).id
            if dates:
                known = _entries(connection, of, min(dates) - _DAY, max(dates) + _DAY)
                if {entry.number for entry in known} != {entry.number for entry in seen}:
                    raise DeskError("Somebody wrote down what was worked on these dates meanwhile; look at it again")
            stored = tuple(_add(connection, of, entry) for entry in new)
            for on in sorted({entry.on for entry in new}):
                subjects = [f"{e.kind}:{e.badge}:{e.number}" for e in stored if e.on == on]
                trail.record(connection, of, at, actor, "write worked time", f"date:{on}", *subjects)
            if close is not None:
                t = DayCloseRow
                query = select(t.by).where(t.facility_id == of, t.on == close)
                if (row := connection.execute(query).first()) is not None:
                    raise DeskError(f"{close} was closed by {row.by} already")
                connection.execute(insert(t).values(facility_id=of, on=close, at=at, by=actor))
                trail.record(connection, of, at, actor, "close day", f"date:{close}")
        return stored


def _add(connection: Connection, of: str, entry: Worked) -> Worked:
    values: dict[str, Any] = {name: getattr(entry, name) for name in _ENTRY}
    values |= {"kind": entry.kind.value, "tour": entry.tour.value, "duty": entry.duty.value}
    done = connection.execute(insert(WorkedEntryRow).values({"facility_id": of, **values}))
    key = done.inserted_primary_key
    assert key is not None
    return replace(entry, number=key[0])


def _entries(connection: Connection, of: str, first: date, last: date) -> tuple[Worked, ...]:
    t = WorkedEntryRow
    query = (
        select(t.id, *(getattr(t, name) for name in _ENTRY))
        .where(t.facility_id == of, t.on >= first, t.on <= last)
        .order_by(t.id)
    )
    return tuple(_entry(row) for row in connection.execute(query))


def _entry(row: Row[*tuple[Any, ...]]) -> Worked:
    held = row._asdict()  # a row has an `index` of its own
    return Worked(
        number=row.id,
        kind=WorkedKind(row.kind),
        badge=Badge(row.badge),
        on=row.on,
        start=Minute(row.start),
        end=Minute(row.end),
        post=PostCode(row.post) if row.post is not None else None,
        shift=ShiftCode(row.shift) if row.shift is not None else None,
        index=held["index"],
        tour=TourKind(row.tour),
        planned_start=Minute(row.planned_start) if row.planned_start is not None else None,
        planned_end=Minute(row.planned_end) if row.planned_end is not None else None,
        duty=DutyKind(row.duty),
        corrects=row.corrects,
        reason=row.reason,
        at=row.at,
        by=row.by,
    )
