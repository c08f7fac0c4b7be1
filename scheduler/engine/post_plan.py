"""Who takes which post on one shift: a min-cost flow, exact for that shift while all others stand.

Costs keep the order of the tiers. In time order from nothing it builds a roster in seconds; run again over a complete
roster it is a descent, because every officer works at most one slot of a shift and so all marginal costs are exact.
Only crews and call lists join officers: their marginal costs hold while everybody else stays, so where there are any
the shift's outcome is kept only if it is the better one.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import gcd

import numpy as np
from ortools.graph.python import min_cost_flow

from scheduler.engine.rows import places
from scheduler.engine.score import Assignment
from scheduler.engine.work import Offers, Swap
from scheduler.rule import Ints

_ROOM = 2**52
"""Largest composed cost; the flow multiplies it by the number of nodes and must stay below 2**63."""


@dataclass(frozen=True)
class ShiftBoard:
    """One instance, laid out for an assignment: who may come, and what each choice adds to each tier.

    `teams[tier, officer, slot]` is what crews, call lists and a guide add; empty where there is nothing of the kind.
    `gain[tier, slot, k]` is what the (k+1)-th head beyond `heads` saves; shape [tiers, slots, most seats].
    """

    slots: Ints
    officers: Ints
    offers: Offers
    teams: Ints
    heads: Ints
    seats: Ints
    gain: Ints


@dataclass(frozen=True)
class Guide:
    """What cells of an instance cost besides in a tier, `price[officer, slot]`; it steers and counts for nothing."""

    tier: int
    price: Ints


def assign_shift(
    assignment: Assignment, instance: int, candidates: Ints, is_spreading: bool = True, guide: Guide | None = None
) -> bool:
    """Reassign the candidates on one instance as well as possible while everything else stands.

    Args:
        assignment: Changed in place.
        instance: Instance index.
        candidates: Officers who may get, keep or lose a slot there. Pinned cells stay.
        is_spreading: Break ties by the headroom that officers have left.
        guide: What else to go by.

    Returns:
        Whether anything changed.
    """
    swap = planned(assignment, instance, candidates, is_spreading, guide)
    return swap is not None and carry_out(assignment, swap)


def planned(
    assignment: Assignment, instance: int, candidates: Ints, is_spreading: bool = True, guide: Guide | None = None
) -> Swap | None:
    """Return what `assign_shift` would change, None for nothing; the assignment stays as it is."""
    board = board_of(assignment, instance, candidates)
    if guide is not None:
        board = _guided(board, guide)
    if not len(board.officers):
        return None
    chosen = _solve(board, is_spreading)
    here = assignment.worked[np.ix_(board.officers, board.slots)]
    held = np.where(here.any(axis=1), here.argmax(axis=1), -1)
    moved = (chosen != held) | (here.sum(axis=1) > 1)
    if not moved.any():
        return None
    return board.offers.only(moved).swap(board.officers[moved], instance, held[moved], chosen[moved])


def carry_out(assignment: Assignment, swap: Swap) -> bool:
    """Do what was planned, unless that makes the roster worse; return whether anything changed."""
    officers, slots = swap.officers, assignment.compiled.frame.slots_of_instance[swap.instance]
    here = assignment.worked[np.ix_(officers, slots)]
    is_odd = (here.sum(axis=1) > 1) | (assignment.broken[officers] > 0)
    if not (assignment.compiled.has_least or is_odd.any()):
        return assignment.swap(swap)
    before = assignment.worked[officers]
    worked = before.copy()
    worked[:, slots] = False
    takes = np.flatnonzero(swap.taken >= 0)
    worked[takes, slots[swap.taken[takes]]] = True
    rank = assignment.rank()
    assignment.put(officers, worked)
    if not assignment.compiled.teams.is_empty and assignment.rank() > rank:
        assignment.put(officers, before)
        return False
    return True


def _guided(board: ShiftBoard, guide: Guide) -> ShiftBoard:
    """Return the board with the guide's prices beside those of crews and call lists."""
    teams = board.teams.copy() if board.teams.size else np.zeros_like(board.offers.delta)
    teams[guide.tier] += guide.price[board.officers]
    return replace(board, teams=teams)


def board_of(assignment: Assignment, instance: int, candidates: Ints) -> ShiftBoard:
    """Return an instance laid out for those candidates who may work there, as if they did not."""
    compiled, scorer = assignment.compiled, assignment.scorer
    slots = compiled.frame.slots_of_instance[instance]
    begin, end = compiled.frame.edges[instance], compiled.frame.edges[instance + 1]
    may_come = ~compiled.pinned[candidates, begin:end].any(axis=1) & compiled.allowed[candidates, begin:end].any(axis=1)
    officers = candidates[may_come]
    offers = scorer.offers(assignment.work_without(officers, slots), instance)
    here = assignment.worked[officers, begin:end]
    matters = np.asarray(offers.is_open.any(axis=1) | here.any(axis=1))
    if not matters.all():
        officers, here, offers = officers[matters], here[matters], offers.only(matters)
    guide = np.zeros((0, 0, 0), dtype=np.int64)
    if not compiled.teams.is_empty:
        guide = assignment.teams.offers(assignment.worked, instance, slots, officers, scorer.tiers)
    heads = assignment.filled[slots] - here.sum(axis=0)
    seats = np.maximum(0, np.minimum(compiled.capacity[slots] - heads, len(officers)))
    return ShiftBoard(slots, officers, offers, guide, heads, seats, _gains(assignment, slots, heads, seats))


def _gains(assignment: Assignment, slots: Ints, heads: Ints, seats: Ints) -> Ints:
    most = int(seats.max(initial=0))
    gain = np.zeros((assignment.scorer.tiers, len(slots), most), dtype=np.int64)
    filled = heads + np.arange(most + 1)[:, None]
    for line in assignment.compiled.covers:
        charged = line.charge(filled, slots)
        gain[line.tier] += (charged[:-1] - charged[1:]).T
    return gain


def weigh(columns: list[tuple[Ints, ...]], factor: int) -> list[int]:
    """Return a weight for each column of amounts, most important first, that keeps their order.

    The amounts of a column may stand in several arrays.

    A unit of one column outweighs `factor` times the largest amounts of all later columns together, as far as 2**52
    has room for; then `factor` shrinks, and at last the least important columns weigh nothing.
    """
    # Most amounts are zero, in most columns all of them.
    columns = [tuple(a[a.nonzero()] for a in c) for c in columns]
    spans = [max(int(np.abs(a).max(initial=0)) if len(a) else 0 for a in c) for c in columns]
    steps = [gcd(*(int(np.gcd.reduce(a)) for a in c)) if span else 1 for c, span in zip(columns, spans, strict=True)]
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
    """Return for each officer of the board the place of a slot in its slots, -1 for none."""
    n, m = len(board.officers), len(board.slots)
    is_open, pressure = board.offers.is_open, board.offers.pressure
    who, where = places(is_open)
    cell = who * m + where
    prices = board.offers.delta.reshape(len(board.gain), -1)[:, cell]
    if board.teams.size:
        prices += board.teams.reshape(len(board.gain), -1)[:, cell]
    ties = pressure.reshape(-1)[cell] if is_spreading else np.zeros(0, dtype=np.int64)
    *scale, last = weigh([*zip(prices, board.gain.reshape(len(board.gain), -1), strict=True), (ties,)], 8)
    cost = last * ties if is_spreading else np.zeros(len(who), dtype=np.int64)
    saved: Ints = np.zeros(board.gain.shape[1:], dtype=np.int64)
    for weight, price, gain in zip(scale, prices, board.gain, strict=True):
        if weight:
            cost += weight * price
            saved += weight * gain
    # Savings that grow with each head cannot come in a flow; levelled, they come as their running least.
    saved = np.minimum.accumulate(saved, axis=1)
    source, sink = n + m, n + m + 1
    seat_slot, seat_rank = np.nonzero(np.arange(saved.shape[1])[None, :] < board.seats[:, None])
    officer = np.arange(n)
    tails = np.concatenate((np.full(n, source), who, officer, n + seat_slot))
    heads = np.concatenate((officer, n + where, np.full(n, sink), np.full(len(seat_slot), sink)))
    costs = np.zeros(len(tails), dtype=np.int64)
    costs[n : n + len(who)] = cost
    costs[2 * n + len(who) :] = -saved[seat_slot, seat_rank]
    flow = min_cost_flow.SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(tails, heads, np.ones(len(tails), dtype=np.int64), costs)
    flow.set_nodes_supplies(np.array([source, sink]), np.array([n, -n]))
    if flow.solve() != flow.OPTIMAL:
        raise RuntimeError("the assignment of a shift did not solve")
    used = flow.flows(arcs[n : n + len(who)]) > 0
    chosen = np.full(n, -1, dtype=np.int64)
    chosen[who[used]] = where[used]
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
