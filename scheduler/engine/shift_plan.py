"""The first complete roster: patterns first, in order of time, then overtime for the seats that must be filled.

Instances one after another of which nobody has two by the pattern, such as the shifts of one date, do not see each
other: what each of them comes to is worked out for all of them before any is carried out, half of them in a second
process. Both processes carry out all of it, so that they always hold the same roster. Where the second one dies or
cannot be had the first one works everything out, with the same outcome.
"""

import contextlib
from collections.abc import Callable, Iterator

import numpy as np

from scheduler.engine import forks
from scheduler.engine.compiled import Compiled
from scheduler.engine.line import Line
from scheduler.engine.post_plan import assign_shift, carry_out, planned
from scheduler.engine.score import Assignment, Scorer
from scheduler.engine.work import Swap
from scheduler.rule import Ints

_Batch = tuple[tuple[int, Ints], ...]
"""Instances with their officers, nobody in two of them."""
_Swaps = dict[int, Swap | None]
"""What instances come to."""


def first_roster(scorer: Scorer, is_stopped: Callable[[], bool], *, may_fork: bool = False) -> Assignment:
    """Return a complete roster that keeps every hard limit; an empty one where something hard asks for work.

    Officers on a pattern get the posts of their own shifts in order of time, so that a later choice sees the contact
    that the earlier ones made. What is still empty is then offered to everybody: overtime comes only where the tiers
    above it gain, and nobody loses a tour of the own pattern for it.

    Args:
        scorer: Of the problem.
        is_stopped: Whether to stop; the roster is then what it has come to.
        may_fork: Whether a second process may help; the roster is the same.
    """
    compiled = scorer.compiled
    assignment = Assignment(scorer)
    if compiled.has_least:
        return assignment
    batches = list(_batches(compiled))
    with _Second(assignment, batches, may_fork=may_fork) as second:
        for batch in batches:
            if is_stopped():
                return assignment
            swaps = second.worked_out(batch)
            _carry_out(assignment, batch, swaps)
    for instance in range(len(compiled.frame.instances)):
        if is_stopped():
            return assignment
        if _is_short(assignment, instance):
            assign_shift(assignment, instance, np.arange(compiled.officers))
    return assignment


def _batches(compiled: Compiled) -> Iterator[_Batch]:
    """Yield all instances in order, as many together as do not share an officer who has them by the pattern."""
    batch: list[tuple[int, Ints]] = []
    taken = np.zeros(compiled.officers, dtype=np.bool_)
    for instance in range(len(compiled.frame.instances)):
        begin, end = compiled.frame.edges[instance], compiled.frame.edges[instance + 1]
        may_come = compiled.allowed[:, begin:end].any(axis=1)
        officers = np.flatnonzero((compiled.frame.kind[:, instance] == 0) & may_come)
        if taken[officers].any():
            yield tuple(batch)
            batch = []
            taken[:] = False
        taken[officers] = True
        batch.append((instance, officers))
    yield tuple(batch)


def _halves(compiled: Compiled, batch: _Batch) -> tuple[_Batch, _Batch]:
    """Return the instances of a batch in two parts of about the same work."""
    parts: tuple[list[tuple[int, Ints]], list[tuple[int, Ints]]] = [], []
    work = [0, 0]
    width = np.diff(compiled.frame.edges)
    for instance, officers in sorted(batch, key=lambda one: -len(one[1]) * int(width[one[0]])):
        least = int(work[1] < work[0])
        parts[least].append((instance, officers))
        work[least] += _FIXED_CELLS + len(officers) * int(width[instance])
    return tuple(parts[0]), tuple(parts[1])


WORTH_HALVES = 5_000_000
"""Officers times slots from which on the second process saves more than the two wait for one another."""
WORTH_AN_IDLE_CORE = 100_000
"""The same where a core has nothing else to do, so that neither waits for its turn."""
_FIXED_CELLS = 1000
"""An instance takes as long as so many cells before it has any."""


def _is_worth_halves(compiled: Compiled) -> bool:
    """Whether two processes are likely to be done sooner than one; the roster is the same."""
    size = len(compiled.frame.slots) * compiled.officers
    return size >= WORTH_HALVES or (size >= WORTH_AN_IDLE_CORE and forks.has_idle_core())


def _work_out(assignment: Assignment, batch: _Batch) -> _Swaps:
    return {instance: planned(assignment, instance, officers) for instance, officers in batch}


def _carry_out(assignment: Assignment, batch: _Batch, swaps: _Swaps) -> None:
    for instance, _ in batch:
        swap = swaps[instance]
        if swap is not None:
            carry_out(assignment, swap)


class _Second:
    """The process that works out half of each batch, as a context: whatever happens, it is not left behind."""

    def __init__(self, assignment: Assignment, batches: list[_Batch], *, may_fork: bool) -> None:
        self._assignment = assignment
        self._begun: tuple[int, Line] | None = None
        if may_fork and forks.CAN_FORK and _is_worth_halves(assignment.compiled):
            self._begun = forks.forked(lambda pipe: _serve(assignment, batches, pipe))

    def worked_out(self, batch: _Batch) -> _Swaps:
        """Return what the instances of the next batch come to."""
        own, others = _halves(self._assignment.compiled, batch)
        swaps = _work_out(self._assignment, own)
        if self._begun is None:
            return swaps | _work_out(self._assignment, others)
        try:
            # It has said what it found before it listens: neither waits for the other to read.
            said = self._begun[1].recv()
            if isinstance(said, dict):
                self._begun[1].send(swaps)
                return swaps | said
        except (EOFError, OSError):
            pass  # it died, and its part is worked out here
        self.end()
        return swaps | _work_out(self._assignment, others)

    def end(self) -> None:
        """End the process."""
        if self._begun is not None:
            forks.ended(*self._begun)
            self._begun = None

    def __enter__(self) -> "_Second":
        """Nothing: the process has begun."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process."""
        self.end()


def _serve(assignment: Assignment, batches: list[_Batch], pipe: Line) -> None:
    """Be the second process: work out, tell, listen, carry out, and end without ever returning."""

    def follow() -> None:
        with contextlib.suppress(EOFError, OSError):  # the parent is gone or wants no more
            for batch in batches:
                _, own = _halves(assignment.compiled, batch)
                swaps = _work_out(assignment, own)
                pipe.send(swaps)
                _carry_out(assignment, batch, swaps | pipe.recv())

    forks.be_child(follow, pipe)


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
