"""A roster just after an event: what the event took, what may not be touched, and where something is missing."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from scheduler.check import Checker
from scheduler.domain.events import CallOff, Event, LateLeave, apply_event, cut
from scheduler.domain.findings import Report
from scheduler.domain.people import Leave
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Tour, parse_seat_id
from scheduler.domain.words import Badge, Minute, SeatId
from scheduler.engine.compiled import Bools
from scheduler.engine.repair.prepared import Prepared
from scheduler.engine.score import Assignment
from scheduler.rule import Ints
from scheduler.rules import uses

_Named = set[tuple[str, Badge | None, SeatId | None]]


@dataclass(frozen=True)
class Situation:
    """What is to be mended.

    Attributes:
        before: The roster before the event.
        prepared: The problem after the event, with the roster that the event leaves.
        first_tiers: Numbers of the tiers that come before the number of changes.
        held: `[officer, slot]`: who held what before the event, as far as the slots are still there.
        lost: How many of each slot's holders the event took.
        vanished: How many tours had their slot taken away.
        opened: Seats that the event asks for and nobody asked for before.
        frozen: `[officer, slot]`: cells that stay as they are: worked, locked, or no matter of whole tours.
        broken_before: Findings that blocked the roster before the event already: (entry, badge, seat).
    """

    before: Roster
    prepared: Prepared
    first_tiers: tuple[int, ...]
    held: Bools
    lost: Ints
    vanished: int
    opened: frozenset[SeatId]
    frozen: Bools
    broken_before: frozenset[tuple[str, Badge | None, SeatId | None]]

    @property
    def assignment(self) -> Assignment:
        """The roster that the event leaves, with its costs."""
        return self.prepared.assignment

    @cached_property
    def free(self) -> Bools:
        """Cells that a repair may change."""
        return self.prepared.compiled.free & ~self.frozen

    @property
    def forced(self) -> int:
        """How many tours the event changes, whatever comes of it."""
        return int(self.lost.sum()) + self.vanished

    def breaks(self, report: Report) -> list[str]:
        """Return the hard policy entries that a report finds broken and that were not before."""
        return sorted({entry for entry, *_ in _named(self.prepared.problem, report) - self.broken_before})


def situation_after(base: Prepared, event: Event, first_tiers: tuple[str, ...]) -> Situation:
    """Return what an event makes of a roster.

    Args:
        base: The roster as it stood.
        event: What happened.
        first_tiers: Keys of the tiers that come before the number of changes.

    Raises:
        EventError: the event names what is not there.
    """
    problem = apply_event(base.problem, event)
    broken_before = _named(base.problem, base.checker.report)
    only_closes = event.only_closes and problem.fixed == base.problem.fixed
    prepared = base.closed(problem) if only_closes else Prepared.of(problem, base.roster)
    broken = _named(problem, prepared.checker.report)
    taken = _taken(prepared, event, (broken - broken_before) | _asked_about(event, broken))
    fixed = tuple(t for t in problem.fixed if t not in taken)
    if fixed != problem.fixed:
        prepared = Prepared.of(replace(problem, fixed=fixed), base.roster)
    held = prepared.cells
    left = [part for tour in base.roster.tours for part in taken.get(tour, (tour,))]
    roster = base.roster.with_tours(tuple(left))
    made = replace(prepared, roster=roster, checker=_followed(prepared.checker, roster))
    tiers = {t.key: n for n, t in enumerate(problem.policy.tiers)}
    gone = held & ~made.cells
    return Situation(
        before=base.roster,
        prepared=made,
        first_tiers=tuple(sorted(tiers[key] for key in first_tiers if key in tiers)),
        held=held,
        lost=gone.sum(axis=0).astype(np.int64),
        vanished=sum(1 for tour, parts in taken.items() if prepared.cell(tour) is None or parts),
        opened=_seats(problem) - _seats(base.problem) if problem.posts != base.problem.posts else frozenset(),
        frozen=_frozen(made, event, {badge for _, badge, _ in broken_before}),
        broken_before=frozenset(broken_before),
    )


def _seats(problem: Problem) -> frozenset[SeatId]:
    return frozenset(seat for slot in problem.slots() for seat in slot.seats)


def _followed(checker: Checker, roster: Roster) -> Checker:
    return checker if roster.tours == checker.roster.tours else checker.edited(roster)


def _named(problem: Problem, report: Report) -> _Named:
    """Return what the hard findings of a report are about."""
    hard = {use.entry.id for use in uses(problem) if use.is_hard}
    return {(f.entry, f.cells[0].badge, f.cells[0].seat) for f in report.blocking if f.entry in hard}


def _asked_about(event: Event, broken: _Named) -> _Named:
    """Return what a restriction is about, although another one kept the officer from there already.

    So a tour that a bar of today reaches can be mended, when the question is who else could take it.
    """
    bar = event.restriction
    if bar is None:
        return set()
    found: _Named = set()
    for entry, badge, seat in broken:
        if badge == bar.badge and seat is not None:
            post, on, _, _ = parse_seat_id(seat)
            if bar.first <= on and (bar.last is None or on <= bar.last) and bar.post in (None, post):
                found.add((entry, badge, seat))
    return found


def _taken(prepared: Prepared, event: Event, broken: _Named) -> dict[Tour, tuple[Tour, ...]]:
    """Return the tours that the event takes, each with what is left of it.

    An officer who calls off keeps what lies outside of a tour that has begun, or of which most is left. Any other tour
    goes as a whole, when it now stands where no tour may be; what has begun is worked.
    """
    named = {(badge, seat) for _, badge, seat in broken}
    what, now = event.happening, event.now
    found: dict[Tour, tuple[Tour, ...]] = {}
    away = _absence(prepared.problem, event)
    for tour in prepared.roster.tours:
        has_begun = now is not None and tour.start < now
        if away is not None and tour.badge == away.badge and tour.start < away.end and away.start < tour.end:
            parts = cut(tour, away.start, away.end)
            is_most = isinstance(what, CallOff) and 2 * sum(part.minutes for part in parts) > tour.minutes
            found[tour] = parts if has_begun or is_most else ()
        elif not has_begun and (tour.badge, tour.seat) in named:
            cell = prepared.cell(tour)
            if cell is None or not prepared.compiled.allowed[cell] or prepared.compiled.pinned[cell]:
                found[tour] = ()
    return found


def _absence(problem: Problem, event: Event) -> Leave | None:
    """Return the leave that the event has just added, if it added one."""
    return problem.leave[-1] if isinstance(event.happening, (CallOff, LateLeave)) else None


def _frozen(prepared: Prepared, event: Event, left_alone: set[Badge | None]) -> Bools:
    """Return the cells that no repair may change."""
    frame = prepared.compiled.frame
    found = standing(prepared, event.now, left_alone - {getattr(event.happening, "badge", None)})
    away = _absence(prepared.problem, event)
    if away is not None:  # whatever policy says of leave, nobody works who is away
        found[frame.officer_index[away.badge], (frame.start < away.end) & (frame.end > away.start)] = True
    return found


def situation_of(prepared: Prepared, now: Minute, first_tiers: tuple[int, ...]) -> Situation:
    """Return a roster to which nothing has happened.

    What began before `now` stays as it is. Who broke a limit before may give up tours and takes none.
    """
    broken, frame = _named(prepared.problem, prepared.checker.report), prepared.compiled.frame
    frozen = standing(prepared, now, set())
    for _, badge, _ in broken:
        if badge is not None and badge in frame.officer_index:
            officer = frame.officer_index[badge]
            frozen[officer] |= ~prepared.cells[officer]
    return Situation(
        before=prepared.roster,
        prepared=prepared,
        first_tiers=first_tiers,
        held=prepared.cells,
        lost=np.zeros(len(frame.slots), dtype=np.int64),
        vanished=0,
        opened=frozenset(),
        frozen=frozen,
        broken_before=frozenset(broken),
    )


def standing(prepared: Prepared, now: Minute | None, left_alone: set[Badge | None]) -> Bools:
    """Return the cells that stay as they are: begun, locked, held in parts, or of officers who are left alone."""
    problem, roster, frame = prepared.problem, prepared.roster, prepared.compiled.frame
    found = np.zeros_like(prepared.compiled.allowed)
    if now is not None:
        found[:, frame.start < now] = True
    for lock in (*roster.locks, *problem.locks):
        found[frame.officer_index[lock.badge], frame.day == frame.day_index(lock.on)] = True
    for badge in left_alone:
        # Who broke a limit before, by a waiver or by hand, keeps his tours: mending that is not what is asked.
        if badge is not None and badge in frame.officer_index:
            found[frame.officer_index[badge]] = True
    for tour in roster.tours:
        cell = prepared.cell(tour)
        if cell is None:
            continue
        slot = cell[1]
        is_part = (tour.start, tour.end) != (frame.start[slot], frame.end[slot])
        if is_part:
            found[:, slot] = True  # a seat held in parts is no matter of whole tours
        if is_part or tour.is_locked:
            found[cell[0], (frame.start < tour.end) & (frame.end > tour.start)] = True
    return found
