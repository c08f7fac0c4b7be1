"""Linear rows: a table of shapes shared by all officers, and each officer's own limits.

Rolling windows make rows over the same cells for every officer; only what history carried in differs. So cells and
coefficients stand in one table of shapes, and a row is an officer, a shape and a limit.
"""

from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scheduler.rule import Frame, InstanceRows, Ints, Rows

Bools = NDArray[np.bool_]


def places(mask: Bools) -> tuple[Ints, Ints]:
    """Return the rows and columns of what holds in a large and nearly empty mask; `nonzero` takes ten times as long."""
    flat = np.flatnonzero(mask.ravel())
    row = flat // max(1, mask.shape[1])
    return row, flat - row * mask.shape[1]


@dataclass(frozen=True)
class RowPart:
    """A `Rows` term with its use: tier index (-1 hard), weight, and worst-per-officer group (-1 none)."""

    term: Rows | InstanceRows
    tier: int
    weight: int
    worst: int


@dataclass(frozen=True)
class ShapeTable:
    """All shapes by slot: slot s has entries `first[s]` to `first[s+1]` of `shape` and `coef`."""

    count: int
    first: Ints
    shape: Ints
    coef: Ints
    _last: list[tuple[Ints, tuple[Ints, Ints, Ints]]] = field(default_factory=list, repr=False, compare=False)

    def values(self, worked: Ints) -> Ints:
        """Return the value of each shape for a set of worked slots."""
        spans = [slice(self.first[s], self.first[s + 1]) for s in worked.tolist()]
        if not spans:
            return np.zeros(self.count, dtype=np.int64)
        shape = np.concatenate([self.shape[s] for s in spans])
        coef = np.concatenate([self.coef[s] for s in spans])
        # Sums of whole numbers below 2**53 are exact in bincount's doubles.
        return np.bincount(shape, weights=coef, minlength=self.count).astype(np.int64)

    def spread(self, who: Ints, slot: Ints) -> tuple[Ints, Ints, Ints]:
        """Return (who, shape, coef) of every entry of the given cells."""
        begins, sizes = self.first[slot], np.diff(self.first)[slot]
        ends = np.cumsum(sizes)
        entry = np.repeat(begins - (ends - sizes), sizes) + np.arange(int(ends[-1]) if len(ends) else 0)
        return np.repeat(who, sizes), self.shape[entry], self.coef[entry]

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
        for begin, end in pairwise(self.first[edges].tolist()):
            here = np.zeros(self.count, dtype=np.int64)
            np.maximum.at(here, self.shape[begin:end], self.coef[begin:end])
            most += here
        return np.int32 if 2 * int(most.max(initial=0)) < 2**31 else np.int64

    def entries(self, slots: Ints) -> tuple[Ints, Ints, Ints]:
        """Return (column, shape, coef) of every entry of the given slots, column counting the slots.

        One officer after another asks for the same array of slots, so the last answer is kept.
        """
        for asked, answer in tuple(self._last):
            if asked is slots:
                return answer
        begins, sizes = self.first[slots], np.diff(self.first)[slots]
        ends = np.cumsum(sizes)
        entry = np.repeat(begins - (ends - sizes), sizes) + np.arange(int(ends[-1]) if len(ends) else 0)
        made = np.repeat(np.arange(len(slots)), sizes), self.shape[entry], self.coef[entry]
        self._last[:] = [(slots, made)]
        return made


@dataclass(frozen=True)
class OfficerRows:
    """The rows of one officer, one entry a row in each array; no two rows have one shape.

    `row_of` is the row of each shape of the table, -1 for none. `hard`, `summed` and `worst_rows` are row numbers by
    use; `worst` is the worst-per-officer group of a row or -1.
    """

    table: ShapeTable
    shape: Ints
    row_of: NDArray[np.int32]
    upper: Ints
    lower: Ints
    unit: Ints
    weight: Ints
    tier: Ints
    worst: Ints
    hard: Ints
    summed: Ints
    worst_rows: Ints

    @property
    def count(self) -> int:
        """Number of rows."""
        return len(self.shape)

    def values(self, worked: Ints) -> Ints:
        """Return the value of each row for a set of worked slots."""
        return self.table.values(worked)[self.shape] if self.count else np.zeros(0, dtype=np.int64)

    def entries(self, slots: Ints) -> tuple[Ints, Ints, Ints]:
        """Return (column, row, coef) of every entry of the given slots in this officer's rows."""
        column, shape, coef = self.table.entries(slots)
        row = self.row_of[shape]
        mine = row >= 0
        return column[mine], row[mine].astype(np.int64), coef[mine]

    def excess(self, values: Ints) -> Ints:
        """Return each row's distance to the end that it violates, or 0."""
        found: Ints = np.maximum(0, np.maximum(values - self.upper, self.lower - values))
        return found

    def charges(self, values: Ints) -> Ints:
        """Return each row's charge, weight included; hard rows charge their excess."""
        charged: Ints = -(-self.excess(values) // self.unit) * self.weight
        return charged


_NO_LOWER = -(2**50)


@dataclass(frozen=True)
class _Shaped:
    """One part after pruning: its shapes as rows of cells, and of each row the officer, shape and limits."""

    part: RowPart
    first: Ints
    slot: Ints
    coef: Ints
    officer: Ints
    shape: Ints
    upper: Ints
    lower: Ints


def rows_of_officers(
    frame: Frame, parts: list[RowPart], allowed: Bools, pinned: Bools, bucket: Ints
) -> tuple[OfficerRows, ...]:
    """Return the rows of every officer, without those that can never bind.

    Args:
        frame: Indices.
        parts: All rows in force.
        allowed: Cells that may be worked.
        pinned: Cells that are worked whatever the engine does; a hard limit that they break is raised to them, a hard
            least that they reach is dropped.
        bucket: A number for each slot; nobody works two slots of one number.
    """
    cells = _Cells.of_slots(allowed, pinned, bucket)
    shifts = _Cells.of_instances(frame, allowed, pinned, bucket)
    shaped = [_shape(frame, part, shifts if isinstance(part.term, InstanceRows) else cells) for part in parts]
    counts = [len(s.first) - 1 for s in shaped]
    before = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    table = _table(shaped, before, allowed.shape[1])
    return _by_officer(shaped, before, table, allowed.shape[0])


@dataclass(frozen=True)
class _Cells:
    """Which cells may be worked and which are, `[officer, slot]`, and the bucket of each slot; or of each instance.

    All slots of an instance are one cell of it, so that pruning costs a fraction.
    """

    allowed: Bools
    pinned: Bools
    bucket: Ints

    @classmethod
    def of_slots(cls, allowed: Bools, pinned: Bools, bucket: Ints) -> "_Cells":
        # Some slots of all officers are read: that goes fastest where the officers of a slot lie side by side.
        return cls(np.asfortranarray(allowed), np.asfortranarray(pinned), bucket)

    @classmethod
    def of_instances(cls, frame: Frame, allowed: Bools, pinned: Bools, bucket: Ints) -> "_Cells":
        starts = np.array([s[0] for s in frame.slots_of_instance], dtype=np.int64)
        if len(starts):
            allowed = np.logical_or.reduceat(allowed, starts, axis=1)
            pinned = np.logical_or.reduceat(pinned, starts, axis=1)
        return cls(allowed, pinned, _of_instances(frame, bucket))


def _shape(frame: Frame, part: RowPart, cells_of: _Cells) -> _Shaped:
    """Find a part's shapes, and keep the rows that can bind and the shapes that those have."""
    term, bucket = part.term, cells_of.bucket
    cell = term.instance if isinstance(term, InstanceRows) else term.slot
    sets, number = alike(term.first, cell, term.coef)
    shape = number[term.sets]
    first, cells = _spans(term.first, sets)
    upper = term.upper
    lower = term.lower if term.lower is not None else np.full(len(upper), _NO_LOWER, dtype=np.int64)
    if part.tier < 0 and cells_of.pinned.any():
        own = np.arange(len(bucket), dtype=np.int64)
        base = _reach(cells_of.pinned, own, (first, cell[cells], term.coef[cells]), (shape, term.officer))
        upper = np.maximum(upper, base)
        lower = np.where(lower <= base, _NO_LOWER, lower)
    reach = _reach(cells_of.allowed, bucket, (first, cell[cells], term.coef[cells]), (shape, term.officer))
    keep = (reach > upper) | (lower > 0)
    shape = shape[keep]
    used = np.flatnonzero(np.bincount(shape, minlength=len(sets)))
    place = np.zeros(len(sets), dtype=np.int64)
    place[used] = np.arange(len(used))
    if isinstance(term, InstanceRows):
        first, slot, coef = term.slots_of(frame, sets[used])
    else:
        first, cells = _spans(term.first, sets[used])
        slot, coef = cell[cells], term.coef[cells]
    return _told_apart(
        _Shaped(
            part=part,
            first=first,
            slot=slot,
            coef=coef,
            officer=term.officer[keep],
            shape=place[shape],
            upper=upper[keep],
            lower=lower[keep],
        )
    )


def _of_instances(frame: Frame, bucket: Ints) -> Ints:
    """Return the bucket of each instance, or a number of its own where its slots do not share one."""
    found = np.arange(len(frame.instances), dtype=np.int64) + int(bucket.max(initial=0)) + 1
    for n, slots in enumerate(frame.slots_of_instance):
        if len(slots) and (bucket[slots] == bucket[slots[0]]).all():
            found[n] = bucket[slots[0]]
    return found


def _told_apart(shaped: _Shaped) -> _Shaped:
    """Return the same rows so that no officer has two of one shape.

    Where only the tightest of such rows counts (hard, or worst per officer) they become one. Where each is charged,
    the second gets a copy of the shape.
    """
    key = np.sort(shaped.officer * (len(shaped.first) - 1) + shaped.shape)
    if (key[1:] != key[:-1]).all():
        return shaped
    order = np.lexsort((shaped.upper, shaped.shape, shaped.officer))
    officer, shape = shaped.officer[order], shaped.shape[order]
    upper, lower = shaped.upper[order], shaped.lower[order]
    is_first = np.ones(len(order), dtype=np.bool_)
    is_first[1:] = (np.diff(officer) != 0) | (np.diff(shape) != 0)
    starts = np.flatnonzero(is_first)
    if shaped.part.tier < 0 or shaped.part.worst >= 0:
        lower = np.maximum.reduceat(lower, starts)
        return replace(shaped, officer=officer[starts], shape=shape[starts], upper=upper[starts], lower=lower)
    rank = np.arange(len(order)) - np.repeat(starts, np.diff(np.append(starts, len(order))))
    count, copies = len(shaped.first) - 1, int(rank.max()) + 1
    sizes = np.tile(np.diff(shaped.first), copies)
    return replace(
        shaped,
        first=np.concatenate(([0], np.cumsum(sizes))).astype(np.int64),
        slot=np.tile(shaped.slot, copies),
        coef=np.tile(shaped.coef, copies),
        officer=officer,
        shape=shape + rank * count,
        upper=upper,
        lower=lower,
    )


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


def _reach(cells: Bools, bucket: Ints, shapes: tuple[Ints, Ints, Ints], rows: tuple[Ints, Ints]) -> Ints:
    """Return for each row the most that one of its officer's cells from each bucket adds up to.

    Args:
        cells: Which cells count, `[officer, slot]`.
        bucket: A number for each slot.
        shapes: Where each shape's cells begin, their slots and their coefs.
        rows: Shape and officer of each row.
    """
    (shape, officer), count = rows, len(shapes[0]) - 1
    of_block, number = _best_of_blocks(cells, bucket, shapes)
    by_shape = np.zeros((count, len(cells)), dtype=np.int64)
    for n, blocks in enumerate(number[:count]):
        by_shape[n] = of_block[blocks].sum(axis=0)
    found: Ints = by_shape[shape, officer]
    return found


def _best_of_blocks(cells: Bools, bucket: Ints, shapes: tuple[Ints, Ints, Ints]) -> tuple[Ints, list[Ints]]:
    """Return `[block, officer]`, the most that one cell of a block counts for, and the blocks of each shape.

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
    found = np.zeros((len(chosen), cells.shape[0]), dtype=np.int64)
    for n, block in enumerate(chosen.tolist()):
        span = slice(int(begin[block]), int(begin[block + 1]))
        amounts, is_open = coef[span], cells.T[slot[span]]
        if (amounts == amounts[0]).all():
            found[n] = is_open.any(axis=0) * amounts[0]
        else:
            found[n] = (is_open * amounts[:, None]).max(axis=0)
    edge = np.searchsorted(owner[begin[:-1]], np.arange(1, len(first) - 1))
    return found, np.split(number, edge)


def _table(shaped: list[_Shaped], before: Ints, slots: int) -> ShapeTable:
    empty = np.zeros(0, dtype=np.int64)
    shape = [np.repeat(np.arange(len(s.first) - 1) + b, np.diff(s.first)) for s, b in zip(shaped, before, strict=False)]
    slot = np.concatenate([empty, *(s.slot for s in shaped)])
    order = np.argsort(slot.astype(np.uint16) if slots < 2**16 else slot, kind="stable")
    return ShapeTable(
        count=int(before[-1]),
        first=np.searchsorted(slot[order], np.arange(slots + 1)).astype(np.int64),
        shape=np.concatenate([empty, *shape])[order],
        coef=np.concatenate([empty, *(s.coef for s in shaped)])[order],
    )


def _by_officer(shaped: list[_Shaped], before: Ints, table: ShapeTable, officers: int) -> tuple[OfficerRows, ...]:
    def joined(pick: list[Ints]) -> Ints:
        return np.concatenate([np.zeros(0, dtype=np.int64), *pick]).astype(np.int64)

    officer = joined([s.officer for s in shaped])
    # Short numbers are sorted by counting.
    order = np.argsort(officer.astype(np.uint16) if officers < 2**16 else officer, kind="stable")
    columns = (
        joined([s.shape + b for s, b in zip(shaped, before, strict=False)]),
        joined([s.upper for s in shaped]),
        joined([s.lower for s in shaped]),
        joined([np.full(len(s.officer), s.part.term.unit) for s in shaped]),
        joined([np.full(len(s.officer), s.part.weight) for s in shaped]),
        joined([np.full(len(s.officer), s.part.tier) for s in shaped]),
        joined([np.full(len(s.officer), s.part.worst) for s in shaped]),
    )
    edges = np.searchsorted(officer[order], np.arange(officers + 1))
    found = []
    for o in range(officers):
        rows = order[edges[o] : edges[o + 1]]
        shape, upper, lower, unit, weight, tier, worst = (c[rows] for c in columns)
        row_of = np.full(table.count, -1, dtype=np.int32)
        row_of[shape] = np.arange(len(shape))
        found.append(
            OfficerRows(
                table=table,
                shape=shape,
                row_of=row_of,
                upper=upper,
                lower=lower,
                unit=unit,
                weight=weight,
                tier=tier,
                worst=worst,
                hard=np.flatnonzero(tier < 0),
                summed=np.flatnonzero((tier >= 0) & (worst < 0)),
                worst_rows=np.flatnonzero(worst >= 0),
            )
        )
    return tuple(found)
