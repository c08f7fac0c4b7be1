"""A CP-SAT model of the terms, cut to a neighbourhood: free cells are variables, all other cells are constants.

Every cell free gives the exact model. The model is written straight into the protobuf, several times as fast as
through expressions. Slacks are one-sided, and each variable carries the incumbent's value as a hint, helpers included:
CP-SAT prefers complete hints.
"""

from dataclasses import dataclass, field

import numpy as np
from ortools.sat.python import cp_model

from scheduler.engine.compiled import HARD, Bools, Compiled, GroupLimit, RunLimit
from scheduler.engine.model_rows import write_rows
from scheduler.engine.model_teams import write_teams
from scheduler.engine.score import Assignment
from scheduler.rule import NO_LIMIT, Ints

Literal = int | bool
"""A variable's index, its negation (-index - 1), or a constant."""


@dataclass
class TierSum:
    """A tier's value as a sum: `constant + sum coef * variable`."""

    constant: int = 0
    coefs: dict[int, int] = field(default_factory=dict)

    def add(self, variable: int, coef: int) -> None:
        """Add a variable."""
        self.coefs[variable] = self.coefs.get(variable, 0) + coef


class CutModel:
    """The model of one neighbourhood.

    Args:
        assignment: The incumbent: hints, and the values of all cells that are not free.
        free: Cells to decide; closed cells and pinned ones are left out of it.
    """

    def __init__(self, assignment: Assignment, free: Bools) -> None:
        self.assignment = assignment
        self.compiled: Compiled = assignment.compiled
        self.model = cp_model.CpModel()
        self.proto = self.model.proto
        self.hint: list[int] = []
        self.tiers = [TierSum() for _ in self.compiled.tiers]
        self.cells: list[tuple[int, Ints, int]] = []
        """Officer, free slots, and the variable of the first: they follow each other."""
        self.cliques: dict[tuple[int, bytes], tuple[list[list[int]], list[tuple[int, int]]]] = {}
        """What `cliques` found, by class of conflicts and instances present."""
        self._slot_vars: dict[int, list[int]] = {}
        self.upper: list[int] = []
        """The most that each variable can be."""
        open_cells = free & self.compiled.free
        touched = open_cells.any(axis=1)
        base = assignment.officer_tiers[~touched].sum(axis=0) + self.compiled.constant
        for tier, total in zip(self.tiers, base.tolist(), strict=True):
            tier.constant = total
        for officer in np.flatnonzero(touched).tolist():
            _OfficerPart(self, officer, np.flatnonzero(open_cells[officer])).write()
        self._write_slots()
        write_teams(self)

    def variable(self, upper: int, hint: int, lower: int = 0) -> int:
        """Add a whole-number variable and return its index."""
        self.proto.variables.add().domain.extend([lower, upper])
        self.hint.append(min(upper, max(lower, hint)))
        self.upper.append(upper)
        return len(self.hint) - 1

    def linear(self, variables: list[int], coefs: list[int], lower: int, upper: int) -> None:
        """Add `lower <= sum <= upper`; ends that contradict each other make the model infeasible."""
        if lower > upper:
            # A domain without a value is an error to the solver; "nothing adds up to 1" says what is meant.
            variables, coefs, lower, upper = [], [], 1, 1
        row = self.proto.constraints.add().linear
        row.vars.extend(variables)
        row.coeffs.extend(coefs)
        row.domain.extend([max(lower, -NO_LIMIT), min(upper, NO_LIMIT)])

    def at_most_one(self, literals: list[int]) -> None:
        """Add that at most one literal holds."""
        if len(literals) > 1:
            self.proto.constraints.add().at_most_one.literals.extend(literals)

    def any_of(self, literals: list[Literal]) -> None:
        """Add a clause; constants are worked out first."""
        if any(lit is True for lit in literals):
            return
        self.proto.constraints.add().bool_or.literals.extend([int(lit) for lit in literals if lit is not False])

    def cell_variables(self, officer: int, slots: Ints, hint: Bools) -> int:
        """Add the variables of one officer's free cells, in order of slots; return the first index."""
        first = len(self.hint)
        for slot, worked in zip(slots.tolist(), hint.tolist(), strict=True):
            self._slot_vars.setdefault(slot, []).append(self.variable(1, int(worked)))
        self.cells.append((officer, slots, first))
        return first

    def _write_slots(self) -> None:
        """Write capacity and coverage of all slots with free cells; the others are constants."""
        compiled, filled = self.compiled, self.assignment.filled
        constant = np.ones(len(filled), dtype=np.bool_)
        for slot, variables in self._slot_vars.items():
            constant[slot] = False
            heads = int(filled[slot]) - sum(self.hint[v] for v in variables)
            room = int(compiled.capacity[slot]) - heads
            if room == 1:
                self.at_most_one(variables)
            elif room < len(variables):
                self.linear(variables, [1] * len(variables), 0, room)
        for line in compiled.covers:
            tier = self.tiers[line.tier]
            tier.constant += int(line.charge(filled)[constant].sum())
            lines = zip(line.need.tolist(), line.cap.tolist(), line.cost.tolist(), line.over_cost.tolist(), strict=True)
            numbers = dict(enumerate(lines))
            for slot, variables in self._slot_vars.items():
                need, cap, cost, over = numbers[slot]
                heads = int(filled[slot]) - sum(self.hint[v] for v in variables)
                if need and cap and cost:
                    self._write_missing(tier, variables, need - heads, cap, cost)
                if over:
                    self._write_surplus(tier, variables, heads - need, over)

    def _write_missing(self, tier: TierSum, variables: list[int], need: int, cap: int, cost: int) -> None:
        """Charge `cost * min(cap, max(0, need - heads))`, `need` being what the constant heads leave."""
        if need <= 0:
            return
        if need - len(variables) >= cap:
            tier.constant += cost * cap
            return
        heads = sum(self.hint[v] for v in variables)
        missing = min(cap, max(0, need - heads))
        short = self.variable(min(cap, need), missing)
        tier.add(short, cost)
        ones = [1] * len(variables)
        if need <= cap:
            self.linear([*variables, short], [*ones, 1], need, NO_LIMIT)
            return
        # Beyond `cap` missing heads cost no more: `full` lifts the row by the rest and pays the whole cap instead.
        full = self.variable(1, int(need - heads > cap))
        self.linear([*variables, short, full], [*ones, 1, need - cap], need, NO_LIMIT)
        self.linear([short, full], [1, -cap], 0, NO_LIMIT)

    def _write_surplus(self, tier: TierSum, variables: list[int], above: int, cost: int) -> None:
        """Charge `cost * max(0, above + heads)`, `above` being the constant heads less the need."""
        most = above + len(variables)
        if most <= 0:
            return
        heads = sum(self.hint[v] for v in variables)
        over = self.variable(most, max(0, above + heads), max(0, above))
        tier.add(over, cost)
        self.linear([*variables, over], [1] * len(variables) + [-1], -NO_LIMIT, -above)

    def span(self, tier: int) -> int:
        """Return the largest difference that a tier can make within the neighbourhood."""
        return sum(abs(c) * (self.upper[v]) for v, c in self.tiers[tier].coefs.items())

    def hinted(self, tier: int) -> int:
        """Return the tier's value for the incumbent."""
        total = self.tiers[tier]
        return total.constant + sum(c * self.hint[v] for v, c in total.coefs.items())

    def limit_tier(self, tier: int, most: int) -> None:
        """Add that a tier's value is at most `most`."""
        total = self.tiers[tier]
        if total.coefs:
            self.linear(list(total.coefs), list(total.coefs.values()), -NO_LIMIT, most - total.constant)

    def write_hints(self) -> None:
        """Hand the incumbent's values over."""
        self.proto.solution_hint.vars.clear()
        self.proto.solution_hint.values.clear()
        self.proto.solution_hint.vars.extend(range(len(self.hint)))
        self.proto.solution_hint.values.extend(self.hint)

    def minimize(self, coefs: dict[int, int]) -> None:
        """Set the objective."""
        self.proto.objective.vars.clear()
        self.proto.objective.coeffs.clear()
        self.proto.objective.vars.extend(list(coefs))
        self.proto.objective.coeffs.extend(list(coefs.values()))

    def read(self, solution: list[int]) -> list[tuple[int, Bools]]:
        """Return (officer, worked slots) of every officer with free cells, from a solution's values."""
        found = []
        for officer, slots, first in self.cells:
            worked = self.assignment.worked[officer].copy()
            worked[slots] = np.array(solution[first : first + len(slots)], dtype=np.bool_)
            found.append((officer, worked))
        return found


class _OfficerPart:
    """Writes all that concerns one officer."""

    def __init__(self, cut: CutModel, officer: int, free: Ints) -> None:
        c = cut.compiled
        self.cut = cut
        self.officer = officer
        worked = cut.assignment.worked[officer]
        rest = worked.copy()
        rest[free] = False
        self.constant = np.flatnonzero(rest)
        conflicts = c.conflicts(officer)
        busy = np.unique(c.frame.instance[self.constant])
        closed = conflicts[:, busy].any(axis=1) & ~np.isin(
            np.arange(len(conflicts)), c.frame.instance[free[worked[free]]]
        )
        self.slots = free[~closed[c.frame.instance[free]]]
        self._is_constant = rest
        # Where each slot is among the free ones; looked up by the wishes, of which there are many.
        self._place = np.full(len(worked), -1, dtype=np.int64)
        self._place[self.slots] = np.arange(len(self.slots))
        self.first = cut.cell_variables(officer, self.slots, worked[self.slots])
        self.instance = c.frame.instance[self.slots]
        self.day = c.frame.day[self.slots]

    def write(self) -> None:
        """Write conflicts, rows, prices, wishes, pairs, runs and groups."""
        c, cut = self.compiled, self.cut
        self._write_cliques()
        write_rows(cut, self.officer, self.slots, self.first, self.constant)
        for tier, cost in c.cell_cost.items():
            cut.tiers[tier].constant += int(cost[self.officer, self.constant].sum())
            for n, amount in enumerate(cost[self.officer, self.slots].tolist()):
                if amount:
                    cut.tiers[tier].add(self.first + n, amount)
        for item in c.wanted[self.officer]:
            self._write_wanted(item.tier, item.cost, item.slots)
        self._write_pairs()
        days: dict[bytes, list[Literal]] = {}
        for limit in c.runs[self.officer]:
            key = b"" if limit.counts is None else limit.counts.tobytes()
            if key not in days:
                days[key] = self._day_literals(limit.counts)
            _write_run(cut, limit, days[key])
        for group in c.groups[self.officer]:
            self._write_group(group)

    @property
    def compiled(self) -> Compiled:
        """The problem."""
        return self.cut.compiled

    def _of(self, mask: Bools) -> list[int]:
        """Return the variables of the free slots where the mask holds."""
        found: list[int] = (self.first + np.flatnonzero(mask)).tolist()
        return found

    def _write_cliques(self) -> None:
        present = np.unique(self.instance)
        conflicts = self.compiled.conflicts(self.officer)
        key = (int(self.compiled.conflict_class[self.officer]), present.tobytes())
        if key not in self.cut.cliques:
            self.cut.cliques[key] = cliques(conflicts, present)
        tight, loose = self.cut.cliques[key]
        for clique in tight:
            is_in = np.zeros(len(conflicts), dtype=np.bool_)
            is_in[clique] = True
            self.cut.at_most_one(self._of(is_in[self.instance]))
        for first, second in loose:
            pair = [self._any(self.instance == i, bool(conflicts[i, i])) for i in (first, second)]
            self.cut.any_of([_no(pair[0]), _no(pair[1])])

    def _any(self, mask: Bools, is_exclusive: bool) -> Literal:
        """Return a literal that holds exactly when one of the masked free slots is worked."""
        variables = self._of(mask)
        if len(variables) < 2:
            return variables[0] if variables else False
        touched = self.cut.variable(1, max(self.cut.hint[v] for v in variables))
        if is_exclusive:
            self.cut.linear([*variables, touched], [1] * len(variables) + [-1], 0, 0)
        else:
            for v in variables:
                self.cut.any_of([-v - 1, touched])
            self.cut.any_of([*variables, -touched - 1])
        return touched

    def _day_literals(self, counts: Bools | None) -> list[Literal]:
        """Return a literal for each day that holds when an instance that counts (None: any) is worked on it."""
        c = self.compiled
        constant, is_free = self.constant, np.ones(len(self.slots), dtype=np.bool_)
        if counts is not None:
            constant, is_free = constant[counts[c.frame.instance[constant]]], counts[self.instance]
        fixed = set(c.frame.day[constant].tolist())
        days = range(c.frame.problem.period.days)
        return [True if d in fixed else self._any((self.day == d) & is_free, c.excluding_day) for d in days]

    def _write_wanted(self, tier: int, cost: int, slots: Ints) -> None:
        if self._is_constant[slots].any():
            return
        place = self._place[slots]
        variables: list[int] = (self.first + np.unique(place[place >= 0])).tolist()
        if not variables:
            self.cut.tiers[tier].constant += cost
            return
        missed = self.cut.variable(1, int(not any(self.cut.hint[v] for v in variables)))
        self.cut.any_of([*variables, missed])
        self.cut.tiers[tier].add(missed, cost)

    def _write_pairs(self) -> None:
        c = self.compiled
        instances = np.unique(np.concatenate((self.instance, c.frame.instance[self.constant])))
        fixed = set(c.frame.instance[self.constant].tolist())
        conflicts = c.conflicts(self.officer)
        literal: dict[int, Literal] = {}

        def touches(i: int) -> Literal:
            if i not in literal:
                literal[i] = True if i in fixed else self._any(self.instance == i, bool(conflicts[i, i]))
            return literal[i]

        for pair in c.pairs:
            if pair.tier == HARD or not pair.officer[self.officer]:
                continue
            count = pair.count[np.ix_(instances, instances)]
            for a, b in zip(*np.nonzero(count), strict=True):
                first, second = int(instances[a]), int(instances[b])
                amount = int(count[a, b]) * pair.weight
                if first != second and not conflicts[first, second]:
                    self._charge_both(pair.tier, amount, touches(first), touches(second))
                elif not conflicts[first, second]:
                    self._charge_twice(pair.tier, amount, first)

    def _charge_both(self, tier: int, amount: int, first: Literal, second: Literal) -> None:
        if first is False or second is False:
            return
        total = self.cut.tiers[tier]
        if first is True and second is True:
            total.constant += amount
        elif first is True:
            total.add(int(second), amount)
        elif second is True:
            total.add(int(first), amount)
        else:
            hint = self.cut.hint
            both = self.cut.variable(1, hint[int(first)] * hint[int(second)])
            self.cut.any_of([-int(first) - 1, -int(second) - 1, both])
            total.add(both, amount)

    def _charge_twice(self, tier: int, amount: int, instance: int) -> None:
        """Charge two or more slots of one instance."""
        heads = int((self.compiled.frame.instance[self.constant] == instance).sum())
        variables = self._of(self.instance == instance)
        if heads > 1:
            self.cut.tiers[tier].constant += amount
        elif heads + len(variables) > 1:
            worked = heads + sum(self.cut.hint[v] for v in variables)
            twice = self.cut.variable(1, int(worked > 1))
            coefs = [1] * len(variables) + [1 - heads - len(variables)]
            self.cut.linear([*variables, twice], coefs, -NO_LIMIT, 1 - heads)
            self.cut.tiers[tier].add(twice, amount)

    def _write_group(self, group: GroupLimit) -> None:
        touched: list[int] = []
        constant = 0
        for member in group.member:
            if member[self.constant].any():
                constant += 1
                continue
            literal = self._any(member[self.slots], False)
            if literal is not False:
                touched.append(int(literal))
        most = constant + len(touched) - group.most
        if most <= 0:
            return
        if group.tier == HARD:
            self.cut.linear(touched, [1] * len(touched), 0, max(0, group.most - constant))
            return
        worked = constant + sum(self.cut.hint[v] for v in touched) - group.most
        over = self.cut.variable(most, max(0, worked), max(0, constant - group.most))
        self.cut.linear([*touched, over], [1] * len(touched) + [-1], -NO_LIMIT, group.most - constant)
        self.cut.tiers[group.tier].add(over, group.weight)


def cliques(conflicts: Bools, present: Ints) -> tuple[list[list[int]], list[tuple[int, int]]]:
    """Return sets of instances in conflict that cover every conflict among those present, and the pairs left over.

    In a set all slots of all instances exclude each other: one large set is a far stronger row than its pairs. Pairs
    are left over where two slots of one of the instances may be worked together.
    """
    matrix = conflicts[np.ix_(present, present)]
    is_tight = matrix.diagonal()
    todo = np.triu(matrix, 1)
    names = present.tolist()
    loose = [(names[a], names[b]) for a, b in zip(*np.nonzero(todo), strict=True) if not (is_tight[a] and is_tight[b])]
    todo &= is_tight[:, None] & is_tight[None, :]
    found: list[list[int]] = []
    for i in range(len(names)):
        while todo[i].any():
            members = [i, int(todo[i].argmax())]
            common = matrix[members].all(axis=0) & is_tight
            common[members] = False
            while common.any():
                members.append(int(common.argmax()))
                common &= matrix[members[-1]]
                common[members[-1]] = False
            todo[np.ix_(members, members)] = False
            found.append([names[m] for m in members])
    in_some = {i for clique in found for i in clique}
    found.extend([i] for n, i in enumerate(names) if is_tight[n] and i not in in_some)
    return found, loose


def _write_run(cut: CutModel, limit: RunLimit, days: list[Literal]) -> None:
    """Write the bounds of one officer's runs over day literals; see `score.run_charge` for the same as a count."""
    before: list[Literal] = []
    if limit.carried_work:
        before = [False, *[True] * limit.carried_work]
    elif limit.carried_off:
        before = [True, *[False] * limit.carried_off]
    works = [*before, *days]
    start = len(before)
    for is_work, most in ((True, limit.most_work), (False, limit.most_off)):
        for last in range(max(start, most), len(works)) if most < NO_LIMIT else ():
            _forbid(cut, limit, [w if is_work else _no(w) for w in works[last - most : last + 1]], 1)
    for is_work, least in ((True, limit.least_work), (False, limit.least_off)):
        for first in range(1, len(works)):
            for length in range(1, least):
                end = first + length
                if start <= end < len(works):
                    run = [w if is_work else _no(w) for w in works[first - 1 : end + 1]]
                    _forbid(cut, limit, [_no(run[0]), *run[1:-1], _no(run[-1])], least - length)


def _no(literal: Literal) -> Literal:
    return (not literal) if isinstance(literal, bool) else -literal - 1


def _forbid(cut: CutModel, limit: RunLimit, together: list[Literal], days: int) -> None:
    """Forbid, or charge, that all literals hold together."""
    if any(lit is False for lit in together):
        return
    clause = [_no(lit) for lit in together if lit is not True]
    if limit.tier == HARD:
        if clause:
            cut.any_of(clause)
        return
    if not clause:
        cut.tiers[limit.tier].constant += days * limit.weight
        return
    holds = all(cut.hint[lit] == 1 if lit >= 0 else cut.hint[-lit - 1] == 0 for lit in together if lit is not True)
    broken = cut.variable(1, int(holds))
    cut.any_of([*clause, broken])
    cut.tiers[limit.tier].add(broken, days * limit.weight)
