"""Linear rows by officer: a shared sparse structure and the officer's own limits.

Rolling windows make many rows over the same cells for every officer; only what history carried in differs. So the
sparse part is kept once for all officers who have it alike.
"""

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from scheduler.rule import Ints, Rows

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class RowPart:
    """A `Rows` term with its use: tier index (-1 hard), weight, and worst-per-officer group (-1 none)."""

    term: Rows
    tier: int
    weight: int
    worst: int


@dataclass(frozen=True)
class RowBlock:
    """Rows by cells, both ways.

    Row r has cells `first[r]` to `first[r+1]` of `slot`, `coef`; slot s has entries `slot_first[s]` to
    `slot_first[s+1]` of `entry_row`, `entry_coef`.
    """

    first: Ints
    slot: Ints
    coef: Ints
    slot_first: Ints
    entry_row: Ints
    entry_coef: Ints

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.first) - 1

    def values(self, worked: Ints) -> Ints:
        """Return the value of each row for a set of worked slots."""
        spans = [slice(self.slot_first[s], self.slot_first[s + 1]) for s in worked.tolist()]
        if not spans or not self.rows:
            return np.zeros(self.rows, dtype=np.int64)
        row = np.concatenate([self.entry_row[s] for s in spans])
        coef = np.concatenate([self.entry_coef[s] for s in spans])
        # Sums of whole numbers below 2**53 are exact in bincount's doubles.
        return np.bincount(row, weights=coef, minlength=self.rows).astype(np.int64)


@dataclass(frozen=True)
class OfficerRows:
    """The rows of one officer. All arrays have one entry a row.

    `hard`, `summed` and `worst_rows` are row numbers by use; `worst` is the worst-per-officer group of a row or -1.
    """

    block: RowBlock
    upper: Ints
    lower: Ints
    unit: Ints
    weight: Ints
    tier: Ints
    worst: Ints
    day: Ints
    hard: Ints
    summed: Ints
    worst_rows: Ints

    def excess(self, values: Ints) -> Ints:
        """Return each row's distance to the end that it violates, or 0."""
        return np.maximum(0, np.maximum(values - self.upper, self.lower - values))

    def charges(self, values: Ints) -> Ints:
        """Return each row's charge, weight included; hard rows charge their excess."""
        return -(-self.excess(values) // self.unit) * self.weight


_NO_LOWER = -(2**50)


@dataclass(frozen=True)
class _Sorted:
    """One part after pruning, rows in order of officers: officer o has rows `begin[o]` to `begin[o+1]`."""

    part: RowPart
    begin: Ints
    first: Ints
    slot: Ints
    coef: Ints
    upper: Ints
    lower: Ints
    day: Ints


def rows_of_officers(parts: list[RowPart], allowed: Bools, pinned: Bools, bucket: Ints) -> tuple[OfficerRows, ...]:
    """Return the rows of every officer, without those that can never bind.

    Args:
        parts: All rows in force.
        allowed: Cells that may be worked.
        pinned: Cells that are worked whatever the engine does; a hard limit that they break is raised to them.
        bucket: A number for each slot; nobody works two slots of one number.
    """
    kept = [_prune(part, allowed, pinned, bucket) for part in parts]
    blocks: dict[bytes, RowBlock] = {}
    return tuple(_officer_rows(o, kept, blocks, allowed.shape[1]) for o in range(allowed.shape[0]))


def _prune(part: RowPart, allowed: Bools, pinned: Bools, bucket: Ints) -> _Sorted:
    term = part.term
    rows = len(term.officer)
    row = np.repeat(np.arange(rows), np.diff(term.first))
    owner = term.officer[row]
    coef = np.where(allowed[owner, term.slot], term.coef, 0)
    upper, lower = term.upper, term.lower if term.lower is not None else np.full(rows, _NO_LOWER, dtype=np.int64)
    if part.tier < 0:
        base = np.bincount(row, weights=np.where(pinned[owner, term.slot], term.coef, 0), minlength=rows)
        upper = np.maximum(upper, base.astype(np.int64))
    keep = (_reach(row, bucket[term.slot], coef, rows) > upper) | (lower > 0)
    order = np.flatnonzero(keep)
    order = order[np.argsort(term.officer[order], kind="stable")]
    sizes = np.diff(term.first)[order]
    first = np.concatenate(([0], np.cumsum(sizes)))
    cells = np.repeat(term.first[:-1][order] - first[:-1], sizes) + np.arange(int(first[-1]))
    begin = np.searchsorted(term.officer[order], np.arange(allowed.shape[0] + 1))
    return _Sorted(
        part, begin, first, term.slot[cells], term.coef[cells], upper[order], lower[order], term.day[order]
    )


def _reach(row: Ints, bucket: Ints, coef: Ints, rows: int) -> Ints:
    """Return what each row can reach at most when one cell of each bucket is worked."""
    if not len(row):
        return np.zeros(rows, dtype=np.int64)
    key = row * (int(bucket.max()) + 1) + bucket
    if (np.diff(key) < 0).any():
        order = np.argsort(key, kind="stable")
        key, coef, row = key[order], coef[order], row[order]
    starts = np.flatnonzero(np.concatenate(([True], np.diff(key) > 0)))
    most = np.maximum.reduceat(coef, starts)
    return np.bincount(row[starts], weights=most, minlength=rows).astype(np.int64)


def _officer_rows(officer: int, kept: list[_Sorted], blocks: dict[bytes, RowBlock], slots: int) -> OfficerRows:
    spans = [(k, slice(int(k.begin[officer]), int(k.begin[officer + 1]))) for k in kept]
    spans = [(k, span) for k, span in spans if span.stop > span.start]
    digest = blake2b(digest_size=16)
    sparse = []
    for k, span in spans:
        cells = slice(int(k.first[span.start]), int(k.first[span.stop]))
        piece = (np.diff(k.first[span.start : span.stop + 1]), k.slot[cells], k.coef[cells])
        for array in piece:
            digest.update(array.tobytes())
            digest.update(b"/")
        sparse.append(piece)
    key = digest.digest()
    if key not in blocks:
        blocks[key] = _block(sparse, slots)

    def joined(pick: list[Ints]) -> Ints:
        return np.concatenate(pick).astype(np.int64) if pick else np.zeros(0, dtype=np.int64)

    def constant(values: list[int]) -> Ints:
        return joined([np.full(span.stop - span.start, v) for (_, span), v in zip(spans, values, strict=True)])

    tier = constant([k.part.tier for k, _ in spans])
    worst = constant([k.part.worst for k, _ in spans])
    return OfficerRows(
        block=blocks[key],
        upper=joined([k.upper[span] for k, span in spans]),
        lower=joined([k.lower[span] for k, span in spans]),
        unit=constant([k.part.term.unit for k, _ in spans]),
        weight=constant([k.part.weight for k, _ in spans]),
        tier=tier,
        worst=worst,
        day=joined([k.day[span] for k, span in spans]),
        hard=np.flatnonzero(tier < 0),
        summed=np.flatnonzero((tier >= 0) & (worst < 0)),
        worst_rows=np.flatnonzero(worst >= 0),
    )


def _block(sparse: list[tuple[Ints, Ints, Ints]], slots: int) -> RowBlock:
    empty = np.zeros(0, dtype=np.int64)
    sizes = np.concatenate([p[0] for p in sparse] or [empty])
    slot = np.concatenate([p[1] for p in sparse] or [empty])
    coef = np.concatenate([p[2] for p in sparse] or [empty])
    order = np.argsort(slot, kind="stable")
    row = np.repeat(np.arange(len(sizes)), sizes)
    return RowBlock(
        first=np.concatenate(([0], np.cumsum(sizes))).astype(np.int64),
        slot=slot,
        coef=coef,
        slot_first=np.searchsorted(slot[order], np.arange(slots + 1)).astype(np.int64),
        entry_row=row[order],
        entry_coef=coef[order],
    )
