"""What was written down about posts below the staffing plan, in and out of the database. Rows are only added."""

from dataclasses import fields
from datetime import date
from typing import Any

from sqlalchemy import Engine, Row, insert, select

from scheduler.domain.deviations import DeviationNote, DeviationRecord, PostStatus, ReasonCode
from scheduler.domain.words import Minute, PostCode, ShiftCode
from scheduler.storage import trail
from scheduler.storage.address import Where
from scheduler.storage.connect import reading, writing
from scheduler.storage.state import needed
from scheduler.storage.tables.deviations import DeviationRow

_NOTE = tuple(field.name for field in fields(DeviationNote))


class DeviationStore:
    """The part of an open database that holds these records. Every method is one short transaction."""

    def __init__(self, path: Where, engine: Engine) -> None:
        self._path, self._engine = path, engine

    def of_dates(self, first: date, last: date) -> tuple[DeviationRecord, ...]:
        """Return the records about local dates `first` to `last`, inclusive, in the order in which they were written.

        Raises:
            DeskError: nothing is imported yet.
        """
        t = DeviationRow
        with reading(self._engine, self._path) as connection:
            query = (
                select(*(getattr(t, name) for name in _NOTE), t.by, t.at, t.approver)
                .where(t.facility_id == needed(connection).id, t.on >= first, t.on <= last)
                .order_by(t.id)
            )
            return tuple(_record(row) for row in connection.execute(query))

    def add(self, made: DeviationRecord, actor: str) -> None:
        """Write a record down; `actor` does it, whoever wrote the note."""
        note = made.note
        values = {name: getattr(note, name) for name in _NOTE}
        values |= {"status": note.status.value, "reason": note.reason.value}
        with writing(self._engine, self._path) as connection:
            of = needed(connection).id
            row = {"facility_id": of, **values, "by": made.by, "at": made.at, "approver": made.approver}
            connection.execute(insert(DeviationRow).values(row))
            what = "approve deviation" if made.approver and actor != made.by else "enter deviation"
            subjects = (f"post:{note.post}", f"date:{note.on}", f"shift:{note.shift}", f"{note.status}:{note.reason}")
            trail.record(connection, of, made.at, actor, what, *subjects)


def _record(row: Row[*tuple[Any, ...]]) -> DeviationRecord:
    note = DeviationNote(
        post=PostCode(row.post),
        shift=ShiftCode(row.shift),
        on=row.on,
        start=Minute(row.start),
        end=Minute(row.end),
        status=PostStatus(row.status),
        reason=ReasonCode(row.reason),
        mitigation=row.mitigation,
        overtime_tried=row.overtime_tried,
        combined_with=None if row.combined_with is None else PostCode(row.combined_with),
        words=row.words,
    )
    return DeviationRecord(note=note, by=row.by, at=row.at, approver=row.approver)
