"""Small helpers for `Rule.terms`: scopes and masks as index arrays. No check uses them."""

from collections import defaultdict
from itertools import pairwise

import numpy as np

from scheduler.domain.people import Duty
from scheduler.domain.roster import Tour
from scheduler.domain.words import Badge
from scheduler.ledger.numbers import distinct
from scheduler.rule.frame import Bools, Frame, Ints
from scheduler.rule.view import Scope


def members(frame: Frame, scope: Scope) -> Ints:
    """Return the indices of the officers in scope."""
    return np.array([o for o, badge in enumerate(frame.badges) if scope.has(badge)], dtype=np.int64)


def cell_mask(frame: Frame, scope: Scope) -> tuple[Bools, Bools]:
    """Return which instances and which slots start on a date in scope."""
    instances = np.array([scope.covers(i.on) for i in frame.instances], dtype=np.bool_)
    slots = instances[frame.instance] if len(frame.slots) else np.zeros(0, dtype=np.bool_)
    return instances, slots


def spans_of(frame: Frame, scope: Scope, since: int) -> dict[int, tuple[Tour | Duty, ...]]:
    """Return history and duties, by start, of each officer in scope, as far as they end after minute `since`.

    Officers without any are left out.
    """
    found: dict[Badge, list[Tour | Duty]] = defaultdict(list)
    works: list[Tour | Duty] = [*frame.problem.worked, *frame.problem.duties]
    for work in works:
        if work.end > since and scope.has(work.badge):
            found[work.badge].append(work)
    index = frame.officer_index
    return {index[b]: tuple(sorted(w, key=lambda x: (x.start, x.end))) for b, w in found.items() if b in index}


def pieces(frame: Frame, slots: Ints, start: int, end: int) -> list[tuple[int, Ints]]:
    """Cut [start, end), elapsed minutes, where one of the slots begins or ends.

    Returns:
        (minutes, those of the slots that run then) of each piece; pieces during which the same run are one.
    """
    near = slots[(frame.start[slots] < end) & (frame.end[slots] > start)]
    if (frame.start[near] <= start).all() and (frame.end[near] >= end).all():
        return [(end - start, near)]
    cuts = distinct(np.clip(np.concatenate((frame.start[near], frame.end[near], (start, end))), start, end))
    found: dict[bytes, tuple[int, Ints]] = {}
    for begin, stop in pairwise(cuts.tolist()):
        running = near[(frame.start[near] <= begin) & (frame.end[near] >= stop)]
        minutes, _ = found.get(running.tobytes(), (0, running))
        found[running.tobytes()] = minutes + stop - begin, running
    return list(found.values())
