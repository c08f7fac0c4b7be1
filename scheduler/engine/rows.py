"""Linear rows: a table of shapes shared by all officers, and everybody's own limits.

Rolling windows make rows over the same cells for every officer; only what history carried in differs. So cells and
coefficients stand in one table of shapes, and a row is an officer, a shape and a limit.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scheduler.rule import NO_LIMIT, Frame, InstanceRows, Ints, Rows

Bools = NDArray[np.bool_]


def places(mask: Bools) -> tuple[Ints, Ints]:
    """Return the rows and columns of what holds in a large and nearly empty mask; `nonzero` takes ten times as long."""
    flat = mask.reshape(-1).nonzero()[0]
    row = flat // max(1, mask.shape[1])
    return row, flat - row * mask.shape[1]


def starts_of(values: Ints) -> Ints:
    """Return where each value begins in an array in which equal ones stand side by side."""
    is_start = np.ones(len(values), dtype=np.bool_)
    np.not_equal(values[1:], values[:-1], out=is_start[1:])
    return is_start.nonzero()[0]


@dataclass(frozen=True)
class RowPart:
    """A `Rows` term with its use: tier index (-1 hard), weight, and worst-per-officer group (-1 none)."""

    term: Rows | InstanceRows
    tier: int
    weight: int
    worst: int


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


@dataclass(frozen=True)
class _Shaped:
    """One part after pruning: its shapes as rows of cells (slots or instances), and `[shape, officer]` limits."""

    part: RowPart
    first: Ints
    cell: Ints
    coef: Ints
    upper: Ints
    lower: Ints | None

    @property
    def count(self) -> int:
        """Number of shapes."""
        return len(self.first) - 1


def rows_of_officers(frame: Frame, parts: list[RowPart], allowed: Bools, pinned: Bools, bucket: Ints) -> OfficersRows:
    """Return the rows of every officer, without those that can never bind.

    Args:
        frame: Indices.
        parts: All rows in force.
        allowed: Cells that may be worked.
        pinned: Cells that are worked whatever the engine does; a hard limit that they break is raised to them, a hard
            least that they reach is dropped.
        bucket: A number for each slot; nobody works two slots of one number.
    """
    slots = _Open.of_slots(allowed, pinned, bucket)
    shifts = _Open.of_instances(frame, allowed, pinned, bucket)
    shaped = [_shape(part, shifts if isinstance(part.term, InstanceRows) else slots) for part in parts]
    table = _table(frame, shaped)
    kind = table.narrowest(frame.edges)
    if any(own.lower is not None and int(own.lower.max(initial=0)) >= np.iinfo(kind).max for own in shaped):
        kind = np.int64
    upper = np.full((len(allowed), table.count), np.iinfo(kind).max, dtype=kind)
    lower = np.full(upper.shape, -np.iinfo(kind).max, dtype=kind) if any(s.lower is not None for s in shaped) else None
    begin = 0
    for own in shaped:
        columns = slice(begin, begin + own.count)
        np.minimum(own.upper.T, np.iinfo(kind).max, out=upper[:, columns], casting="unsafe")
        if lower is not None and own.lower is not None:
            np.maximum(own.lower.T, -np.iinfo(kind).max, out=lower[:, columns], casting="unsafe")
        begin += own.count
    return OfficersRows(table, upper, lower)


@dataclass(frozen=True)
class _Open:
    """Which cells may be worked and which are, `[officer, slot]`, and the bucket of each slot; or of each instance.

    All slots of an instance are one cell of it, so that pruning costs a fraction.
    """

    allowed: Bools
    pinned: Bools
    bucket: Ints

    @classmethod
    def of_slots(cls, allowed: Bools, pinned: Bools, bucket: Ints) -> "_Open":
        # Some slots of all officers are read: that goes fastest where the officers of a slot lie side by side.
        return cls(np.asfortranarray(allowed), np.asfortranarray(pinned), bucket)

    @classmethod
    def of_instances(cls, frame: Frame, allowed: Bools, pinned: Bools, bucket: Ints) -> "_Open":
        starts = np.array([s[0] for s in frame.slots_of_instance], dtype=np.int64)
        if len(starts):
            allowed = np.logical_or.reduceat(allowed, starts, axis=1)
            pinned = np.logical_or.reduceat(pinned, starts, axis=1)
        return cls(allowed, pinned, _of_instances(frame, bucket))


def _shape(part: RowPart, opened: _Open) -> _Shaped:
    """Find a part's shapes, and keep the rows that can bind and the shapes that those have."""
    term, bucket = part.term, opened.bucket
    cell = term.instance if isinstance(term, InstanceRows) else term.slot
    sets, number = alike(term.first, cell, term.coef)
    first, cells = _spans(term.first, sets)
    shapes = first, cell[cells], term.coef[cells]
    copy, upper, lower = _limits(part, number, len(sets), len(opened.allowed))
    has_row = upper < NO_LIMIT if lower is None else (upper < NO_LIMIT) | (lower > -NO_LIMIT)
    if part.tier < 0 and opened.pinned.any():
        base = _reach(opened.pinned, np.arange(len(bucket), dtype=np.int64), shapes)[copy]
        np.maximum(upper, base, out=upper)
        if lower is not None:
            lower[lower <= base] = -NO_LIMIT
    keep = has_row & (_reach(opened.allowed, bucket, shapes)[copy] > upper)
    if lower is not None:
        keep |= lower > 0
        lower[~keep] = -NO_LIMIT
    upper[~keep] = NO_LIMIT
    used = np.flatnonzero(keep.any(axis=1))
    chosen = sets[copy[used]]
    first, cells = _spans(term.first, chosen)
    is_all = len(used) == len(upper)
    if not is_all:
        upper, lower = upper[used], None if lower is None else lower[used]
    return _Shaped(part, first, cell[cells], term.coef[cells], upper, lower)


def _limits(part: RowPart, number: Ints, shapes: int, officers: int) -> tuple[Ints, Ints, Ints | None]:
    """Return limits `[place, officer]`, NO_LIMIT for none, and the shape of each place.

    Where an officer has several rows of one shape and only the tightest counts (hard, or worst per officer), they
    become one. Where each is charged, every further one gets a copy of the shape.

    Args:
        part: The rows.
        number: The shape of each of the term's sets.
        shapes: Number of shapes.
        officers: Number of officers.
    """
    term = part.term
    at = number[term.sets] * officers + term.officer
    copies = 1
    seen = np.zeros(shapes * officers, dtype=np.bool_)
    seen[at] = True
    is_twice = int(seen.sum()) < len(at)
    if is_twice and part.tier >= 0 and part.worst < 0:
        order = np.lexsort((term.upper, at))
        starts = starts_of(at[order])
        rank = np.arange(len(order)) - np.repeat(starts, np.diff(np.append(starts, len(order))))
        copies = int(rank.max()) + 1
        at[order] += rank * shapes * officers
    upper = np.full(copies * shapes * officers, NO_LIMIT, dtype=np.int64)
    if not is_twice or copies > 1:
        upper[at] = term.upper
    else:
        np.minimum.at(upper, at, term.upper)
    shape = copies * shapes, officers
    lower = None if term.lower is None else np.full(shape, -NO_LIMIT, dtype=np.int64)
    if lower is not None and term.lower is not None:
        np.maximum.at(lower.reshape(-1), at, term.lower)
    return np.tile(np.arange(shapes), copies), upper.reshape(shape), lower


def _of_instances(frame: Frame, bucket: Ints) -> Ints:
    """Return the bucket of each instance, or a number of its own where its slots do not share one."""
    found = np.arange(len(frame.instances), dtype=np.int64) + int(bucket.max(initial=0)) + 1
    for n, slots in enumerate(frame.slots_of_instance):
        if len(slots) and (bucket[slots] == bucket[slots[0]]).all():
            found[n] = bucket[slots[0]]
    return found


def alike(first: Ints, cell: Ints, coef: Ints) -> tuple[Ints, Ints]:
    """Return one row number for each different set of cells, and for each row which of them it has.

    Rows are told apart by a sum of random 64-bit numbers over their cells: two different ones agree by chance once in
    some 10**19 pairs.
    """
    rows = len(first) - 1
    key = np.diff(first).astype(np.uint64)
    if len(cell):
        random = np.random.default_rng(20260302)
        by_cell = random.integers(1, 2**63, size=int(cell.max()) + 1, dtype=np.uint64)
        # In place, as there are millions of cells and fresh memory costs more than the arithmetic.
        sums = np.zeros(len(cell) + 1, dtype=np.uint64)
        mixed = sums[1:]
        np.multiply(coef.astype(np.uint64, copy=False), np.uint64(0x9E3779B97F4A7C15), out=mixed)
        mixed += np.uint64(1)
        mixed *= by_cell[cell]
        np.cumsum(mixed, out=mixed)
        key = key * np.uint64(0xBF58476D1CE4E5B9) + (sums[first[1:]] - sums[first[:-1]])
    _, representative, shape = np.unique(key, return_index=True, return_inverse=True)
    return representative.astype(np.int64), shape.reshape(rows).astype(np.int64)


def _spans(first: Ints, rows: Ints) -> tuple[Ints, Ints]:
    """Return where the cells of the given rows would begin one after another, and their numbers."""
    sizes = np.diff(first)[rows]
    begins = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
    return begins, np.repeat(first[:-1][rows] - begins[:-1], sizes) + np.arange(int(begins[-1]))


def _reach(cells: Bools, bucket: Ints, shapes: tuple[Ints, Ints, Ints]) -> Ints:
    """Return `[shape, officer]`: the most that one of each officer's cells from each bucket adds up to.

    Args:
        cells: Which cells count, `[officer, slot]`.
        bucket: A number for each slot.
        shapes: Where each shape's cells begin, their slots and their coefs.
    """
    of_block, first, number = _best_of_blocks(cells, bucket, shapes)
    found = np.zeros((len(first) - 1, len(cells)), dtype=np.int64)
    for n, (begin, end) in enumerate(pairwise(first.tolist())):
        if begin < end:
            of_block[number[begin:end]].sum(axis=0, out=found[n])
    return found


def _best_of_blocks(cells: Bools, bucket: Ints, shapes: tuple[Ints, Ints, Ints]) -> tuple[Ints, Ints, Ints]:
    """Return `[block, officer]`, the most that one cell of a block counts for, and by shape the spans of its blocks.

    A block is what a shape has in one bucket. Windows that overlap share most of their blocks.
    """
    first, slot, coef = shapes
    owner = np.repeat(np.arange(len(first) - 1), np.diff(first))
    order = np.lexsort((bucket[slot], owner))
    owner, slot, coef = owner[order], slot[order], coef[order]
    starts = np.ones(len(slot), dtype=np.bool_)
    starts[1:] = (np.diff(owner) != 0) | (np.diff(bucket[slot]) != 0)
    begin = np.append(np.flatnonzero(starts), len(slot))
    chosen, number = alike(begin, slot, coef)
    edges, at = _spans(begin, chosen)
    slot, coef = slot[at], coef[at]
    found = np.zeros((len(chosen), cells.shape[0]), dtype=np.int64)
    # Some thousand cells at a time: what is looked up for them then stays in the processor's cache.
    step = max(1, _AT_ONCE // max(1, cells.shape[0]))
    for a, b in _parts(edges, step):
        span = slice(int(edges[a]), int(edges[b]))
        amounts = cells.T[slot[span]] * coef[span, None]
        np.maximum.reduceat(amounts, edges[a:b] - edges[a], axis=0, out=found[a:b])
    return found, np.searchsorted(owner[begin[:-1]], np.arange(len(first))), number


_AT_ONCE = 1_000_000


def _parts(edges: Ints, size: int) -> Iterator[tuple[int, int]]:
    """Yield spans of numbers from 0 to len(edges) - 2 whose cells, given by their edges, are about `size` each."""
    a = 0
    while a < len(edges) - 1:
        b = max(a + 1, int(np.searchsorted(edges, edges[a] + size, side="right")) - 1)
        yield a, b
        a = b


def _table(frame: Frame, shaped: list[_Shaped]) -> ShapeTable:
    counts = [s.count for s in shaped]
    before = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    own = [(s, int(b)) for s, b in zip(shaped, before, strict=False) if not isinstance(s.part.term, InstanceRows)]
    shared = [(s, int(b)) for s, b in zip(shaped, before, strict=False) if isinstance(s.part.term, InstanceRows)]

    def of_parts(amounts: list[int]) -> Ints:
        return np.repeat(np.array(amounts, dtype=np.int64), counts)

    return ShapeTable(
        count=int(before[-1]),
        instance=frame.instance,
        by_slot=_by_number(own, len(frame.slots)),
        by_instance=_by_number(shared, len(frame.instances)),
        tier=of_parts([s.part.tier for s in shaped]),
        unit=of_parts([s.part.term.unit for s in shaped]),
        weight=of_parts([s.part.weight for s in shaped]),
        worst=of_parts([s.part.worst for s in shaped]),
    )


def _by_number(shaped: list[tuple[_Shaped, int]], count: int) -> Cells:
    """Return the cells of parts by slot or instance, given each part's first shape number."""
    empty = np.zeros(0, dtype=np.int64)
    shape = np.concatenate([empty, *(np.repeat(np.arange(s.count) + b, np.diff(s.first)) for s, b in shaped)])
    cell = np.concatenate([empty, *(s.cell for s, _ in shaped)])
    coef = np.concatenate([empty, *(s.coef for s, _ in shaped)])
    # Short numbers are sorted by counting.
    order = np.argsort(cell.astype(np.uint16) if count < 2**16 else cell, kind="stable")
    first = np.concatenate(([0], np.cumsum(np.bincount(cell, minlength=count)))).astype(np.int64)
    return Cells(first, shape[order], coef[order])
