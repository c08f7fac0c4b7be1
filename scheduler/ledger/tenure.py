"""Since when officers' tenure in areas runs, from worked history and the start dates that are given.

Tenure in an area runs while at least 30% of an officer's tours of the trailing 28 dates are there; a tour on a post
that covers several areas counts for each by its share. Its start is the first date on which that was so, and stands
through weaker weeks, until 28 dates in a row have no more than 10% of the tours there: then it is over and can only
begin anew. Tours count on the date on which they start.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from scheduler.domain.facility import WHOLE, Post
from scheduler.domain.people import Tenure
from scheduler.domain.problem import Problem
from scheduler.domain.words import AreaCode, PostCode, RotationClass
from scheduler.ledger.places import Ints, lines_of_descent

WINDOW_DAYS = 28
RUNS_PERCENT = 30
BREAK_PERCENT = 10


def tenures(problem: Problem) -> tuple[Tenure, ...]:
    """Return the tenures that run on the date before the period, by officer and area.

    `Problem.worked` is the history and `Problem.tenures` gives start dates: each is taken as it stands on its date and
    then runs or ends as history says. Watched are areas with a rotation class, and those with a given start. As long as
    history does not reach back 28 dates, a given tenure stands.
    """
    given = [t for t in problem.tenures if t.since < problem.period.first]
    later = [t for t in problem.tenures if t.since >= problem.period.first]
    if not problem.worked:
        return _sorted(problem, [*given, *later])
    classed = [a.code for a in problem.areas if a.rotation != RotationClass.NONE]
    areas = list(dict.fromkeys([*classed, *(t.area for t in given)]))
    counts = _Counts.of(problem, areas)
    since = np.zeros((len(problem.officers), len(areas)), dtype=np.int64)
    officer = {o.badge: i for i, o in enumerate(problem.officers)}
    begun: dict[int, list[tuple[int, int]]] = {}
    for tenure in sorted(given, key=lambda t: t.since):
        at = (officer[tenure.badge], areas.index(tenure.area))
        if tenure.since.toordinal() < counts.first:
            since[at] = tenure.since.toordinal()
        else:
            begun.setdefault(tenure.since.toordinal(), []).append(at)
    last = problem.period.first.toordinal() - 1
    runs = np.zeros_like(since, dtype=np.bool_)
    for day in range(counts.first, last + 1):
        runs, is_break = counts.judge(day)
        for at in begun.get(day, ()):
            since[at] = day
        known_from = day - WINDOW_DAYS + 1
        since[is_break & (since <= known_from) & (known_from >= counts.first)] = 0
        since[runs & (since == 0)] = day
    if last - WINDOW_DAYS + 1 < counts.first:
        for tenure in given:
            runs[officer[tenure.badge], areas.index(tenure.area)] = True
    found = [
        Tenure(badge=problem.officers[o].badge, area=areas[a], since=date.fromordinal(int(since[o, a])))
        for o, a in zip(*np.nonzero(runs & (since > 0)), strict=True)
    ]
    return _sorted(problem, [*found, *later])


def _sorted(problem: Problem, found: Iterable[Tenure]) -> tuple[Tenure, ...]:
    officer = {o.badge: i for i, o in enumerate(problem.officers)}
    return tuple(sorted(set(found), key=lambda t: (officer[t.badge], t.area, t.since)))


@dataclass(frozen=True)
class _Counts:
    """Tours up to each date, running sums: `all[n, officer]` and, in thousandths, `there[n, officer, area]`.

    n counts dates from `first`, a day ordinal; n = 0 is before any tour. A year of tours is less than half a million
    thousandths: 32 bits hold a hundred times the tours of twenty years.
    """

    first: int
    all: NDArray[np.int32]
    there: NDArray[np.int32]

    @classmethod
    def of(cls, problem: Problem, areas: list[AreaCode]) -> "_Counts":
        """Count the worked tours that start before the period."""
        officer = {o.badge: i for i, o in enumerate(problem.officers)}
        before = problem.period.first
        tours = [t for t in problem.worked if t.on < before]
        first = min((t.on for t in tours), default=before).toordinal()
        shares = _shares(problem, areas)
        number = {code: n for n, code in enumerate(shares)}
        parts = np.array([*shares.values(), np.zeros(len(areas), dtype=np.int64)])  # the last one: of no known post
        tours = [t for t in tours if t.badge in officer]
        days = {on: on.toordinal() - first + 1 for on in {t.on for t in tours}}
        width = len(officer)
        cells = np.array([days[t.on] * width + officer[t.badge] for t in tours], dtype=np.int64)
        post = np.array([number.get(t.post, -1) for t in tours], dtype=np.int64)
        shape = before.toordinal() - first + 1, width
        total = np.bincount(cells, minlength=shape[0] * width).astype(np.int32).reshape(shape)
        there = np.zeros((shape[0] * width, len(areas)), dtype=np.int32)
        for area in np.flatnonzero(parts.any(axis=0)):
            counted = parts[post, area] > 0
            np.add.at(there[:, area], cells[counted], parts[post[counted], area].astype(np.int32))
        there = there.reshape((*shape, len(areas)))
        return cls(first, np.cumsum(total, axis=0, dtype=np.int32), np.cumsum(there, axis=0, dtype=np.int32))

    def judge(self, day: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Return `runs[officer, area]` and `is_break[officer, area]` for the trailing window that ends on a date."""
        end = day - self.first + 1
        begin = max(0, end - WINDOW_DAYS)
        tours = (self.all[end] - self.all[begin])[:, None] * WHOLE
        there = (self.there[end] - self.there[begin]) * 100
        return (there >= tours * RUNS_PERCENT) & (tours > 0), there <= tours * BREAK_PERCENT


def _shares(problem: Problem, areas: list[AreaCode]) -> dict[PostCode, Ints]:
    """Return for each post the thousandths of a tour that count for each area."""
    lines = lines_of_descent(problem.areas)
    counting: dict[AreaCode, list[int]] = {}

    def share(post: Post) -> Ints:
        there = np.zeros(len(areas), dtype=np.int64)
        for part in post.shares:
            if part.area not in counting:
                related = (n for n, a in enumerate(areas) if a in lines[part.area] or part.area in lines[a])
                counting[part.area] = list(related)
            there[counting[part.area]] += part.share
        return np.minimum(there, WHOLE)

    return {post.code: share(post) for post in problem.posts}
