"""Swaps, in and out of the database. Rows are only added."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, insert, select

from scheduler.domain.roster import Roster, RosterEdit, Tour
from scheduler.domain.swaps import FOLLOWING, Swap, SwapState
from scheduler.domain.words import Badge, Minute, PostCode, ShiftCode
from scheduler.storage import trail
from scheduler.storage.address import Where
from scheduler.storage.connect import reading, writing
from scheduler.storage.errors import DeskError
from scheduler.storage.journal import EditKind
from scheduler.storage.state import needed
from scheduler.storage.tables.swaps import SwapRow, SwapStepRow

_TOUR = ("start", "end", "post", "shift", "index")
_WORDS = {
    SwapState.ACCEPTED: "accept swap",
    SwapState.DECLINED: "decline swap",
    SwapState.WITHDRAWN: "withdraw swap",
    SwapState.APPROVED: "approve swap",
    SwapState.REFUSED: "refuse swap",
}
Apply = Callable[[Connection, int, RosterEdit, EditKind, datetime, str], tuple[int, Roster]]


class SwapStore:
    """The part of an open database that holds swaps. Every method is one short transaction."""

    def __init__(self, path: Where, engine: Engine, apply: Apply) -> None:
        """Take what applies an edit to a roster inside a transaction."""
        self._path, self._engine, self._apply = path, engine, apply

    def every(self) -> tuple[Swap, ...]:
        """Return all swaps as they stand, in the order of their making.

        Raises:
            DeskError: nothing is imported yet.
        """
        with reading(self._engine, self._path) as connection:
            return _every(connection, needed(connection).id)

    def add(self, made: Swap) -> Swap:
        """Write a proposal down and return it with its number.

        Raises:
            DeskError: the tour is in an open swap already.
        """
        tour = made.tour
        with writing(self._engine, self._path) as connection:
            of = needed(connection).id
            _refuse_twice(connection, of, tour)
            values: dict[str, Any] = {name: getattr(tour, name) for name in (*_TOUR, "badge", "on")}
            values |= {name: getattr(made, name) for name in ("other", "other_on", "at", "by")}
            done = connection.execute(insert(SwapRow).values({"facility_id": of, **values}))
            key = done.inserted_primary_key
            assert key is not None
            subjects = (f"swap:{key[0]}", f"officer:{tour.badge}", f"officer:{made.other}", f"date:{tour.on}")
            trail.record(connection, of, made.at, made.by, "propose swap", *subjects)
        return replace(made, number=key[0])

    def step(
        self,
        seen: Swap,
        step: SwapState,
        at: datetime,
        actor: str,
        given: Tour | None = None,
        edit: tuple[int, RosterEdit] | None = None,
    ) -> Swap:
        """Take a step about a swap, and change the roster with it where it is approved; all of it, or nothing.

        Args:
            seen: The swap as it was judged.
            step: The step.
            at: Now, with UTC offset.
            actor: Who.
            given: The tour that it is accepted with.
            edit: Number of the roster and the edit that approval makes.

        Raises:
            DeskError: somebody took another step meanwhile, or the step does not follow.
            StaleEditError: the roster no longer holds the tours.
        """
        with writing(self._engine, self._path) as connection:
            of = needed(connection).id
            now = next((swap for swap in _every(connection, of) if swap.number == seen.number), None)
            if now is None or step not in FOLLOWING.get(now.state, ()) or now.state != seen.state:
                state = "gone" if now is None else now.state.value
                raise DeskError(f"Swap {seen.number} is {state} already")
            if given is not None:
                _refuse_twice(connection, of, given)
            tour = {name: getattr(given, name) if given is not None else None for name in _TOUR}
            row = {"facility_id": of, "swap_id": seen.number, "step": step.value, "at": at, "by": actor, **tour}
            connection.execute(insert(SwapStepRow).values(row))
            subjects = (f"swap:{seen.number}", *(f"officer:{badge}" for badge in seen.badges))
            trail.record(connection, of, at, actor, _WORDS[step], *subjects)
            if edit is not None:
                self._apply(connection, edit[0], edit[1], "do", at, actor)
        return replace(now, state=step, other_tour=given or now.other_tour, decided_at=at, decided_by=actor)


def _refuse_twice(connection: Connection, of: str, tour: Tour) -> None:
    for swap in _every(connection, of):
        if swap.state.is_open and tour in (swap.tour, swap.other_tour):
            raise DeskError("This tour is in an open swap already")


def _every(connection: Connection, of: str) -> tuple[Swap, ...]:
    steps: dict[int, list[Row[*tuple[Any, ...]]]] = defaultdict(list)
    s, t = SwapStepRow, SwapRow
    columns = (s.swap_id, s.step, s.at, s.by, *(getattr(s, name) for name in _TOUR))
    for row in connection.execute(select(*columns).where(s.facility_id == of).order_by(s.id)):
        steps[row.swap_id].append(row)
    columns = (t.id, t.badge, t.on, t.other, t.other_on, t.at, t.by, *(getattr(t, name) for name in _TOUR))
    query = select(*columns).where(t.facility_id == of).order_by(t.id)
    return tuple(_swap(row, steps[row.id]) for row in connection.execute(query))


def _swap(row: Row[*tuple[Any, ...]], steps: list[Row[*tuple[Any, ...]]]) -> Swap:
    made = Swap(
        number=row.id,
        tour=_tour(row, Badge(row.badge), row.on),
        other=Badge(row.other),
        other_on=row.other_on,
        at=row.at,
        by=row.by,
    )
    for step in steps:
        state = SwapState(step.step)
        if state is SwapState.ACCEPTED:
            made = replace(made, other_tour=_tour(step, made.other, made.other_on))
        made = replace(made, state=state, decided_at=step.at, decided_by=step.by)
    return made


def _tour(row: Row[*tuple[Any, ...]], badge: Badge, on: date) -> Tour:
    held = row._asdict()  # a row has an `index` of its own
    return Tour(
        start=Minute(row.start),
        end=Minute(row.end),
        badge=badge,
        post=PostCode(row.post),
        on=on,
        shift=ShiftCode(row.shift),
        index=held["index"],
    )
