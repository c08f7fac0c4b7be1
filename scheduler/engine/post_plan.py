"""Who takes which post on one shift: a min-cost flow, exact for that shift while all others stand.

Costs keep the order of the tiers. In time order from nothing it builds a roster in seconds; run again over a complete
roster it is a descent, because every officer works at most one slot of a shift and so all marginal costs are exact.
Only crews and call lists join officers: their marginal costs hold while everybody else stays, so where there are any
the shift's outcome is kept only if it is the better one.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from ortools.graph.python import min_cost_flow

from scheduler.engine.score import Assignment
from scheduler.engine.work import Offers
from scheduler.rule import Ints

_ROOM = 2**52
"""Largest composed cost; the flow multiplies it by the number of nodes and must stay below 2**63."""


@dataclass(frozen=True)
class ShiftBoard:
    """One instance, laid out for an assignment: who may come, and what each choice adds to each tier.

    `gain[tier, slot, k]` is what the (k+1)-th head beyond `heads` saves; shape [tiers, slots, most seats].
    """

    slots: Ints
    officers: Ints
    offers: Offers
    heads: Ints
    seats: Ints
    gain: Ints


def assign_shift(assignment: Assignment, instance: int, candidates: Ints, is_spreading: bool = True) -> bool:
    """Reassign the candidates on one instance as well as possible while everything else stands.

    Args:
        assignment: Changed in place.
        instance: Instance index.
        candidates: Officers who may get, keep or lose a slot there. Pinned cells stay.
        is_spreading: Break ties by the headroom that officers have left.

    Returns:
        Whether anything changed.
    """
    board = _board(assignment, instance, candidates)
    if not len(board.officers):
        return False
    chosen = _solve(board, is_spreading)
    worked = assignment.worked[board.officers]
    worked[:, board.slots] = False
    takes = np.flatnonzero(chosen >= 0)
    worked[takes, chosen[takes]] = True
    before = assignment.worked[board.officers]
    moved = (worked != before).any(axis=1)
    if not moved.any():
        return False
    is_joined = not assignment.compiled.teams.is_empty
    rank = assignment.rank() if is_joined else ()
    assignment.put(board.officers[moved], worked[moved])
    if is_joined and assignment.rank() > rank:
        assignment.put(board.officers[moved], before[moved])
        return False
    return True


def _board(assignment: Assignment, instance: int, candidates: Ints) -> ShiftBoard:
    compiled, scorer = assignment.compiled, assignment.scorer
    slots = compiled.frame.slots_of_instance[instance]
    cells = np.ix_(candidates, slots)
    may_come = ~compiled.pinned[cells].any(axis=1) & compiled.allowed[cells].any(axis=1)
    officers = candidates[may_come]
    here = assignment.worked[np.ix_(officers, slots)]
    offers = scorer.offers(assignment.work_without(officers, slots), instance)
    if not compiled.teams.is_empty:
        offers.delta[:] += assignment.teams.offers(assignment.worked, instance, slots, officers, scorer.tiers)
    matters = offers.is_open.any(axis=1) | here.any(axis=1)
    officers, here = officers[matters], here[matters]
    offers = Offers(offers.delta[:, matters], offers.is_open[matters], offers.pressure[matters])
    heads = assignment.filled[slots] - here.sum(axis=0)
    seats = np.maximum(0, np.minimum(compiled.capacity[slots] - heads, len(officers)))
    return ShiftBoard(slots, officers, offers, heads, seats, _gains(assignment, slots, heads, seats))


def _gains(assignment: Assignment, slots: Ints, heads: Ints, seats: Ints) -> Ints:
    most = int(seats.max(initial=0))
    gain = np.zeros((assignment.scorer.tiers, len(slots), most), dtype=np.int64)
    for line in assignment.compiled.covers:
        need, cap, cost, over = line.need[slots], line.cap[slots], line.cost[slots], line.over_cost[slots]
        for k in range(most):
            before = cost * np.minimum(cap, np.maximum(0, need - heads - k)) + over * np.maximum(0, heads + k - need)
            after = cost * np.minimum(cap, np.maximum(0, need - heads - k - 1)) + over * np.maximum(
                0, heads + k + 1 - need
            )
            gain[line.tier, :, k] += before - after
    return gain


def weigh(columns: list[Ints], factor: int) -> list[int]:
    """Return a weight for each column of amounts, most important first, that keeps their order.

    A unit of one column outweighs `factor` times the largest amounts of all later columns together, as far as 2**52
    has room for; then `factor` shrinks, and at last the least important columns weigh nothing.
    """
    spans = [int(np.abs(c).max(initial=0)) for c in columns]
    steps = [int(np.gcd.reduce(c)) if span else 1 for c, span in zip(columns, spans, strict=True)]
    while True:
        # Amounts are whole multiples of their column's step, so a weight may be divided by it.
        weights: list[int] = [0] * len(columns)
        below = 0
        for i in reversed(range(len(columns))):
            if spans[i]:
                weights[i] = max(1, -(-(factor * below + 1) // steps[i]))
                below += weights[i] * spans[i]
        if below <= _ROOM:
            return weights
        if factor > 1:
            factor //= 2
        else:
            spans[max(i for i, span in enumerate(spans) if span)] = 0


def _solve(board: ShiftBoard, is_spreading: bool) -> Ints:
    """Return the slot index of each officer of the board, -1 for none."""
    n, m = len(board.officers), len(board.slots)
    delta, is_open, pressure = board.offers.delta, board.offers.is_open, board.offers.pressure
    columns = [np.concatenate((prices[is_open], gain.ravel())) for prices, gain in zip(delta, board.gain, strict=True)]
    columns.append(pressure[is_open] if is_spreading else np.zeros(0, dtype=np.int64))
    weights = weigh(columns, 8)
    scale = np.array(weights[:-1], dtype=np.int64)
    cost = np.tensordot(scale, delta, axes=(0, 0)) + weights[-1] * pressure
    # Savings that grow with each head cannot come in a flow; levelled, they come as their running least.
    saved = np.minimum.accumulate(np.tensordot(scale, board.gain, axes=(0, 0)), axis=1)
    source, sink = n + m, n + m + 1
    who, where = np.nonzero(is_open)
    seat_slot, seat_rank = np.nonzero(np.arange(saved.shape[1])[None, :] < board.seats[:, None])
    officer = np.arange(n)
    tails = np.concatenate((np.full(n, source), who, officer, n + seat_slot))
    heads = np.concatenate((officer, n + where, np.full(n, sink), np.full(len(seat_slot), sink)))
    costs = np.concatenate((np.zeros(n), np.zeros(len(who)), np.zeros(n), np.zeros(len(seat_slot)))).astype(np.int64)
    costs[n : n + len(who)] = cost[who, where]
    costs[2 * n + len(who) :] = -saved[seat_slot, seat_rank]
    flow = min_cost_flow.SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(tails, heads, np.ones(len(tails), dtype=np.int64), costs)
    flow.set_nodes_supplies(np.array([source, sink]), np.array([n, -n]))
    if flow.solve() != flow.OPTIMAL:
        raise RuntimeError("the assignment of a shift did not solve")
    used = flow.flows(arcs[n : n + len(who)]) > 0
    chosen = np.full(n, -1, dtype=np.int64)
    chosen[who[used]] = board.slots[where[used]]
    return chosen


def sweep(assignment: Assignment, instances: list[int], is_stopped: Callable[[], bool]) -> bool:
    """Reassign everybody on each instance in turn; return whether anything got better."""
    before = assignment.rank()
    everybody = np.arange(assignment.compiled.officers)
    for instance in instances:
        if is_stopped():
            break
        assign_shift(assignment, instance, everybody)
    return assignment.rank() < before
