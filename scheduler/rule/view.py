"""A roster as the checker sees it: tours by officer and by seat, history included. Terms never use it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from scheduler.domain.demand import Slot
from scheduler.domain.facility import Post, Shift
from scheduler.domain.findings import Cell
from scheduler.domain.people import Duty, Leave, Officer, Restriction
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Tour
from scheduler.domain.words import Badge, PostCode, ShiftCode


@dataclass(frozen=True)
class Scope:
    """The cells that a check or a set of terms speaks about: those judged on dates `first` to `last`, inclusive.

    `badges` None means every officer. A finding belongs to the date on which its breach is complete (the later tour
    of too short a rest, the last day of a window).
    """

    first: date
    last: date
    badges: frozenset[Badge] | None = None

    def covers(self, on: date) -> bool:
        """Whether local date `on` is in the scope."""
        return self.first <= on <= self.last

    def has(self, badge: Badge) -> bool:
        """Whether the officer is in the scope."""
        return self.badges is None or badge in self.badges


@dataclass(frozen=True)
class View:
    """Problem and roster, looked up quickly. Made once per check; every property is computed at most once."""

    problem: Problem
    roster: Roster

    @cached_property
    def memo(self) -> dict[str, Any]:
        """Where a rule keeps, under a name that begins with its key, what is costly and follows from the view alone."""
        return {}

    @cached_property
    def officers(self) -> dict[Badge, Officer]:
        """Officers by badge."""
        return {o.badge: o for o in self.problem.officers}

    @cached_property
    def posts(self) -> dict[PostCode, Post]:
        """Posts by code."""
        return {p.code: p for p in self.problem.posts}

    @cached_property
    def shifts(self) -> dict[ShiftCode, Shift]:
        """Shifts by code."""
        return {s.code: s for s in self.problem.shifts}

    @cached_property
    def tours_of(self) -> dict[Badge, tuple[Tour, ...]]:
        """The roster's tours of each officer, by start; every officer has an entry."""
        found: dict[Badge, list[Tour]] = {badge: [] for badge in self.officers}
        for tour in self.roster.tours:
            found.setdefault(tour.badge, []).append(tour)
        return {badge: tuple(sorted(tours)) for badge, tours in found.items()}

    @cached_property
    def history_of(self) -> dict[Badge, tuple[Tour, ...]]:
        """Worked tours before the period of each officer, by start."""
        found: dict[Badge, list[Tour]] = {badge: [] for badge in self.officers}
        for tour in self.problem.worked:
            found.setdefault(tour.badge, []).append(tour)
        return {badge: tuple(sorted(tours)) for badge, tours in found.items()}

    @cached_property
    def duties_of(self) -> dict[Badge, tuple[Duty, ...]]:
        """Duties of each officer, by start."""
        found: dict[Badge, list[Duty]] = defaultdict(list)
        for duty in self.problem.duties:
            found[duty.badge].append(duty)
        return {badge: tuple(sorted(found[badge], key=lambda d: d.start)) for badge in self.officers}

    @cached_property
    def leave_of(self) -> dict[Badge, tuple[Leave, ...]]:
        """Leave of each officer, by start."""
        found: dict[Badge, list[Leave]] = defaultdict(list)
        for leave in self.problem.leave:
            found[leave.badge].append(leave)
        return {badge: tuple(sorted(found[badge], key=lambda a: a.start)) for badge in self.officers}

    @cached_property
    def restrictions_of(self) -> dict[Badge, tuple[Restriction, ...]]:
        """Restrictions of each officer."""
        found: dict[Badge, list[Restriction]] = defaultdict(list)
        for restriction in self.problem.restrictions:
            found[restriction.badge].append(restriction)
        return {badge: tuple(found[badge]) for badge in self.officers}

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """The period's slots, sorted."""
        return self.problem.slots()

    @cached_property
    def tours_on(self) -> dict[tuple[PostCode, date, ShiftCode], tuple[Tour, ...]]:
        """The roster's tours by (post, start date, shift)."""
        found: dict[tuple[PostCode, date, ShiftCode], list[Tour]] = defaultdict(list)
        for tour in self.roster.tours:
            found[tour.post, tour.on, tour.shift].append(tour)
        return {key: tuple(tours) for key, tours in found.items()}

    def badges(self, scope: Scope) -> Iterator[Badge]:
        """Yield the badges in scope, in the problem's order."""
        return (badge for badge in self.officers if scope.has(badge))

    def work_of(self, badge: Badge) -> tuple[Tour | Duty, ...]:
        """Return history, tours and duties of an officer, by start: all that counts for rest and hours."""
        work: list[Tour | Duty] = [*self.history_of[badge], *self.tours_of[badge], *self.duties_of[badge]]
        return tuple(sorted(work, key=lambda w: (w.start, w.end)))


def cell_of(tour: Tour) -> Cell:
    """Return the cell of a tour: its seat's date, its officer and its seat."""
    return Cell(on=tour.on, badge=tour.badge, seat=tour.seat)
