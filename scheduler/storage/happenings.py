"""What happened on running days, in and out of the database. Rows are only added."""

from dataclasses import fields
from datetime import date
from typing import Any

from sqlalchemy import Engine, Row, insert, select

from scheduler.domain.happenings import DayEvent, Happened
from scheduler.domain.words import Badge, Minute, PostCode, ShiftCode
from scheduler.storage import trail
from scheduler.storage.address import Where
from scheduler.storage.connect import reading, writing
from scheduler.storage.state import needed
from scheduler.storage.tables.happenings import DayEventRow

_EVENT = tuple(field.name for field in fields(DayEvent))


class HappeningStore:
    """The part of an open database that holds events of running days. Every method is one short transaction."""

    def __init__(self, path: Where, engine: Engine) -> None:
        self._path, self._engine = path, engine

    def of_dates(self, first: date, last: date) -> tuple[DayEvent, ...]:
        """Return the events of local dates `first` to `last`, inclusive, in the order of their writing.

        Raises:
            DeskError: nothing is imported yet.
        """
        t = DayEventRow
        with reading(self._engine, self._path) as connection:
            query = (
                select(*(getattr(t, name) for name in _EVENT))
                .where(t.facility_id == needed(connection).id, t.on >= first, t.on <= last)
                .order_by(t.id)
            )
            return tuple(_event(row) for row in connection.execute(query))

    def add(self, made: DayEvent) -> None:
        """Write an event down."""
        values = {name: getattr(made, name) for name in _EVENT} | {"kind": made.kind.value}
        with writing(self._engine, self._path) as connection:
            of = needed(connection).id
            connection.execute(insert(DayEventRow).values({"facility_id": of, **values}))
            subjects = [f"kind:{made.kind}", f"date:{made.on}"]
            named = (("post", made.post), ("shift", made.shift), ("officer", made.badge))
            subjects += [f"{what}:{value}" for what, value in named if value is not None]
            trail.record(connection, of, made.at, made.by, "write event", *subjects, f"changes:{made.changes}")


def _event(row: Row[*tuple[Any, ...]]) -> DayEvent:
    return DayEvent(
        kind=Happened(row.kind),
        on=row.on,
        start=Minute(row.start),
        end=Minute(row.end),
        badge=Badge(row.badge) if row.badge is not None else None,
        post=PostCode(row.post) if row.post is not None else None,
        shift=ShiftCode(row.shift) if row.shift is not None else None,
        combined_with=PostCode(row.combined_with) if row.combined_with is not None else None,
        changes=row.changes,
        empty_minutes=row.empty_minutes,
        is_proven=row.is_proven,
        words=row.words,
        at=row.at,
        by=row.by,
    )
