"""What a change of the roster does to the index, cell by cell, and which factors did it."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from scheduler.attention.table import STATES, AttentionTable
from scheduler.domain.attention import CellState, Factor, Reading
from scheduler.domain.words import PostCode, ShiftCode


@dataclass(frozen=True, slots=True, kw_only=True)
class PartChange:
    """A factor that adds other points than before: (least, most) of both, and what it rests on now.

    `is_of_few`: so few held the post, before or now, that tables and exports leave it out.
    """

    factor: Factor
    before: tuple[int, int]
    after: tuple[int, int]
    why: str
    is_of_few: bool = False


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
        where = after.posts[p], after.shifts[s], after.dates[d]
        change = change_of(before.reading(*where), after.reading(*where))
        if change is not None:
            found.append(change)
    return tuple(found)


def change_of(before: Reading, after: Reading) -> CellChange | None:
    """Return what differs between two readings of one post, shift and date; None: nothing."""
    pairs = zip(before.parts, after.parts, strict=True) if before.is_open and after.is_open else ()
    parts = tuple(
        PartChange(
            factor=new.factor,
            before=(old.low, old.high),
            after=(new.low, new.high),
            why=new.evidence,
            is_of_few=old.is_of_few or new.is_of_few,
        )
        for old, new in pairs
        if (old.low, old.high) != (new.low, new.high)
    )
    if before.state is after.state and not parts:
        return None
    return CellChange(
        post=after.post,
        shift=after.shift,
        on=after.on,
        state_before=before.state,
        state_after=after.state,
        before=(before.low, before.high),
        after=(after.low, after.high),
        parts=parts,
    )


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
