"""Writes an officer's linear rows into a model, as far as the neighbourhood can make them bind or charge."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from scheduler.engine.compiled import HARD, Compiled
from scheduler.engine.score import Assignment
from scheduler.rule import NO_LIMIT, Ints


class Sum(Protocol):
    """A tier's value, being summed up."""

    constant: int

    def add(self, variable: int, coef: int) -> None:
        """Add a variable."""


class RowModel(Protocol):
    """What rows need of the model that they are written into."""

    compiled: Compiled
    assignment: Assignment
    hint: list[int]

    @property
    def tiers(self) -> Sequence[Sum]:
        """Sum of each tier."""

    def variable(self, upper: int, hint: int, lower: int = 0) -> int:
        """Add a variable."""

    def linear(self, variables: list[int], coefs: list[int], lower: int, upper: int) -> None:
        """Add a row."""


def write_rows(cut: RowModel, officer: int, slots: Ints, first: int, constant: Ints) -> None:
    """Write one officer's linear rows, as far as the free slots can make them bind or charge."""
    rows = cut.compiled.rows[officer]
    if not rows.count:
        return
    value = rows.values(constant)
    column, row, coef = rows.entries(slots)
    reach = value + most_of_buckets(cut.compiled, slots, (column, row, coef), rows.count)
    matters = (reach > rows.upper) | (value < rows.lower)
    order = np.argsort(row, kind="stable")
    row, column, coef = row[order], column[order], coef[order]
    edge = np.searchsorted(row, np.arange(rows.count + 1))
    has_cells = edge[1:] > edge[:-1]
    charges = rows.charges(value)
    for r in rows.summed[~(matters & has_cells)[rows.summed]].tolist():
        cut.tiers[int(rows.tier[r])].constant += int(charges[r])
    base = np.zeros(len(cut.compiled.worst_tier), dtype=np.int64)
    still = rows.worst_rows[~(matters & has_cells)[rows.worst_rows]]
    np.maximum.at(base, rows.worst[still], charges[still])
    sink = _RowSink(cut, officer, base, value, reach)
    for r in np.flatnonzero(matters & has_cells).tolist():
        cells = slice(int(edge[r]), int(edge[r + 1]))
        sink.take(r, (first + column[cells]), coef[cells])
    sink.write()


def most_of_buckets(compiled: Compiled, slots: Ints, entries: tuple[Ints, Ints, Ints], rows: int) -> Ints:
    """Return the most that the slots can add to each row, as nobody works two slots of one bucket.

    Args:
        compiled: The problem.
        slots: Slots that one officer may take.
        entries: (column in `slots`, row, coef), as `OfficerRows.entries` gives them.
        rows: Number of rows.
    """
    column, row, coef = entries
    return _most(row, _bucket(compiled, slots)[column], coef, rows)


def _bucket(compiled: Compiled, slots: Ints) -> Ints:
    if compiled.excluding_day:
        return compiled.frame.day[slots]
    return compiled.frame.instance[slots] if compiled.is_one_per_instance else slots


def _most(row: Ints, bucket: Ints, coef: Ints, rows: int) -> Ints:
    """Return the most that one cell of each bucket can add to each row."""
    if not len(row):
        return np.zeros(rows, dtype=np.int64)
    key = row * (int(bucket.max()) + 1) + bucket
    order = np.argsort(key, kind="stable")
    key, coef, row = key[order], coef[order], row[order]
    starts = np.flatnonzero(np.concatenate(([True], np.diff(key) > 0)))
    most = np.bincount(row[starts], weights=np.maximum.reduceat(coef, starts), minlength=rows)
    return most.astype(np.int64)


class _RowSink:
    """Collects an officer's binding rows, joins those over the same cells, and writes them."""

    def __init__(self, cut: RowModel, officer: int, base: Ints, value: Ints, reach: Ints) -> None:
        self.cut, self.base, self.value, self.reach = cut, base, value, reach
        self.rows = cut.compiled.rows[officer]
        self.worked = cut.assignment.slots_of(officer)
        self.hard: dict[bytes, tuple[Ints, Ints, int, int]] = {}
        self.worst: dict[tuple[int, int, int, bytes], tuple[Ints, Ints, int]] = {}
        self.top: dict[int, int] = {}

    def take(self, r: int, variables: Ints, coefs: Ints) -> None:
        """Take one row."""
        rows, value = self.rows, int(self.value[r])
        upper, lower = int(rows.upper[r]) - value, int(rows.lower[r]) - value
        tier, group = int(rows.tier[r]), int(rows.worst[r])
        key = variables.tobytes() + coefs.tobytes()
        if tier == HARD:
            if key in self.hard:
                _, _, least, most = self.hard[key]
                lower, upper = max(least, lower), min(most, upper)
            self.hard[key] = (variables, coefs, lower, upper)
            return
        unit, weight = int(rows.unit[r]), int(rows.weight[r])
        most = -(-max(0, int(self.reach[r]) - int(rows.upper[r]), lower) // unit)
        if group < 0:
            self._write_summed(tier, (variables.tolist(), coefs.tolist()), (lower, upper), (unit, weight, most))
            return
        self.top[group] = max(self.top.get(group, 0), most * weight)
        for side, limit in ((1, upper), (-1, -lower)):
            if limit < NO_LIMIT // 2:
                spot = (group, unit * side, weight, key)
                tightest = min(limit, self.worst[spot][2]) if spot in self.worst else limit
                self.worst[spot] = (variables, side * coefs, tightest)

    def _write_summed(
        self, tier: int, row: tuple[list[int], list[int]], ends: tuple[int, int], price: tuple[int, int, int]
    ) -> None:
        cut, (variables, coefs), (lower, upper), (unit, weight, most) = self.cut, row, ends, price
        total = sum(c * cut.hint[v] for v, c in zip(variables, coefs, strict=True))
        charge = cut.variable(most, -(-max(0, total - upper, lower - total) // unit))
        cut.tiers[tier].add(charge, weight)
        if upper < NO_LIMIT // 2:
            cut.linear([*variables, charge], [*coefs, -unit], -NO_LIMIT, upper)
        if lower > 0:
            cut.linear([*variables, charge], [*coefs, unit], lower, NO_LIMIT)

    def write(self) -> None:
        """Write what has been joined."""
        for variables, coefs, lower, upper in self.hard.values():
            self.cut.linear(variables.tolist(), coefs.tolist(), lower, upper)
        worst: dict[int, int] = {}
        for (group, unit, weight, _), (variables, coefs, limit) in self.worst.items():
            step = self._step(group)
            if group not in worst:
                worst[group] = self._worst_variable(group, step)
            # The charge is weight * ceil(excess / unit), counted in steps. With one weight the row is exact; where
            # policy changed the weight within the period it may lie up to a unit too low, never too high.
            row = [*(coefs * weight).tolist(), -abs(unit) * step]
            self.cut.linear([*variables.tolist(), worst[group]], row, -NO_LIMIT, limit * weight)
        for group, tier in enumerate(self.cut.compiled.worst_tier.tolist()):
            if group not in worst:
                self.cut.tiers[tier].constant += int(self.base[group])

    def _step(self, group: int) -> int:
        """Return the common divisor of the weights of a group's rows."""
        return max(1, int(np.gcd.reduce(self.rows.weight[self.rows.worst == group])))

    def _worst_variable(self, group: int, step: int) -> int:
        charges = self.rows.charges(self.rows.values(self.worked))[self.rows.worst == group]
        base, hint = int(self.base[group]) // step, int(charges.max()) // step
        made = self.cut.variable(max(base, self.top[group] // step), hint, base)
        self.cut.tiers[int(self.cut.compiled.worst_tier[group])].add(made, step)
        return made
