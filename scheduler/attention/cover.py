"""D4: how far a post is from its plan, and whether it is open at all.

Source: 28 CFR 115.13(b), which asks for deviations from the staffing plan to be justified in writing. Below minimum: at
some moment of the shift fewer are there than must be. Combined: the minimum is kept, the planned seats are not all
filled, so that the post runs together with others. A critical post that must be held and that nobody holds at any
moment is uncovered and stands outside the index; a post that gives way, has no minimum and is left empty is closed.
"""

from collections import defaultdict

import numpy as np

from scheduler.attention.scene import BACK, Bools, Ints, Scene, Work
from scheduler.domain.attention import Factor, Weights
from scheduler.domain.words import Priority

CLOSED, OPEN, UNCOVERED = 0, 1, 2
"""Numbers of `CellState` in arrays."""
AS_PLANNED, COMBINED, BELOW = 0, 1, 2
"""Deviations from the plan."""


def fewest(scene: Scene, work: Work) -> tuple[Ints, Bools]:
    """Return the heads at each cell's emptiest moment, and whether anybody is there: [posts, shifts, shown dates].

    `work` may be a part of the scene's, if it holds all of the cells that are then read.
    """
    days = scene.wanted.shape[2]
    shape = (*scene.wanted.shape[:2], days)
    there = (work.post >= 0) & (work.shift >= 0) & (work.day >= BACK)
    work = work.only(there)
    cell = np.ravel_multi_index((work.post, work.shift, work.day), shape)
    start, end = scene.start[work.shift, work.day], scene.end[work.shift, work.day]
    is_whole = (work.start <= start) & (work.end >= end)
    size = int(np.prod(shape))
    heads = np.bincount(cell[is_whole], minlength=size)
    anybody = np.bincount(cell, minlength=size) > 0
    parts: dict[int, list[int]] = defaultdict(list)
    for n in np.flatnonzero(~is_whole).tolist():
        parts[int(cell[n])].append(n)
    for at, own in parts.items():
        spans = [(int(work.start[n]), int(work.end[n])) for n in own]
        heads[at] += _least(spans, int(start[own[0]]), int(end[own[0]]))
    return heads.reshape(shape)[:, :, BACK:], anybody.reshape(shape)[:, :, BACK:]


def _least(spans: list[tuple[int, int]], start: int, end: int) -> int:
    moments = {start, *(edge for span in spans for edge in span if start < edge < end)}
    return min(sum(a <= moment < b for a, b in spans) for moment in moments)


def states(scene: Scene, anybody: Bools) -> Ints:
    """Return whether each cell is closed, open or uncovered."""
    minimum, wanted = scene.minimum[:, :, BACK:], scene.wanted[:, :, BACK:]
    priority = [p.priority for p in scene.problem.posts]
    critical = np.array([p == Priority.CRITICAL for p in priority], dtype=np.bool_)[:, None, None]
    pull = np.array([p == Priority.PULL for p in priority], dtype=np.bool_)[:, None, None]
    found = np.where(wanted > 0, OPEN, CLOSED)
    found[(wanted > 0) & pull & (minimum == 0) & ~anybody] = CLOSED
    found[critical & (minimum > 0) & ~anybody] = UNCOVERED
    return found


def deviations(scene: Scene, heads: Ints) -> Ints:
    """Return how far each cell is from its plan."""
    minimum, wanted = scene.minimum[:, :, BACK:], scene.wanted[:, :, BACK:]
    return np.where(heads < minimum, BELOW, np.where(heads < wanted, COMBINED, AS_PLANNED))


def points(deviations: Ints, weights: Weights) -> Ints:
    """Return the points of D4 for deviations of any shape."""
    steps = (0, weights.points(Factor.DEVIATION, "combined"), weights.points(Factor.DEVIATION, "below"))
    return np.array(steps, dtype=np.int64)[deviations]


def evidence(deviation: int, heads: int, minimum: int, wanted: int) -> str:
    """Return what D4 rests on, one sentence."""
    if deviation == BELOW:
        return f"For some or all of the shift {heads} of at least {minimum} are there."
    if deviation == COMBINED:
        return f"{heads} of {wanted} planned seats are filled for the whole shift; the post runs combined."
    return "Staffed as planned."
