"""What linear rows cost many officers at once.

The table of shapes is shared by all officers, so their rows stand in matrices `[officer, shape]`. What a slot adds is
worked out only for rows that it can bring to their limit, a small part of all.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduler.engine.compiled import HARD, Bools, Compiled
from scheduler.engine.rows import places
from scheduler.engine.work import Charges, Offers, Work
from scheduler.rule import Ints

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class _Near:
    """The shapes that the slots of one instance have cells in, in ascending order; those of shape k are a span.

    Attributes:
        shapes: Shape numbers.
        most: The largest coef of each.
        first: Where each shape's cells begin, shape [shapes + 1].
        column, coef: Of each cell.
        dense: `[shape, column]`: the same as a matrix.
    """

    shapes: Ints
    most: Ints
    first: Ints
    column: Ints
    coef: Ints
    dense: Floats


class RowScore:
    """The rows of every officer. Shape k of the table has one tier, unit, weight and worst-per-officer group."""

    def __init__(self, compiled: Compiled) -> None:
        rows = compiled.rows
        self.table, self.upper, self.lower, self.none = rows.table, rows.upper, rows.lower, rows.none
        self.tier, self.worst = self.table.tier, self.table.worst
        self.unit, self.weight = self.table.unit, self.table.weight
        self.edges, self.worst_tier = compiled.frame.edges, compiled.worst_tier
        self._asks: Bools = np.zeros(self.table.count, dtype=np.bool_)
        """Shapes with rows that work can bring nearer to their limit."""
        if self.lower is not None:
            self._asks = np.asarray((self.lower > 0).any(axis=0))

    @property
    def groups(self) -> int:
        """Number of worst-per-officer groups."""
        return len(self.worst_tier)

    def values(self, officers: int, who: Ints, slot: Ints) -> Ints:
        """Return `[n, shape]`: what the given cells (officers numbered 0 to `officers` - 1) add up to."""
        found = np.zeros((officers, self.table.count), dtype=self.upper.dtype)
        self.table.add(found, who, slot, 1)
        return found

    def charge(self, work: Work, charges: Charges) -> None:
        """Add what the rows cost."""
        who, shape, charged = self._charged(work.officers, work.rows_of(np.arange(len(work.officers))))
        is_summed = self.worst[shape] < 0
        charges.book(self.tier[shape[is_summed]], who[is_summed], charged[is_summed])
        charges.worst[:] = self._worst(len(work.officers), who, shape, charged)
        for group, tier in enumerate(self.worst_tier.tolist()):
            charges.tiers[:, tier] += charges.worst[:, group]

    def _charged(self, officers: Ints, rows: Ints) -> tuple[Ints, Ints, Ints]:
        """Return (place, shape, charge) of each row that charges; hard rows charge their excess."""
        upper = self.upper[officers]
        over = rows > upper
        if self.lower is not None:
            over |= rows < self.lower[officers]
        who, shape = places(over)
        value = rows[who, shape].astype(np.int64)
        return who, shape, self._charge(shape, self._excess(officers[who], shape, value))

    def _excess(self, officer: Ints, shape: Ints, value: Ints) -> Ints:
        """Return each row's distance to the end that it violates, 0 or less for none."""
        excess = value - self.upper[officer, shape]
        found: Ints = excess if self.lower is None else np.maximum(excess, self.lower[officer, shape] - value)
        return found

    def _worst(self, officers: int, who: Ints, shape: Ints, charged: Ints) -> Ints:
        """Return `[n, group]`: each officer's largest charge in each worst-per-officer group."""
        found = np.zeros((officers, self.groups), dtype=np.int64)
        group = self.worst[shape]
        mine = group >= 0
        np.maximum.at(found.reshape(-1), who[mine] * self.groups + group[mine], charged[mine])
        return found

    def offer(self, work: Work, instance: int, offers: Offers) -> None:
        """Add what each slot of the instance changes; `work` holds none of its slots."""
        near = self._near(instance)
        if not len(near.shapes):
            return
        offers.worst[:], unknown = work.worst
        if len(unknown) and self.groups:
            charged = self._charged(work.officers[unknown], work.rows_of(unknown))
            offers.worst[unknown] = self._worst(len(unknown), *charged)
        cells = np.ix_(work.officers, near.shapes)
        here, upper = work.rows_at(near.shapes), self.upper[cells]
        offers.pressure[:] += self._pressure(here, upper, near)
        matters = here > upper - near.most
        if self.lower is not None:
            asks = self._asks[near.shapes]
            matters[:, asks] |= here[:, asks] < self.lower[np.ix_(work.officers, near.shapes[asks])]
        who, k = places(matters)
        if len(who):
            self._offer_near(work, near, (who, k, here[who, k].astype(np.int64)), offers)

    def _offer_near(self, work: Work, near: _Near, rows: tuple[Ints, Ints, Ints], offers: Offers) -> None:
        """Add what changes in rows that are close to a limit, given as places, places in `near.shapes`, and values."""
        who, k, before = rows
        officer, shape = work.officers[who], near.shapes[k]
        old = self._charge(shape, self._excess(officer, shape, before))
        sizes = np.diff(near.first)[k]
        row = np.repeat(np.arange(len(k)), sizes)
        ends = np.cumsum(sizes)
        cell = np.arange(int(ends[-1])) + np.repeat(near.first[:-1][k] - (ends - sizes), sizes)
        column, after = near.column[cell], before[row] + near.coef[cell]
        shape, who = shape[row], who[row]
        officer = work.officers[who]
        # Less than a hard row asks for closes nothing.
        closes = (after > self.upper[officer, shape]) & (self.tier[shape] == HARD)
        offers.is_open[who[closes], column[closes]] = False
        new = self._charge(shape, self._excess(officer, shape, after))
        slots = offers.is_open.shape[1]
        change = new - old[row]
        booked = np.flatnonzero((change != 0) & (self.tier[shape] != HARD) & (self.worst[shape] < 0))
        place = (self.tier[shape[booked]] * len(work.officers) + who[booked]) * slots + column[booked]
        np.add.at(offers.delta.reshape(-1), place, change[booked])
        raised = np.flatnonzero((new > 0) & (self.worst[shape] >= 0))
        number = self.worst[shape[raised]]
        for group in np.flatnonzero(np.bincount(number, minlength=self.groups)).tolist():
            mine = raised[number == group]
            reached = np.repeat(offers.worst[:, group, None], slots, axis=1)
            np.maximum.at(reached.reshape(-1), who[mine] * slots + column[mine], new[mine])
            offers.reached[group] = reached
        for group in np.unique(self.worst[self._asks]).tolist():
            if group >= 0:
                offers.reached[group] = self._worst_anew(work, group, near, slots)
        for group, reached in offers.reached.items():
            offers.delta[self.worst_tier[group]] += reached - offers.worst[:, group, None]

    def _charge(self, shape: Ints, excess: Ints) -> Ints:
        charged: Ints = -(-np.maximum(0, excess) // self.unit[shape]) * self.weight[shape]
        return charged

    def _worst_anew(self, work: Work, group: int, near: _Near, slots: int) -> Ints:
        """Return `[officer, slot]`: the largest charge of the group with each slot, where work may lower a charge."""
        added = np.zeros((self.table.count, slots), dtype=np.int64)
        added[near.shapes[np.repeat(np.arange(len(near.shapes)), np.diff(near.first))], near.column] = near.coef
        mine = np.flatnonzero(self.worst == group)
        before = work.rows_at(mine).astype(np.int64)
        reached = np.zeros((len(work.officers), slots), dtype=np.int64)
        for column in range(slots):
            excess = self._excess(work.officers[:, None], mine[None, :], before + added[mine, column])
            reached[:, column] = self._charge(mine, excess).max(axis=1, initial=0)
        return reached

    def _near(self, instance: int) -> _Near:
        """Return the shapes that the slots of an instance have cells in."""
        first, begin, end = self.table.first, self.edges[instance], self.edges[instance + 1]
        span = slice(int(first[begin]), int(first[end]))
        shape, coef = self.table.shape[span], self.table.coef[span]
        column = np.repeat(np.arange(end - begin), np.diff(first[begin : end + 1]))
        is_here = np.zeros(self.table.count, dtype=np.bool_)
        is_here[shape] = True
        shapes = np.flatnonzero(is_here)
        place = np.cumsum(is_here) - 1
        row = place[shape]
        dense = np.zeros((len(shapes), end - begin), dtype=np.float32)
        dense[row, column] = coef
        order = np.argsort(row.astype(np.uint16) if len(shapes) < 2**16 else row, kind="stable")
        starts = np.searchsorted(row[order], np.arange(len(shapes) + 1))
        most = np.maximum.reduceat(coef[order], starts[:-1]) if len(shapes) else coef
        return _Near(shapes, most.astype(self.upper.dtype), starts, column[order], coef[order], dense)

    def _pressure(self, before: Ints, upper: Ints, near: _Near) -> Ints:
        """Return how much of the headroom of upper limits each slot eats: a convex share, so that work spreads evenly.

        Args:
            before: Value of each officer's rows.
            upper: Their upper limits.
            near: The shapes of the rows.
        """
        share = upper.astype(np.float32)
        share[(upper <= 0) | (upper == self.none)] = np.inf
        np.reciprocal(share, out=share)
        use = before.astype(np.float32)
        use *= share
        np.minimum(use, np.float32(2), out=use)
        use *= use
        use *= share
        total = (use @ near.dense).astype(np.float64)
        count = np.bincount(near.column, minlength=near.dense.shape[1])
        # The mean over rows keeps a slot with many windows comparable to one with few; a share of the sum breaks ties.
        found: Ints = (200 * np.minimum(total / np.maximum(1, count) * 8 + total / 64, 20)).astype(np.int64)
        return found
