"""From the rules' rows to the table that all officers share: what is alike becomes one shape, what cannot bind goes.

Rolling windows make rows over the same cells for nearly everybody, and most leave more room than anybody's open cells
could fill. Both are found by arithmetic on whole parts, a part being all rows of one rule's term.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from scheduler.engine.rows import Bools, Cells, OfficersRows, ShapeTable, starts_of
from scheduler.rule import NO_LIMIT, Frame, InstanceRows, Ints, Rows

Group = tuple[int, str]
"""A worst-per-officer group: tier index and id of the policy entry."""


@dataclass(frozen=True)
class RowPart:
    """A `Rows` term with its use: tier index (-1 hard), weight, and worst-per-officer group, None for none."""

    term: Rows | InstanceRows
    tier: int
    weight: int
    worst: Group | None


@dataclass(frozen=True)
class Shaped:
    """One part after pruning: its shapes as rows of cells, and `[shape, officer]` limits.

    Attributes:
        is_shared: Whether cells are instances, which count alike for all their slots, rather than slots.
        tier, weight, worst, unit: As in the part and its term.
        first, cell, coef: Where each shape's cells begin, and the cells.
        upper, lower: Limits; no lower ones where no row has one.
    """

    is_shared: bool
    tier: int
    weight: int
    worst: Group | None
    unit: int
    first: Ints
    cell: Ints
    coef: Ints
    upper: Ints
    lower: Ints | None

    @property
    def count(self) -> int:
        """Number of shapes."""
        return len(self.first) - 1


def worst_groups(shaped: list[Shaped]) -> list[Group]:
    """Return the worst-per-officer groups, each once, in the order of their numbers."""
    return list(dict.fromkeys(own.worst for own in shaped if own.worst is not None))


def rows_of_officers(frame: Frame, shaped: list[Shaped]) -> OfficersRows:
    """Return the rows of every officer from all parts in force after pruning."""
    table = _table(frame, shaped)
    kind = table.narrowest(frame.edges)
    if any(own.lower is not None and int(own.lower.max(initial=0)) >= np.iinfo(kind).max for own in shaped):
        kind = np.int64
    upper = np.full((len(frame.badges), table.count), np.iinfo(kind).max, dtype=kind)
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
class Opened:
    """What is open to whom.

    Attributes:
        frame: Indices.
        allowed: Cells that may be worked.
        pinned: Cells that are worked whatever the engine does; a hard limit that they break is raised to them, a hard
            least that they reach is dropped.
        bucket: A number for each slot; nobody works two slots of one number.
    """

    frame: Frame
    allowed: Bools
    pinned: Bools
    bucket: Ints

    @cached_property
    def _slots(self) -> "_Open":
        return _Open.of_slots(self.allowed, self.pinned, self.bucket)

    @cached_property
    def _shifts(self) -> "_Open":
        return _Open.of_instances(self.frame, self.allowed, self.pinned, self.bucket)

    def shaped(self, part: RowPart) -> Shaped:
        """Return a part without the rows that can never bind and the shapes that nobody has then."""
        return _shape(part, self._shifts if isinstance(part.term, InstanceRows) else self._slots)


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


def _shape(part: RowPart, opened: _Open) -> Shaped:
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
    return Shaped(
        is_shared=isinstance(term, InstanceRows),
        tier=part.tier,
        weight=part.weight,
        worst=part.worst,
        unit=term.unit,
        first=first,
        cell=cell[cells],
        coef=term.coef[cells],
        upper=upper,
        lower=lower,
    )


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
    if is_twice and part.tier >= 0 and part.worst is None:
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

    Rows are told apart by a sum of 64-bit numbers over their cells, as good as random: two different ones agree by
    chance once in some 10**19 pairs.
    """
    rows = len(first) - 1
    key = np.diff(first).astype(np.uint64)
    if len(cell):
        by_cell = _scattered(int(cell.max()) + 1)
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


def _scattered(count: int) -> NDArray[np.uint64]:
    """Return numbers spread over 64 bits, by splitmix64 (Steele, Lea, Flood 2014): numpy's take long to load."""
    found = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        found ^= found >> np.uint64(shift)
        found *= np.uint64(factor)
    return found ^ (found >> np.uint64(31))


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
    if len(coef) and int(np.abs(coef).max()) < 2**31:
        coef = coef.astype(np.int32)  # half the memory to run through
    found = np.zeros((len(chosen), cells.shape[0]), dtype=coef.dtype)
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


def _table(frame: Frame, shaped: list[Shaped]) -> ShapeTable:
    counts = [s.count for s in shaped]
    before = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    own = [(s, int(b)) for s, b in zip(shaped, before, strict=False) if not s.is_shared]
    shared = [(s, int(b)) for s, b in zip(shaped, before, strict=False) if s.is_shared]
    number = {group: n for n, group in enumerate(worst_groups(shaped))}

    def of_parts(amounts: list[int]) -> Ints:
        return np.repeat(np.array(amounts, dtype=np.int64), counts)

    return ShapeTable(
        count=int(before[-1]),
        instance=frame.instance,
        by_slot=_by_number(own, len(frame.slots)),
        by_instance=_by_number(shared, len(frame.instances)),
        tier=of_parts([s.tier for s in shaped]),
        unit=of_parts([s.unit for s in shaped]),
        weight=of_parts([s.weight for s in shaped]),
        worst=of_parts([-1 if s.worst is None else number[s.worst] for s in shaped]),
    )


def _by_number(shaped: list[tuple[Shaped, int]], count: int) -> Cells:
    """Return the cells of parts by slot or instance, given each part's first shape number."""
    empty = np.zeros(0, dtype=np.int64)
    shape = np.concatenate([empty, *(np.repeat(np.arange(s.count) + b, np.diff(s.first)) for s, b in shaped)])
    cell = np.concatenate([empty, *(s.cell for s, _ in shaped)])
    coef = np.concatenate([empty, *(s.coef for s, _ in shaped)])
    # Short numbers are sorted by counting.
    order = np.argsort(cell.astype(np.uint16) if count < 2**16 else cell, kind="stable")
    first = np.concatenate(([0], np.cumsum(np.bincount(cell, minlength=count)))).astype(np.int64)
    return Cells(first, shape[order], coef[order])
