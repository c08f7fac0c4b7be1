"""A roster that is at hand as the beginning of a build: what the problem still allows of it."""

from collections.abc import Callable

import numpy as np

from scheduler.domain.roster import Roster
from scheduler.engine.compiled import Bools, Compiled
from scheduler.engine.post_plan import sweep
from scheduler.engine.score import Assignment, Scorer
from scheduler.engine.tours import worked_of


def carried_over(scorer: Scorer, roster: Roster) -> Assignment | None:
    """Return a roster's tours as far as they can stand together here; None where that is no lawful roster.

    Tours that are no longer allowed are left out, as are those beyond the seats that there are. An officer who then
    still breaks a hard limit keeps only what is fixed.

    Args:
        scorer: Of the problem to be built.
        roster: Of the same facility; tours outside of the problem's seats are passed over.
    """
    compiled = scorer.compiled
    worked = worked_of(compiled, roster) & compiled.allowed | compiled.pinned
    made = Assignment(scorer, _seated(compiled, worked))
    breaking = np.flatnonzero(made.broken > 0)
    made.put(breaking, compiled.pinned[breaking])
    return made if made.rank()[0] <= scorer.forced else None


def swept(assignment: Assignment, is_stopped: Callable[[], bool]) -> Assignment:
    """Return the assignment with each shift assigned once more, which fills the gaps; the given one stays as it is."""
    made = assignment.copy()
    sweep(made, list(range(len(made.compiled.frame.instances))), is_stopped)
    return made


def _seated(compiled: Compiled, worked: Bools) -> Bools:
    """Return the work without the last officers on slots that have fewer seats than heads; fixed tours stay."""
    crowd = worked.sum(axis=0) - compiled.capacity
    for slot in np.flatnonzero(crowd > 0).tolist():
        loose = np.flatnonzero(worked[:, slot] & ~compiled.pinned[:, slot])
        worked[loose[-int(crowd[slot]) :], slot] = False
    return worked
