"""What no roster can undercut: proofs that cost little and hold for the whole problem.

A shift at a time, forget everything but availability, prices of cells and coverage (and what crews lack even if all
who may come do). What is left is a min-cost flow
whose optimum no roster can undercut on that shift; the sum over shifts bounds the tier. Tiers are taken in order: as
long as each tier above has reached the sum of its shifts' optima, every shift must keep to its own optimum there, and
the next tier's flow may be held to that.
"""

from collections.abc import Callable

import numpy as np
from ortools.graph.python import min_cost_flow

from scheduler.engine.compiled import Bools, Compiled, CoverLine, WantedWork
from scheduler.engine.incumbent import Incumbent
from scheduler.rule import Ints

BY_ZERO = "value is zero, nothing is lower"
BY_FLOW = "flow relaxation of each shift"


def prove_cheaply(incumbent: Incumbent, is_over: Callable[[], bool]) -> None:
    """Prove what the flows and the zeros can prove of the incumbent's tiers."""
    best = incumbent.best
    values = best.values()
    zeros = [t for t, value in enumerate(values) if value == 0 and is_never_negative(best.compiled, t)]
    incumbent.prove_all([(tier, 0, BY_ZERO) for tier in zeros])
    flows = flow_bounds(best.compiled, values, is_over)
    incumbent.prove_all([(t, bound, BY_FLOW) for t, bound in enumerate(flows) if bound])


def is_never_negative(compiled: Compiled, tier: int) -> bool:
    """Whether nothing in the tier rewards."""
    cost = compiled.cell_cost.get(tier)
    lines = [line for line in compiled.covers if line.tier == tier]
    return (cost is None or bool((cost >= 0).all())) and all(bool((line.over_cost >= 0).all()) for line in lines)


def open_cells(incumbent: Incumbent) -> Bools:
    """Return the cells that a better roster may still use.

    As far as the tiers are proven, from the first on, every better roster has their values; where such a value is zero,
    no cell is worked that the tier charges. Overtime that nobody needs is most of the cells.
    """
    best = incumbent.best
    found = best.compiled.free.copy()
    # What a roster that breaks a limit is worth says nothing of those that break none.
    for tier, value in enumerate(best.values() if incumbent.is_legal else ()):
        if value > incumbent.bounds[tier][0]:
            break
        cost = best.compiled.cell_cost.get(tier)
        if value == 0 and cost is not None and is_never_negative(best.compiled, tier):
            found &= cost == 0
    return found


def flow_bounds(
    compiled: Compiled, values: tuple[int, ...], is_over: Callable[[], bool] = lambda: False
) -> list[int | None]:
    """Return a bound of each tier given the values reached above it; None where the flows say nothing.

    Args:
        compiled: The problem.
        values: The tiers' values of a roster.
        is_over: Ends the work early; tiers not finished then get None.
    """
    found: list[int | None] = [None] * len(values)
    if not compiled.is_one_per_instance or not compiled.frame.instances:
        return found
    above: list[int] = []
    allowed = compiled.allowed.copy()
    wishes_of: dict[int, dict[int, list[tuple[int, WantedWork]]]] = {}
    for tier in range(len(values)):
        if not is_never_negative(compiled, tier):
            return found
        wishes = _wishes_of(compiled, tier)
        lacking = int(compiled.teams.crews.least[tier])
        has_flow = bool(wishes) or tier in compiled.cell_cost or any(line.tier == tier for line in compiled.covers)
        has_flow |= lacking > 0
        if not has_flow:
            # Other terms of the tier only add: zero is all that the flows know of it.
            if values[tier] > 0:
                above = []
            continue
        wishes_of[tier] = wishes
        if values[tier] == 0:
            # Nothing lies between zero and zero; who keeps the zero works no cell that the tier charges.
            found[tier] = 0
            above = [*above, tier]
            if tier in compiled.cell_cost:
                allowed &= compiled.cell_cost[tier] == 0
            continue
        total = int(compiled.constant[tier]) + lacking
        for instance in range(len(compiled.frame.instances)):
            if is_over():
                return found
            total += _least(compiled, allowed, instance, [*above, tier], wishes_of)
        found[tier] = total
        above = [*above, tier] if total == values[tier] else []
    return found


def _wishes_of(compiled: Compiled, tier: int) -> dict[int, list[tuple[int, WantedWork]]]:
    """Return by instance (officer, wish) for the tier's wishes that only that instance can meet."""
    found: dict[int, list[tuple[int, WantedWork]]] = {}
    for officer, items in enumerate(compiled.wanted):
        for item in items:
            if item.tier == tier:
                instance = compiled.frame.instance[item.slots]
                if (instance == instance[0]).all():
                    found.setdefault(int(instance[0]), []).append((officer, item))
    return found


def _least(
    compiled: Compiled,
    may_work: Bools,
    instance: int,
    tiers: list[int],
    wishes_of: dict[int, dict[int, list[tuple[int, WantedWork]]]],
) -> int:
    """Return the least value of the last tier on one shift while the tiers before it are at their least, in order."""
    slots = compiled.frame.slots_of_instance[instance]
    officers = np.flatnonzero(may_work[:, slots].any(axis=1))
    allowed = may_work[np.ix_(officers, slots)]
    seats = np.minimum(compiled.capacity[slots], len(officers))
    cell = np.zeros((len(tiers), *allowed.shape), dtype=np.int64)
    saved = np.zeros((len(tiers), len(slots), int(seats.max(initial=0))), dtype=np.int64)
    empty = 0
    for k, tier in enumerate(tiers):
        if tier in compiled.cell_cost:
            cell[k] = compiled.cell_cost[tier][np.ix_(officers, slots)]
        for officer, item in wishes_of[tier].get(instance, ()):
            # Everybody pays for the wish beforehand, and who meets it gets the money back.
            for row in np.flatnonzero(officers == officer):  # none, where the officer can work nothing here
                cell[k, row, item.slots - slots[0]] -= item.cost
            empty += item.cost if tier == tiers[-1] else 0
        for line in compiled.covers:
            if line.tier == tier:
                charge = _charges(line, slots, saved.shape[2])
                saved[k] += charge[:, :-1] - charge[:, 1:]
                empty += int(charge[:, 0].sum()) if tier == tiers[-1] else 0
    rank = np.arange(saved.shape[2])[None, :] < seats[:, None]
    scale = _exact_weights(np.where(allowed, cell, 0), np.where(rank, saved, 0))
    used, filled = _flow(allowed, rank, np.tensordot(scale, cell, axes=(0, 0)), np.tensordot(scale, saved, axes=(0, 0)))
    return empty + int(cell[-1][used].sum()) - int(saved[-1][filled].sum())


def _charges(line: CoverLine, slots: Ints, most: int) -> Ints:
    """Return what 0 to `most` heads on each slot cost, shape [slots, most + 1].

    The flow may take the savings of a slot in any order. Where they do not fall from head to head that is a relaxation,
    so the bound stays true.
    """
    heads = np.arange(most + 1, dtype=np.int64)[None, :]
    need, cap = line.need[slots, None], line.cap[slots, None]
    missing = np.minimum(cap, np.maximum(0, need - heads))
    charged: Ints = line.cost[slots, None] * missing + line.over_cost[slots, None] * np.maximum(0, heads - need)
    return charged


def _exact_weights(cell: Ints, saved: Ints) -> Ints:
    """Return a weight a tier so that one step of a tier outweighs all that later tiers can differ by.

    Where whole numbers run out only the last tier weighs anything: its bound gets weaker and stays true. To leave out
    just some of the tiers above would be wrong, because the others could then sink below what they can truly reach.
    """
    officers = cell.shape[1]
    weights = [0] * len(cell)
    below = 0
    for k in reversed(range(len(cell))):
        steps = np.concatenate((cell[k].ravel(), saved[k].ravel()))
        span = officers * int(np.abs(cell[k]).max(initial=0)) + int(np.abs(saved[k]).sum())
        weight = -(-(below + 1) // int(np.gcd.reduce(steps) or 1)) if len(steps) else 1
        if below + weight * span > _ROOM:
            return np.array([0] * (len(cell) - 1) + [1], dtype=np.int64)
        weights[k] = weight
        below += weight * span
    return np.array(weights, dtype=np.int64)


_ROOM = 2**50


def _flow(allowed: Bools, rank: Bools, cost: Ints, gain: Ints) -> tuple[Bools, Bools]:
    """Return the cells used and the seats filled by the cheapest assignment of any number of officers."""
    n, m = allowed.shape
    source, sink = n + m, n + m + 1
    who, where = np.nonzero(allowed)
    slot, head = np.nonzero(rank)
    officer = np.arange(n)
    tails = np.concatenate((np.full(n, source), officer, who, n + slot))
    heads = np.concatenate((officer, np.full(n, sink), n + where, np.full(len(slot), sink)))
    costs = np.concatenate((np.zeros(2 * n, dtype=np.int64), cost[who, where], -gain[slot, head]))
    flow = min_cost_flow.SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(tails, heads, np.ones(len(tails), dtype=np.int64), costs)
    flow.set_nodes_supplies(np.array([source, sink]), np.array([n, -n]))
    if flow.solve() != flow.OPTIMAL:
        raise RuntimeError("the flow relaxation of a shift did not solve")
    through = flow.flows(arcs) > 0
    used, filled = np.zeros_like(allowed), np.zeros_like(rank)
    used[who, where] = through[2 * n : 2 * n + len(who)]
    filled[slot, head] = through[2 * n + len(who) :]
    return used, filled
