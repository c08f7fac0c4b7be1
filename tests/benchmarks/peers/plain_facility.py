"""A plain CP-SAT model of a facility: one Boolean for each officer, date, shift and post, tiers one after another.

What the nurse example of OR-Tools grows into when somebody adds all rules of a jail to it: every rule's terms written
out as linear rows of one model, each tier minimised in its turn with those before it held, the best roster so far as a
hint, no decomposition and no construction. It shares the terms with the engine and nothing else: no compiled tables, no
scores, no search. `facility.py --peer plain` sets both side by side; alone it prints what the model reaches.

    python tests/benchmarks/peers/plain_facility.py --officers N [--days N] [--time S] [--workers N] [--seed N]
"""

import argparse
import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the `fairwatch` command does
sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

import numpy as np
from ortools.sat.python import cp_model

from scheduler.check import check_roster
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Period, Roster, Tour
from scheduler.generate import DEMO_FIRST, generate_site
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
from scheduler.rules import RuleUse, uses

NONE = -1
"""In arrays of numbers of Booleans: there is none, the cell is forbidden."""
MOST = 1_000_000_000
"""No charge of one row is as large."""
_SHARE = 0.5
"""Of the time that is left, a tier may take so much; the last one, and one that found nothing, takes all of it."""


@dataclass
class Plain:
    """Model, variables and the cost of each tier."""

    frame: Frame
    model: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    costs: dict[str, list[cp_model.LinearExpr]] = field(default_factory=lambda: defaultdict(list))
    worst: dict[tuple[str, int], cp_model.IntVar] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.used = [(use, use.rule.terms(self.frame, use.config, use.scope)) for use in uses(self.frame.problem)]
        officers, slots = len(self.frame.badges), len(self.frame.slots)
        self.is_open = np.ones((officers, slots), dtype=np.bool_)
        for use, terms in self.used:
            for term in terms:
                if use.is_hard and isinstance(term, Forbid):
                    self.is_open[term.officer, term.slot] = False
        self.bools: list[cp_model.IntVar] = []
        self.cells = np.argwhere(self.is_open)
        self.x = np.full((officers, slots), NONE, dtype=np.int64)
        for o, s in self.cells.tolist():
            self.x[o, s] = self._new()
        self._on_shifts()
        for use, terms in self.used:
            if use.is_hard or use.entry.tier is not None:
                for term in terms:
                    _WRITERS[type(term)](self, use, term)

    def _new(self) -> int:
        self.bools.append(self.model.new_bool_var(""))
        return len(self.bools) - 1

    def _on_shifts(self) -> None:
        """Add a Boolean for each officer and shift of a date: an officer holds at most one post at a time."""
        frame = self.frame
        self.works = np.full((len(frame.badges), len(frame.instances)), NONE, dtype=np.int64)
        self.heads = [self.total(self.x[:, s]) for s in range(len(frame.slots))]
        for o in range(len(frame.badges)):
            for i, slots in enumerate(frame.slots_of_instance):
                own = self.x[o, slots]
                if (own != NONE).any():
                    self.works[o, i] = self._new()
                    self.model.add(self.total(own) == self.bools[self.works[o, i]])

    def there(self, found: np.ndarray) -> list[cp_model.IntVar]:
        """Return those Booleans of an array of numbers that exist."""
        return [self.bools[n] for n in found[found != NONE].tolist()]

    def total(self, found: np.ndarray) -> cp_model.LinearExpr:
        """Return a sum of those Booleans that exist."""
        return cp_model.LinearExpr.sum(self.there(found))

    def weighted(self, found: np.ndarray, coefs: np.ndarray) -> tuple[cp_model.LinearExpr, int]:
        """Return a weighted sum of those Booleans that exist, and the most it can be."""
        weights = coefs[found != NONE].tolist()
        return cp_model.LinearExpr.weighted_sum(self.there(found), weights), sum(weights)

    def charge(self, use: RuleUse, cost: int, least: cp_model.LinearExpr, most: int) -> None:
        """Charge a tier `cost` for each unit by which an expression exceeds 0."""
        amount = self.model.new_int_var(0, max(0, most), "")
        self.model.add(amount >= least)
        self.costs[str(use.entry.tier)].append(amount * (cost * use.entry.weight))


def _forbid(plain: Plain, use: RuleUse, term: Forbid) -> None:
    if use.is_hard:
        return
    cost = np.ones(len(term.slot), dtype=np.int64) if term.cost is None else term.cost
    _priced(plain, use, plain.x[term.officer, term.slot], cost)


def _price(plain: Plain, use: RuleUse, term: Price) -> None:
    _priced(plain, use, plain.x[term.officer, term.slot], term.cost)


def _instance_price(plain: Plain, use: RuleUse, term: InstancePrice) -> None:
    _priced(plain, use, plain.works[term.officer, term.instance], term.cost)


def _priced(plain: Plain, use: RuleUse, found: np.ndarray, cost: np.ndarray) -> None:
    total, _ = plain.weighted(found, cost * use.entry.weight)
    plain.costs[str(use.entry.tier)].append(total)


def _slot_rows(plain: Plain, use: RuleUse, term: Rows) -> None:
    _rows(plain, use, term, lambda o, cells: plain.x[o, term.slot[cells]])


def _instance_rows(plain: Plain, use: RuleUse, term: InstanceRows) -> None:
    _rows(plain, use, term, lambda o, cells: plain.works[o, term.instance[cells]])


def _rows(plain: Plain, use: RuleUse, term: Rows | InstanceRows, found: Callable[[int, slice], np.ndarray]) -> None:
    for r, (o, own) in enumerate(zip(term.officer.tolist(), term.sets.tolist(), strict=True)):
        cells = slice(int(term.first[own]), int(term.first[own + 1]))
        total, most = plain.weighted(found(o, cells), term.coef[cells])
        upper = int(term.upper[r])
        lower = None if term.lower is None else int(term.lower[r])
        if use.is_hard:
            if most > upper:
                plain.model.add(total <= upper)
            if lower is not None and lower > 0:
                plain.model.add(total >= lower)
            continue
        if lower is not None and lower > 0:
            _excess(plain, use, term, o, lower - total, lower)
        if most > upper:
            _excess(plain, use, term, o, total - upper, most - upper)


def _excess(
    plain: Plain, use: RuleUse, term: Rows | InstanceRows, officer: int, excess: cp_model.LinearExpr, most: int
) -> None:
    """Charge an excess in whole units, of each officer only the worst where the term says so."""
    units = -(-most // term.unit)
    key = (use.entry.id, officer)
    if not term.is_worst:
        amount = plain.model.new_int_var(0, units, "")
        plain.costs[str(use.entry.tier)].append(amount * use.entry.weight)
    elif key in plain.worst:
        amount = plain.worst[key]
    else:
        amount = plain.worst[key] = plain.model.new_int_var(0, MOST, "")
        plain.costs[str(use.entry.tier)].append(amount * use.entry.weight)
    plain.model.add(amount * term.unit >= excess)


def _successions(plain: Plain, use: RuleUse, term: Successions) -> None:
    officers = range(len(plain.frame.badges)) if term.officer is None else term.officer.tolist()
    for a, b in zip(term.first.tolist(), term.second.tolist(), strict=True):
        for o in officers:
            pair = plain.there(plain.works[o, [a, b]])
            if a == b or len(pair) < 2:
                continue  # one post at a time is part of `works`
            one, two = pair
            if use.is_hard:
                plain.model.add_at_most_one(one, two)
            else:
                plain.charge(use, 1, one + two - 1, 1)


def _capacity(plain: Plain, use: RuleUse, term: Capacity) -> None:
    for s, most in zip(term.slot.tolist(), term.most.tolist(), strict=True):
        plain.model.add(plain.heads[s] <= most)


def _cover(plain: Plain, use: RuleUse, term: Cover) -> None:
    for n, s in enumerate(term.slot.tolist()):
        need, cap = int(term.need[n]), int(term.cap[n])
        below = need - cap  # heads below this are charged by another line
        missing = plain.model.new_int_var(0, cap, "")
        if below <= 0:
            plain.model.add(missing >= need - plain.heads[s])
        else:
            filled = plain.model.new_int_var(below, len(plain.frame.badges) + below, "")
            plain.model.add_max_equality(filled, [plain.heads[s], below])
            plain.model.add(missing >= need - filled)
        plain.costs[str(use.entry.tier)].append(missing * int(term.cost[n]) * use.entry.weight)
        if term.over_cost is not None and term.over_cost[n]:
            plain.charge(use, int(term.over_cost[n]), plain.heads[s] - need, len(plain.frame.badges))


def _wanted(plain: Plain, use: RuleUse, term: Wanted) -> None:
    for n, o in enumerate(term.officer.tolist()):
        slots = term.slot[term.first[n] : term.first[n + 1]]
        plain.charge(use, int(term.cost[n]), 1 - plain.total(plain.x[o, slots]), 1)


def _crew(plain: Plain, use: RuleUse, term: Crew) -> None:
    for n, need in enumerate(term.need.tolist()):
        cells = range(int(term.first[n]), int(term.first[n + 1]))
        parts, least = [], 0
        for k in cells:
            o, s, coef = int(term.officer[k]), int(term.slot[k]), int(term.coef[k])
            if o == EVERYBODY:
                parts.append(plain.heads[s] * coef)
                least += min(0, coef) * len(plain.frame.badges)
            elif plain.x[o, s] != NONE:
                parts.append(plain.bools[plain.x[o, s]] * coef)
                least += min(0, coef)
        if need > least:
            plain.charge(use, int(term.cost[n]), need - sum(parts), need - least)


def _order(plain: Plain, use: RuleUse, term: Order) -> None:
    """Charge whoever is called while somebody before him is free: `all_busy` says that nobody before him is."""

    def works(p: int, number: int) -> cp_model.LinearExpr:
        slots = term.slot[term.first_slot[number] : term.first_slot[number + 1]]
        return plain.total(plain.x[term.officer[p], slots])

    for n, cost in enumerate(term.cost.tolist()):
        all_busy: cp_model.IntVar | None = None
        for p in range(int(term.first[n]), int(term.first[n + 1])):
            if all_busy is not None:
                plain.charge(use, cost, works(p, int(term.call[p])) - all_busy, 1)
            after = plain.model.new_bool_var("")
            plain.model.add(after <= works(p, int(term.busy[p])))
            if all_busy is not None:
                plain.model.add(after <= all_busy)
            all_busy = after


def _runs(plain: Plain, use: RuleUse, term: Runs) -> None:
    """Bound runs of working days; what generated facilities do not ask of runs is not written."""
    bounds_off = term.most_off is not None and (term.most_off < NO_LIMIT).any()
    if not use.is_hard or term.least_work.any() or term.least_off.any() or bounds_off:
        raise ValueError(f"{use.entry.id}: the plain model bounds working days in a row, as a hard limit, and no more")
    days = plain.frame.problem.period.days
    counts = set(range(len(plain.frame.instances)) if term.instance is None else term.instance.tolist())
    for n, o in enumerate(term.officer.tolist()):
        most, carried = int(term.most_work[n]), int(term.carried_work[n])
        if most >= days + carried:
            continue
        on: list[cp_model.LinearExprT] = [1] * carried
        for day in range(days):
            own = [i for i in np.flatnonzero(plain.frame.day_of_instance == day).tolist() if i in counts]
            on.append(plain.model.new_bool_var(""))
            for works in plain.there(plain.works[o, own]) if own else ():
                plain.model.add_implication(works, on[-1])
        for end in range(max(carried, most), len(on)):
            plain.model.add(sum(on[end - most : end + 1]) <= most)


def _groups(plain: Plain, use: RuleUse, term: Groups) -> None:
    for n, o in enumerate(term.officer.tolist()):
        touched = []
        for g in range(int(term.first_group[n]), int(term.first_group[n + 1])):
            touched.append(plain.model.new_bool_var(""))
            for x in plain.there(plain.x[o, term.slot[term.first[g] : term.first[g + 1]]]):
                plain.model.add_implication(x, touched[-1])
        if use.is_hard:
            plain.model.add(sum(touched) <= int(term.most[n]))
        else:
            plain.charge(use, 1 if term.cost is None else int(term.cost[n]), sum(touched) - int(term.most[n]), MOST)


_WRITERS: dict[type[Term], Callable[[Plain, RuleUse, Term], None]] = {
    Forbid: _forbid, Price: _price, InstancePrice: _instance_price, Rows: _slot_rows, InstanceRows: _instance_rows,
    Successions: _successions, Capacity: _capacity, Cover: _cover, Wanted: _wanted, Crew: _crew, Order: _order,
    Runs: _runs, Groups: _groups,
}  # type: ignore[dict-item]  # fmt: skip


@dataclass
class Solved:
    """What the model reached: a roster (None: none in the time), and when.

    Attributes:
        built: Seconds until the model stood.
        first: Seconds until the first roster, None for none.
        seconds: Seconds in all.
        bounds: By tier, what was proved, for tiers that were reached.
        course: (seconds, tier, value, bound) of each better roster, as the solver claims them.
    """

    roster: Roster | None
    built: float
    first: float | None
    seconds: float
    bounds: dict[str, int]
    course: list[tuple[float, str, int, int]]


def solve(problem: Problem, seconds: float, workers: int, seed: int) -> Solved:
    """Build the model and minimise tier after tier until the time is over."""
    begun = time.monotonic()
    plain = Plain(Frame.of(problem))
    built = time.monotonic() - begun
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = seed
    course: list[tuple[float, str, int, int]] = []
    bounds: dict[str, int] = {}
    best: list[tuple[int, int]] | None = None
    for place, tier in enumerate(problem.policy.tiers):
        left = seconds - (time.monotonic() - begun)
        if left <= 0:
            break
        is_last = place == len(problem.policy.tiers) - 1
        cost = sum(plain.costs[tier.key]) if plain.costs[tier.key] else cp_model.LinearExpr.sum([])
        plain.model.minimize(cost)
        status = None
        for share in (1.0,) if is_last or best is None else (_SHARE, 1.0):
            if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
                left = max(0.1, seconds - (time.monotonic() - begun))
                solver.parameters.max_time_in_seconds = left * share
                status = solver.solve(plain.model, _Course(begun, tier.key, course))
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            break
        bounds[tier.key] = round(solver.best_objective_bound)
        best = [(o, s) for o, s in plain.cells.tolist() if solver.boolean_value(plain.bools[plain.x[o, s]])]
        plain.model.add(cost <= round(solver.objective_value))
        plain.model.clear_hints()
        for n, value in enumerate(solver.response_proto.solution):
            plain.model.add_hint(plain.model.get_int_var_from_proto_index(n), value)
    return Solved(
        roster=None if best is None else _roster(plain.frame, best),
        built=built,
        first=course[0][0] if course else None,
        seconds=time.monotonic() - begun,
        bounds=bounds,
        course=course,
    )


def _roster(frame: Frame, cells: list[tuple[int, int]]) -> Roster:
    """Return the tours of worked cells, seats numbered as they come."""
    taken: dict[int, int] = defaultdict(int)
    tours = []
    for o, s in cells:
        slot = frame.slots[s]
        kind = KINDS[int(frame.kind[o, frame.instance[s]])]
        tours.append(
            Tour(
                start=slot.start, end=slot.end, badge=frame.badges[o], post=slot.post, on=slot.on, shift=slot.shift,
                index=taken[s], kind=kind,
            )
        )  # fmt: skip
        taken[s] += 1
    return Roster(facility=frame.problem.facility.id, period=frame.problem.period, tours=tuple(tours))


class _Course(cp_model.CpSolverSolutionCallback):
    """Notes when each better roster came."""

    def __init__(self, begun: float, tier: str, course: list[tuple[float, str, int, int]]) -> None:
        super().__init__()
        self._begun, self._tier, self._course = begun, tier, course

    def on_solution_callback(self) -> None:
        """Called by the solver for each better roster."""
        value, bound = round(self.objective_value), round(self.best_objective_bound)
        self._course.append((time.monotonic() - self._begun, self._tier, value, bound))


def main(arguments: list[str]) -> int:
    """Print a line for each tier; return 1 if there is no roster, or one with findings that stop it."""
    parser = argparse.ArgumentParser(description="Solve a made-up facility with a plain model.")
    parser.add_argument("--officers", type=int, required=True)
    parser.add_argument("--days", type=int, default=28)
    parser.add_argument("--time", type=float, default=60.0, help="seconds, building the model included")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    site = generate_site(officers=given.officers, seed=given.seed, days=given.days)
    problem = site.problem(Period(first=DEMO_FIRST, days=given.days))
    found = solve(problem, given.time, given.workers, given.seed)
    name = f"plain-{given.officers}x{given.days}"
    if found.roster is None or found.first is None:
        print(f"{name} no roster after {found.seconds:.1f} s, the model stood after {found.built:.1f} s")
        return 1
    report = check_roster(problem, found.roster)
    hard = len(report.blocking)
    for tier in report.tiers:
        bound = found.bounds.get(tier.key, "-")
        times = f"first={found.first:.1f} time={found.seconds:.1f} processor={time.process_time():.0f}"
        print(f"{name}/{tier.key} cost={tier.value} bound={bound} {times} hard={hard}", flush=True)
    return 1 if hard else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
