"""D5: how tired the scheduled cover is likely to be, from hours alone; the most tired tour of a cell counts.

Source: Dembe 2005 on long hours, Amendola et al. 2011 on shift length, Nielsen et al. 2019 on quick returns; the steps
and the cap on their sum are house policy. Duties count as work. Spans with less than an hour between them are one
stretch of work; a meal counts as missed where no relief can be planned for it.
"""

from dataclasses import dataclass

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


Missed = dict[tuple[int, int], tuple[Badge, ...]]
"""Who misses a meal on a (shift, date counted from `BACK` before the first one shown), where anybody does."""


def missed_meals(scene: Scene, known: Missed | None = None, again: set[tuple[int, int]] | None = None) -> Missed:
    """Return for whom no relief can be planned.

    Args:
        scene: Whose tours.
        known: What was found before an edit.
        again: With `known`, the shifts and dates that the edit touched: only they are looked at again.
    """
    times, posts = scene.standards.meals, scene.problem.posts
    eats = np.array([needs_relief(p) for p in posts], dtype=np.bool_)
    if times is None or not eats.any():
        return {}
    gives = np.array([p.gives_meal_reliefs for p in posts], dtype=np.int64)
    work = scene.work
    near = (work.post >= 0) & (work.shift >= 0) & (work.day >= BACK - _WEEK_DAYS)
    work = work.only(near)
    work = work.only(eats[work.post] | (gives[work.post] > 0))
    days = scene.wanted.shape[2]
    key = work.shift * days + work.day
    start, end = scene.start[work.shift, work.day], scene.end[work.shift, work.day]
    room = (end - start - max(times.last_minutes, times.meal_minutes) - times.first_minutes) // times.meal_minutes + 1
    is_long = work.end - work.start >= times.least_minutes
    size = days * len(scene.problem.shifts)
    needed = np.bincount(key, eats[work.post] & is_long, size)
    given = np.bincount(key, np.minimum(gives[work.post], np.maximum(room, 0)) * is_long, size)
    parted = np.bincount(key, (work.start > start) | (work.end < end), size)
    # Where everybody is there for the whole shift and the reliefs suffice, everybody gets one.
    doubtful = {(k // days, k % days) for k in np.flatnonzero((needed > given) | (parted > 0)).tolist()}
    found = {} if known is None or again is None else {at: who for at, who in known.items() if at not in again}
    doubtful = doubtful if again is None else doubtful & again
    of_shift: dict[tuple[int, int], list[Tour]] = {at: [] for at in doubtful}
    for tour in scene.tours if doubtful else ():
        at = (scene.shift_index.get(tour.shift, -1), scene.day_of(tour.on))
        if at in of_shift:
            of_shift[at].append(tour)
    for at, tours in of_shift.items():
        without = plan_meals(scene.problem, tours, tours[0].on, times).without
        if without:
            found[at] = tuple(badge for _, badge in without)
    return found


def strain(scene: Scene, missed: Missed) -> Strain:
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
    return Strain(work, stretch, rest, _week(work), _meals(scene, work, missed))


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


def _meals(scene: Scene, work: Work, missed: Missed) -> Ints:
    """Return the meals missed on the 7 dates up to each tour's own."""
    found = np.zeros(len(work.officer), dtype=np.int64)
    if missed:
        count = np.zeros((len(scene.officers), scene.wanted.shape[2] + 1), dtype=np.int64)
        for (_, day), badges in missed.items():
            for badge in badges:
                count[scene.officers[badge], day + 1] += 1
        total = np.cumsum(count, axis=1)
        there = np.flatnonzero(work.day >= 0)
        who, upto = work.officer[there], work.day[there] + 1
        found[there] = total[who, upto] - total[who, np.maximum(upto - _WEEK_DAYS, 0)]
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
