"""ST1 to ST7: what the yearly review of a post found.

Sources: 28 CFR 115.13 (plant, cameras, isolated places, population, night rounds) and 115.15 (privacy); IBAC 2017 on
one-to-one work; NIC's red flags on isolation; Dial and Worley 2008 on contact; the Astill inquiry on cameras. How many
points each is worth is policy judgement. ST6 counts on night shifts only; a factor nobody reviewed is not known.
"""

import numpy as np

from scheduler.attention.scene import Ints, Scene
from scheduler.domain.attention import Factor, Weights
from scheduler.domain.observations import STATIC_SCALES

STATIC = tuple(factor for factor in Factor if factor.is_static)
_SCALES = {scale.factor: scale for scale in STATIC_SCALES}


def points(scene: Scene, weights: Weights, factor: Factor) -> tuple[Ints, Ints]:
    """Return the least and the most points of a static factor, shape [posts, shifts]."""
    spans = [span(scene.reviewed.get((post.code, factor.value)), weights, factor) for post in scene.problem.posts]
    found = np.array(spans, dtype=np.int64).reshape(-1, 2)
    counts = np.array([factor is not Factor.NIGHT or s.is_night for s in scene.problem.shifts], dtype=np.int64)
    return found[:, :1] * counts, found[:, 1:] * counts


def span(reviewed: int | None, weights: Weights, factor: Factor) -> tuple[int, int]:
    """Return the least and the most points of a factor reviewed with so many points (None: not), where it counts."""
    if reviewed is None:
        return 0, weights.maximum(factor)
    worth = _worth(reviewed, weights, factor)
    return worth, worth


def _worth(reviewed: int, weights: Weights, factor: Factor) -> int:
    """Return what reviewed points are worth by the weights: in proportion between the steps, half rounded up."""
    low_at, low = 0, 0
    for step in ("mid", "full"):
        at, worth = weights.limit(factor, step), weights.points(factor, step)
        if reviewed < at:
            return low + (2 * (reviewed - low_at) * (worth - low) + at - low_at) // (2 * (at - low_at))
        low_at, low = at, worth
    return low


def evidence(reviewed: int | None, factor: Factor, is_night: bool) -> str:
    """Return what the review says, one sentence."""
    scale = _SCALES[factor]
    if factor is Factor.NIGHT and not is_night:
        return "Day: counts on night shifts only."
    if reviewed is None:
        return f"Not reviewed: {scale.name}."
    words = dict(scale.steps).get(reviewed, f"{reviewed} points in the review")
    return f"{scale.name[:1].upper()}{scale.name[1:]}: {words}."
