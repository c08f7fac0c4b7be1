"""Ninety days and more of worked tours that a sensible scheduler might have left behind.

Not the engine: a greedy hand that fills posts scarcest first and always takes the qualified officer who was there least
in the last 28 days, so that nobody's share of a unit grows large and history holds no stop finding.
"""

import random
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from scheduler.domain.clock import Clock
from scheduler.domain.demand import Slot, unfold
from scheduler.domain.facility import Post
from scheduler.domain.people import Officer
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Period, Tour
from scheduler.domain.words import AreaCode, Badge, ContactMode, TourKind

HISTORY_DAYS = 98
REST_MINUTES = 11 * 60
CALL_OFF_RATE = 0.04
REACH_DAYS = 28
STEADY_TOURS = 6
"""How many tours in `REACH_DAYS` a steady holder gets on the post at most: some 45 in 100 of a 12 h pattern."""


class HistoryMaker:
    """Fills seats day after day. All choices come from `seed`."""

    def __init__(self, problem: Problem, seed: int) -> None:
        self._problem = problem
        self._random = random.Random(seed)
        self._clock: Clock = problem.clock
        self._posts = {p.code: p for p in problem.posts}
        self._recent: dict[tuple[Badge, AreaCode], deque[date]] = defaultdict(deque)
        self._free_from: dict[Badge, int] = defaultdict(int)
        self._barred = {(r.badge, r.area) for r in problem.restrictions}
        self._steady = {(t.badge, t.area) for t in problem.tenures}
        self._leave: dict[Badge, list[tuple[int, int]]] = defaultdict(list)
        for leave in problem.leave:
            self._leave[leave.badge].append((leave.start, leave.end))
        self._tours: list[Tour] = []

    def make(self, first: date, days: int) -> tuple[Tour, ...]:
        """Return the worked tours of `days` dates from `first`, sorted."""
        for n in range(days):
            on = first + timedelta(days=n)
            patterns = {o.badge: self._problem.pattern_shift(o, on) for o in self._problem.officers}
            later = {o.badge: self._problem.pattern_shift(o, on + timedelta(days=1)) for o in self._problem.officers}
            slots = unfold(self._problem.posts, self._problem.shifts, self._clock, (on,))
            for shift in dict.fromkeys(s.shift for s in slots):
                here = [s for s in slots if s.shift == shift]
                on_pattern = [o for o in self._problem.officers if patterns[o.badge] == shift]
                off = [o for o in self._problem.officers if patterns[o.badge] is None and later[o.badge] is None]
                self._fill(here, self._present(on_pattern), off)
        return tuple(sorted(self._tours))

    def _present(self, officers: Iterable[Officer]) -> list[Officer]:
        return [o for o in officers if self._random.random() >= CALL_OFF_RATE]

    def _fill(self, slots: Sequence[Slot], present: list[Officer], off: list[Officer]) -> None:
        seats = [(slot, i) for slot in slots for i in range(slot.wanted)]
        can = {id(slot): [o for o in present if self._may(o, slot)] for slot in slots}
        seats.sort(key=lambda s: (s[1] >= s[0].minimum, s[0].priority == "pull", len(can[id(s[0])]), s[0].post, s[1]))
        taken: set[Badge] = set()
        for slot, index in seats:
            choice = self._least_seen([o for o in can[id(slot)] if o.badge not in taken], slot)
            kind = TourKind.REGULAR
            if choice is None and index < slot.minimum:
                choice = self._least_seen([o for o in off if o.badge not in taken and self._may(o, slot)], slot)
                kind = TourKind.VOLUNTARY_OVERTIME
            if choice is not None:
                taken.add(choice.badge)
                self._sit(choice, slot, index, kind)

    def _may(self, officer: Officer, slot: Slot) -> bool:
        post = self._posts[slot.post]
        if self._free_from[officer.badge] > slot.start:
            return False
        if any(start < slot.end and slot.start < end for start, end in self._leave[officer.badge]):
            return False
        if (officer.badge, None) in self._barred and post.contact is not ContactMode.NONE:
            return False
        if any((officer.badge, area) in self._barred for area in _areas(post)):
            return False
        last = self._clock.date_of(slot.end)
        valid = {h.qualification for h in officer.qualifications if h.earned is None or h.earned <= slot.on}
        expired = {h.qualification for h in officer.qualifications if h.expires is not None and h.expires < last}
        return all(code in valid and code not in expired for code in post.qualifications)

    def _least_seen(self, officers: list[Officer], slot: Slot) -> Officer | None:
        if not officers:
            return None
        areas = _areas(self._posts[slot.post])
        horizon = slot.on - timedelta(days=REACH_DAYS)

        def seen(officer: Officer) -> tuple[int, int, float]:
            dates = self._recent[officer.badge, areas[0]]
            while dates and dates[0] <= horizon:
                dates.popleft()
            count = len(dates)
            if (officer.badge, areas[0]) in self._steady and count < STEADY_TOURS:
                count = -1
            return count, len(officer.qualifications), self._random.random()

        return min(officers, key=seen)

    def _sit(self, officer: Officer, slot: Slot, index: int, kind: TourKind) -> None:
        self._free_from[officer.badge] = slot.end + REST_MINUTES
        for area in _areas(self._posts[slot.post])[:1]:
            self._recent[officer.badge, area].append(slot.on)
        self._tours.append(
            Tour(
                badge=officer.badge,
                post=slot.post,
                on=slot.on,
                shift=slot.shift,
                index=index,
                start=slot.start,
                end=slot.end,
                kind=kind,
            )
        )


def worked_history(problem: Problem, seed: int) -> tuple[Tour, ...]:
    """Return `HISTORY_DAYS` dates of worked tours that end the day before the problem's period."""
    first = problem.period.first - timedelta(days=HISTORY_DAYS)
    return HistoryMaker(problem, seed).make(first, HISTORY_DAYS)


def history_period(period: Period) -> Period:
    """Return the dates that made-up history covers."""
    return Period(first=period.first - timedelta(days=HISTORY_DAYS), days=HISTORY_DAYS)


def _areas(post: Post) -> tuple[AreaCode, ...]:
    return (post.area, *(share.area for share in post.covers if share.area != post.area))
