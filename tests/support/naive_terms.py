"""The terms' meaning, word by word and slowly: what an assignment costs and whether it is legal. For tests only."""

from collections import defaultdict
from itertools import groupby

import numpy as np

from scheduler.rule import (
    EVERYBODY,
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
from scheduler.rules import RuleUse


def judge(frame: Frame, used: list[tuple[RuleUse, tuple[Term, ...]]], x: np.ndarray) -> tuple[bool, dict[str, int]]:
    """Return whether an assignment is legal, and the value of each tier."""
    total: dict[str, int] = defaultdict(int)
    worst: dict[tuple[str, str, int], int] = defaultdict(int)
    is_legal = True
    for use, terms in used:
        for term in terms:
            if isinstance(term, InstanceRows):
                term = term.by_slot(frame)
            if isinstance(term, Capacity):
                is_legal &= all(x[:, s].sum() <= m for s, m in zip(term.slot, term.most, strict=True))
                continue
            for officer, amount in _charges(frame, term, x):
                if use.is_hard:
                    is_legal &= amount == 0
                elif isinstance(term, Rows) and term.is_worst:
                    key = (use.entry.tier or "", use.entry.id, officer)
                    worst[key] = max(worst[key], amount * use.entry.weight)
                else:
                    total[use.entry.tier or ""] += amount * use.entry.weight
    for (tier, _, _), amount in worst.items():
        total[tier] += amount
    return is_legal, {t.key: total[t.key] for t in frame.problem.policy.tiers}


def _charges(frame: Frame, term: Term, x: np.ndarray):
    if isinstance(term, Forbid):
        cost = np.ones(len(term.slot), dtype=int) if term.cost is None else term.cost
        for o, s, c in zip(term.officer, term.slot, cost, strict=True):
            yield int(o), int(c * x[o, s])
    elif isinstance(term, Price):
        for o, s, c in zip(term.officer, term.slot, term.cost, strict=True):
            yield int(o), int(c * x[o, s])
    elif isinstance(term, InstancePrice):
        for o, i, c in zip(term.officer, term.instance, term.cost, strict=True):
            yield int(o), int(c * x[o, frame.slots_of_instance[i]].sum())
    elif isinstance(term, Rows):
        for r, o in enumerate(term.officer):
            own = r if term.set_of is None else term.set_of[r]
            cells = range(term.first[own], term.first[own + 1])
            value = sum(int(term.coef[k]) * int(x[o, term.slot[k]]) for k in cells)
            lower = value if term.lower is None else int(term.lower[r])
            excess = max(0, value - int(term.upper[r]), lower - value)
            yield int(o), -(-excess // term.unit)
    elif isinstance(term, Successions):
        officers = range(len(x)) if term.officer is None else term.officer
        for o in officers:
            heads = [int(x[o, slots].sum()) for slots in frame.slots_of_instance]
            for a, b in zip(term.first, term.second, strict=True):
                yield int(o), int(heads[a] > 1 if a == b else heads[a] > 0 and heads[b] > 0)
    elif isinstance(term, Wanted):
        for n, o in enumerate(term.officer):
            slots = term.slot[term.first[n] : term.first[n + 1]]
            yield int(o), 0 if x[o, slots].any() else int(term.cost[n])
    elif isinstance(term, Cover):
        for n, s in enumerate(term.slot):
            filled, need = int(x[:, s].sum()), int(term.need[n])
            over = 0 if term.over_cost is None else int(term.over_cost[n]) * max(0, filled - need)
            yield 0, int(term.cost[n]) * min(int(term.cap[n]), max(0, need - filled)) + over
    elif isinstance(term, Groups):
        for n, o in enumerate(term.officer):
            groups = range(term.first_group[n], term.first_group[n + 1])
            touched = sum(bool(x[o, term.slot[term.first[g] : term.first[g + 1]]].any()) for g in groups)
            yield int(o), max(0, touched - int(term.most[n])) * (1 if term.cost is None else int(term.cost[n]))
    elif isinstance(term, Crew):
        for n, need in enumerate(term.need):
            worked = 0
            for k in range(term.first[n], term.first[n + 1]):
                own = x[:, term.slot[k]] if term.officer[k] == EVERYBODY else x[term.officer[k], term.slot[k]]
                worked += int(term.coef[k]) * int(own.sum())
            yield 0, int(term.cost[n]) * max(0, int(need) - worked)
    elif isinstance(term, Order):
        yield from _order_charges(term, x)
    elif isinstance(term, Runs):
        yield from _run_charges(frame, term, x)


def _order_charges(term: Order, x: np.ndarray):
    def works(p: int, number: int) -> bool:
        return bool(x[term.officer[p], term.slot[term.first_slot[number] : term.first_slot[number + 1]]].any())

    called = [works(p, number) for p, number in enumerate(term.call)]
    busy = [works(p, number) for p, number in enumerate(term.busy)]
    for n, cost in enumerate(term.cost):
        positions = range(term.first[n], term.first[n + 1])
        passed = sum(1 for p in positions if called[p] and not all(busy[positions.start : p]))
        yield 0, int(cost) * passed


def _run_charges(frame: Frame, term: Runs, x: np.ndarray):
    days = frame.problem.period.days
    for n, o in enumerate(term.officer):
        work, off = int(term.carried_work[n]), int(term.carried_off[n])
        row = [(-k - 1, True) for k in range(work)][::-1] or [(-k - 1, False) for k in range(off)][::-1]
        counts = np.ones(len(frame.slots), bool) if term.instance is None else np.isin(frame.instance, term.instance)
        row += [(d, bool(x[o, (frame.day == d) & counts].any())) for d in range(days)]
        for is_work, group in groupby(row, key=lambda item: item[1]):
            run = [d for d, _ in group]
            has_known_start = run[0] > 0 or work > 0 or off > 0
            most_off = NO_LIMIT if term.most_off is None else term.most_off[n]
            most = term.most_work[n] if is_work else most_off
            yield int(o), sum(1 for k, d in enumerate(run) if k >= most and d >= 0)
            least = int(term.least_work[n] if is_work else term.least_off[n])
            if run[-1] < days - 1 and has_known_start:
                yield int(o), max(0, least - len(run))
