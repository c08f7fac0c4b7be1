"""A roster as the checker sees it: tours by officer and by seat, history included. Terms never use it."""

from bisect import bisect, bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from operator import attrgetter
from typing import Any, TypeVar

from scheduler.domain.demand import Slot
from scheduler.domain.facility import Post, Shift
from scheduler.domain.findings import Cell
from scheduler.domain.people import Duty, Leave, Officer, Restriction
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Tour
from scheduler.domain.words import Badge, PostCode, ShiftCode
from scheduler.rule.facts import BY_TIME, Facts, facts_of
from scheduler.rule.work import Pieces, Work

Place = tuple[PostCode, date, ShiftCode]
"""(post, start date, shift): what a slot is known by."""

_Key = TypeVar("_Key")
_START = attrgetter("start")

_FEW = 32
"""Fewer badges than this are put in order one by one, rather than found by going through all officers."""


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
    """Problem and roster, looked up quickly. Made once per check; every property is computed at most once.

    What follows from the problem alone is in `facts`, which all views of one problem share.
    """

    problem: Problem
    roster: Roster

    @cached_property
    def memo(self) -> dict[str, Any]:
        """Where a rule keeps, under a name that begins with its key, what is costly and follows from the view.

        It is empty again after each edit. What does not depend on the roster belongs into `facts.memo`.
        """
        return {}

    @cached_property
    def facts(self) -> Facts:
        """What the problem says, whatever the roster."""
        return facts_of(self.problem)

    @cached_property
    def officers(self) -> dict[Badge, Officer]:
        """Officers by badge."""
        return self.facts.officers

    @cached_property
    def posts(self) -> dict[PostCode, Post]:
        """Posts by code."""
        return self.facts.posts

    @cached_property
    def shifts(self) -> dict[ShiftCode, Shift]:
        """Shifts by code."""
        return self.facts.shifts

    @cached_property
    def history_of(self) -> dict[Badge, tuple[Tour, ...]]:
        """Worked tours before the period of each officer, by start."""
        return self.facts.history_of

    @cached_property
    def duties_of(self) -> dict[Badge, tuple[Duty, ...]]:
        """Duties of each officer, by start."""
        return self.facts.duties_of

    @cached_property
    def leave_of(self) -> dict[Badge, tuple[Leave, ...]]:
        """Leave of each officer, by start."""
        return self.facts.leave_of

    @cached_property
    def restrictions_of(self) -> dict[Badge, tuple[Restriction, ...]]:
        """Restrictions of each officer."""
        return self.facts.restrictions_of

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """The period's slots, sorted."""
        return self.facts.slots

    @cached_property
    def tours_of(self) -> dict[Badge, tuple[Tour, ...]]:
        """The roster's tours of each officer, by start; every officer has an entry."""
        found: dict[Badge, list[Tour]] = {badge: [] for badge in self.officers}
        for tour in self.roster.tours:
            found.setdefault(tour.badge, []).append(tour)
        return {badge: tuple(tours) for badge, tours in found.items()}

    @cached_property
    def tours_on(self) -> dict[Place, tuple[Tour, ...]]:
        """The roster's tours by (post, start date, shift); places without a tour may be missing."""
        found: dict[Place, list[Tour]] = defaultdict(list)
        for tour in self.roster.tours:
            found[tour.post, tour.on, tour.shift].append(tour)
        return {key: tuple(tours) for key, tours in found.items()}

    @cached_property
    def tours_at(self) -> dict[date, tuple[Tour, ...]]:
        """The roster's tours by start date; dates without a tour may be missing."""
        found: dict[date, list[Tour]] = defaultdict(list)
        for tour in self.roster.tours:
            found[tour.on].append(tour)
        return {on: tuple(tours) for on, tours in found.items()}

    def badges(self, scope: Scope) -> Iterator[Badge]:
        """Yield the badges in scope, in the problem's order."""
        if scope.badges is not None and len(scope.badges) < _FEW:
            place = self.facts.place_of
            return iter(sorted((b for b in scope.badges if b in place), key=place.__getitem__))
        return (badge for badge in self.officers if scope.has(badge))

    def rostered(self, scope: Scope) -> Iterator[Badge]:
        """Yield the badges in scope with a tour on a date in scope, in the problem's order.

        For rules whose breach is always complete with a tour: nobody else can have one in the scope.
        """
        period = self.problem.period
        if (scope.last - scope.first).days * 2 >= period.days:
            return (badge for badge in self.badges(scope) if self.tours_of[badge])
        days = (scope.first + timedelta(days=d) for d in range((scope.last - scope.first).days + 1))
        at_work = {tour.badge for on in days for tour in self.tours_at.get(on, ())}
        return self.badges(Scope(scope.first, scope.last, frozenset(b for b in at_work if scope.has(b))))

    def slots_in(self, scope: Scope) -> Iterator[Slot]:
        """Yield the slots that start on a date in scope, sorted."""
        return (slot for on, slots in self.facts.slots_on.items() if scope.covers(on) for slot in slots)

    def work_of(self, badge: Badge) -> tuple[Tour | Duty, ...]:
        """Return history, tours and duties of an officer, by start: all that counts for rest and hours."""
        found = self._work_of.get(badge)
        if found is None:
            known, tours = self.facts.known_work_of[badge], self.tours_of[badge]
            if known and tours and known[-1].start >= tours[0].start:
                work: list[Tour | Duty] = [*self.history_of[badge], *tours, *self.duties_of[badge]]
                found = tuple(sorted(work, key=BY_TIME))
            else:
                found = (*known, *tours)
            self._work_of[badge] = found
        return found

    def work(self, scope: Scope) -> Work:
        """Return the work of the officers who are rostered in the scope, and perhaps of others, as arrays."""
        period = self.problem.period
        if scope.badges is None and scope.first <= period.first and period.last <= scope.last:
            return self._all_work
        badges = tuple(self.rostered(scope))
        return Work.of(badges, *(_pieces(badges, of) for of in (self.facts.known_work_of, self.tours_of)))

    @cached_property
    def _all_work(self) -> Work:
        badges = tuple(self.officers)
        known = self.facts.memo.get("view")
        if known is None:
            known = self.facts.memo["view"] = _pieces(badges, self.facts.known_work_of)
        return Work.of(badges, known, _pieces(badges, self.tours_of))

    def work_since(self, badge: Badge, since: int) -> list[Tour | Duty]:
        """Return the work of an officer that ends at elapsed minute `since` or later, by start."""
        work = self.work_of(badge)
        at = bisect_left(work, since - self.facts.longest_work, key=_START)
        return [w for w in work[at:] if w.end >= since]

    @cached_property
    def _work_of(self) -> dict[Badge, tuple[Tour | Duty, ...]]:
        return {}

    def edited(self, roster: Roster, gone: Iterable[Tour], come: Iterable[Tour]) -> "View":
        """Return the view of the roster that this one's becomes when tours leave it and others enter.

        Whatever the change does not touch is shared.

        Args:
            roster: What the new view is of.
            gone: Tours of this roster that the new one lacks.
            come: Tours of the new roster that this one lacks.
        """
        after = View(self.problem, roster)
        gone, come = tuple(gone), tuple(come)
        touched = {tour.badge for tour in (*gone, *come)}
        vars(after).update(  # where `cached_property` keeps what it has worked out
            facts=self.facts,
            tours_of=_exchanged(self.tours_of, gone, come, lambda t: t.badge),
            tours_on=_exchanged(self.tours_on, gone, come, lambda t: (t.post, t.on, t.shift)),
            tours_at=_exchanged(self.tours_at, gone, come, lambda t: t.on),
            _work_of={badge: work for badge, work in self._work_of.items() if badge not in touched},
        )
        return after


def _exchanged(
    known: dict[_Key, tuple[Tour, ...]], gone: Iterable[Tour], come: Iterable[Tour], key: Callable[[Tour], _Key]
) -> dict[_Key, tuple[Tour, ...]]:
    """Return groups of tours after some have left and others have come."""
    found = dict(known)
    for tour in gone:
        own = found[key(tour)]
        at = own.index(tour)
        found[key(tour)] = own[:at] + own[at + 1 :]
    for tour in come:
        own = found.get(key(tour), ())
        at = bisect(own, tour)
        found[key(tour)] = (*own[:at], tour, *own[at:])
    return found


def _pieces(badges: Iterable[Badge], work_of: Mapping[Badge, tuple[Tour | Duty, ...]]) -> Pieces:
    return Pieces.of([work_of[badge] for badge in badges])


def cell_of(tour: Tour) -> Cell:
    """Return the cell of a tour: its seat's date, its officer and its seat."""
    return Cell(on=tour.on, badge=tour.badge, seat=tour.seat)
