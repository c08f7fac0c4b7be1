"""What the index looks at, as arrays: what posts ask for, who is on them, and for how long.

Axes are posts and shifts in the problem's order and local dates. Dates begin `BACK` before the first one shown, because
several factors look back 28 dates.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scheduler.domain.facility import Area, Post
from scheduler.domain.observations import Observations
from scheduler.domain.people import Cadence
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Tour
from scheduler.domain.words import AreaCode, Badge, Minute, PostCode, RotationClass
from scheduler.ledger import MealTimes
from scheduler.ledger.places import lines_of_descent

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

BACK = 28
"""Dates before the first one shown."""
LEAST_SHARE = 300
"""Thousandths of a post that an area must have for the post to be of that unit, as in the rule on tenure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RotationLimit:
    """When rotation of an area's class is due, and when a tour there is stopped (None: never)."""

    due: Cadence
    stop: Cadence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standards:
    """What policy says besides the weights: when rotation is due by class, and how meals are planned (None: not)."""

    rotation: Mapping[RotationClass, RotationLimit] = field(default_factory=dict)
    meals: MealTimes | None = None


@dataclass(frozen=True, eq=False)
class Work:
    """Spans of work, one a tour or duty: indices of officer, post, shift and date (-1: a duty, or not known any more).

    `start` and `end` are elapsed minutes, end exclusive.
    """

    officer: Ints
    post: Ints
    shift: Ints
    day: Ints
    start: Ints
    end: Ints

    def only(self, kept: Bools | Ints) -> "Work":
        """Return some of the spans."""
        return Work(*(a[kept] for a in self._columns))

    def __add__(self, other: "Work") -> "Work":
        """Return both together."""
        return Work(*(np.concatenate(pair) for pair in zip(self._columns, other._columns, strict=True)))

    @property
    def _columns(self) -> tuple[Ints, ...]:
        return self.officer, self.post, self.shift, self.day, self.start, self.end


@dataclass(frozen=True, eq=False, kw_only=True)
class Scene:
    """Everything that the factors read.

    Attributes:
        dates: The dates shown, in order, without gaps.
        now: Elapsed minute up to which rounds and entries can be known.
        tours: Tours of all dates looked at, history and roster.
        work: The same tours and the duties as arrays.
        officers: Index of each badge.
        minimum, wanted: Heads asked for, shape [posts, shifts, BACK + dates]; wanted 0: nothing is asked for.
        start, end: Elapsed minutes of each shift, shape [shifts, BACK + dates].
    """

    problem: Problem
    standards: Standards
    seen: Observations
    dates: tuple[date, ...]
    now: Minute
    tours: frozenset[Tour]
    work: Work
    officers: Mapping[Badge, int]
    minimum: Ints
    wanted: Ints
    start: Ints
    end: Ints

    @classmethod
    def of(
        cls,
        problem: Problem,
        tours: Iterable[Tour],
        seen: Observations,
        now: Minute,
        standards: Standards,
        first: date,
        days: int,
    ) -> "Scene":
        """Build the arrays of `days` dates from `first`; history comes from the problem."""
        begin = first - timedelta(days=BACK)
        last = first + timedelta(days=days - 1)
        used = frozenset(t for source in (problem.worked, tours) for t in source if begin <= t.on <= last)
        badges = {o.badge: n for n, o in enumerate(problem.officers)}
        for tour in used:
            badges.setdefault(tour.badge, len(badges))
        clock, dates = problem.clock, [begin + timedelta(days=n) for n in range(BACK + days)]
        spans = np.array([[s.span(clock, on) for on in dates] for s in problem.shifts], dtype=np.int64)
        spans = spans.reshape(len(problem.shifts), len(dates), 2)
        minimum, wanted = _asked(problem, dates)
        scene = cls(
            problem=problem,
            standards=standards,
            seen=seen,
            dates=tuple(dates[BACK:]),
            now=now,
            tours=used,
            work=Work(*np.zeros((6, 0), dtype=np.int64)),
            officers=badges,
            minimum=minimum,
            wanted=wanted,
            start=spans[:, :, 0],
            end=spans[:, :, 1],
        )
        duties = [
            (badges[d.badge], -1, -1, -1, d.start, d.end)
            for d in problem.duties
            if d.end > spans[:, 0, 0].min(initial=0)
        ]
        return replace(scene, work=scene.as_work(sorted(used)) + _work(duties))

    def with_tours(self, gone: Iterable[Tour], come: Iterable[Tour]) -> "Scene":
        """Return the same scene without some tours and with others; what lies outside its dates is passed over."""
        out = [t for t in gone if t in self.tours]
        stays = self.tours - frozenset(out)
        into = [t for t in come if self._first <= t.on <= self.dates[-1] and t not in stays]
        officers = dict(self.officers)
        for tour in into:
            officers.setdefault(tour.badge, len(officers))
        scene = replace(self, tours=stays | frozenset(into), officers=officers)
        kept = np.ones(len(self.work.officer), dtype=np.bool_)
        for tour in out:
            o, p, s, d, start, end = scene.row_of(tour)
            w = self.work
            same = (
                (w.officer == o) & (w.start == start) & (w.end == end) & (w.post == p) & (w.shift == s) & (w.day == d)
            )
            kept[np.flatnonzero(same & kept)[:1]] = False
        return replace(scene, work=self.work.only(kept) + scene.as_work(into))

    @cached_property
    def _first(self) -> date:
        return self.dates[0] - timedelta(days=BACK)

    @cached_property
    def post_index(self) -> dict[str, int]:
        """Index of each post."""
        return {p.code: n for n, p in enumerate(self.problem.posts)}

    @cached_property
    def shift_index(self) -> dict[str, int]:
        """Index of each shift."""
        return {s.code: n for n, s in enumerate(self.problem.shifts)}

    @cached_property
    def reviewed(self) -> dict[tuple[PostCode, str], int]:
        """The points of each post and static factor: as last reviewed, else as the facility's data has them."""
        given = {(p.code, x.factor): x.points for p in self.problem.posts for x in p.attention}
        latest = sorted(self.seen.reviews, key=lambda r: r.reviewed_on)
        return given | {(r.post, r.factor): r.points for r in latest}

    @cached_property
    def units(self) -> tuple[frozenset[AreaCode], ...]:
        """For each post the areas that it belongs to."""
        lines = lines_of_descent(self.problem.areas)
        return tuple(frozenset(_unit(p, self.problem.areas, lines)) for p in self.problem.posts)

    @property
    def shape(self) -> tuple[int, int, int]:
        """Number of posts, shifts and dates shown."""
        return len(self.problem.posts), len(self.problem.shifts), len(self.dates)

    def day_of(self, on: date) -> int:
        """Return the index of a date, counted from `BACK` dates before the first one shown."""
        return (on - self._first).days

    def as_work(self, tours: Iterable[Tour]) -> Work:
        """Return tours as arrays."""
        return _work([self.row_of(t) for t in tours])

    def row_of(self, tour: Tour) -> tuple[int, int, int, int, int, int]:
        """Return a tour as a row of `Work`."""
        post = self.post_index.get(tour.post, -1)
        shift = self.shift_index.get(tour.shift, -1)
        return self.officers[tour.badge], post, shift, self.day_of(tour.on), tour.start, tour.end


def _work(rows: Sequence[tuple[int, int, int, int, int, int]]) -> Work:
    columns = np.array(rows, dtype=np.int64).reshape(-1, 6)
    return Work(*(np.ascontiguousarray(columns[:, n]) for n in range(6)))


def _asked(problem: Problem, dates: list[date]) -> tuple[Ints, Ints]:
    """Return heads that must and heads that should be there, shape [posts, shifts, dates]."""
    shape = (len(problem.posts), len(problem.shifts), len(dates))
    minimum, wanted = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    shift = {s.code: n for n, s in enumerate(problem.shifts)}
    for p, post in enumerate(problem.posts):
        is_dated = any(line.first or line.last for line in post.coverage) or post.opens or post.closes
        known = {on.weekday(): post.coverage_on(on) for on in dates[:7]} if not is_dated else {}
        for d, on in enumerate(dates):
            for line in post.coverage_on(on) if is_dated else known.get(on.weekday(), ()):
                at = (p, shift[line.shift], d)
                minimum[at], wanted[at] = line.minimum, max(line.minimum, line.wanted)
    return minimum, wanted


def _unit(post: Post, areas: tuple[Area, ...], lines: dict[AreaCode, tuple[AreaCode, ...]]) -> Iterable[AreaCode]:
    """Yield the areas in which a tour on the post is a tour: around its own area, and those that it covers enough."""
    yield from lines[post.area]
    for area in areas:
        shares = (part.share for part in post.shares if area.code in lines[part.area] or part.area in lines[area.code])
        if sum(shares) >= LEAST_SHARE:
            yield area.code
