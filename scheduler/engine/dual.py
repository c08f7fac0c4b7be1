"""Linear programs over whole numbers, and a lower bound of their value that holds in exact arithmetic.

The solver calculates with doubles, so its optimum proves nothing by itself. Its dual prices do: whatever numbers they
are, weighing the rows with them and then setting each column to its better end gives a value that no solution can
undercut. The prices are rounded to whole multiples of a small unit, and that weighing is done in whole numbers.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from scheduler.engine.forks import apart
from scheduler.rule import NO_LIMIT, Ints

Floats = NDArray[np.float64]

MOST_ITERATIONS, MOST_INSIDE = 100_000, 200
"""Of the simplex method, and of the one from inside, which has no end of its own where it gets nowhere."""
FROM_INSIDE = 40_000
"""Programs of more columns are solved from inside: their optimum comes sooner, and good prices long before it."""
APART_FROM = 5_000
"""Programs of so many columns get a process of their own, which is what a crash or a lack of memory then takes."""
_SHIFT = 20
"""Prices are whole multiples of 2 ** -20."""
_ROOM = 2.0**62


@dataclass(frozen=True)
class Priced:
    """What prices of the rows prove, in whole multiples of 2 ** -`shift`.

    Attributes:
        total: What the value of any solution cannot undercut.
        rest: By how much that grows for each unit by which a column leaves its better end: 0 where positive, its top
            where negative.
        point: The solver's own solution, or zeros if it has none.
    """

    total: int
    rest: Ints
    shift: int
    point: Floats


@dataclass
class LinearProgram:
    """Minimise `cost * x` over `lower <= A x <= upper`, `0 <= x <= top`; all numbers are whole, all tops finite."""

    top: list[Ints] = field(default_factory=list)
    lower: list[Ints] = field(default_factory=list)
    upper: list[Ints] = field(default_factory=list)
    row: list[Ints] = field(default_factory=list)
    column: list[Ints] = field(default_factory=list)
    coef: list[Ints] = field(default_factory=list)
    columns: int = 0
    rows: int = 0

    @property
    def tops(self) -> Ints:
        """The top of each column."""
        return np.concatenate([np.zeros(0, dtype=np.int64), *self.top])

    def add_columns(self, top: Ints) -> Ints:
        """Add columns from 0 to their tops; return their numbers."""
        self.top.append(top)
        self.columns += len(top)
        return np.arange(self.columns - len(top), self.columns, dtype=np.int64)

    def add_rows(self, lower: Ints, upper: Ints) -> Ints:
        """Add rows without entries, inclusive ends, `NO_LIMIT` or `-NO_LIMIT` for none; return their numbers."""
        self.lower.append(lower)
        self.upper.append(upper)
        self.rows += len(lower)
        return np.arange(self.rows - len(lower), self.rows, dtype=np.int64)

    def close(self, columns: Ints) -> None:
        """Take columns out: they stay at 0."""
        tops = self.tops
        tops[columns] = 0
        self.top = [tops]

    def add_entries(self, row: Ints, column: Ints, coef: Ints) -> None:
        """Add coefficients; no row has a column twice."""
        self.row.append(row)
        self.column.append(column)
        self.coef.append(coef)

    def least(self, cost: Ints, step: int, is_over: Callable[[], bool]) -> tuple[int, Floats] | None:
        """Return a whole number that `cost * x` cannot undercut where it only takes multiples of `step`, and an x.

        The x is that of `priced`. None when there was no time for it. A hundredth is forgiven before rounding up, so
        that another machine's doubles come to the same number.

        Raises:
            SolverLostError: the solver died.
        """
        priced = self.priced(cost, is_over)
        if priced is None:
            return None
        unit = step << priced.shift
        return step * -(-(priced.total - (unit // 100)) // unit), priced.point

    def priced(self, cost: Ints, is_over: Callable[[], bool]) -> Priced | None:
        """Return what the prices of the optimum prove of `cost * x`.

        None when there was no time for it; a large program that is cut off has prices all the same, and what they
        prove stands.

        Raises:
            SolverLostError: the solver died.
        """
        top, lower, upper, row, column, coef = (
            np.concatenate([np.zeros(0, dtype=np.int64), *part])
            for part in (self.top, self.lower, self.upper, self.row, self.column, self.coef)
        )
        order = np.argsort(row, kind="stable")
        row, column, coef = row[order], column[order], coef[order]
        begins = np.searchsorted(row, np.arange(self.rows + 1))

        def solve(is_over: Callable[[], bool]) -> tuple[Floats, Floats] | None:
            return _solved((cost, top), (lower, upper), (begins, column, coef), is_over)

        solved = apart(solve, is_over) if len(top) >= APART_FROM else solve(is_over)
        if solved is None:
            return None
        prices, found = solved
        # An end that is not there must not be priced, and a row without entries may have any price.
        prices[np.diff(begins) == 0] = 0.0
        prices = np.where(((prices > 0) & (lower <= -NO_LIMIT)) | ((prices < 0) & (upper >= NO_LIMIT)), 0.0, prices)
        shift = _SHIFT
        weighed = np.bincount(column, np.abs(coef * prices[row]))
        size = float(np.abs(cost).max(initial=1)) + float(weighed.max(initial=0))
        while shift and (size + 1) * 2.0**shift > _ROOM:
            shift -= 1
        if (size + 1) * 2.0**shift > _ROOM:
            return None
        whole = np.rint(prices * 2.0**shift).astype(np.int64)
        rest = cost << shift
        np.subtract.at(rest, column, coef * whole[row])
        ends = np.where(whole > 0, lower, np.where(whole < 0, upper, 0))
        total: int = sum(w * e for w, e in zip(whole.tolist(), ends.tolist(), strict=True) if w)
        total += sum(r * t for r, t in zip(rest.tolist(), top.tolist(), strict=True) if r < 0)
        return Priced(total, rest, shift, found)


def _solved(
    columns: tuple[Ints, Ints], ends: tuple[Ints, Ints], matrix: tuple[Ints, Ints, Ints], is_over: Callable[[], bool]
) -> tuple[Floats, Floats] | None:
    """Return prices of the rows and values of the columns in doubles: the best ones if the solver gets to the end."""
    (cost, top), (lower, upper), (begins, column, coef) = columns, ends, matrix
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = len(top), len(lower)
    program.col_cost_ = cost.astype(np.float64)
    program.col_lower_, program.col_upper_ = np.zeros(len(top)), top.astype(np.float64)
    program.row_lower_ = np.where(lower <= -NO_LIMIT, -highspy.kHighsInf, lower.astype(np.float64))
    program.row_upper_ = np.where(upper >= NO_LIMIT, highspy.kHighsInf, upper.astype(np.float64))
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_ = begins.astype(np.int32)
    program.a_matrix_.index_ = column.astype(np.int32)
    program.a_matrix_.value_ = coef.astype(np.float64)
    solver, is_large = highspy.Highs(), len(top) > FROM_INSIDE
    for name, value in (
        ("output_flag", False),
        ("threads", 1),
        ("solver", "ipm" if is_large else "simplex"),
        ("presolve", "off" if is_large else "choose"),  # what is cut off has no prices of rows that were taken out
        ("random_seed", 1),
        ("simplex_iteration_limit", MOST_ITERATIONS),
        ("ipm_iteration_limit", MOST_INSIDE),
    ):
        solver.setOptionValue(name, value)

    def interrupt(event: Any) -> None:
        event.interrupt(is_over())

    solver.cbSimplexInterrupt.subscribe(interrupt)
    solver.cbIpmInterrupt.subscribe(interrupt)
    solver.passModel(program)
    if is_over():
        return None
    solver.run()
    solution = solver.getSolution()
    if not solution.dual_valid:
        return None
    prices, found = (np.array(part, dtype=np.float64) for part in (solution.row_dual, solution.col_value))
    if len(prices) != len(lower) or not np.isfinite(prices).all():
        return None
    return prices, found if len(found) == len(top) else np.zeros(len(top))
