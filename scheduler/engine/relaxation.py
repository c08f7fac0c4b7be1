"""A linear relaxation of the whole problem for one tier: a bound that no roster undercuts which keeps the tiers above.

A column is an officer and a slot, or in large problems several slots that look alike: `scheduler.engine.relaxed_cells`.
Left out is whatever only makes rosters dearer or fewer: most hard limits, worst-of charges, call lists, pairs, runs.
What is in it holds for every roster, so its optimum is a bound; `scheduler.engine.dual` says how it is made exact.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np

from scheduler.engine.bounds import is_never_negative
from scheduler.engine.compiled import Bools, Compiled, CoverLine
from scheduler.engine.dual import Floats, LinearProgram
from scheduler.engine.model import cliques
from scheduler.engine.model_rows import most_of_buckets
from scheduler.engine.relaxed_cells import Asked, Cells, cells_one_by_one, cells_together
from scheduler.engine.row_shapes import alike
from scheduler.engine.rows import ShapeTable
from scheduler.rule import NO_LIMIT, Ints

BY_RELAXATION = "linear relaxation"
MOST_FINE = 25_000
"""Up to so many cells each slot has a column of its own."""
MOST_COLUMNS = 500_000
"""Beyond it the program takes longer than the bound is worth."""
MOST_ROWS = 20_000
"""Of more rows that can charge only those over the most cells are kept: short windows seldom bind a relaxation."""


class TooLargeError(ValueError):
    """The relaxation has more columns than it is worth."""


@dataclass(frozen=True)
class Relaxed:
    """What a relaxation gives.

    Attributes:
        bound: What no roster undercuts.
        cells: Cells that its optimum uses at least in part.
        share: `[officer, instance]`: how much of a tour its optimum gives to whom.
    """

    bound: int
    cells: Bools
    share: Floats


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
    """The priced rows in the program; arrays by row. Narrow rows tell slots apart that are one column elsewhere."""

    officer: Ints
    shape: Ints
    upper: Ints
    lower: Ints
    unit: Ints
    weight: Ints
    tier: Ints
    worst: Ints
    is_narrow: Bools


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
        self.lines = [line for line in compiled.covers if line.tier <= tier]
        self.wishes = [
            (officer, item)
            for officer, items in enumerate(compiled.wanted)
            for item in items
            if item.tier <= tier and not compiled.pinned[officer, item.slots].any()
        ]
        self.crews = np.flatnonzero(compiled.teams.crews.tier <= tier)
        self.cells = self._cells()
        if self.program.columns > MOST_COLUMNS:
            raise TooLargeError(f"{self.program.columns} columns, and {MOST_COLUMNS} are the limit")
        self._write_conflicts()
        self._write_slots()
        self._write_costs()
        self._write_rows()
        self._write_wishes()
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
        cells, frame = self.cells, self.compiled.frame
        share = np.zeros((self.compiled.officers, len(frame.instances)), dtype=np.float64)
        np.add.at(share, (cells.officer, frame.instance[cells.slot]), point[: len(cells.slot)])
        is_used = cells.used(point) & self.free
        return Relaxed(max(0, int(self.constant[self.tier]) + bound), is_used, share)

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
        """Return the rows that charge the tiers used; of worst-of groups those that hardly tell slots apart."""
        rows, table = self.compiled.rows, self.compiled.rows.table
        is_used = (table.tier >= 0) & (table.tier <= self.tier) & ((table.worst < 0) | _covers_most(table))
        shape = np.flatnonzero(is_used)
        exists = rows.upper[:, shape] < rows.none
        if rows.lower is not None:
            exists |= rows.lower[:, shape] > -rows.none
        officer, at = np.nonzero(exists)
        return self._rows(officer, shape[at], is_narrow=False)

    def _with_narrow(self, single: Ints) -> _Kept:
        """Return the rows kept, and those of worst-of groups over slots that are columns by themselves.

        What other columns add to those is left out: less than is there.
        """
        kept, rows, table = self.kept, self.compiled.rows, self.compiled.rows.table
        column, shape, _ = table.entries(self.cells.slot[single])
        officer = self.cells.officer[single][column]
        mine = (table.worst[shape] >= 0) & (table.tier[shape] <= self.tier) & (rows.upper[officer, shape] < rows.none)
        pair = np.unique(officer[mine] * table.count + shape[mine])
        pair = np.setdiff1d(pair, kept.officer * table.count + kept.shape, assume_unique=True)
        more = self._rows(*np.divmod(pair, max(1, table.count)), is_narrow=True)
        return _Kept(*(np.concatenate((getattr(kept, f.name), getattr(more, f.name))) for f in fields(_Kept)))

    def _rows(self, officer: Ints, shape: Ints, *, is_narrow: bool) -> _Kept:
        """Return rows given by officer and shape; of narrow ones only the upper limit."""
        rows, table = self.compiled.rows, self.compiled.rows.table
        upper, lower = rows.upper[officer, shape].astype(np.int64), np.full(len(shape), -NO_LIMIT, dtype=np.int64)
        upper[upper == rows.none] = NO_LIMIT
        if rows.lower is not None and not is_narrow:
            own = rows.lower[officer, shape].astype(np.int64)
            lower = np.where(own > -rows.none, own, lower)
        unit, weight, tier, worst = (part[shape] for part in (table.unit, table.weight, table.tier, table.worst))
        return _Kept(officer, shape, upper, lower, unit, weight, tier, worst, np.full(len(shape), is_narrow))

    def _cells(self) -> Cells:
        """Add the columns of the free cells."""
        slots = len(self.compiled.frame.slots)
        if int(self.free.sum()) <= MOST_FINE:
            look = np.zeros(slots, dtype=np.int64)
            make = cells_one_by_one
        else:
            make = cells_together
            # What counts alike for a whole shift tells none of its slots apart.
            table, own = self.compiled.rows.table, self.compiled.rows.table.by_slot
            is_kept = np.zeros(table.count, dtype=np.bool_)
            is_kept[self.kept.shape] = True
            slot = np.repeat(np.arange(slots), np.diff(own.first))
            mine = is_kept[own.shape]
            first = np.searchsorted(slot[mine], np.arange(slots + 1)).astype(np.int64)
            look = alike(first, own.shape[mine], own.coef[mine])[1]
        asked = Asked(self.free, self.heads, look, self.lines, self.used, self.wishes, self.crews)
        return make(self.compiled, self.program, asked)

    def _write_conflicts(self) -> None:
        """At most one of the instances that exclude each other."""
        frame = self.compiled.frame
        instance = frame.instance[self.cells.slot]
        number = np.arange(len(instance))
        seen: dict[tuple[int, bytes], list[list[int]]] = {}
        sets, columns = [], []
        for officer in range(self.compiled.officers):
            mine = number[self.cells.officer == officer]
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
        """Capacity, and what missing and surplus heads cost, summed over the slots of each place."""
        compiled, program, cells = self.compiled, self.program, self.cells
        most = cells.size * np.maximum(0, (compiled.capacity - self.heads)[cells.first])
        row = program.add_rows(np.full(len(most), -NO_LIMIT), most)
        ones = np.ones(len(cells.feed_place), dtype=np.int64)
        program.add_entries(row[cells.feed_place], cells.feed_column, ones)
        for line in self.lines:
            self._write_missing(line)
            over = line.over_cost[cells.first]
            if over.any():
                surplus = program.add_columns(cells.size * compiled.officers)
                above = cells.size * (self.heads - line.need)[cells.first]
                row = program.add_rows(above, np.full(len(above), NO_LIMIT))
                program.add_entries(row, surplus, np.ones(len(row), dtype=np.int64))
                program.add_entries(row[cells.feed_place], cells.feed_column, -ones)
                self.priced[line.tier].append((surplus, over))

    def _write_missing(self, line: CoverLine) -> None:
        """Charge what is missing, up to the cap: beyond it `full` pays the whole cap and lifts the row by the rest.

        Heads that a tier above makes sure of are there, so that the rest reaches down to them only.
        """
        program, cells = self.program, self.cells
        need, cap = (line.need - self.heads)[cells.first], line.cap[cells.first]
        cost, sure = line.cost[cells.first], np.maximum(0, self.sure - self.heads)[cells.first]
        asks = np.flatnonzero((need > 0) & (cap > 0) & (cost > 0))
        need, cap, cost, size = need[asks], cap[asks], cost[asks], cells.size[asks]
        rest = np.maximum(0, need - cap - sure[asks])
        short = program.add_columns(size * np.minimum(cap, need))
        full = program.add_columns(size * (rest > 0))
        row = program.add_rows(size * need, np.full(len(asks), NO_LIMIT))
        ones = np.ones(len(asks), dtype=np.int64)
        program.add_entries(row, short, ones)
        program.add_entries(row, full, rest)
        of_place = np.full(len(cells.first), -1, dtype=np.int64)
        of_place[asks] = row
        mine = np.flatnonzero(of_place[cells.feed_place] >= 0)
        feeds = cells.feed_column[mine]
        program.add_entries(of_place[cells.feed_place[mine]], feeds, np.ones(len(mine), dtype=np.int64))
        row = program.add_rows(np.zeros(len(asks), dtype=np.int64), np.full(len(asks), NO_LIMIT))
        program.add_entries(row, short, ones)
        program.add_entries(row, full, -cap)
        self.priced[line.tier].append((short, cost))

    def _write_costs(self) -> None:
        """Prices of cells, of a column the cheapest of its own."""
        pinned, column = self.compiled.pinned, self.cells.column
        who, slot = np.nonzero(self.free)
        for tier in self.used:
            cost = self.compiled.cell_cost.get(tier)
            if cost is not None:
                self.constant[tier] += int(cost[pinned].sum())
                least = np.full(len(self.cells.slot), NO_LIMIT, dtype=np.int64)
                np.minimum.at(least, column[who, slot], cost[who, slot])
                self.priced[tier].append((np.arange(len(least)), least))

    def _write_rows(self) -> None:
        """Rows with a priced excess."""
        compiled, program, table = self.compiled, self.program, self.compiled.rows.table
        is_single = self.cells.is_single
        self.kept = kept = self._with_narrow(np.flatnonzero(is_single))
        if not len(kept.shape):
            return
        number = np.full((compiled.officers, table.count), -1, dtype=np.int32)
        number[kept.officer, kept.shape] = np.arange(len(kept.shape))
        base = np.zeros(len(kept.shape), dtype=np.int64)
        for officer in np.flatnonzero(compiled.pinned.any(axis=1)).tolist():
            mine = kept.officer == officer
            base[mine] = table.values(np.flatnonzero(compiled.pinned[officer]))[kept.shape[mine]]
        column, shape, coef = table.entries(self.cells.slot)
        row = number[self.cells.officer[column], shape].astype(np.int64)
        mine = (row >= 0) & (is_single[column] | ~kept.is_narrow[row])
        column, row, coef = column[mine], row[mine], coef[mine]
        reach = base + most_of_buckets(compiled, self.cells.slot, (column, row, coef), len(base))
        excess = np.maximum(0, np.maximum(reach - kept.upper, kept.lower - base))
        most = -(-excess // kept.unit)
        if (most > 0).sum() > MOST_ROWS:
            most[
                np.lexsort((-table.size[kept.shape], kept.tier != self.tier, kept.worst >= 0, most == 0))[MOST_ROWS:]
            ] = 0
        charge, scale = self._charges(most)
        for side, limit in ((-1, base - kept.upper), (1, kept.lower - base)):
            # charge * unit + side * sum >= limit
            binds = np.flatnonzero((most > 0) & (np.abs(limit) < NO_LIMIT // 2) & ((side < 0) | (limit > 0)))
            rows = program.add_rows((scale * limit)[binds], np.full(len(binds), NO_LIMIT))
            place = np.full(len(base), -1, dtype=np.int64)
            place[binds] = rows
            mine = place[row] >= 0
            program.add_entries(rows, charge[binds], kept.unit[binds])
            program.add_entries(place[row[mine]], column[mine], (side * coef * scale[row])[mine])

    def _charges(self, most: Ints) -> tuple[Ints, Ints]:
        """Add what rows charge at most so many units; return each row's column, and what a unit of its sum is there.

        Of a worst-of group there is one column an officer, in units of the tier, and what its rows charge is below it.
        """
        kept, program = self.kept, self.program
        is_worst = kept.worst >= 0
        charge, scale = np.zeros(len(most), dtype=np.int64), np.where(is_worst, kept.weight, 1)
        charge[~is_worst] = program.add_columns(most[~is_worst])
        groups = len(self.compiled.worst_tier)
        key, of = np.unique(kept.officer[is_worst] * groups + kept.worst[is_worst], return_inverse=True)
        top = np.zeros(len(key), dtype=np.int64)
        np.maximum.at(top, of, (most * kept.weight)[is_worst])
        worst = program.add_columns(top)
        charge[is_worst] = worst[of]
        for tier in self.used:
            mine = ~is_worst & (kept.tier == tier)
            self.priced[tier].append((charge[mine], kept.weight[mine]))
            joint = worst[self.compiled.worst_tier[key % max(1, groups)] == tier]
            self.priced[tier].append((joint, np.ones_like(joint)))
        return charge, scale

    def _write_wishes(self) -> None:
        """What is missed where an officer works none of the wanted slots; a column counts if one of its slots does."""
        columns, sizes, prices = [], [], []
        for officer, item in self.wishes:
            mine = np.unique(self.cells.column[officer, item.slots]).astype(np.int64)
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
        """What crews lack."""
        crews, program, rows, cells = self.compiled.teams.crews, self.program, self.crews, self.cells
        if not len(rows):
            return
        place = np.full(len(crews.need), -1, dtype=np.int64)
        place[rows] = np.arange(len(rows))
        need = (crews.need - crews.sums(self.compiled.pinned))[rows]
        row, lost = place[cells.crew_row], np.minimum(0, cells.crew_coef) * program.tops[cells.crew_column]
        short = program.add_columns(np.maximum(0, need - np.bincount(row, lost, minlength=len(rows)).astype(np.int64)))
        number = program.add_rows(need, np.full(len(rows), NO_LIMIT))
        program.add_entries(number, short, np.ones(len(rows), dtype=np.int64))
        program.add_entries(number[row], cells.crew_column, cells.crew_coef)
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


def _covers_most(table: ShapeTable) -> Bools:
    """Return which shapes hold at least half of the slots of the instances that they touch."""
    own, instance = table.by_slot, table.instance
    slot = np.repeat(np.arange(len(instance)), np.diff(own.first))
    instances = len(table.by_instance.first) - 1
    touched = np.unique(own.shape * instances + instance[slot])
    size = np.bincount(instance, minlength=instances)[touched % instances]
    whole = np.bincount(touched // instances, weights=size, minlength=table.count)
    found: Bools = 2 * table.size >= whole
    return found
