"""A linear relaxation of the whole problem for one tier: a bound that no roster undercuts which keeps the tiers above.

A column is an officer and a slot. Where that makes too many, slots of one shift that look alike to the rows and the
coverage of the tier become one column, at the price of the cheapest of them. Left out is whatever only makes rosters
dearer or fewer: most hard limits, worst-of charges, call lists, pairs, runs. What is in it holds for every roster, so
its optimum is a bound; `scheduler.engine.dual` says how the bound is made exact.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from scheduler.engine.bounds import is_never_negative
from scheduler.engine.compiled import Bools, Compiled, CoverLine
from scheduler.engine.control import Control
from scheduler.engine.dual import LinearProgram
from scheduler.engine.improve import compose
from scheduler.engine.incumbent import Incumbent
from scheduler.engine.model import CutModel, cliques
from scheduler.engine.rows import alike
from scheduler.rule import NO_LIMIT, Ints

BY_RELAXATION = "linear relaxation"
MOST_FINE = 25_000
"""Up to so many cells each slot has a column of its own."""
MOST_COLUMNS = 60_000
"""Beyond it the program takes longer than the bound is worth."""
MOST_ROWS = 20_000
"""Of more priced rows than this only those over the most cells are kept: short windows seldom bind a relaxation."""


MOST_NEAR = 25_000
"""Up to so many cells are searched around an optimum."""
NEAR_SECONDS = 3.0
_NOTHING = 1e-6
"""Less than this of a column is the solver's noise."""


class TooLargeError(ValueError):
    """The relaxation has more columns than it is worth."""


def prove_by_relaxation(incumbent: Incumbent, control: Control, is_over: Callable[[], bool]) -> None:
    """Bound every tier that is still open, in order, given what the incumbent has reached above it.

    Each optimum is also a hint: the cells that it uses and those worked now are searched for a better roster.
    """
    compiled = incumbent.best.compiled
    for tier in range(len(compiled.tiers)):
        values = incumbent.best.values()
        if is_over():
            return
        if values[tier] <= incumbent.bounds[tier][0]:
            continue
        try:
            found = relax(compiled, values, tier, is_over)
        except TooLargeError as error:
            incumbent.note(f"the linear relaxation of {compiled.tiers[tier].name} was left out: {error}")
            continue
        if found is not None:
            incumbent.prove(tier, min(found.bound, values[tier]), BY_RELAXATION)
            _search_near(incumbent, control, found.cells, tier)


def _search_near(incumbent: Incumbent, control: Control, cells: Bools, tier: int) -> None:
    """Look for a better roster among those that use only the cells given and those worked now."""
    best = incumbent.best
    near = cells | best.worked
    if near.sum() > MOST_NEAR or control.is_over():
        return
    cut = CutModel(best, near)
    coefs = compose(cut, tier)
    if not coefs:
        return
    cut.minimize(coefs)
    cut.write_hints()
    values = control.solve(cut.model, NEAR_SECONDS, seed=control.options.seed).values
    changes = [] if values is None else cut.read(values)
    if changes:
        made = best.copy()
        made.put(np.array([officer for officer, _ in changes]), np.stack([worked for _, worked in changes]))
        incumbent.offer(made)


@dataclass(frozen=True)
class Relaxed:
    """What a relaxation gives: a bound, and the cells that its optimum uses at least in part."""

    bound: int
    cells: Bools


def relaxed_bound(
    compiled: Compiled, values: tuple[int, ...], tier: int, is_over: Callable[[], bool] = lambda: False
) -> int | None:
    """Return a bound of one tier for all rosters whose tiers above are worth no more than the given values.

    Args:
        compiled: The problem.
        values: The tiers' values. With lower ones above the tier the bound is as high or higher.
        tier: The tier to bound.
        is_over: Ends the work early.

    Returns:
        None where the relaxation says nothing or was ended.

    Raises:
        TooLargeError: there are too many columns.
    """
    found = relax(compiled, values, tier, is_over)
    return None if found is None else found.bound


def relax(compiled: Compiled, values: tuple[int, ...], tier: int, is_over: Callable[[], bool]) -> Relaxed | None:
    """Return the bound as `relaxed_bound` does, with the cells that belong to it."""
    if not compiled.is_one_per_instance or not all(is_never_negative(compiled, t) for t in range(tier + 1)):
        return None
    if not compiled.officers or not compiled.frame.instances:
        return None
    return _Relaxation(compiled, values, tier).least(is_over)


@dataclass(frozen=True)
class _Kept:
    """The priced rows in the program; arrays by row."""

    officer: Ints
    shape: Ints
    upper: Ints
    lower: Ints
    unit: Ints
    weight: Ints
    tier: Ints


class _Relaxation:
    """Builds the program of one tier."""

    def __init__(self, compiled: Compiled, values: tuple[int, ...], tier: int) -> None:
        self.compiled, self.values, self.tier = compiled, values, tier
        self.used = range(tier + 1)
        self.program = LinearProgram()
        self.constant = compiled.constant.copy()
        self.priced: dict[int, list[tuple[Ints, Ints]]] = {t: [] for t in self.used}
        self.heads = compiled.pinned.sum(axis=0).astype(np.int64)
        self.sure = self._sure()
        self.free = self._free()
        self.kept = self._kept()
        self.is_fine = int(self.free.sum()) <= MOST_FINE
        self.lines = [line for line in compiled.covers if line.tier <= tier]
        self.group, self.first_slot = self._groups()
        self.column, self.officer, self.at = self._cells()
        if self.program.columns > MOST_COLUMNS:
            raise TooLargeError(f"{self.program.columns} columns, and {MOST_COLUMNS} are the limit")
        self._write_conflicts()
        self._write_slots()
        self._write_costs()
        self._write_rows()
        self._write_wishes()
        if self.is_fine:
            self._write_crews()
        self._write_tiers()

    def least(self, is_over: Callable[[], bool]) -> Relaxed | None:
        """Return the bound, and where the optimum lies."""
        cost = np.zeros(self.program.columns, dtype=np.int64)
        for column, amount in self.priced[self.tier]:
            np.add.at(cost, column, amount)
        step = int(np.gcd.reduce(cost)) or 1
        found = self.program.least(cost, step, is_over)
        if found is None:
            return None
        bound, point = found
        is_used = np.zeros(self.column.shape, dtype=np.bool_)
        is_used[self.officer, self.at] = point[: len(self.at)] > _NOTHING
        return Relaxed(max(0, int(self.constant[self.tier]) + bound), is_used[:, self.group] & self.free)

    def _free(self) -> Bools:
        """Return the cells that a roster may use which keeps the tiers above; what pinned cells exclude is closed."""
        compiled = self.compiled
        found = compiled.free.copy()
        for t in range(self.tier):
            if self.values[t] == 0 and t in compiled.cell_cost:
                found &= compiled.cell_cost[t] == 0
        for officer in np.flatnonzero(compiled.pinned.any(axis=1)).tolist():
            busy = np.unique(compiled.frame.instance[compiled.pinned[officer]])
            closed = np.asarray(compiled.conflicts(officer)[:, busy].any(axis=1))
            found[officer, closed[compiled.frame.instance]] = False
        return found

    def _sure(self) -> Ints:
        """Return the heads that each slot has at least in a roster which keeps the zeros of the tiers above."""
        found = np.zeros(len(self.compiled.frame.slots), dtype=np.int64)
        for line in self.compiled.covers:
            if line.tier < self.tier and self.values[line.tier] == 0:
                np.maximum(found, np.where((line.cap > 0) & (line.cost > 0), line.need, 0), out=found)
        return found

    def _kept(self) -> _Kept:
        """Return the rows that charge the tiers used, but no worst-of groups."""
        rows = self.compiled.rows
        names = ("shape", "upper", "lower", "unit", "weight", "tier")
        owner = np.repeat(np.arange(len(rows)), [r.count for r in rows])
        columns = [np.concatenate([getattr(r, name) for r in rows]) for name in names]
        shape, tier = columns[0], columns[-1]
        keep = np.flatnonzero((tier >= 0) & (tier <= self.tier) & (np.concatenate([r.worst for r in rows]) < 0))
        if len(keep) > MOST_ROWS:
            size = np.bincount(rows[0].table.shape, minlength=rows[0].table.count)[shape[keep]]
            keep = np.sort(keep[np.lexsort((-size, tier[keep] != self.tier))[:MOST_ROWS]])
        return _Kept(owner[keep], *(c[keep] for c in columns))

    def _groups(self) -> tuple[Ints, Ints]:
        """Return the group of each slot, and a slot of each group."""
        compiled = self.compiled
        slots = len(compiled.frame.slots)
        if self.is_fine:
            every = np.arange(slots, dtype=np.int64)
            return every, every
        table = compiled.rows[0].table
        is_kept = np.zeros(table.count, dtype=np.bool_)
        is_kept[self.kept.shape] = True
        slot = np.repeat(np.arange(slots), np.diff(table.first))
        mine = is_kept[table.shape]
        first = np.searchsorted(slot[mine], np.arange(slots + 1)).astype(np.int64)
        _, look = alike(first, table.shape[mine], table.coef[mine])
        columns = [compiled.frame.instance, look, compiled.capacity, self.heads]
        columns += [part for line in self.lines for part in (line.need, line.cap, line.cost, line.over_cost)]
        _, first_slot, group = np.unique(np.stack(columns, axis=1), axis=0, return_index=True, return_inverse=True)
        return group.reshape(-1).astype(np.int64), first_slot.astype(np.int64)

    def _cells(self) -> tuple[Ints, Ints, Ints]:
        """Add the columns; return their numbers `[officer, group]` (-1: none), and the officer and group of each."""
        count = len(self.first_slot)
        found = np.zeros((self.compiled.officers, count), dtype=np.bool_)
        who, slot = np.nonzero(self.free)
        found[who, self.group[slot]] = True
        officer, at = np.nonzero(found)
        column = np.full(found.shape, -1, dtype=np.int64)
        column[officer, at] = self.program.add_columns(np.ones(len(officer), dtype=np.int64))
        return column, officer.astype(np.int64), at.astype(np.int64)

    def _write_conflicts(self) -> None:
        """At most one of the instances that exclude each other."""
        frame = self.compiled.frame
        instance = frame.instance[self.first_slot][self.at]
        number = np.arange(len(self.at))
        seen: dict[tuple[int, bytes], list[list[int]]] = {}
        sets, columns = [], []
        for officer in range(self.compiled.officers):
            mine = number[self.officer == officer]
            if not len(mine):
                continue
            present = np.unique(instance[mine])
            key = (int(self.compiled.conflict_class[officer]), present.tobytes())
            if key not in seen:
                seen[key] = cliques(self.compiled.conflicts(officer), present)[0]
            for clique in seen[key]:
                chosen = mine[np.isin(instance[mine], clique)]
                columns.append(chosen)
                sets.append(len(chosen))
        self._write_most(np.array(sets, dtype=np.int64), columns, np.ones(len(sets), dtype=np.int64))

    def _write_most(self, sizes: Ints, columns: list[Ints], most: Ints) -> None:
        if len(sizes):
            row = self.program.add_rows(np.full(len(sizes), -NO_LIMIT), most)
            joined = np.concatenate(columns)
            self.program.add_entries(np.repeat(row, sizes), joined, np.ones(len(joined), dtype=np.int64))

    def _write_slots(self) -> None:
        """Capacity, and what missing and surplus heads cost, summed over the slots of each group."""
        compiled, program = self.compiled, self.program
        size = np.bincount(self.group, minlength=len(self.first_slot)).astype(np.int64)
        most = size * np.maximum(0, (compiled.capacity - self.heads)[self.first_slot])
        row = program.add_rows(np.full(len(size), -NO_LIMIT), most)
        ones = np.ones(len(self.at), dtype=np.int64)
        program.add_entries(row[self.at], np.arange(len(self.at)), ones)
        for line in self.lines:
            self._write_missing(line, size)
            over = line.over_cost[self.first_slot]
            if over.any():
                surplus = program.add_columns(size * compiled.officers)
                above = size * (self.heads - line.need)[self.first_slot]
                row = program.add_rows(above, np.full(len(size), NO_LIMIT))
                program.add_entries(row, surplus, np.ones(len(row), dtype=np.int64))
                program.add_entries(row[self.at], np.arange(len(self.at)), -ones)
                self.priced[line.tier].append((surplus, over))

    def _write_missing(self, line: CoverLine, size: Ints) -> None:
        """Charge what is missing, up to the cap: beyond it `full` pays the whole cap and lifts the row by the rest.

        Heads that a tier above makes sure of are there, so that the rest reaches down to them only.
        """
        program = self.program
        need, cap = (line.need - self.heads)[self.first_slot], line.cap[self.first_slot]
        cost, sure = line.cost[self.first_slot], np.maximum(0, self.sure - self.heads)[self.first_slot]
        asks = np.flatnonzero((need > 0) & (cap > 0) & (cost > 0))
        need, cap, cost, size = need[asks], cap[asks], cost[asks], size[asks]
        rest = np.maximum(0, need - cap - sure[asks])
        short = program.add_columns(size * np.minimum(cap, need))
        full = program.add_columns(size * (rest > 0))
        row = program.add_rows(size * need, np.full(len(asks), NO_LIMIT))
        ones = np.ones(len(asks), dtype=np.int64)
        program.add_entries(row, short, ones)
        program.add_entries(row, full, rest)
        place = np.full(len(self.first_slot), -1, dtype=np.int64)
        place[asks] = row
        mine = np.flatnonzero(place[self.at] >= 0)
        program.add_entries(place[self.at[mine]], mine, np.ones(len(mine), dtype=np.int64))
        row = program.add_rows(np.zeros(len(asks), dtype=np.int64), np.full(len(asks), NO_LIMIT))
        program.add_entries(row, short, ones)
        program.add_entries(row, full, -cap)
        self.priced[line.tier].append((short, cost))

    def _write_costs(self) -> None:
        """Prices of cells, of a group the cheapest that is open to the officer."""
        pinned = self.compiled.pinned
        who, slot = np.nonzero(self.free)
        for tier in self.used:
            cost = self.compiled.cell_cost.get(tier)
            if cost is not None:
                self.constant[tier] += int(cost[pinned].sum())
                least = np.full(len(self.at), NO_LIMIT, dtype=np.int64)
                np.minimum.at(least, self.column[who, self.group[slot]], cost[who, slot])
                self.priced[tier].append((np.arange(len(self.at)), least))

    def _write_rows(self) -> None:
        """Rows with a priced excess."""
        compiled, kept, program = self.compiled, self.kept, self.program
        if not len(kept.shape):
            return
        table = compiled.rows[0].table
        number = np.full((compiled.officers, table.count), -1, dtype=np.int32)
        number[kept.officer, kept.shape] = np.arange(len(kept.shape))
        base = np.zeros(len(kept.shape), dtype=np.int64)
        for officer in np.flatnonzero(compiled.pinned.any(axis=1)).tolist():
            mine = kept.officer == officer
            base[mine] = table.values(np.flatnonzero(compiled.pinned[officer]))[kept.shape[mine]]
        column, shape, coef = table.entries(self.first_slot[self.at])
        row = number[self.officer[column], shape].astype(np.int64)
        column, row, coef = column[row >= 0], row[row >= 0], coef[row >= 0]
        reach = base + np.bincount(row, coef, minlength=len(base)).astype(np.int64)
        most = -(-np.maximum(0, np.maximum(reach - kept.upper, kept.lower - base)) // kept.unit)
        charge = program.add_columns(most)
        for tier in self.used:
            mine = kept.tier == tier
            self.priced[tier].append((charge[mine], kept.weight[mine]))
        for side, limit in ((-1, base - kept.upper), (1, kept.lower - base)):
            # charge * unit + side * sum >= limit
            binds = np.flatnonzero((most > 0) & (np.abs(limit) < NO_LIMIT // 2) & ((side < 0) | (limit > 0)))
            rows = program.add_rows(limit[binds], np.full(len(binds), NO_LIMIT))
            place = np.full(len(base), -1, dtype=np.int64)
            place[binds] = rows
            mine = place[row] >= 0
            program.add_entries(rows, charge[binds], kept.unit[binds])
            program.add_entries(place[row[mine]], column[mine], side * coef[mine])

    def _write_wishes(self) -> None:
        """What is missed where an officer works none of the wanted slots; a group counts if one of its slots does."""
        columns, sizes, prices = [], [], []
        for officer, items in enumerate(self.compiled.wanted):
            for item in items:
                if item.tier in self.priced and not self.compiled.pinned[officer, item.slots].any():
                    mine = np.unique(self.column[officer, self.group[item.slots]])
                    mine = mine[mine >= 0]
                    columns.append(mine)
                    sizes.append(len(mine))
                    prices.append((item.tier, item.cost))
        if not columns:
            return
        program = self.program
        missed = program.add_columns(np.ones(len(sizes), dtype=np.int64))
        row = program.add_rows(np.ones(len(sizes), dtype=np.int64), np.full(len(sizes), NO_LIMIT))
        program.add_entries(row, missed, np.ones(len(row), dtype=np.int64))
        joined = np.concatenate(columns)
        program.add_entries(np.repeat(row, sizes), joined, np.ones(len(joined), dtype=np.int64))
        tier, cost = np.array(prices, dtype=np.int64).T
        for t in self.used:
            self.priced[t].append((missed[tier == t], cost[tier == t]))

    def _write_crews(self) -> None:
        """What crews lack; here every slot is a group of its own."""
        crews, program = self.compiled.teams.crews, self.program
        rows = np.flatnonzero(np.isin(crews.tier, self.used))
        if not len(rows):
            return
        place = np.full(len(crews.need), -1, dtype=np.int64)
        place[rows] = np.arange(len(rows))
        cells = np.flatnonzero(place[crews.row] >= 0)
        line, officer = np.nonzero(self.column[:, crews.slot[cells]].T >= 0)
        cell, column = cells[line], self.column[officer, crews.slot[cells[line]]]
        coef = crews.count(cell, officer)
        need = (crews.need - crews.sums(self.compiled.pinned))[rows]
        row, is_any = place[crews.row[cell]], coef != 0
        row, column, coef = row[is_any], column[is_any], coef[is_any]
        most = need - np.bincount(row, np.minimum(0, coef), minlength=len(rows)).astype(np.int64)
        short = program.add_columns(np.maximum(0, most))
        number = program.add_rows(need, np.full(len(rows), NO_LIMIT))
        program.add_entries(number, short, np.ones(len(rows), dtype=np.int64))
        program.add_entries(number[row], column, coef)
        for t in self.used:
            mine = crews.tier[rows] == t
            self.priced[t].append((short[mine], crews.cost[rows][mine]))

    def _write_tiers(self) -> None:
        """Tiers above keep what they have reached."""
        for t in range(self.tier):
            column = np.concatenate([c for c, _ in self.priced[t]] or [np.zeros(0, dtype=np.int64)])
            amount = np.concatenate([a for _, a in self.priced[t]] or [np.zeros(0, dtype=np.int64)])
            cost = np.zeros(self.program.columns, dtype=np.int64)
            np.add.at(cost, column, amount)
            some = np.flatnonzero(cost)
            most = np.array([self.values[t] - int(self.constant[t])])
            row = self.program.add_rows(np.full(1, -NO_LIMIT), most)
            self.program.add_entries(np.repeat(row, len(some)), some, cost[some])
