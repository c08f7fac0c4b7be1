"""D3: unannounced rounds by supervisors, as they were made and written down.

Source: 28 CFR 115.13(d), which asks for unannounced rounds on all shifts; the inquiry into the Clinton escape on checks
that were never made. What counts as late is house policy. A round that staff were told of before counts as none.

Met: one made during the shift and written down in time. Late: one made during the shift and written down later than
that, or, while there is none yet, one in the 24 hours before. None: nothing in those 24 hours, or a night that has
gone by without one. What has not begun cannot be known, nor what lies before rounds were first written down.
"""

from dataclasses import dataclass

import numpy as np

from scheduler.attention.scene import BACK, Bools, Ints, Scene
from scheduler.domain.attention import Factor, Weights
from scheduler.domain.words import Minute
from scheduler.ledger.places import lines_of_descent

MET, LATE, NONE, UNKNOWN = 0, 1, 2, 3
"""States of a cell."""
_STEPS = {LATE: "late", NONE: "none"}


@dataclass(frozen=True, eq=False)
class Made:
    """A post's unannounced rounds: when each was made, sorted, and when it was written down."""

    made: Ints
    entered: Ints


def made(scene: Scene) -> tuple[Made, ...]:
    """Return the rounds that each post got: of the post itself, or of an area around, at or in its own."""
    lines = lines_of_descent(scene.problem.areas)
    rounds = [r for r in scene.seen.rounds if r.is_unannounced]
    found = []
    for post in scene.problem.posts:
        around = lines[post.area]
        own = sorted(
            (r.performed_at, r.entered_at)
            for r in rounds
            if (r.post == post.code if r.post else r.area in around or post.area in lines.get(r.area, ()))
        )
        rows = np.array(own, dtype=np.int64).reshape(-1, 2)
        found.append(Made(rows[:, 0], rows[:, 1]))
    return tuple(found)


def states(scene: Scene, rounds: tuple[Made, ...], weights: Weights, days: slice) -> Ints:
    """Return the state of each cell, shape [posts, shifts, dates of the slice of shown dates]."""
    start, end = scene.start[:, BACK:][:, days], scene.end[:, BACK:][:, days]
    night = np.array([s.is_night for s in scene.problem.shifts], dtype=np.bool_)[:, None]
    found = np.full((len(rounds), *start.shape), UNKNOWN, dtype=np.int64)
    since = scene.seen.rounds_since
    if since is None:
        return found
    known = (start <= scene.now) & (start >= since)
    for p, own in enumerate(rounds):
        found[p][known] = _judged(own, start, end, night, scene.now, weights)[known]
    return found


def _judged(own: Made, start: Ints, end: Ints, night: Bools, now: Minute, weights: Weights) -> Ints:
    until = np.minimum(end, now + 1)
    in_time = own.made[own.entered - own.made <= weights.limit(Factor.ROUNDS, "late")]
    is_met = np.searchsorted(in_time, until) > np.searchsorted(in_time, start)
    upto = np.searchsorted(own.made, until)
    in_shift = upto > np.searchsorted(own.made, start)
    before = np.concatenate(([np.iinfo(np.int64).min // 2], own.made))[upto]
    recent = until - before <= weights.limit(Factor.ROUNDS, "none")
    is_over = night & (end <= now)
    none_yet = np.where(recent & ~is_over, LATE, NONE)
    return np.where(is_met, MET, np.where(in_shift, LATE, none_yet))


def points(states: Ints, weights: Weights) -> tuple[Ints, Ints]:
    """Return the least and the most points of states of any shape."""
    worth = np.array([0, *(weights.points(Factor.ROUNDS, _STEPS[s]) for s in (LATE, NONE)), 0], dtype=np.int64)
    low = worth[states]
    return low, np.where(states == UNKNOWN, weights.maximum(Factor.ROUNDS), low)


def evidence(state: int, is_kept: bool, has_begun: bool) -> str:
    """Return what D3 rests on, one sentence."""
    if state == UNKNOWN:
        if not is_kept:
            return "Supervisor rounds are not written down here."
        return "Not known: rounds were not written down yet." if has_begun else "Not known: the shift has not begun."
    return {
        MET: "An unannounced round was made and written down in time.",
        LATE: "The unannounced round is late, or was written down late.",
        NONE: "No unannounced round is written down.",
    }[state]
