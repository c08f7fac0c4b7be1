"""The first complete roster: patterns first, in order of time, then overtime for the seats that must be filled."""

from collections.abc import Callable

import numpy as np

from scheduler.engine.compiled import Compiled
from scheduler.engine.post_plan import assign_shift
from scheduler.engine.score import Assignment, Scorer


def first_roster(scorer: Scorer, is_stopped: Callable[[], bool]) -> Assignment:
    """Return a complete roster that keeps every hard limit; an empty one where something hard asks for work.

    Officers on a pattern get the posts of their own shifts in order of time, so that a later choice sees the contact
    that the earlier ones made. What is still empty is then offered to everybody: overtime comes only where the tiers
    above it gain, and nobody loses a tour of the own pattern for it.
    """
    compiled = scorer.compiled
    assignment = Assignment(scorer)
    if compiled.has_least:
        return assignment
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
    """Whether a further head somewhere in the instance would save something that overtime there may be worth."""
    slots = assignment.compiled.frame.slots_of_instance[instance]
    filled = assignment.filled[slots]
    room = filled < assignment.compiled.capacity[slots]
    short = [
        line.tier
        for line in assignment.compiled.covers
        if bool(((filled < line.need[slots]) & (line.cost[slots] > 0) & room).any())
    ]
    return bool(short) and min(short) <= _first_charge(assignment.compiled, instance)


def _first_charge(compiled: Compiled, instance: int) -> int:
    """Return the first tier in which each officer without a shift of the pattern there costs something by cell."""
    begin, end = int(compiled.frame.edges[instance]), int(compiled.frame.edges[instance + 1])
    others = compiled.frame.kind[:, instance] != 0
    is_free = compiled.allowed[others, begin:end]
    for tier in sorted(compiled.cell_cost):
        is_free &= compiled.cell_cost[tier][others, begin:end] <= 0
        if not is_free.any():
            return tier
    return len(compiled.tiers)
