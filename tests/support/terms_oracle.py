"""Terms evaluated one by one in plain Python, as their docstrings say: the yardstick of rules and of the engine."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import groupby

import numpy as np

from scheduler.domain.roster import Roster
from scheduler.rule import (
    EVERYBODY,
    KINDS,
    NO_LIMIT,
    Capacity,
    Cover,
    Crew,
    Forbid,
    Frame,
    Groups,
    InstancePrice,
    InstanceRows,
    Order,
    Price,
    Rows,
    Runs,
    Successions,
    Term,
    Wanted,
)

Cells = frozenset[tuple[int, int]]
"""The worked cells, as (officer index, slot index)."""

PRICE_ONLY = (Cover, Price, InstancePrice, Wanted, Crew, Order)
"""Terms that never make a roster infeasible."""


class OddTourError(ValueError):
    """A tour is no whole cell of the frame, so that terms cannot speak of it."""


def cells_of(frame: Frame, roster: Roster) -> Cells:
    """Return the worked cells of a roster of whole seats.

    Raises:
        OddTourError: a tour is on part of a seat, on no slot, of another kind than its cell, or twice in its cell.
    """
    found: list[tuple[int, int]] = []
    for tour in roster.tours:
        slot = frame.slot_index.get((tour.post, tour.on, tour.shift))
        if slot is None or (tour.start, tour.end) != (frame.slots[slot].start, frame.slots[slot].end):
            raise OddTourError(f"{tour.badge} on {tour.seat} is no whole seat")
        officer = frame.officer_index[tour.badge]
        if KINDS[frame.kind[officer, frame.instance[slot]]] != tour.kind:
            raise OddTourError(f"{tour.badge} on {tour.seat} is {tour.kind}, which its cell is not")
        found.append((officer, slot))
    seats = [t.seat for t in roster.tours]
    if len(set(found)) < len(found) or len(set(seats)) < len(seats):
        raise OddTourError("two tours share a cell or a seat")
    return frozenset(found)


def is_feasible(frame: Frame, terms: Iterable[Term], cells: Cells) -> bool:
    """Whether the cells keep every term as a hard limit."""
    return all(excess(frame, term, cells) == 0 for term in terms if not isinstance(term, PRICE_ONLY))


def cost(frame: Frame, terms: Iterable[Term], cells: Cells) -> int:
    """Return what the terms of one policy entry charge at weight 1; `Capacity` charges nothing."""
    total = 0
    worst: dict[int, int] = defaultdict(int)
    for term in terms:
        if isinstance(term, (Rows, InstanceRows)) and term.is_worst:
            for officer, charge in _row_charges(frame, term, cells):
                worst[officer] = max(worst[officer], charge)
        elif not isinstance(term, Capacity):
            total += excess(frame, term, cells)
    return total + sum(worst.values())


def excess(frame: Frame, term: Term, cells: Cells) -> int:
    """Return what one term charges at weight 1 (0 exactly when it holds, for terms that can be hard)."""
    if isinstance(term, Forbid):
        costs = [1] * len(term.slot) if term.cost is None else term.cost.tolist()
        return sum(c for o, s, c in _zip(term.officer, term.slot, costs) if (o, s) in cells)
    if isinstance(term, Price):
        return sum(c for o, s, c in _zip(term.officer, term.slot, term.cost) if (o, s) in cells)
    if isinstance(term, InstancePrice):
        own = [(o, int(frame.instance[s])) for o, s in cells]
        return sum(c * own.count((o, i)) for o, i, c in _zip(term.officer, term.instance, term.cost))
    if isinstance(term, (Rows, InstanceRows)):
        return sum(charge for _, charge in _row_charges(frame, term, cells))
    if isinstance(term, Successions):
        return _succession_charge(frame, term, cells)
    if isinstance(term, Capacity):
        heads = _heads(cells)
        return sum(max(0, heads[s] - most) for s, most in _zip(term.slot, term.most))
    if isinstance(term, Runs):
        return sum(_run_charge(frame, term, n, cells) for n in range(len(term.officer)))
    if isinstance(term, Groups):
        return _group_charge(term, cells)
    if isinstance(term, Cover):
        return _cover_charge(term, cells)
    if isinstance(term, Crew):
        return _crew_charge(term, cells)
    if isinstance(term, Order):
        return _order_charge(term, cells)
    assert isinstance(term, Wanted)
    total = 0
    for n, o in enumerate(term.officer.tolist()):
        slots = term.slot[int(term.first[n]) : int(term.first[n + 1])].tolist()
        if not any((o, s) in cells for s in slots):
            total += int(term.cost[n])
    return total


def _zip(*columns: object) -> Iterable[tuple[int, ...]]:
    return zip(*(c.tolist() if isinstance(c, np.ndarray) else c for c in columns), strict=True)  # type: ignore[call-overload]


def _heads(cells: Cells) -> dict[int, int]:
    heads: dict[int, int] = defaultdict(int)
    for _, slot in cells:
        heads[slot] += 1
    return heads


def _row_charges(frame: Frame, term: Rows | InstanceRows, cells: Cells) -> Iterable[tuple[int, int]]:
    """Yield (officer, charge) of each row."""
    for r, o in enumerate(term.officer.tolist()):
        total, own = 0, int(term.sets[r])
        for k in range(int(term.first[own]), int(term.first[own + 1])):
            if isinstance(term, Rows):
                worked = (o, int(term.slot[k])) in cells
            else:
                worked = sum(c[0] == o and int(frame.instance[c[1]]) == int(term.instance[k]) for c in cells)
            total += int(term.coef[k]) * worked
        over = max(0, total - int(term.upper[r]))
        under = 0 if term.lower is None else max(0, int(term.lower[r]) - total)
        yield o, -(-max(over, under) // term.unit)


def _succession_charge(frame: Frame, term: Successions, cells: Cells) -> int:
    everybody = range(len(frame.badges)) if term.officer is None else term.officer.tolist()
    total = 0
    for o in everybody:
        worked: dict[int, int] = defaultdict(int)
        for officer, slot in cells:
            if officer == o:
                worked[int(frame.instance[slot])] += 1
        for a, b in _zip(term.first, term.second):
            total += worked[a] > 1 if a == b else bool(worked[a] and worked[b])
    return total


def _run_charge(frame: Frame, term: Runs, n: int, cells: Cells) -> int:
    officer, last = int(term.officer[n]), frame.problem.period.days - 1
    most, least_work, least_off = int(term.most_work[n]), int(term.least_work[n]), int(term.least_off[n])
    carried_work, carried_off = int(term.carried_work[n]), int(term.carried_off[n])
    most_off = NO_LIMIT if term.most_off is None else int(term.most_off[n])
    counted = range(len(frame.instances)) if term.instance is None else set(term.instance.tolist())
    working = {int(frame.day[s]) for o, s in cells if o == officer and int(frame.instance[s]) in counted}
    days = [True] * carried_work + [False] * (0 if carried_work else carried_off)
    begins = -len(days)
    days += [d in working for d in range(last + 1)]
    charge, at = 0, begins
    for is_work, group in groupby(days):
        length = len(list(group))
        stop = at + length - 1
        is_known = at > 0 or begins < 0
        limit = most if is_work else most_off
        if stop >= 0 and limit < NO_LIMIT:
            charge += min(max(0, length - limit), stop + 1)
        if stop < last and is_known:
            charge += max(0, (least_work if is_work else least_off) - length)
        at = stop + 1
    return charge


def _group_charge(term: Groups, cells: Cells) -> int:
    total = 0
    for n, o in enumerate(term.officer.tolist()):
        touched = 0
        for g in range(int(term.first_group[n]), int(term.first_group[n + 1])):
            slots = term.slot[int(term.first[g]) : int(term.first[g + 1])].tolist()
            touched += any((o, s) in cells for s in slots)
        total += max(0, touched - int(term.most[n])) * (1 if term.cost is None else int(term.cost[n]))
    return total


def _cover_charge(term: Cover, cells: Cells) -> int:
    heads, total = _heads(cells), 0
    over = [0] * len(term.slot) if term.over_cost is None else term.over_cost.tolist()
    for s, need, cap, each, more in _zip(term.slot, term.need, term.cap, term.cost, over):
        total += each * min(cap, max(0, need - heads[s])) + more * max(0, heads[s] - need)
    return total


def _crew_charge(term: Crew, cells: Cells) -> int:
    total = 0
    for n, (need, each) in enumerate(_zip(term.need, term.cost)):
        row = range(int(term.first[n]), int(term.first[n + 1]))
        worked = 0
        for k in row:
            officer, slot = int(term.officer[k]), int(term.slot[k])
            heads = _heads(cells)[slot] if officer == EVERYBODY else (officer, slot) in cells
            worked += int(term.coef[k]) * heads
        total += each * max(0, need - worked)
    return total


def _order_charge(term: Order, cells: Cells) -> int:
    total = 0
    sets = [set(term.slot[a:b].tolist()) for a, b in _zip(term.first_slot[:-1], term.first_slot[1:])]
    for n, each in enumerate(term.cost.tolist()):
        has_idle = False
        for p in range(int(term.first[n]), int(term.first[n + 1])):
            worked = {slot for officer, slot in cells if officer == int(term.officer[p])}
            total += each * (has_idle and not worked.isdisjoint(sets[int(term.call[p])]))
            has_idle |= worked.isdisjoint(sets[int(term.busy[p])])
    return total
