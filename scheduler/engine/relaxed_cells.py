"""How the cells of a linear relaxation become columns: one each, or those that look alike together.

A *column* is work of one officer on one shift; a *place* is one slot, or several that look alike, and its heads are
sums of columns. With few cells each has a column, and each slot is a place. With many, the slots of a shift at which
one officer looks alike to rows, prices and crews are one column, and the columns of officers who may go to the same
slots pour into one pool that spreads over the places of these slots. The slots that most officers on a shift may take
count as open to all who may take one: that a few are barred from some of them is forgotten, which only adds rosters.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduler.engine.compiled import Bools, Compiled, CoverLine, WantedWork
from scheduler.engine.dual import Floats, LinearProgram
from scheduler.engine.rows import places
from scheduler.rule import Ints

_NOTHING = 1e-6
"""Less than this of a column is the solver's noise."""

Keys = NDArray[np.uint64]
"""Sums of random 64-bit numbers, equal for what is alike; others agree by chance once in some 10**19 pairs."""


@dataclass(frozen=True)
class Asked:
    """What a relaxation looks at, so that only what it cannot tell apart is put together.

    Attributes:
        free: Cells that may be worked and are not pinned, `[officer, slot]`.
        heads: Pinned heads of each slot.
        look: Equal for slots at which the linear rows are alike.
        lines: Coverage.
        tiers: Tiers that are priced.
        wishes: (officer, wish).
        crews: Numbers of the rows over crews.
    """

    free: Bools
    heads: Ints
    look: Ints
    lines: Sequence[CoverLine]
    tiers: range
    wishes: Sequence[tuple[int, WantedWork]]
    crews: Ints


@dataclass(frozen=True)
class Cells:
    """Columns and places.

    Attributes:
        column: `[officer, slot]`, -1 for cells that are not free.
        officer, slot: Of each column its officer and one of its slots.
        place: Of each slot.
        first: A slot of each place.
        size: Number of slots of each place.
        feed_place, feed_column: What the heads of places are sums of; a column here may be one of a pool.
        crew_row, crew_column, crew_coef: What columns add to rows over crews, each pair once.
        is_single: Of each column, whether it is put beside others and has but one slot.
        pool: Of each column the pool that it pours into; empty where there are none.
        way, way_column: Which places each pool spreads over, as ascending `pool * places + place`, and by which
            columns; -1 for all that there is.
    """

    column: NDArray[np.int32]
    officer: Ints
    slot: Ints
    place: Ints
    first: Ints
    size: Ints
    feed_place: Ints
    feed_column: Ints
    crew_row: Ints
    crew_column: Ints
    crew_coef: Ints
    is_single: Bools
    pool: Ints
    way: Ints
    way_column: Ints

    def used(self, point: Floats) -> Bools:
        """Return `[officer, slot]`: which cells a solution uses at least in part."""
        is_any = point > _NOTHING
        # Cells without a column have the number -1: that of the zero put behind.
        used: Bools = np.append(is_any, False)[self.column]
        if len(self.pool):
            who, slot = places(used)
            way = self.pool[self.column[who, slot]] * len(self.first) + self.place[slot]
            at = np.minimum(np.searchsorted(self.way, way), len(self.way) - 1)
            column = self.way_column[at]
            used[who, slot] = (self.way[at] == way) & ((column < 0) | is_any[column])
        return used


def cells_one_by_one(compiled: Compiled, program: LinearProgram, asked: Asked) -> Cells:
    """Add a column for each free cell; each slot is a place."""
    officer, slot = (part.astype(np.int64) for part in np.nonzero(asked.free))
    column = np.full(asked.free.shape, -1, dtype=np.int32)
    column[officer, slot] = program.add_columns(np.ones(len(officer), dtype=np.int64))
    every = np.arange(asked.free.shape[1], dtype=np.int64)
    numbers = column[officer, slot].astype(np.int64)
    crews = compiled.teams.crews
    cell = np.flatnonzero(np.isin(crews.row, asked.crews))
    line, who = np.nonzero(column[:, crews.slot[cell]].T >= 0)
    cell = cell[line]
    entries = crews.row[cell], column[who, crews.slot[cell]].astype(np.int64), crews.count(cell, who)
    none, no = np.zeros(0, dtype=np.int64), np.zeros(len(slot), dtype=np.bool_)
    return Cells(
        column,
        officer,
        slot,
        every,
        every,
        np.ones_like(every),
        slot,
        numbers,
        *_summed(*entries),
        no,
        none,
        none,
        none,
    )


def cells_together(compiled: Compiled, program: LinearProgram, asked: Asked) -> Cells:
    """Add columns for what looks alike, and the pools that they pour into."""
    return _Together(compiled, program, asked).cells()


def _summed(row: Ints, column: Ints, coef: Ints) -> tuple[Ints, Ints, Ints]:
    """Return the entries with those of one row and column added up, and without zeros."""
    width = int(column.max(initial=0)) + 1
    key, place = np.unique(row * width + column, return_inverse=True)
    total = np.bincount(place, weights=coef, minlength=len(key)).astype(np.int64)
    some = total != 0
    return key[some] // width, key[some] % width, total[some]


class _Together:
    """Finds what is alike. Free cells are numbered in order of officer and slot."""

    def __init__(self, compiled: Compiled, program: LinearProgram, asked: Asked) -> None:
        self.compiled, self.program, self.asked = compiled, program, asked
        self.random = np.random.default_rng(20261206)
        self.slots = len(compiled.frame.slots)
        self.who, self.slot = (part.astype(np.int64) for part in np.nonzero(asked.free))
        self.instance = compiled.frame.instance[self.slot]
        opened = asked.free.sum(axis=0)
        most = np.zeros(len(compiled.frame.instances), dtype=np.int64)
        np.maximum.at(most, compiled.frame.instance, opened)
        self.is_wide: Bools = (opened > 0) & (2 * opened >= most[compiled.frame.instance])
        """Slots that at least half as many may take as the most open one of their shift."""
        crews = compiled.teams.crews
        self.of_row = self._draw(len(crews.need))
        mine = np.isin(crews.row[crews.of], asked.crews) & asked.free[crews.officer, crews.slot[crews.of]]
        spot = crews.officer[mine] * self.slots + crews.slot[crews.of[mine]]
        order = np.argsort(spot, kind="stable")
        self.extra_spot, self.extra_of, self.extra = spot[order], crews.of[mine][order], crews.extra[mine][order]

    def cells(self) -> Cells:
        """Return the columns and places."""
        part, head, is_wide = self._parts()
        numbers = self.program.add_columns(np.ones(len(head), dtype=np.int64))
        column = np.full(self.asked.free.shape, -1, dtype=np.int32)
        column[self.who, self.slot] = numbers[part]
        pool, officer, (of, slot) = self._pools(part, head, is_wide)
        place, first = self._places(of, slot)
        feed_place, feed_column, feed_officer, ways = self._feeds(numbers, pool, officer, (of, place[slot]), len(first))
        return Cells(
            column,
            self.who[head],
            self.slot[head],
            place,
            first,
            np.bincount(place, minlength=len(first)).astype(np.int64),
            feed_place,
            feed_column,
            *self._crew_entries(first[feed_place], feed_column, feed_officer),
            np.bincount(part, minlength=len(head)) == 1,
            pool,
            *ways,
        )

    def _draw(self, count: int) -> Keys:
        return self.random.integers(1, 2**63, size=count, dtype=np.uint64)

    def _sums(self, place: Ints, keys: Keys, count: int) -> Keys:
        """Return the sum of the keys at each place."""
        found = np.zeros(count, dtype=np.uint64)
        np.add.at(found, place, keys)
        return found

    def _parts(self) -> tuple[Ints, Ints, Bools]:
        """Return the part of each free cell, a cell of each part, and whether it is its officer's wide one.

        A part is what looks alike to one officer on one shift. The largest of those that hold wide slots and count for
        nothing special stands for all wide slots; what it has of others is a part of its own.
        """
        frame, asked = self.compiled.frame, self.asked
        look = self._draw(int(asked.look.max(initial=0)) + 1)[asked.look[self.slot]]
        for tier in asked.tiers:
            cost = self.compiled.cell_cost.get(tier)
            if cost is not None:
                look += self._draw(1)[0] * cost[self.who, self.slot].astype(np.uint64)
        spot = self.who * self.slots + self.slot
        extra = self._sums(np.searchsorted(spot, self.extra_spot), self._mixed(self.extra_of, self.extra), len(spot))
        look += extra
        for officer, wish in asked.wishes:
            here = wish.slots[asked.free[officer, wish.slots]]
            look[np.searchsorted(spot, officer * self.slots + here)] += self._draw(1)[0]
        turn = self.who * len(frame.instances) + self.instance
        _, part = np.unique(look + self._draw(int(turn.max(initial=0)) + 1)[turn], return_inverse=True)
        wide = self.is_wide[self.slot]
        size = np.bincount(part[wide & (extra == 0)], minlength=int(part.max(initial=-1)) + 1)
        head = _firsts(part)
        order = np.lexsort((-size, turn[head]))
        is_best = np.zeros(len(head), dtype=np.bool_)
        is_best[order[_firsts(turn[head][order])]] = True
        is_best &= size > 0
        kinds, part = np.unique(2 * part + (is_best[part] & ~wide), return_inverse=True)
        part = part.astype(np.int64)
        return part, _firsts(part), is_best[kinds // 2] & (kinds % 2 == 0)

    def _mixed(self, cell: Ints, coef: Ints) -> Keys:
        """Return a key for each pair of a crew's cell, of which only the row counts, and a coefficient."""
        row = self.of_row[self.compiled.teams.crews.row[cell]]
        return row * (coef.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(1))

    def _pools(self, part: Ints, head: Ints, is_wide: Bools) -> tuple[Ints, Ints, tuple[Ints, Ints]]:
        """Return the pool of each part, an officer of each pool (-1: a wide one), and the pairs (pool, slot)."""
        frame, parts = self.compiled.frame, len(head)
        key = self._sums(part, self._draw(self.slots)[self.slot], parts)
        spot = self.who[head] * self.slots + self.slot[head]
        begin, end = (np.searchsorted(self.extra_spot, spot, side) for side in ("left", "right"))
        owner = np.repeat(np.arange(parts), end - begin)
        at = _counted(begin, end - begin)
        key += self._sums(owner, self._mixed(self.extra_of[at], self.extra[at]), parts)
        instance = self.instance[head]
        key = np.where(is_wide, self._draw(len(frame.instances))[instance], key)
        _, first, pool = np.unique(key, return_index=True, return_inverse=True)
        officer = np.where(is_wide[first], -1, self.who[head[first]])
        exact = np.flatnonzero((first[pool] == np.arange(parts))[part] & (officer[pool[part]] >= 0))
        wide = np.flatnonzero(self.is_wide)
        by_instance = np.full(len(frame.instances), -1, dtype=np.int64)
        by_instance[instance[first[officer < 0]]] = np.flatnonzero(officer < 0)
        wide = wide[by_instance[frame.instance[wide]] >= 0]
        of = np.concatenate((pool[part[exact]], by_instance[frame.instance[wide]]))
        return pool.astype(np.int64), officer, (of, np.concatenate((self.slot[exact], wide)))

    def _places(self, pool: Ints, slot: Ints) -> tuple[Ints, Ints]:
        """Return the place of each slot, and a slot of each place, for pairs (pool, slot)."""
        compiled, asked, crews = self.compiled, self.asked, self.compiled.teams.crews
        columns = [compiled.frame.instance, compiled.capacity, asked.heads]
        columns += [part for line in asked.lines for part in (line.need, line.cap, line.cost, line.over_cost)]
        key = sum((self._draw(1)[0] * column.astype(np.uint64) for column in columns), np.zeros(self.slots, np.uint64))
        key += self._sums(slot, self._draw(int(pool.max(initial=-1)) + 1)[pool], self.slots)
        cell = np.flatnonzero(np.isin(crews.row, asked.crews))
        key += self._sums(crews.slot[cell], self._mixed(cell, crews.coef[cell]), self.slots)
        _, first, place = np.unique(key, return_index=True, return_inverse=True)
        return place.astype(np.int64), first.astype(np.int64)

    def _feeds(
        self, numbers: Ints, pool: Ints, officer: Ints, pairs: tuple[Ints, Ints], width: int
    ) -> tuple[Ints, Ints, Ints, tuple[Ints, Ints]]:
        """Return (place, column, officer of the pool) of what the heads are sums of, and the ways of `Cells`.

        Args:
            numbers: The column of each part.
            pool: The pool of each part.
            officer: Of each pool.
            pairs: (pool, place), as often as the pool has slots there.
            width: Number of places.
        """
        program, count = self.program, len(officer)
        way = np.unique(pairs[0] * width + pairs[1])
        of, place = np.divmod(way, width)
        parts, places = np.bincount(pool, minlength=count), np.bincount(of, minlength=count)
        is_plain = places == 1
        goes_to = np.full(count, -1, dtype=np.int64)
        goes_to[of] = place
        plain = np.flatnonzero(is_plain[pool])
        spread, mixed = np.flatnonzero(~is_plain[of]), np.flatnonzero(~is_plain[pool])
        made = program.add_columns(parts[of[spread]].astype(np.int64))
        by = np.full(len(of), -1, dtype=np.int64)
        by[spread] = made
        row = np.full(count, -1, dtype=np.int64)
        row[~is_plain] = program.add_rows(*(np.zeros(int((~is_plain).sum()), dtype=np.int64) for _ in range(2)))
        program.add_entries(row[pool[mixed]], numbers[mixed], np.ones(len(mixed), dtype=np.int64))
        program.add_entries(row[of[spread]], made, np.full(len(spread), -1, dtype=np.int64))
        return (
            np.concatenate((goes_to[pool[plain]], place[spread])),
            np.concatenate((numbers[plain], made)),
            np.concatenate((officer[pool[plain]], officer[of[spread]])),
            (way, by),
        )

    def _crew_entries(self, slot: Ints, column: Ints, officer: Ints) -> tuple[Ints, Ints, Ints]:
        """Return what columns add to rows over crews, for columns that feed the places of slots."""
        crews = self.compiled.teams.crews
        cell = np.flatnonzero(np.isin(crews.row, self.asked.crews))
        begin, end = (np.searchsorted(crews.slot[cell], slot, side) for side in ("left", "right"))
        common, at = np.repeat(column, end - begin), cell[_counted(begin, end - begin)]
        spot = np.where(officer < 0, -1, officer * self.slots + slot)
        begin, end = (np.searchsorted(self.extra_spot, spot, side) for side in ("left", "right"))
        special, extra = np.repeat(column, end - begin), _counted(begin, end - begin)
        return _summed(
            np.concatenate((crews.row[at], crews.row[self.extra_of[extra]])),
            np.concatenate((common, special)),
            np.concatenate((crews.coef[at], self.extra[extra])),
        )


def _firsts(group: Ints) -> Ints:
    """Return where each group number from 0 on is met first."""
    found: Ints = np.unique(group, return_index=True)[1].astype(np.int64)
    return found


def _counted(begin: Ints, size: Ints) -> Ints:
    """Return begin[0], begin[0] + 1, ... (size[0] of them), begin[1], ... as one array."""
    ends = np.cumsum(size)
    found: Ints = np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(begin - (ends - size), size)
    return found
