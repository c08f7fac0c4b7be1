"""Where inmates are, as the checker reads it: pieces of time in places, once for all inmates who always move alike.

Shares no code with `scheduler.ledger`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from scheduler.domain.clock import Clock
from scheduler.domain.inmates import Activity
from scheduler.domain.problem import Problem
from scheduler.domain.words import InmateRef

Place = tuple[str, str]
"""("area", code), or ("watch", post) for an inmate who is on watch."""

Ids = NDArray[np.int64]
ALWAYS = 2**60

_STAY, _ACTIVITY, _WATCH = 0, 1, 2
_NO_PLACE: Place = ("", "")


@dataclass(frozen=True)
class _Entry:
    """One line of an inmate's whereabouts; of those open at a minute the highest rank and latest start holds."""

    rank: int
    start: int
    order: int
    end: int
    place: Place


@dataclass(frozen=True)
class Days:
    """Local dates in a row: day 0 is the date with ordinal `first`; `midnights` has an entry more than there are days.

    Time outside these dates is nobody's.
    """

    first: int
    midnights: Ids

    @classmethod
    def of(cls, problem: Problem) -> "Days":
        """Return every date that work of the history or of the period can touch."""
        first = problem.period.first - timedelta(days=2)
        if problem.worked:
            first = min(first, problem.clock.date_of(min(t.start for t in problem.worked)) - timedelta(days=1))
        dates = range(first.toordinal(), problem.period.last.toordinal() + 5)
        midnights = [problem.clock.midnight(date.fromordinal(day)) for day in dates]
        return cls(first.toordinal(), np.array(midnights, dtype=np.int64))

    @property
    def count(self) -> int:
        """Number of dates."""
        return len(self.midnights) - 1

    def split(self, start: Ids, end: Ids) -> tuple[Ids, Ids, Ids, Ids]:
        """Cut spans at local midnight: (number of the span, day, start, end) of each part, by span and time."""
        start, end = np.maximum(start, self.midnights[0]), np.minimum(end, self.midnights[-1])
        first = np.searchsorted(self.midnights, start, side="right") - 1
        parts = np.where(start < end, np.searchsorted(self.midnights, end, side="left") - first, 0)
        span = np.repeat(np.arange(len(start)), parts)
        day = first[span] + count_up(parts)
        return span, day, np.maximum(start[span], self.midnights[day]), np.minimum(end[span], self.midnights[day + 1])


def count_up(sizes: Ids) -> Ids:
    """Return 0, 1, ... up to each size in turn: [2, 3] gives [0, 1, 0, 1, 2]."""
    ends = np.cumsum(sizes)
    return np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - sizes, sizes)


@dataclass(frozen=True)
class Presence:
    """Who is where, cut at midnight: piece n is `group[n]` in [start[n], end[n]) elapsed minutes.

    Attributes:
        days: The dates that are told apart.
        places: Number of each place in which anybody ever is.
        group_of: Group of each inmate; those of one group are always in the same place.
        key: `place * days.count + day` of each piece, ascending.
        is_met: `is_met[place, day]`: anybody is there on that day.
    """

    days: Days
    places: dict[Place, int]
    group_of: dict[InmateRef, int]
    key: Ids
    group: Ids
    start: Ids
    end: Ids
    is_met: NDArray[np.bool_]

    @classmethod
    def of(cls, problem: Problem) -> "Presence":
        """Follow every group of inmates through its stays, activities and watches."""
        days = Days.of(problem)
        groups, group_of = _groups(problem, days)
        places: dict[Place, int] = {}
        rows = (
            (places.setdefault(place, len(places)), group, start, end)
            for group, entries in enumerate(groups)
            for start, end, place in _pieces(entries)
        )
        place, group, start, end = np.fromiter(chain.from_iterable(rows), dtype=np.int64).reshape(-1, 4).T
        piece, day, start, end = days.split(start, end)
        key = place[piece] * days.count + day
        order = np.argsort(key, kind="stable")
        is_met = np.zeros(len(places) * days.count, dtype=np.bool_)
        is_met[key] = True
        return cls(
            days=days,
            places=places,
            group_of=group_of,
            key=key[order],
            group=group[piece][order],
            start=start[order],
            end=end[order],
            is_met=is_met.reshape(len(places), days.count),
        )


def _groups(problem: Problem, days: Days) -> tuple[list[list[_Entry]], dict[InmateRef, int]]:
    """Return the entries of each group of inmates who are always in the same place, and the group of each inmate."""
    low, high = int(days.midnights[0]), int(days.midnights[-1])
    lines: dict[InmateRef, list[tuple[int, int, int | None, Place]]] = defaultdict(list)
    for stay in problem.stays:
        lines[stay.inmate].append((_STAY, stay.start, stay.end, ("area", stay.area)))
    for watch in problem.watches:
        lines[watch.inmate].append((_WATCH, watch.start, watch.end, ("watch", watch.post)))
    active: dict[InmateRef, list[Activity]] = defaultdict(list)
    for activity in problem.activities:
        active[activity.inmate].append(activity)
    groups: list[list[_Entry]] = []
    known: dict[object, int] = {}
    group_of = {}
    occurrences = _Occurrences(problem.clock, days)
    for inmate in sorted({*lines, *active}):
        # In order of their true starts, so that cut to these dates the later one still comes later.
        cut = tuple(
            (rank, max(start, low), high if end is None else min(end, high), place)
            for rank, start, end, place in sorted(lines.get(inmate, ()), key=lambda line: line[1])
            if start < high and (end is None or end > low)
        )
        own = active.get(inmate, ())
        key = (cut, tuple(_spec(a) for a in own))
        if key not in known:
            known[key] = len(groups)
            told = [_Entry(rank, start, n, end, place) for n, (rank, start, end, place) in enumerate(cut)]
            groups.append(told + [entry for n, a in enumerate(own) for entry in occurrences(a, n)])
        group_of[inmate] = known[key]
    return groups, group_of


def _spec(activity: Activity) -> tuple[object, ...]:
    a = activity
    return a.area, a.weekdays, a.start_wall_minute, a.wall_minutes, a.first, a.last


class _Occurrences:
    """When an activity takes place; a crew's is worked out once."""

    def __init__(self, clock: Clock, days: Days) -> None:
        self._clock, self._days = clock, days
        self._known: dict[object, list[_Entry]] = {}

    def __call__(self, activity: Activity, order: int) -> list[_Entry]:
        key = (_spec(activity), order)
        if key not in self._known:
            self._known[key] = list(self._of(activity, order))
        return self._known[key]

    def _of(self, activity: Activity, order: int) -> Iterator[_Entry]:
        begin = max(self._days.first - activity.wall_minutes // 1440 - 1, activity.first.toordinal())
        stop = self._days.first + self._days.count - 1
        if activity.last is not None:
            stop = min(stop, activity.last.toordinal())
        for ordinal in range(begin, stop + 1):
            on = date.fromordinal(ordinal)
            if on.weekday() in activity.weekdays:
                start = self._clock.minute(on, activity.start_wall_minute)
                end = self._clock.minute(on, activity.start_wall_minute + activity.wall_minutes)
                if start < end:  # else the clock change swallowed it
                    yield _Entry(_ACTIVITY, start, order, end, ("area", activity.area))


def _pieces(entries: list[_Entry]) -> Iterator[tuple[int, int, Place]]:
    """Yield (start, end, place) in order of time."""
    if len(entries) == 1 and entries[0].rank != _ACTIVITY:
        yield entries[0].start, entries[0].end, entries[0].place
        return
    before, since = _NO_PLACE, 0
    for minute, place in _whereabouts(entries):
        if place != before:
            if before != _NO_PLACE:
                yield since, minute, before
            before, since = place, minute


def _whereabouts(entries: Iterable[_Entry]) -> Iterator[tuple[int, Place]]:
    """Yield (minute, place from then on) in order of time; at the last one the inmate is nowhere."""
    opening = sorted(entries, key=lambda e: e.start)
    minutes = sorted({m for e in opening for m in (e.start, e.end)})
    is_open: list[_Entry] = []
    at = 0
    for minute in minutes:
        is_open = [e for e in is_open if e.end > minute]
        while at < len(opening) and opening[at].start == minute:
            is_open.append(opening[at])
            at += 1
        best = _NO_PLACE
        if any(e.rank != _ACTIVITY for e in is_open):
            best = max(is_open, key=lambda e: (e.rank, e.start, e.order)).place
        yield minute, best
