"""Linear rows: a table of shapes shared by all officers, and everybody's own limits.

Rolling windows make rows over the same cells for every officer; only what history carried in differs. So cells and
coefficients stand in one table of shapes, and a row is an officer, a shape and a limit.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from scheduler.rule import NO_LIMIT, Ints

Bools = NDArray[np.bool_]
Number = TypeVar("Number", bound=np.generic)


def places(mask: Bools) -> tuple[Ints, Ints]:
    """Return the rows and columns of what holds in a large and nearly empty mask; `nonzero` takes ten times as long."""
    flat = mask.reshape(-1).nonzero()[0]
    row = flat // max(1, mask.shape[1])
    return row, flat - row * mask.shape[1]


def at(matrix: NDArray[Number], rows: Ints, columns: Ints) -> NDArray[Number]:
    """Return `matrix[rows, columns]`, every row with every column; numpy's own look-up of both takes twice as long."""
    found: NDArray[Number] = matrix[rows].take(columns, axis=1)
    return found


def starts_of(values: Ints) -> Ints:
    """Return where each value begins in an array in which equal ones stand side by side."""
    is_start = np.ones(len(values), dtype=np.bool_)
    np.not_equal(values[1:], values[:-1], out=is_start[1:])
    return is_start.nonzero()[0]


@dataclass(frozen=True)
class Cells:
    """Cells of shapes, by what they stand for: number n has those from `first[n]` to `first[n+1]`."""

    first: Ints
    shape: Ints
    coef: Ints

    def of(self, numbers: Ints) -> tuple[Ints, Ints, Ints]:
        """Return (place in `numbers`, shape, coef) of every cell of the given numbers."""
        begins = self.first[numbers]
        sizes = self.first[numbers + 1] - begins
        ends = sizes.cumsum()
        cell = (begins - (ends - sizes)).repeat(sizes) + np.arange(int(ends[-1]) if len(ends) else 0)
        return np.arange(len(numbers)).repeat(sizes), self.shape[cell], self.coef[cell]

    def between(self, begin: int, end: int) -> tuple[Ints, Ints, Ints]:
        """Return (number - begin, shape, coef) of every cell of the numbers from `begin` to `end` - 1."""
        span = slice(int(self.first[begin]), int(self.first[end]))
        return (
            np.repeat(np.arange(end - begin), np.diff(self.first[begin : end + 1])),
            self.shape[span],
            self.coef[span],
        )


@dataclass(frozen=True)
class ShapeTable:
    """All shapes. What counts alike for all slots of an instance is one cell of it; others are cells of their slots.

    Whoever has a row of shape k has it from one policy entry: `tier[k]` (-1 hard), `unit[k]`, `weight[k]`, and
    `worst[k]`, the worst-per-officer group or -1. No shape has cells of both kinds.

    Attributes:
        count: Number of shapes.
        instance: Instance of each slot; the slots of one lie together.
        by_slot, by_instance: The cells.
    """

    count: int
    instance: Ints
    by_slot: Cells
    by_instance: Cells
    tier: Ints
    unit: Ints
    weight: Ints
    worst: Ints
    _last: list[tuple[Ints, tuple[Ints, Ints, Ints]]] = field(default_factory=list, repr=False, compare=False)

    @cached_property
    def size(self) -> Ints:
        """How many slots each shape has."""
        widths = np.bincount(self.instance, minlength=len(self.by_instance.first) - 1)
        shared = np.repeat(widths, np.diff(self.by_instance.first))
        found = np.bincount(self.by_slot.shape, minlength=self.count)
        found += np.bincount(self.by_instance.shape, weights=shared, minlength=self.count).astype(np.int64)
        return found

    @cached_property
    def all_cells(self) -> Cells:
        """Everything by slot."""
        slot, shape, coef = self.entries(np.arange(len(self.instance)))
        return Cells(np.searchsorted(slot, np.arange(len(self.instance) + 1)).astype(np.int64), shape, coef)

    @property
    def first(self) -> Ints:
        """Of `all_cells`."""
        return self.all_cells.first

    @property
    def shape(self) -> Ints:
        """Of `all_cells`."""
        return self.all_cells.shape

    @property
    def coef(self) -> Ints:
        """Of `all_cells`."""
        return self.all_cells.coef

    def values(self, worked: Ints) -> Ints:
        """Return the value of each shape for a set of worked slots."""
        _, shape, coef = self.spread(worked, worked)
        # Sums of whole numbers below 2**53 are exact in bincount's doubles.
        return np.bincount(shape, weights=coef, minlength=self.count).astype(np.int64)

    def spread(self, who: Ints, slot: Ints) -> tuple[Ints, Ints, Ints]:
        """Return (who, shape, coef) of every entry of the given cells."""
        own, shared = self.by_slot.of(slot), self.by_instance.of(self.instance[slot])
        place, shape, coef = (np.concatenate(pair) for pair in zip(own, shared, strict=True))
        return who[place], shape, coef

    def add(self, rows: Ints, who: Ints, slot: Ints, sign: int) -> None:
        """Add `sign` times what the given cells count for to `rows[who, shape]`, in place."""
        owner, shape, coef = self.spread(who, slot)
        np.add.at(rows.reshape(-1), owner * self.count + shape, (coef * sign).astype(rows.dtype))

    def narrowest(self, edges: Ints) -> type[np.signedinteger[Any]]:
        """Return a type that holds what one slot of each instance adds up to, with room to spare.

        Args:
            edges: Where the slots of each instance begin and the last one's end.
        """
        most = np.zeros(self.count, dtype=np.int64)
        np.add.at(most, self.by_instance.shape, self.by_instance.coef)
        for begin, end in pairwise(edges.tolist()):
            _, shape, coef = self.by_slot.between(begin, end)
            here = np.zeros(self.count, dtype=np.int64)
            np.maximum.at(here, shape, coef)
            most += here
        return np.int32 if 2 * int(most.max(initial=0)) < 2**31 else np.int64

    def entries(self, slots: Ints) -> tuple[Ints, Ints, Ints]:
        """Return (column, shape, coef) of every entry of the given slots, in order of column, which counts the slots.

        One officer after another asks for the same array of slots, so the last answer is kept.
        """
        for asked, answer in tuple(self._last):
            if asked is slots:
                return answer
        column, shape, coef = self.spread(np.arange(len(slots)), slots)
        order = np.argsort(column.astype(np.uint16) if len(slots) < 2**16 else column, kind="stable")
        made = column[order], shape[order], coef[order]
        self._last[:] = [(slots, made)]
        return made


@dataclass(frozen=True)
class OfficerRows:
    """The rows of one officer, one entry a row in each array, in order of shapes; no two rows have one shape."""

    table: ShapeTable
    shape: Ints
    upper: Ints
    lower: Ints

    @property
    def count(self) -> int:
        """Number of rows."""
        return len(self.shape)

    @cached_property
    def row_of(self) -> Ints:
        """The row of each shape of the table, -1 for none."""
        found = np.full(self.table.count, -1, dtype=np.int64)
        found[self.shape] = np.arange(self.count)
        return found

    @cached_property
    def tier(self) -> Ints:
        """Tier index of each row, -1 where it must hold."""
        return self.table.tier[self.shape]

    @cached_property
    def unit(self) -> Ints:
        """What one charge is paid for."""
        return self.table.unit[self.shape]

    @cached_property
    def weight(self) -> Ints:
        """What one charge costs."""
        return self.table.weight[self.shape]

    @cached_property
    def worst(self) -> Ints:
        """The worst-per-officer group of each row or -1."""
        return self.table.worst[self.shape]

    @cached_property
    def hard(self) -> Ints:
        """Rows that must hold."""
        return np.flatnonzero(self.tier < 0)

    @cached_property
    def summed(self) -> Ints:
        """Rows of which each is charged."""
        return np.flatnonzero((self.tier >= 0) & (self.worst < 0))

    @cached_property
    def worst_rows(self) -> Ints:
        """Rows of which only the worst of a group is charged."""
        return np.flatnonzero(self.worst >= 0)

    def values(self, worked: Ints) -> Ints:
        """Return the value of each row for a set of worked slots."""
        return self.table.values(worked)[self.shape] if self.count else np.zeros(0, dtype=np.int64)

    def entries(self, slots: Ints) -> tuple[Ints, Ints, Ints]:
        """Return (column, row, coef) of every entry of the given slots in this officer's rows."""
        column, shape, coef = self.table.entries(slots)
        row = self.row_of[shape]
        mine = row >= 0
        return column[mine], row[mine], coef[mine]

    def excess(self, values: Ints) -> Ints:
        """Return each row's distance to the end that it violates, or 0."""
        found: Ints = np.maximum(0, np.maximum(values - self.upper, self.lower - values))
        return found

    def charges(self, values: Ints) -> Ints:
        """Return each row's charge, weight included; hard rows charge their excess."""
        charged: Ints = -(-self.excess(values) // self.unit) * self.weight
        return charged


@dataclass(frozen=True)
class OfficersRows:
    """Everybody's rows: `upper[officer, shape]`, and `lower` where any row has one. Nearly everybody has most shapes.

    No limit is the largest or the smallest number of the arrays' type, which holds all that rows can come to.
    """

    table: ShapeTable
    upper: Ints
    lower: Ints | None

    @property
    def none(self) -> int:
        """What stands for no upper limit; its negative stands for no lower one."""
        return int(np.iinfo(self.upper.dtype).max)

    @property
    def count(self) -> int:
        """Number of rows."""
        return int(self._exists(slice(None)).sum())

    def _exists(self, officers: slice | int) -> Bools:
        found: Bools = self.upper[officers] < self.none
        return found if self.lower is None else found | (self.lower[officers] > -self.none)

    def __len__(self) -> int:
        return len(self.upper)

    def __iter__(self) -> Iterator[OfficerRows]:
        return (self[officer] for officer in range(len(self)))

    def __getitem__(self, officer: int) -> OfficerRows:
        shape = np.flatnonzero(self._exists(officer))
        upper = self.upper[officer, shape].astype(np.int64)
        upper[upper == self.none] = NO_LIMIT
        lower = np.full(len(shape), -NO_LIMIT, dtype=np.int64)
        if self.lower is not None:
            own = self.lower[officer, shape]
            lower = np.where(own > -self.none, own, -NO_LIMIT).astype(np.int64)
        return OfficerRows(self.table, shape, upper, lower)

    @property
    def asks_for_work(self) -> bool:
        """Whether a row must hold that somebody who works nothing may break."""
        return self.lower is not None and bool((self.lower[:, self.table.tier < 0] > 0).any())
