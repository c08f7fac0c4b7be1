"""What a change of the roster does to the index, cell by cell, and which factors did it."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from scheduler.attention.table import STATES, AttentionTable
from scheduler.domain.attention import FACTORS, CellState, Factor
from scheduler.domain.words import PostCode, ShiftCode


@dataclass(frozen=True, slots=True, kw_only=True)
class PartChange:
    """A factor that adds other points than before: (least, most) of both, and what it rests on now."""

    factor: Factor
    before: tuple[int, int]
    after: tuple[int, int]
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CellChange:
    """A post on a shift and date whose index, or standing, is another one.

    `before` and `after` are (least, most) points, the sums of the parts; 0 where a cell is not open. `parts` is empty
    where it opens, closes or becomes uncovered.
    """

    post: PostCode
    shift: ShiftCode
    on: date
    state_before: CellState
    state_after: CellState
    before: tuple[int, int]
    after: tuple[int, int]
    parts: tuple[PartChange, ...] = ()


def compare(before: AttentionTable, after: AttentionTable) -> tuple[CellChange, ...]:
    """Return every cell that differs, by date, shift and post.

    Raises:
        ValueError: the tables are not of the same posts, shifts and dates.
    """
    if (before.posts, before.shifts, before.dates) != (after.posts, after.shifts, after.dates):
        raise ValueError("Only tables of the same posts, shifts and dates can be compared")
    differs = before.state != after.state
    for old, new in ((before.part_low, after.part_low), (before.part_high, after.part_high)):
        differs = differs | (old != new).any(axis=0)
    found = []
    for p, s, d in sorted(zip(*(axis.tolist() for axis in np.nonzero(differs)), strict=True), key=lambda c: c[::-1]):
        at = (p, s, d)
        states = STATES[int(before.state[at])], STATES[int(after.state[at])]
        parts = _parts(before, after, at) if states == (CellState.OPEN, CellState.OPEN) else ()
        found.append(
            CellChange(
                post=after.posts[p],
                shift=after.shifts[s],
                on=after.dates[d],
                state_before=states[0],
                state_after=states[1],
                before=(int(before.low[at]), int(before.high[at])),
                after=(int(after.low[at]), int(after.high[at])),
                parts=parts,
            )
        )
    return tuple(found)


def _parts(before: AttentionTable, after: AttentionTable, at: tuple[int, int, int]) -> tuple[PartChange, ...]:
    p, s, d = at
    now = after.reading(after.posts[p], after.shifts[s], after.dates[d])
    found = []
    for n, factor in enumerate(FACTORS):
        cell = (n, *at)
        old = (int(before.part_low[cell]), int(before.part_high[cell]))
        new = (int(after.part_low[cell]), int(after.part_high[cell]))
        if old != new:
            found.append(PartChange(factor=factor, before=old, after=new, why=now.parts[n].evidence))
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendPoint:
    """A post's index on a shift of one date: (least, most) points, 0 where it is not open."""

    on: date
    state: CellState
    low: int
    high: int


def trend(table: AttentionTable, post: PostCode, shift: ShiftCode) -> tuple[TrendPoint, ...]:
    """Return a post's index on a shift over all dates of a table.

    Raises:
        KeyError: the table has no such post or shift.
    """
    p, s, _ = table.index(post, shift, table.dates[0])
    rows = zip(
        table.dates, table.state[p, s].tolist(), table.low[p, s].tolist(), table.high[p, s].tolist(), strict=True
    )
    return tuple(TrendPoint(on=on, state=STATES[state], low=low, high=high) for on, state, low, high in rows)
