"""Calls to officers about seats, in and out of the database. Rows are only added."""

from dataclasses import fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine, Row, insert, select

from scheduler.domain.calls import Call, CallList, CallOrder, CallOutcome, CallRules
from scheduler.domain.words import Badge, Minute, PostCode, ShiftCode
from scheduler.storage import trail
from scheduler.storage.address import Where
from scheduler.storage.connect import reading, writing
from scheduler.storage.state import needed
from scheduler.storage.tables.calls import CallRow, CallRulesRow

_CALL = tuple(field.name for field in fields(Call))
_RULES = tuple(field.name for field in fields(CallRules))


class CallStore:
    """The part of an open database that holds calls. Every method is one short transaction."""

    def __init__(self, path: Where, engine: Engine) -> None:
        self._path, self._engine = path, engine

    def of_dates(self, first: date, last: date) -> tuple[Call, ...]:
        """Return the calls about seats of local dates `first` to `last`, inclusive, in the order of their making.

        Raises:
            DeskError: nothing is imported yet.
        """
        t = CallRow
        with reading(self._engine, self._path) as connection:
            query = (
                select(*(getattr(t, name) for name in _CALL))
                .where(t.facility_id == needed(connection).id, t.on >= first, t.on <= last)
                .order_by(t.id)
            )
            return tuple(_call(row) for row in connection.execute(query))

    def add(self, made: Call) -> None:
        """Write a call down."""
        values = {name: getattr(made, name) for name in _CALL}
        values |= {"list": made.list.value, "outcome": made.outcome.value}
        with writing(self._engine, self._path) as connection:
            of = needed(connection).id
            connection.execute(insert(CallRow).values({"facility_id": of, **values}))
            seat = (f"post:{made.post}", f"date:{made.on}", f"shift:{made.shift}")
            subjects = (*seat, f"officer:{made.badge}", f"{made.list}:{made.place}:{made.outcome}")
            trail.record(connection, of, made.at, made.by, "call officer", *subjects)

    def rules(self) -> tuple[CallRules, ...]:
        """Return all rules, in the order in which they were set; nothing where there is no facility yet."""
        t = CallRulesRow
        with reading(self._engine, self._path) as connection:
            query = (
                select(*(getattr(t, name) for name in _RULES))
                .where(t.facility_id == needed(connection).id)
                .order_by(t.id)
            )
            return tuple(
                CallRules(**{**row._asdict(), "sequence": CallOrder(row.sequence)}) for row in connection.execute(query)
            )

    def set_rules(self, rules: CallRules, at: datetime, actor: str) -> None:
        """Let other rules hold from their date on."""
        values = {name: getattr(rules, name) for name in _RULES} | {"sequence": rules.sequence.value}
        with writing(self._engine, self._path) as connection:
            of = needed(connection).id
            connection.execute(insert(CallRulesRow).values({"facility_id": of, **values}))
            subjects = (f"date:{rules.effective}", f"sequence:{rules.sequence}", f"days:{rules.counted_days}")
            trail.record(connection, of, at, actor, "set call rules", *subjects)


def _call(row: Row[*tuple[Any, ...]]) -> Call:
    return Call(
        badge=Badge(row.badge),
        post=PostCode(row.post),
        shift=ShiftCode(row.shift),
        on=row.on,
        start=Minute(row.start),
        end=Minute(row.end),
        list=CallList(row.list),
        place=row.place,
        outcome=CallOutcome(row.outcome),
        at=row.at,
        by=row.by,
    )
