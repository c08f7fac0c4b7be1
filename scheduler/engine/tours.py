"""From an assignment to tours, and back."""

import numpy as np

from scheduler.domain.roster import Roster, Tour
from scheduler.domain.words import Minute
from scheduler.engine.compiled import Bools, Compiled
from scheduler.engine.score import Assignment
from scheduler.rule import KINDS


def roster_of(assignment: Assignment) -> Roster:
    """Return the roster: fixed tours as they are, all others on the lowest seats that are left."""
    compiled = assignment.compiled
    frame, problem = compiled.frame, compiled.frame.problem
    taken: dict[int, set[int]] = {}
    for tour in problem.fixed:
        s = frame.slot_index.get((tour.post, tour.on, tour.shift))
        if s is not None:
            taken.setdefault(s, set()).add(tour.index)
    tours = list(problem.fixed)
    where, who = np.nonzero((assignment.worked & ~compiled.pinned).T)
    kinds = frame.kind[who, frame.instance[where]]
    index, last = 0, -1
    for s, officer, kind in zip(where.tolist(), who.tolist(), kinds.tolist(), strict=True):
        index, last = 0 if s != last else index, s
        while index in taken.get(s, ()):
            index += 1
        slot = frame.slots[s]
        tours.append(
            Tour(
                start=Minute(slot.start),
                end=Minute(slot.end),
                badge=frame.badges[officer],
                post=slot.post,
                on=slot.on,
                shift=slot.shift,
                index=index,
                kind=KINDS[kind],
            )
        )
        index += 1
    return Roster(facility=problem.facility.id, period=problem.period, tours=tuple(tours), locks=problem.locks)


def worked_of(compiled: Compiled, roster: Roster) -> Bools:
    """Return the cells that a roster's tours fill, as far as they are slots of the period."""
    frame = compiled.frame
    worked = np.zeros_like(compiled.allowed)
    for tour in roster.tours:
        s = frame.slot_index.get((tour.post, tour.on, tour.shift))
        if s is not None and tour.badge in frame.officer_index:
            worked[frame.officer_index[tour.badge], s] = True
    return worked
