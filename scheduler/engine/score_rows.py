"""What linear rows cost many officers at once.

The table of shapes is shared by all officers, so their rows stand in matrices `[officer, shape]`. What a slot adds is
worked out only for rows that it can bring to their limit, a small part of all.
"""

import numpy as np
from numpy.typing import NDArray

from scheduler.engine.compiled import HARD, Bools, Compiled
from scheduler.engine.rows import ShapeTable
from scheduler.engine.work import Charges, Offers, Work
from scheduler.rule import NO_LIMIT, Ints

Floats = NDArray[np.float64]


class RowScore:
    """The rows of every officer. Shape k of the table has one tier, unit, weight and worst-per-officer group."""

    def __init__(self, compiled: Compiled) -> None:
        self.table = compiled.rows[0].table if compiled.rows else _no_shapes(compiled)
        officers, count = compiled.officers, self.table.count
        self.count = count
        self.worst_tier = compiled.worst_tier
        self.upper = np.full((officers, count), NO_LIMIT, dtype=np.int64)
        self.lower = np.full((officers, count), -NO_LIMIT, dtype=np.int64)
        self.has = np.zeros((officers, count), dtype=np.bool_)
        self.tier, self.worst = np.full(count, HARD, dtype=np.int64), np.full(count, -1, dtype=np.int64)
        self.unit, self.weight = np.ones(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
        for o, rows in enumerate(compiled.rows):
            self.upper[o, rows.shape], self.lower[o, rows.shape] = rows.upper, rows.lower
            self.has[o, rows.shape] = True
            self.tier[rows.shape], self.worst[rows.shape] = rows.tier, rows.worst
            self.unit[rows.shape], self.weight[rows.shape] = rows.unit, rows.weight

    def values(self, work: Work) -> Ints:
        """Return the value of every shape for each officer's work."""
        who, slot = work.cells
        begins, sizes = self.table.first[slot], np.diff(self.table.first)[slot]
        ends = np.cumsum(sizes)
        entry = np.repeat(begins - (ends - sizes), sizes) + np.arange(int(ends[-1]) if len(ends) else 0)
        key = np.repeat(who * self.count, sizes) + self.table.shape[entry]
        # Sums of whole numbers below 2**53 are exact in bincount's doubles.
        total = np.bincount(key, weights=self.table.coef[entry], minlength=len(work.officers) * self.count)
        return total.astype(np.int64).reshape(len(work.officers), self.count)

    def charge(self, work: Work, charges: Charges) -> None:
        """Add what the rows cost."""
        if not self.count:
            return
        charged = self._charged(self.values(work), work.officers, np.arange(self.count))
        charges.broken[:] += charged[:, self.tier == HARD].sum(axis=1)
        is_summed = (self.tier != HARD) & (self.worst < 0)
        for tier in np.unique(self.tier[is_summed]).tolist():
            charges.tiers[:, tier] += charged[:, is_summed & (self.tier == tier)].sum(axis=1)
        for group, tier in enumerate(self.worst_tier.tolist()):
            charges.tiers[:, tier] += charged[:, self.worst == group].max(axis=1, initial=0)

    def _charged(self, values: Ints, officers: Ints, shapes: Ints) -> Ints:
        """Return the charge of each officer's row of each of the shapes; hard rows charge their excess."""
        upper, lower = self.upper[np.ix_(officers, shapes)], self.lower[np.ix_(officers, shapes)]
        excess = np.maximum(0, np.maximum(values - upper, lower - values))
        charged: Ints = -(-excess // self.unit[shapes]) * self.weight[shapes]
        return charged

    def offer(self, work: Work, instance: int, offers: Offers) -> None:
        """Add what each slot of the instance changes; `work` holds none of its slots."""
        if not self.count:
            return
        shapes, coef = self._here(work.frame.slots_of_instance[instance])
        if not len(shapes):
            return
        value = self.values(work)
        here = value[:, shapes]
        upper, lower = self.upper[np.ix_(work.officers, shapes)], self.lower[np.ix_(work.officers, shapes)]
        has = self.has[np.ix_(work.officers, shapes)]
        offers.pressure[:] += _pressure(upper, has, here, coef)
        who, k = np.nonzero(has & ((here + coef.max(axis=1) > upper) | (here < lower)))
        if not len(who):
            return
        shape, limit, least = shapes[k], upper[who, k, None], lower[who, k, None]
        after = here[who, k, None] + coef[k]
        unit, weight = self.unit[shape, None], self.weight[shape, None]
        new = -(-np.maximum(0, np.maximum(after - limit, least - after)) // unit) * weight
        n, column = np.nonzero((after > limit) & (coef[k] > 0) & (self.tier[shape] == HARD)[:, None])
        offers.is_open[who[n], column] = False
        old = -(-np.maximum(0, np.maximum(here[who, k] - limit[:, 0], least[:, 0] - here[who, k])) // unit[:, 0])
        change = new - old[:, None] * weight
        change[(self.tier[shape] == HARD) | (self.worst[shape] >= 0)] = 0
        n, column = np.nonzero(change)
        np.add.at(offers.delta, (self.tier[shape[n]], who[n], column), change[n, column])
        self._offer_worst(work, value, (shapes, coef), (who, shape, new), offers)

    def _offer_worst(
        self, work: Work, value: Ints, here: tuple[Ints, Ints], entries: tuple[Ints, Ints, Ints], offers: Offers
    ) -> None:
        """Add what each slot changes in the worst row of each group."""
        shapes, coef = here
        who, shape, new = entries
        for group, tier in enumerate(self.worst_tier.tolist()):
            mine = np.flatnonzero(self.worst == group)
            before = self._charged(value[:, mine], work.officers, mine)
            base = before.max(axis=1, initial=0)
            if (self.lower[np.ix_(work.officers, mine)] > 0).any():
                # Work may also lower a charge here, so each slot's worst is taken over all rows anew.
                added = np.zeros((self.count, coef.shape[1]), dtype=np.int64)
                added[shapes] = coef
                every = [self._charged(value[:, mine] + column, work.officers, mine) for column in added[mine].T]
                reached = np.stack([charged.max(axis=1, initial=0) for charged in every], axis=1)
            else:
                reached = np.repeat(base[:, None], coef.shape[1], axis=1)
                is_mine = self.worst[shape] == group
                n, column = np.nonzero(new[is_mine])
                np.maximum.at(reached, (who[is_mine][n], column), new[is_mine][n, column])
            offers.delta[tier] += reached - base[:, None]

    def _here(self, slots: Ints) -> tuple[Ints, Ints]:
        """Return the shapes that the slots have cells in, and the coefs `[shape, slot]`."""
        column, shape, coef = self.table.entries(slots)
        shapes, place = np.unique(shape, return_inverse=True)
        dense = np.zeros((len(shapes), len(slots)), dtype=np.int64)
        dense[place, column] = coef
        return shapes, dense


def _no_shapes(compiled: Compiled) -> ShapeTable:
    """Return the table of a facility without officers."""
    none = np.zeros(0, dtype=np.int64)
    return ShapeTable(0, np.zeros(len(compiled.frame.slots) + 1, dtype=np.int64), none, none)


def _pressure(upper: Ints, has: Bools, before: Ints, coef: Ints) -> Ints:
    """Return how much of the headroom of upper limits each slot eats: a convex share, so that work spreads evenly."""
    is_limit = has & (upper > 0) & (upper < NO_LIMIT)
    top = np.where(is_limit, upper, 1).astype(np.float64)
    use = np.clip(before / top, 0, 2)
    total = np.where(is_limit, use * use / top, 0.0) @ coef.astype(np.float64)
    count = np.maximum(1, has.astype(np.float64) @ (coef > 0).astype(np.float64))
    # The mean over rows keeps a slot with many windows comparable to one with few; a share of the sum breaks ties.
    found: Ints = (200 * np.minimum(total / count * 8 + total / 64, 20)).astype(np.int64)
    return found
