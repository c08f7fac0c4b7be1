"""Rows over crews that hold one officer's cells alone: they are that officer's own, whatever the others do."""

from dataclasses import dataclass

import numpy as np

from scheduler.engine.compiled import Bools, Compiled
from scheduler.rule import Ints


@dataclass(frozen=True)
class LoneRow:
    """One row: charges `cost` times what the sum of `coef` over the worked slots lacks to `need`, in `tier`."""

    tier: int
    cost: int
    need: int
    coef: Ints


@dataclass(frozen=True)
class LoneCrews:
    """The rows of each officer.

    Attributes:
        rows: By officer.
        constant: What rows without any cell charge, by tier.
        is_all: Whether there is no other crew, and no call list.
    """

    rows: tuple[tuple[LoneRow, ...], ...]
    constant: Ints
    is_all: bool

    @classmethod
    def of(cls, compiled: Compiled) -> "LoneCrews":
        """Return the rows of a problem."""
        crews, slots = compiled.teams.crews, len(compiled.frame.slots)
        count = len(crews.need)
        joins = np.zeros(count, dtype=np.bool_)
        joins[crews.row[crews.coef != 0]] = True
        row = crews.row[crews.of]
        lowest, highest = np.full(count, compiled.officers), np.full(count, -1)
        np.minimum.at(lowest, row, crews.officer)
        np.maximum.at(highest, row, crews.officer)
        joins |= lowest < highest
        found: list[list[LoneRow]] = [[] for _ in range(compiled.officers)]
        constant = np.zeros(len(compiled.tiers), dtype=np.int64)
        order = np.argsort(row, kind="stable")
        edges = np.searchsorted(row[order], np.arange(count + 1))
        for r in np.flatnonzero(~joins).tolist():
            tier, cost, need = int(crews.tier[r]), int(crews.cost[r]), int(crews.need[r])
            if highest[r] < 0:
                constant[tier] += cost * max(0, need)
                continue
            mine = order[edges[r] : edges[r + 1]]
            coef = np.zeros(slots, dtype=np.int64)
            coef[crews.slot[crews.of[mine]]] = crews.extra[mine]
            found[int(highest[r])].append(LoneRow(tier, cost, need, coef))
        is_all = not joins.any() and not len(compiled.teams.lists.cost)
        return cls(tuple(map(tuple, found)), constant, is_all)

    def charges(self, officers: Ints, worked: Bools, weights: Ints) -> Ints:
        """Return what the rows charge for `worked[n, slot]` of `officers[n]`, weighed by tier."""
        found = np.zeros(len(officers), dtype=np.int64)
        for officer in np.unique(officers).tolist():
            mine = np.flatnonzero(officers == officer)
            for row in self.rows[officer]:
                lacks = np.maximum(0, row.need - worked[mine] @ row.coef)
                found[mine] += int(weights[row.tier]) * row.cost * lacks
        return found
