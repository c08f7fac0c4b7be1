"""Locks kept.

The rule in words: tours that are fixed are in the roster, and a locked date of an officer, or a locked shift of a
date, holds nothing else.
Source: what has been worked cannot be changed, and what a supervisor has locked was decided by a person.
Kept: locked on the gate on Monday, and there; locked without a tour on Tuesday, and off. Broken: the fixed tour given
to another officer; any tour on a date that is locked free.
A fixed tour is kept when its officer's tours on that post, date and shift cover its time: the number of the seat and
the parts in which it is held do not matter. On a locked date, minutes beyond the fixed tours are a breach as well.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import numpy as np

from scheduler.domain.findings import Cell, Finding, Message
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Tour
from scheduler.domain.words import Badge, Severity, ShiftCode
from scheduler.rule import NO_LIMIT, Breach, Forbid, Frame, Rows, Rule, Scope, Term, View, cell_of, hours
from scheduler.rule.view import Place


@dataclass(frozen=True)
class Config:
    """Nothing to set."""


class LocksKept(Rule, config=Config):
    """Every fixed tour is there, and locked dates hold nothing else."""

    key = "locks_kept"
    title = "Locks"
    unit = "minutes"
    price_unit = "tours"
    severities = (Severity.NEVER, Severity.STOP, Severity.ASK)

    def describe(self, config: Config) -> Message:
        """See `Rule.describe`."""
        return Message(template="Tours that are worked or locked stand, and dates locked free stay free.")

    def terms(self, frame: Frame, config: Config, scope: Scope) -> tuple[Term, ...]:
        """Ask for each fixed cell, and forbid every other cell of a locked date.

        A fixed tour on no slot of the period has no cell: the engine carries such tours along as they are.
        """
        cells: dict[tuple[int, int], int] = {}
        for tour in frame.problem.fixed:
            slot = frame.slot_index.get((tour.post, tour.on, tour.shift))
            if slot is not None and scope.covers(tour.on) and scope.has(tour.badge):
                cells[frame.officer_index[tour.badge], slot] = frame.day_index(tour.on)
        closed: set[tuple[int, int]] = set()
        for lock in frame.problem.locks:
            day = frame.day_index(lock.on)
            if scope.covers(lock.on) and scope.has(lock.badge) and 0 <= day < len(frame.dates):
                o = frame.officer_index[lock.badge]
                closed |= {(o, s) for s in frame.slots_of_day[day].tolist()}
        shifts = {(lock.on, lock.shift) for lock in frame.problem.shift_locks if scope.covers(lock.on)}
        held = [s for s, slot in enumerate(frame.slots) if (slot.on, slot.shift) in shifts]
        officers = [o for badge, o in frame.officer_index.items() if scope.has(badge)] if held else []
        closed |= {(o, s) for o in officers for s in held}
        forbidden = np.array(sorted(closed - cells.keys()), dtype=np.int64).reshape(-1, 2)
        asked = np.array(list(cells), dtype=np.int64).reshape(-1, 2)
        rows = len(asked)
        return (
            Forbid(officer=forbidden[:, 0], slot=forbidden[:, 1]),
            Rows(
                officer=asked[:, 0],
                first=np.arange(rows + 1, dtype=np.int64),
                slot=asked[:, 1],
                coef=np.ones(rows, dtype=np.int64),
                upper=np.full(rows, NO_LIMIT, dtype=np.int64),
                lower=np.ones(rows, dtype=np.int64),
                day=np.array(list(cells.values()), dtype=np.int64),
            ),
        )

    def check(self, view: View, config: Config, scope: Scope) -> tuple[Breach, ...]:
        """Look for each fixed tour, then for what else lies on locked dates."""
        if "locks_kept" not in view.facts.memo:
            view.facts.memo["locks_kept"] = _standing(view.problem)
        fixed, locked, shifts = view.facts.memo["locks_kept"]
        found = []
        for badge in view.badges(scope):
            if badge in fixed or badge in locked or shifts:
                found += _lost(view, fixed.get(badge, {}), badge, scope)
                found += _added(view, fixed.get(badge, {}), locked.get(badge, set()), shifts, badge, scope)
        return tuple(found)

    def explain(self, finding: Finding) -> Message:
        """See `Rule.explain`."""
        template = {
            "lost": "{time} of a tour that stands are missing at {post}.",
            "added": "{time} at {post} on a date that is locked.",
            "entered": "{time} at {post} on a shift that takes no further tours.",
        }[str(finding.detail["what"])]
        return Message(template=template, params={"time": hours(finding.measured), "post": finding.detail["post"]})


Fixed = dict[Badge, dict[Place, list[Tour]]]


Shifts = frozenset[tuple[date, ShiftCode]]


def _standing(problem: Problem) -> tuple[Fixed, dict[Badge, set[date]], Shifts]:
    """Return the fixed tours by officer and place, the locked dates by officer, and the locked shifts."""
    fixed: Fixed = defaultdict(lambda: defaultdict(list))
    for tour in problem.fixed:
        fixed[tour.badge][tour.post, tour.on, tour.shift].append(tour)
    locked: dict[Badge, set[date]] = defaultdict(set)
    for lock in problem.locks:
        locked[lock.badge].add(lock.on)
    shifts = frozenset((lock.on, lock.shift) for lock in problem.shift_locks)
    return {badge: dict(places) for badge, places in fixed.items()}, dict(locked), shifts


def _lost(view: View, fixed: dict[Place, list[Tour]], badge: Badge, scope: Scope) -> list[Breach]:
    found = []
    for place, tours in fixed.items():
        if not scope.covers(place[1]):
            continue
        there = [t for t in view.tours_on.get(place, ()) if t.badge == badge]
        missing = _minutes_outside(tours, there)
        if missing:
            cell = Cell(on=place[1], badge=badge, seat=tours[0].seat)
            detail: dict[str, str | int] = {"what": "lost", "post": view.posts[place[0]].name}
            found.append(Breach(cells=(cell,), measured=missing, limit=0, detail=detail))
    return found


def _added(
    view: View, fixed: dict[Place, list[Tour]], locked: set[date], shifts: Shifts, badge: Badge, scope: Scope
) -> list[Breach]:
    new: dict[Place, list[Tour]] = defaultdict(list)
    for tour in view.tours_of[badge]:
        if (tour.on in locked or (tour.on, tour.shift) in shifts) and scope.covers(tour.on):
            new[tour.post, tour.on, tour.shift].append(tour)
    found = []
    for place, tours in new.items():
        beyond = _minutes_outside(tours, fixed.get(place, []))
        if beyond:
            what = "added" if place[1] in locked else "entered"
            detail: dict[str, str | int] = {"what": what, "post": view.posts[place[0]].name}
            found.append(Breach(cells=(cell_of(tours[0]),), measured=beyond, limit=0, detail=detail))
    return found


def _minutes_outside(tours: list[Tour], others: list[Tour]) -> int:
    """Return how many minutes of the tours lie outside all of the others."""
    if len(tours) == len(others) == 1 and (tours[0].start, tours[0].end) == (others[0].start, others[0].end):
        return 0
    return len(_minutes(tours) - _minutes(others))


def _minutes(tours: list[Tour]) -> set[int]:
    return {minute for tour in tours for minute in range(tour.start, tour.end)}
