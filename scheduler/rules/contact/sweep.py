"""The checker's own ledger: tours and inmates' moves in order of time. Shares no code with `scheduler.ledger`.

For every place the minutes at which its occupants change are listed with who is there from then on; each tour walks
along the list of each place that it covers.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from scheduler.domain.clock import Clock
from scheduler.domain.facility import WHOLE, Post
from scheduler.domain.inmates import Activity, Stay, Watch
from scheduler.domain.policy import DEFAULT_CONTACT_WEIGHTS
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Tour
from scheduler.domain.words import AreaCode, Badge, ContactMode, InmateRef, Minute, PostCode
from scheduler.rule.view import View

Place = tuple[str, str]
"""("area", code), or ("watch", post) for an inmate who is on watch."""

Ids = NDArray[np.int64]
ALWAYS = 2**60


@dataclass
class _Occupants:
    """Who is in one place: `there[k]` from minute `since[k]` until `since[k + 1]`."""

    since: list[int] = field(default_factory=list)
    there: list[Ids] = field(default_factory=list)


@dataclass(frozen=True)
class Met:
    """What one officer's work met: entry n is `value[n]` (minutes x thousandths) with `inmate[n]` on day `day[n]`.

    Days are ordinals of local dates. `tour[n]` is the number of the tour in `View.tours_of`, -1 for history.
    """

    inmate: Ids
    day: Ids
    value: Ids
    tour: Ids


def met_by(view: View, badges: Iterable[Badge]) -> dict[Badge, Met]:
    """Return what each of the officers met, history included."""
    problem = view.problem
    dates = _dates(problem)
    occupants = _occupants(problem.clock, problem.stays, problem.watches, problem.activities, *dates)
    meeting = _Meeting(view)
    pairs = _Pairs(problem)
    heads = {(s.post, s.on, s.shift): s.minimum for s in view.slots}
    found = {}
    for badge in badges:
        parts: list[tuple[Ids, int, int, int]] = []
        for tour in view.history_of[badge]:
            for start, end, is_paired in pairs(tour):
                parts += _walk(problem, occupants, meeting.weights(tour, is_paired), tour, start, end, -1)
        for n, tour in enumerate(view.tours_of[badge]):
            is_paired = heads.get((tour.post, tour.on, tour.shift), 1) >= 2
            parts += _walk(problem, occupants, meeting.weights(tour, is_paired), tour, tour.start, tour.end, n)
        sizes = np.array([len(p[0]) for p in parts], dtype=np.int64)
        rest = np.array([p[1:] for p in parts], dtype=np.int64).reshape(-1, 3)
        inmates = np.concatenate([np.zeros(0, dtype=np.int64), *(p[0] for p in parts)])
        day, value, number = (np.repeat(rest[:, k], sizes) for k in range(3))
        found[badge] = Met(inmates, day, value, number)
    return found


def _walk(
    problem: Problem,
    occupants: dict[Place, _Occupants],
    weights: dict[Place, int],
    tour: Tour,
    start: int,
    end: int,
    number: int,
) -> Iterator[tuple[Ids, int, int, int]]:
    """Yield (inmates, day, value, number) for each stretch of [start, end) with the same occupants in a place."""
    for place, weight in weights.items():
        known = occupants.get(place)
        if known is None:
            continue
        at, now = bisect_right(known.since, start) - 1, start
        if at < 0:
            at, now = 0, known.since[0]
        while now < end:
            until = min(end, known.since[at + 1] if at + 1 < len(known.since) else ALWAYS)
            if len(known.there[at]):
                for on, minutes in problem.clock.by_date(Minute(now), Minute(until)):
                    yield known.there[at], on.toordinal(), minutes * weight, number
            at, now = at + 1, until


class _Meeting:
    """Which places a tour meets, and with which weight."""

    def __init__(self, view: View) -> None:
        self._posts = view.posts
        self._lines = view.problem.policy.contact_weights
        self._below: dict[AreaCode, list[AreaCode]] = defaultdict(list)
        for area in view.problem.areas:
            if area.parent is not None:
                self._below[area.parent].append(area.code)
        self._known: dict[tuple[PostCode, date, bool], dict[Place, int]] = {}

    def weights(self, tour: Tour, is_paired: bool) -> dict[Place, int]:
        """Return the weight, above 0, of each place that the tour meets; none for a post that no longer exists."""
        key = (tour.post, tour.on, is_paired)
        if key not in self._known:
            post = self._posts.get(tour.post)
            found = {} if post is None else self._places(post, tour.on, is_paired)
            self._known[key] = {place: weight for place, weight in found.items() if weight > 0}
        return self._known[key]

    def _places(self, post: Post, on: date, is_paired: bool) -> dict[Place, int]:
        found: dict[Place, int] = {("watch", post.code): self._weight(post, ContactMode.WATCH, on, is_paired)}
        if post.contact == ContactMode.WATCH:
            return found
        share: dict[AreaCode, int] = defaultdict(int)
        for part in post.shares:
            for code in self._with_sub_areas(part.area):
                share[code] += part.share
        weight = self._weight(post, post.contact, on, False)
        for code, thousandths in share.items():
            found["area", code] = weight * thousandths // WHOLE
        return found

    def _with_sub_areas(self, area: AreaCode) -> set[AreaCode]:
        found, fresh = {area}, [area]
        while fresh:
            fresh = [below for code in fresh for below in self._below[code] if below not in found]
            found.update(fresh)
        return found

    def _weight(self, post: Post, mode: ContactMode, on: date, is_paired: bool) -> int:
        if post.contact_weight is not None:
            return post.contact_weight
        best = next(line for line in DEFAULT_CONTACT_WEIGHTS if line.mode == mode)
        for line in self._lines:
            if line.mode == mode and best.effective <= line.effective <= on:
                best = line
        return best.paired if is_paired and best.paired is not None else best.weight


class _Pairs:
    """In which minutes of history two or more officers kept a watch together."""

    def __init__(self, problem: Problem) -> None:
        kept = {watch.post for watch in problem.watches}
        changes: dict[PostCode, dict[int, int]] = {post: defaultdict(int) for post in kept}
        for tour in problem.worked:
            if tour.post in kept:
                changes[tour.post][tour.start] += 1
                changes[tour.post][tour.end] -= 1
        self._heads: dict[PostCode, list[tuple[int, int]]] = {}
        for post, by_minute in changes.items():
            heads, lines = 0, []
            for minute in sorted(by_minute):
                heads += by_minute[minute]
                lines.append((minute, heads))
            self._heads[post] = lines

    def __call__(self, tour: Tour) -> Iterator[tuple[int, int, bool]]:
        """Yield (start, end, is paired) for the stretches of a worked tour."""
        if tour.post not in self._heads:
            yield tour.start, tour.end, False
            return
        lines = self._heads[tour.post]
        at = bisect_right(lines, (tour.start, ALWAYS)) - 1
        while lines[at][0] < tour.end:
            yield lines[at][0], lines[at + 1][0], lines[at][1] > 1
            at += 1


@dataclass(frozen=True)
class _Entry:
    """One line of an inmate's whereabouts; of those open at a minute the highest rank and latest start holds."""

    rank: int
    start: int
    order: int
    end: int
    place: Place


_STAY, _ACTIVITY, _WATCH = 0, 1, 2


def _entries(
    clock: Clock,
    stays: tuple[Stay, ...],
    watches: tuple[Watch, ...],
    activities: tuple[Activity, ...],
    first: date,
    last: date,
) -> dict[InmateRef, list[_Entry]]:
    found: dict[InmateRef, list[_Entry]] = defaultdict(list)
    for order, stay in enumerate(stays):
        end = ALWAYS if stay.end is None else stay.end
        found[stay.inmate].append(_Entry(_STAY, stay.start, order, end, ("area", stay.area)))
    for order, watch in enumerate(watches):
        end = ALWAYS if watch.end is None else watch.end
        found[watch.inmate].append(_Entry(_WATCH, watch.start, order, end, ("watch", watch.post)))
    for order, activity in enumerate(activities):
        begin = max(first - timedelta(days=activity.wall_minutes // 1440 + 1), activity.first)
        stop = last if activity.last is None else min(last, activity.last)
        mine = found[activity.inmate]  # an activity that never takes place still counts when inmates are numbered
        for ordinal in range(begin.toordinal(), stop.toordinal() + 1):
            on = date.fromordinal(ordinal)
            if on.weekday() in activity.weekdays:
                start = clock.minute(on, activity.start_wall_minute)
                end = clock.minute(on, activity.start_wall_minute + activity.wall_minutes)
                if start < end:  # else the clock change swallowed it
                    place = ("area", str(activity.area))
                    mine.append(_Entry(_ACTIVITY, start, order, end, place))
    return found


def _dates(problem: Problem) -> tuple[date, date]:
    """Return the first and last local date that any work can touch."""
    starts = [tour.start for tour in problem.worked]
    first = problem.period.first - timedelta(days=2)
    if starts:
        first = min(first, problem.clock.date_of(min(starts)) - timedelta(days=1))
    return first, problem.period.last + timedelta(days=3)


@lru_cache(maxsize=2)
def _occupants(
    clock: Clock,
    stays: tuple[Stay, ...],
    watches: tuple[Watch, ...],
    activities: tuple[Activity, ...],
    first: date,
    last: date,
) -> dict[Place, _Occupants]:
    """Return the occupants of each place that is ever occupied; inmates are numbered in the order of their names.

    Nobody changes the answer: while a roster is edited, one check after another asks for the same.
    """
    moves: dict[Place, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    entries = _entries(clock, stays, watches, activities, first, last)
    for number, inmate in enumerate(sorted(entries)):
        before: Place | None = None
        for minute, place in _whereabouts(entries[inmate]):
            if place == before:
                continue
            if before is not None:
                moves[before][minute].append(~number)
            if place is not None:
                moves[place][minute].append(number)
            before = place
    found: dict[Place, _Occupants] = {}
    for place, by_minute in moves.items():
        inside: set[int] = set()
        known = found[place] = _Occupants()
        for minute in sorted(by_minute):
            inside.difference_update(~n for n in by_minute[minute] if n < 0)
            inside.update(n for n in by_minute[minute] if n >= 0)
            known.since.append(minute)
            known.there.append(np.fromiter(inside, dtype=np.int64, count=len(inside)))
    return found


def _whereabouts(entries: list[_Entry]) -> Iterator[tuple[int, Place | None]]:
    """Yield (minute, place from then on) in order of time; None: the inmate is nowhere."""
    opening = sorted(entries, key=lambda e: e.start)
    minutes = sorted({m for e in entries for m in (e.start, e.end)})
    is_open: list[_Entry] = []
    at = 0
    for minute in minutes:
        is_open = [e for e in is_open if e.end > minute]
        while at < len(opening) and opening[at].start == minute:
            is_open.append(opening[at])
            at += 1
        best: _Entry | None = None
        if any(e.rank != _ACTIVITY for e in is_open):
            best = max(is_open, key=lambda e: (e.rank, e.start, e.order))
        yield minute, None if best is None else best.place
