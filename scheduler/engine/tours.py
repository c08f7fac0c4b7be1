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
    for s, slot in enumerate(frame.slots):
        index = 0
        for officer in np.flatnonzero(assignment.worked[:, s] & ~compiled.pinned[:, s]).tolist():
            while index in taken.get(s, ()):
                index += 1
            kind = KINDS[int(frame.kind[officer, frame.instance[s]])]
            tours.append(
                Tour(
                    start=Minute(slot.start),
                    end=Minute(slot.end),
                    badge=frame.badges[officer],
                    post=slot.post,
                    on=slot.on,
                    shift=slot.shift,
                    index=index,
                    kind=kind,
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
