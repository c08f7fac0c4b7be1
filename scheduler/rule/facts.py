"""What a problem says, looked up quickly: the same for every roster of it, so worked out once for all views."""

from collections import defaultdict, deque
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from itertools import pairwise
from operator import attrgetter
from typing import Any, Protocol, TypeVar

from scheduler.domain.demand import Slot
from scheduler.domain.facility import Post, Shift
from scheduler.domain.people import Duty, Leave, Officer, Restriction
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Tour
from scheduler.domain.words import Badge, PostCode, ShiftCode


class _Owned(Protocol):
    """Anything that is one officer's."""

    @property
    def badge(self) -> Badge:
        """Whose it is."""


_T = TypeVar("_T", bound=_Owned)

BY_TIME = attrgetter("start", "end")
"""Orders pieces of work; those that agree in both keep their order: history, tours, duties."""

_LONGEST_SHIFT = 2880 + 60
"""The longest shift that a problem allows, in the night in which the clock goes back."""


class Facts:
    """A problem, looked up quickly. Every property is computed at most once."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem

    @cached_property
    def memo(self) -> dict[str, Any]:
        """Where a rule keeps, under a name that begins with its key, what is costly and follows from the problem."""
        return {}

    @cached_property
    def officers(self) -> dict[Badge, Officer]:
        """Officers by badge."""
        return {o.badge: o for o in self.problem.officers}

    @cached_property
    def place_of(self) -> dict[Badge, int]:
        """Where each officer stands in the problem's order."""
        return {badge: n for n, badge in enumerate(self.officers)}

    @cached_property
    def posts(self) -> dict[PostCode, Post]:
        """Posts by code."""
        return {p.code: p for p in self.problem.posts}

    @cached_property
    def shifts(self) -> dict[ShiftCode, Shift]:
        """Shifts by code."""
        return {s.code: s for s in self.problem.shifts}

    @cached_property
    def history_of(self) -> dict[Badge, tuple[Tour, ...]]:
        """Worked tours before the period of each officer, by start."""
        found: dict[Badge, list[Tour]] = {badge: [] for badge in self.officers}
        for tour in self.problem.worked:
            found.setdefault(tour.badge, []).append(tour)
        return {badge: _by_start(tours) for badge, tours in found.items()}

    @cached_property
    def held_over_of(self) -> dict[Badge, tuple[Tour, ...]]:
        """What each officer worked inside the period beyond its roster, by start."""
        return {badge: tuple(sorted(own, key=_START)) for badge, own in self._owned(self.problem.held_over).items()}

    @cached_property
    def duties_of(self) -> dict[Badge, tuple[Duty, ...]]:
        """Duties of each officer, by start."""
        return {badge: tuple(sorted(own, key=_START)) for badge, own in self._owned(self.problem.duties).items()}

    @cached_property
    def leave_of(self) -> dict[Badge, tuple[Leave, ...]]:
        """Leave of each officer, by start."""
        return {badge: tuple(sorted(own, key=_START)) for badge, own in self._owned(self.problem.leave).items()}

    @cached_property
    def restrictions_of(self) -> dict[Badge, tuple[Restriction, ...]]:
        """Restrictions of each officer."""
        return {badge: tuple(own) for badge, own in self._owned(self.problem.restrictions).items()}

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """The period's slots, sorted."""
        return self.problem.slots()

    @cached_property
    def slot_at(self) -> dict[tuple[PostCode, date, ShiftCode], Slot]:
        """The period's slots by (post, start date, shift)."""
        return {(s.post, s.on, s.shift): s for s in self.slots}

    @cached_property
    def slots_on(self) -> dict[date, tuple[Slot, ...]]:
        """The slots that start on each date of the period, sorted."""
        found: dict[date, list[Slot]] = {on: [] for on in self.problem.period.dates}
        for slot in self.slots:
            found[slot.on].append(slot)
        return {on: tuple(slots) for on, slots in found.items()}

    @cached_property
    def pattern_of(self) -> dict[Badge, tuple[ShiftCode | None, ...]]:
        """What each officer's pattern gives on each date of the period; None: day off, or a free pattern."""
        period = self.problem.period
        cycles = {p.code: p.cycle for p in self.problem.patterns}
        free: tuple[ShiftCode | None, ...] = (None,) * period.days
        of_squad = {}
        for squad in self.problem.squads:
            cycle, offset = cycles[squad.pattern], (period.first - squad.anchor).days
            of_squad[squad.code] = tuple(cycle[(offset + d) % len(cycle)] for d in range(period.days))
        return {o.badge: free if o.squad is None else of_squad[o.squad] for o in self.problem.officers}

    @cached_property
    def known_work_of(self) -> dict[Badge, tuple[Tour | Duty, ...]]:
        """History and duties of each officer, by start: the work that stands whatever the roster says."""
        found = {}
        for badge in self.officers:
            work: list[Tour | Duty] = [*self.history_of[badge], *self.duties_of[badge]]
            found[badge] = tuple(sorted(work, key=BY_TIME))
        return found

    @cached_property
    def longest_work(self) -> int:
        """Minutes than which no piece of history, no duty and no tour is longer."""
        known = (w.end - w.start for work in self.known_work_of.values() for w in work)
        return max((_LONGEST_SHIFT, *known))

    def _owned(self, rows: Iterable[_T]) -> dict[Badge, list[_T]]:
        found: dict[Badge, list[_T]] = defaultdict(list)
        for row in rows:
            found[row.badge].append(row)
        return {badge: found[badge] for badge in self.officers}


_START = attrgetter("start")


def _by_start(tours: list[Tour]) -> tuple[Tour, ...]:
    """Return one officer's tours sorted. Their starts nearly always differ, and comparing whole tours is slow."""
    found = sorted(tours, key=_START)
    is_clear = all(a.start != b.start for a, b in pairwise(found))
    return tuple(found if is_clear else sorted(tours))


_RECENT: deque[Facts] = deque(maxlen=4)


def facts_of(problem: Problem) -> Facts:
    """Return the facts of a problem; those of the last few problems are kept, told apart by identity.

    A problem never changes, and comparing or hashing one takes longer than most checks.
    """
    for known in tuple(_RECENT):
        if known.problem is problem:
            return known
    found = Facts(problem)
    _RECENT.append(found)
    return found
