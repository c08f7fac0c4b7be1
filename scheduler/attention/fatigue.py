"""D5: how tired the scheduled cover is likely to be, from hours alone; the most tired tour of a cell counts.

Source: Dembe 2005 on long hours, Amendola et al. 2011 on shift length, Nielsen et al. 2019 on quick returns; the steps
and the cap on their sum are house policy. Duties count as work. Spans with less than an hour between them are one
stretch of work; a meal counts as missed where no relief can be planned for it.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from scheduler.attention.scene import BACK, Bools, Ints, Scene, Work
from scheduler.domain.attention import Factor, Weights
from scheduler.domain.roster import Tour
from scheduler.domain.words import Badge
from scheduler.ledger import plan_meals
from scheduler.ledger.relief import needs_relief

_PAUSE = 60
_WEEK_DAYS = 7
_WEEK = _WEEK_DAYS * 1440
_FAR = 1 << 40
"""More minutes than any history holds: keeps officers apart on one axis."""


@dataclass(frozen=True, eq=False)
class Strain:
    """Of each span of work: minutes since the stretch began, rest before it, work in 7 days, meals missed in 7 days.

    `work` holds the spans in the order of the arrays.
    """

    work: Work
    stretch: Ints
    rest: Ints
    week: Ints
    meals: Ints


@dataclass(eq=False)
class Meals:
    """Meals that went, or would go, without relief, by date: kept, because planning them costs most."""

    _known: dict[tuple[date, frozenset[Tour]], tuple[Badge, ...]] = field(default_factory=dict)

    def missed(self, scene: Scene) -> dict[tuple[int, int], int]:
        """Return how many meals each officer (by index) misses on each date (counted from `BACK` before)."""
        times = scene.standards.meals
        found: dict[tuple[int, int], int] = {}
        if times is None or not any(needs_relief(p) for p in scene.problem.posts):
            return found
        posts = {p.code: p for p in scene.problem.posts}
        of_date: dict[date, list[Tour]] = {}
        first = scene.dates[0] - timedelta(days=_WEEK_DAYS)
        for tour in scene.tours:
            post = posts.get(tour.post)
            if tour.on >= first and post is not None and (post.needs_meal_relief or post.gives_meal_reliefs):
                of_date.setdefault(tour.on, []).append(tour)
        for on, tours in of_date.items():
            key = (on, frozenset(tours))
            if key not in self._known:
                plan = plan_meals(scene.problem, tours, on, times)
                self._known[key] = tuple(badge for _, badge in plan.without)
            for badge in self._known[key]:
                at = (scene.officers[badge], scene.day_of(on))
                found[at] = found.get(at, 0) + 1
        return found


def strain(scene: Scene, meals: Meals) -> Strain:
    """Measure all spans of work of the scene."""
    order = np.lexsort((scene.work.post, scene.work.end, scene.work.start, scene.work.officer))
    work = scene.work.only(order)
    if not len(order):
        none = np.zeros(0, dtype=np.int64)
        return Strain(work, none, none, none, none)
    is_new = np.ones(len(order), dtype=np.bool_)
    is_new[1:] = (work.officer[1:] != work.officer[:-1]) | (work.start[1:] - work.end[:-1] >= _PAUSE)
    first = np.maximum.accumulate(np.where(is_new, np.arange(len(order)), 0))
    stretch = work.end - work.start[first]
    is_known = (first > 0) & (work.officer[first] == work.officer[first - 1])
    rest = np.where(is_known, work.start[first] - work.end[first - 1], _FAR)
    return Strain(work, stretch, rest, _week(work), _meals(work, meals.missed(scene)))


def _week(work: Work) -> Ints:
    """Return the minutes worked in the 7 days that end with each span; spans of an officer do not overlap."""
    base = work.officer * _FAR
    begins, length = base + work.start, work.end - work.start
    before = np.cumsum(length) - length

    def worked(moment: Ints) -> Ints:
        at = np.searchsorted(begins, moment, side="right") - 1
        last = np.maximum(at, 0)
        return np.where(at >= 0, before[last] + np.minimum(length[last], moment - begins[last]), 0)

    return worked(base + work.end) - worked(base + np.maximum(work.end - _WEEK, 0))


def _meals(work: Work, missed: dict[tuple[int, int], int]) -> Ints:
    """Return the meals missed on the 7 dates up to each tour's own."""
    found = np.zeros(len(work.officer), dtype=np.int64)
    for (officer, day), count in missed.items():
        found[(work.officer == officer) & (work.day >= day) & (work.day < day + _WEEK_DAYS)] += count
    return found


def parts(strain: Strain, weights: Weights) -> dict[str, Bools]:
    """Return for each cause whether it holds for each span."""
    limit = {step: weights.limit(Factor.FATIGUE, step) for step in ("long", "double", "rest", "week", "meals")}
    double = strain.stretch >= limit["double"]
    return {
        "double": double,
        "long": (strain.stretch > limit["long"]) & ~double,
        "rest": strain.rest < limit["rest"],
        "week": strain.week > limit["week"],
        "meals": strain.meals >= limit["meals"],
    }


def points(scene: Scene, strain: Strain, weights: Weights) -> Ints:
    """Return the points of D5, shape [posts, shifts, shown dates]."""
    total = np.zeros(len(strain.stretch), dtype=np.int64)
    for step, holds in parts(strain, weights).items():
        total += holds * weights.points(Factor.FATIGUE, step)
    total = np.minimum(total, weights.maximum(Factor.FATIGUE))
    found = np.zeros(scene.wanted.shape, dtype=np.int64)
    work = strain.work
    at = np.flatnonzero((work.post >= 0) & (work.shift >= 0) & (work.day >= BACK) & (total > 0))
    np.maximum.at(found, (work.post[at], work.shift[at], work.day[at]), total[at])
    return found[:, :, BACK:]


_WORDS = {
    "double": "a stretch of at least {0} h",
    "long": "a stretch of more than {0} h",
    "rest": "less than {0} h of rest before it",
    "week": "more than {0} h in 7 days",
}


def evidence(strain: Strain, weights: Weights, post: int, shift: int, day: int) -> str:
    """Return what D5 rests on in a cell (`day` from `BACK` before the first date shown), one sentence."""
    work = strain.work
    own = np.flatnonzero((work.post == post) & (work.shift == shift) & (work.day == day))
    causes = [step for step, holds in parts(strain, weights).items() if holds[own].any()]
    if not causes:
        return "Hours and rest of the scheduled cover are within bounds."
    words = [_WORDS[c].format(f"{weights.limit(Factor.FATIGUE, c) / 60:g}") for c in causes if c in _WORDS]
    words += ["meals without relief"] if "meals" in causes else []
    return f"The scheduled cover has {' and '.join(words)}."
