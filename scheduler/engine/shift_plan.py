"""The first complete roster: patterns first, in order of time, then overtime for the seats that must be filled."""

from collections.abc import Callable

import numpy as np

from scheduler.engine.post_plan import assign_shift
from scheduler.engine.score import Assignment, Scorer


def first_roster(scorer: Scorer, is_stopped: Callable[[], bool]) -> Assignment:
    """Return a complete roster that keeps every hard limit, provided that an empty one does.

    Officers on a pattern get the posts of their own shifts in order of time, so that a later choice sees the contact
    that the earlier ones made. What is still empty is then offered to everybody: overtime comes only where the tiers
    above it gain, and nobody loses a tour of the own pattern for it.
    """
    compiled = scorer.compiled
    assignment = Assignment(scorer)
    kind = compiled.frame.kind
    instances = range(len(compiled.frame.instances))
    for instance in instances:
        if is_stopped():
            return assignment
        assign_shift(assignment, instance, np.flatnonzero(kind[:, instance] == 0))
    for instance in instances:
        if is_stopped():
            return assignment
        if _is_short(assignment, instance):
            assign_shift(assignment, instance, np.arange(compiled.officers))
    return assignment


def _is_short(assignment: Assignment, instance: int) -> bool:
    """Whether a further head somewhere in the instance would save anything."""
    slots = assignment.compiled.frame.slots_of_instance[instance]
    filled = assignment.filled[slots]
    room = filled < assignment.compiled.capacity[slots]
    for line in assignment.compiled.covers:
        missing = (filled < line.need[slots]) & (line.cost[slots] > 0)
        if bool((missing & room).any()):
            return True
    return False
