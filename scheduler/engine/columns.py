"""Whole patterns of officers as columns of a linear program: prices of slots, a bound, and patterns worth combining.

The value of a roster is a sum over officers and a sum over slots; only heads on slots join the officers. So a linear
program over whole patterns, one for each officer, meets nearly all limits by itself, and its optimum is close to the
best roster. Patterns are made as they are needed: at given prices of the slots the cheapest of each officer is the
shortest path of a graph (`scheduler.engine.patterns`). Any prices give a bound; it is worked out in whole numbers.
"""

from dataclasses import dataclass, field
from itertools import pairwise

import highspy
import numpy as np

from scheduler.engine.compiled import Bools, Compiled
from scheduler.engine.lone_crews import LoneCrews
from scheduler.engine.patterns import Floats, PatternGraph
from scheduler.engine.score import Scorer
from scheduler.rule import Ints

_PRIMAL, _DUAL = 4, 1
"""The primal simplex method: after new columns the last solution still holds. The dual one: after new limits, where
its prices still do."""
SCALE = 1024.0
"""Prices are whole multiples of its inverse; sums below 2 ** 43 are then exact in doubles."""


def on_scale(prices: Floats) -> Floats:
    """Return prices rounded to whole multiples of 1 / SCALE."""
    found: Floats = np.rint(prices * SCALE) / SCALE
    return found


@dataclass(frozen=True)
class SlotCosts:
    """What heads on slots cost: `table[slot, heads]`, infinite beyond capacity."""

    table: Floats

    @classmethod
    def of(cls, compiled: Compiled, weights: Ints) -> "SlotCosts":
        """Return the costs of all tiers, weighed."""
        most = np.minimum(compiled.capacity, compiled.allowed.sum(axis=0))
        heads = np.arange(int(most.max(initial=0)) + 2)
        table = np.zeros((len(most), len(heads)))
        for line in compiled.covers:
            missing = np.minimum(line.cap[:, None], np.maximum(0, line.need[:, None] - heads))
            over = np.maximum(0, heads - line.need[:, None])
            table += float(weights[line.tier]) * (line.cost[:, None] * missing + line.over_cost[:, None] * over)
        table[heads[None, :] > most[:, None]] = np.inf
        return cls(table)

    def least(self, prices: Floats) -> float:
        """Return the sum over slots of the least cost when each head pays the slot's price."""
        heads = np.arange(self.table.shape[1])
        return float((self.table - prices[:, None] * heads).min(axis=1).sum())

    def of_one_more(self, filled: Ints) -> Floats:
        """Return what a further head costs on each slot; infinite where there is no room."""
        slots, last = np.arange(len(filled)), self.table.shape[1] - 1
        now, then = self.table[slots, np.minimum(filled, last)], self.table[slots, np.minimum(filled + 1, last)]
        found: Floats = np.where(np.isfinite(then), then - np.where(np.isfinite(now), now, 0.0), np.inf)
        return found

    def pieces(self) -> tuple[Ints, Floats, Ints | Floats]:
        """Return slot, slope and length of the pieces of each slot's convex hull from below."""
        slots, slopes, lengths = [], [], []
        for slot, costs in enumerate(self.table):
            hull: list[int] = []
            for h in np.flatnonzero(np.isfinite(costs)).tolist():
                while len(hull) > 1 and _is_above(costs, hull[-2], hull[-1], h):
                    hull.pop()
                hull.append(h)
            for a, b in pairwise(hull):
                slots.append(slot)
                slopes.append((costs[b] - costs[a]) / (b - a))
                lengths.append(b - a)
        return np.array(slots, dtype=np.int64), np.array(slopes, dtype=np.float64), np.array(lengths, dtype=np.int64)


def _is_above(costs: Floats, a: int, b: int, c: int) -> bool:
    """Whether the middle point lies on or above the line between the others."""
    return bool((costs[c] - costs[b]) * (b - a) <= (costs[b] - costs[a]) * (c - b))


@dataclass
class Pool:
    """Patterns of all officers, each once.

    Attributes:
        officer: Of each pattern.
        cost: The scorer's, weighed.
        is_legal: Whether the pattern keeps all hard limits.
        worked: Slots of each pattern.
    """

    scorer: Scorer
    weights: Ints
    lone: LoneCrews
    officer: list[int] = field(default_factory=list)
    cost: list[float] = field(default_factory=list)
    is_legal: list[bool] = field(default_factory=list)
    worked: list[Ints] = field(default_factory=list)
    _known: dict[tuple[int, bytes], int] = field(default_factory=dict)

    def add(self, officers: Ints, worked: Bools) -> list[int]:
        """Add patterns `worked[n, slot]` of `officers[n]`; return the numbers of those that are new."""
        packed = np.packbits(worked, axis=1)
        fresh = []
        for n, officer in enumerate(officers.tolist()):
            key = (officer, packed[n].tobytes())
            if key not in self._known:
                self._known[key] = len(self._known)
                fresh.append(n)
        if not fresh:
            return []
        charges = self.scorer.charges(self.scorer.work(officers[fresh], worked[fresh]))
        first = len(self.officer)
        self.officer.extend(officers[fresh].tolist())
        alone = self.lone.charges(officers[fresh], worked[fresh], self.weights)
        self.cost.extend((charges.tiers @ self.weights + alone).astype(np.float64).tolist())
        self.is_legal.extend((charges.broken == 0).tolist())
        self.worked.extend(np.flatnonzero(worked[n]) for n in fresh)
        return list(range(first, len(self.officer)))

    def number(self, officer: int, worked: Bools) -> int:
        """Return the number of a pattern that is in the pool."""
        return self._known[officer, np.packbits(worked).tobytes()]


@dataclass(frozen=True)
class Priced:
    """Cheapest patterns: `worked[officer, slot]`, the `least` cost of each officer, and the bound that follows."""

    worked: Bools
    least: Floats
    bound: float


class Pricing:
    """Cheapest patterns of officers at given prices of slots; exact for officers' graphs.

    Args:
        compiled: The problem.
        graphs: Of all officers.
        weights: Weight of each tier.
        is_open: Cells that a better roster may use.
        lone: Rows over crews, each of one officer alone.
    """

    def __init__(
        self, compiled: Compiled, graphs: list[PatternGraph], weights: Ints, is_open: Bools, lone: LoneCrews
    ) -> None:
        self.compiled, self.graphs = compiled, graphs
        own = np.zeros(compiled.allowed.shape)
        for tier, cost in compiled.cell_cost.items():
            own += float(weights[tier]) * cost
        self.constant = float((compiled.constant + lone.constant) @ weights)
        day = compiled.frame.day
        for officer, items in enumerate(compiled.wanted):
            for item in items:
                # Where the slots lie on several days the wish is left out: that only makes patterns cheaper.
                if len(np.unique(day[item.slots])) == 1:
                    own[officer, item.slots] -= float(weights[item.tier]) * item.cost
                    self.constant += float(weights[item.tier]) * item.cost
        self.own: Floats = np.where(is_open | compiled.pinned, own, np.inf)
        self.off = np.zeros((compiled.officers, compiled.frame.problem.period.days))
        for officer, at in zip(*(part.tolist() for part in np.nonzero(compiled.pinned)), strict=True):
            self.off[officer, day[at]] = np.inf
            self.own[officer, (day == day[at]) & ~compiled.pinned[officer]] = np.inf
        self.costs = SlotCosts.of(compiled, weights)
        self.work = 0.0
        """What all of it has taken, in about seconds."""

    def cheapest(self, prices: Floats, who: Bools | None = None, within: tuple[Floats, Floats] | None = None) -> Priced:
        """Return cheapest patterns.

        Args:
            prices: What working each slot costs besides, `[slot]`, or of each officer, `[officer, slot]`; for an exact
                bound one for all officers in whole multiples of 1 / SCALE.
            who: Only these officers, `[officer]`; the bound then means nothing.
            within: Other costs of cells, `[officer, slot]`, and of days off, `[officer, day]`, as `own` and `off`.
        """
        worked = np.zeros(self.compiled.allowed.shape, dtype=np.bool_)
        least = np.zeros(self.compiled.officers)
        dearer = np.broadcast_to(prices, worked.shape)
        own, rest = within or (self.own, self.off)
        for whole in self.graphs:
            graph = whole if who is None else whole.some(who)
            mine = graph.officers
            if not len(mine):
                continue
            cells, off = own[mine] + dearer[mine], rest[mine]
            choice = graph.prices(cells)
            swept = graph.sweep(choice, off)
            least[mine] = graph.least(swept)
            if np.isfinite(least[mine]).all():
                slots = graph.walk(swept, choice, off, cells)
                place, day = np.nonzero(slots >= 0)
                worked[mine[place], slots[place, day]] = True
            self.work += graph.size * len(mine) * 8e-9
        bound = self.constant + float(least.sum()) + (self.costs.least(prices) if prices.ndim == 1 else 0.0)
        return Priced(worked, least, bound)


class Master:
    """The linear program over the patterns known so far: one for each officer, and what heads on slots cost."""

    def __init__(self, pricing: Pricing, pool: Pool) -> None:
        self.pool = pool
        compiled = pricing.compiled
        self.officers, self.slots = compiled.officers, len(compiled.frame.slots)
        self.solver = highspy.Highs()
        for name, value in (
            ("output_flag", False),
            ("presolve", "off"),  # the last basis is worth more
            ("threads", 1),
            ("solver", "simplex"),
            ("random_seed", 1),
        ):
            self.solver.setOptionValue(name, value)
        ends = np.concatenate((np.ones(self.officers), np.zeros(self.slots)))
        nothing = np.zeros(len(ends), dtype=np.int32)
        self.solver.addRows(len(ends), ends, ends, 0, nothing, nothing[:0], ends[:0])
        slot, slope, length = pricing.costs.pieces()
        # Where room is short a few patterns may not fit together: then heads too many cost more than anything.
        tight = np.flatnonzero(compiled.capacity < compiled.allowed.sum(axis=0))
        dear = 2.0 * float(np.abs(slope).max(initial=1.0)) + float(np.abs(pool.cost).max() if pool.cost else 0.0)
        slot, slope = np.append(slot, tight), np.append(slope, np.full(len(tight), dear))
        length = np.append(length, np.full(len(tight), self.officers))
        self.first = len(slot)
        self._is_fixed = False
        """Whether officers were given a pattern since the last solve."""
        self.column: list[int] = []
        """Number in the pool of each pattern in the program."""
        self._place: dict[int, int] = {}
        self._of: list[list[int]] = [[] for _ in range(self.officers)]
        self._constant = float(pricing.costs.table[:, 0].sum())
        self._constant += float((compiled.constant + pool.lone.constant) @ pool.weights)
        ones = np.ones(len(slot), dtype=np.int64)
        self._add(slope, length.astype(np.float64), ones, self.officers + slot, -ones.astype(np.float64))

    def _add(self, cost: Floats, top: Floats, sizes: Ints, rows: Ints, values: Floats) -> None:
        starts = np.concatenate(([0], np.cumsum(sizes)[:-1])).astype(np.int32)
        bottom = np.zeros(len(cost))
        self.solver.addCols(len(cost), cost, bottom, top, len(rows), starts, rows.astype(np.int32), values)

    def add(self, numbers: list[int]) -> None:
        """Add patterns of the pool."""
        if not numbers:
            return
        pool = self.pool
        rows = [np.append(pool.officer[n], self.officers + pool.worked[n]) for n in numbers]
        joined = np.concatenate(rows)
        for n in numbers:
            self._place[n] = len(self.column)
            self._of[pool.officer[n]].append(len(self.column))
            self.column.append(n)
        self._add(
            np.array([pool.cost[n] for n in numbers]),
            np.full(len(numbers), highspy.kHighsInf),
            np.array([len(r) for r in rows], dtype=np.int64),
            joined,
            np.ones(len(joined)),
        )

    def fix(self, number: int) -> None:
        """Give an officer one pattern of the pool."""
        mine = self._of[self.pool.officer[number]]
        ends = np.array([1.0 if self.column[c] == number else 0.0 for c in mine])
        self._bound(np.array(mine), ends, ends)
        self._is_fixed = True

    def release(self) -> None:
        """Leave every officer any pattern."""
        count = len(self.column)
        self._bound(np.arange(count), np.zeros(count), np.full(count, highspy.kHighsInf))

    def leave(self, is_open: Bools) -> None:
        """Leave the patterns in the program that are open, `[column]`, and no other."""
        self._is_fixed = True
        count = len(self.column)
        self._bound(np.arange(count), np.zeros(count), np.where(is_open, highspy.kHighsInf, 0.0))

    def _bound(self, columns: Ints, lower: Floats, upper: Floats) -> None:
        self.solver.changeColsBounds(len(columns), (self.first + columns).astype(np.int32), lower, upper)

    def solve(self) -> tuple[float, Floats, Floats]:
        """Return the optimum, the price of each slot, and the share of each pattern in order of `column`.

        Raises:
            RuntimeError: the solver did not get to the end.
        """
        self.solver.setOptionValue("simplex_strategy", _DUAL if self._is_fixed else _PRIMAL)
        self._is_fixed = False
        self.solver.run()
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise RuntimeError("the linear program over patterns did not solve")
        solution = self.solver.getSolution()
        duals, values = np.array(solution.row_dual), np.array(solution.col_value)
        value = float(self.solver.getInfo().objective_function_value) + self._constant
        return value, -duals[self.officers :], values[self.first :]

    @property
    def iterations(self) -> int:
        """Simplex iterations of the last solve."""
        return int(self.solver.getInfo().simplex_iteration_count)
