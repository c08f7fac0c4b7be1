"""Which cells no roster uses by which nothing is lost: proven by prices of linear programs, in exact arithmetic.

Where a tier has reached what a linear relaxation proves to be its least, the prices of that relaxation say of every
cell by how much the tier would exceed it there. Cells that would take it above what it is now are closed; tours whose
absence would are kept. What is left is about half as large as the whole, and a search over it proves as much.
"""

from collections.abc import Callable, Sequence

import numpy as np

from scheduler.engine.compiled import Bools
from scheduler.engine.dual import LinearProgram
from scheduler.engine.forks import SolverLostError
from scheduler.engine.model import CutModel, Literal
from scheduler.engine.score import Assignment
from scheduler.rule import NO_LIMIT, Ints

WORTH_PRICES = 100
"""A tier that prices no more than one variable of so many closes next to nothing."""


def open_cells(
    assignment: Assignment, cells: Bools, kept: Sequence[int], priced: Sequence[int], is_over: Callable[[], bool]
) -> Bools:
    """Return those of some free cells that can change where no tier of `kept` comes to more than now.

    Args:
        assignment: The roster as it stands: what the tiers are worth now, and all cells that are not free.
        cells: `[officer, slot]`: the free ones.
        kept: Tiers that may not be worth more than now.
        priced: Those of them whose prices are asked for, one program each, unless next to nothing has a price there.
        is_over: Ends the work early: what is known by then stands.
    """
    now, cut = assignment.values(), _Rows(assignment, cells)
    for tier in kept:
        cut.limit_tier(tier, now[tier])
    program = cut.program()
    can_change = np.ones(program.columns, dtype=np.bool_)
    worked = np.array(cut.hint, dtype=np.int64)
    for tier in priced:
        total = cut.tiers[tier]
        if len(total.coefs) * WORTH_PRICES <= len(can_change):
            continue
        cost = np.zeros(program.columns, dtype=np.int64)
        cost[list(total.coefs)] = list(total.coefs.values())
        try:
            found = program.priced(cost, is_over)
        except SolverLostError:
            break
        if found is None:
            break
        room = ((now[tier] - total.constant) << found.shift) - found.total
        is_dear, is_needed = (found.rest > room) & (worked == 0), (found.rest < -room) & (worked > 0)
        can_change &= ~(is_dear | is_needed)
        program.close(np.flatnonzero(is_dear))
    left: Bools = np.zeros_like(cells)
    for officer, slots, first in cut.cells:
        left[officer, slots] = can_change[first : first + len(slots)]
    return left


class _Rows(CutModel):
    """A model of which the rows alone are wanted, for a linear program."""

    def __init__(self, assignment: Assignment, free: Bools) -> None:
        """Write the model of some free cells."""
        self._entries: list[tuple[list[int], list[int]]] = []
        self._ends: list[tuple[int, int]] = []
        super().__init__(assignment, free)

    def linear(self, variables: list[int], coefs: list[int], lower: int, upper: int) -> None:
        """Keep a row."""
        self._entries.append((variables, coefs))
        self._ends.append((max(lower, -NO_LIMIT), min(upper, NO_LIMIT)))

    def at_most_one(self, literals: list[int]) -> None:
        """Keep that at most one literal holds."""
        if len(literals) > 1:
            self._take(literals, -NO_LIMIT, 1)

    def any_of(self, literals: list[Literal]) -> None:
        """Keep a clause."""
        if not any(lit is True for lit in literals):
            self._take([int(lit) for lit in literals if lit is not False], 1, NO_LIMIT)

    def _take(self, literals: list[int], lower: int, upper: int) -> None:
        """Keep a row over literals: a negation is one less its variable."""
        negated = sum(lit < 0 for lit in literals)
        variables, coefs = [lit if lit >= 0 else -lit - 1 for lit in literals], [1 if n >= 0 else -1 for n in literals]
        lower, upper = (end if abs(end) >= NO_LIMIT else end - negated for end in (lower, upper))
        self.linear(variables, coefs, lower, upper)

    def program(self) -> LinearProgram:
        """Return the linear program of the rows; where a variable begins above 0, it begins at 0 there."""
        made = LinearProgram()
        made.add_columns(np.array(self.upper, dtype=np.int64))
        lower, upper = np.array(self._ends, dtype=np.int64).reshape(-1, 2).T
        rows = made.add_rows(lower, upper)
        row = np.repeat(rows, [len(variables) for variables, _ in self._entries])
        column, coef = (_joined(part) for part in zip(*self._entries, strict=True)) if self._entries else ((), ())
        key, where = np.unique(row * made.columns + column, return_inverse=True)
        summed = np.zeros(len(key), dtype=np.int64)
        np.add.at(summed, where, coef)
        made.add_entries(key // made.columns, key % made.columns, summed)
        return made


def _joined(parts: Sequence[list[int]]) -> Ints:
    return np.array([n for part in parts for n in part], dtype=np.int64)
