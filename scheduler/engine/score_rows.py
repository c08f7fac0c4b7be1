"""What linear rows cost many officers at once.

The table of shapes is shared by all officers, so their rows stand in matrices `[officer, shape]`. What a slot adds is
worked out only for rows that it can bring to their limit, a small part of all.
"""

import numpy as np
from numpy.typing import NDArray

from scheduler.engine.compiled import HARD, Compiled
from scheduler.engine.rows import ShapeTable, places
from scheduler.engine.work import Charges, Offers, Work
from scheduler.rule import NO_LIMIT, Ints

Floats = NDArray[np.float32]


class RowScore:
    """The rows of every officer. Shape k of the table has one tier, unit, weight and worst-per-officer group."""

    def __init__(self, compiled: Compiled) -> None:
        self.table = compiled.rows[0].table if compiled.rows else _no_shapes(compiled)
        officers, count = compiled.officers, self.table.count
        self.worst_tier = compiled.worst_tier
        self.upper = np.full((officers, count), NO_LIMIT, dtype=np.int64)
        self.lower = np.full((officers, count), -NO_LIMIT, dtype=np.int64)
        self.tier, self.worst = np.full(count, HARD, dtype=np.int64), np.full(count, -1, dtype=np.int64)
        self.unit, self.weight = np.ones(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
        self._has = np.zeros((officers, count), dtype=np.float32)
        for o, rows in enumerate(compiled.rows):
            self.upper[o, rows.shape], self.lower[o, rows.shape] = rows.upper, rows.lower
            self._has[o, rows.shape] = 1
            self.tier[rows.shape], self.worst[rows.shape] = rows.tier, rows.worst
            self.unit[rows.shape], self.weight[rows.shape] = rows.unit, rows.weight
        is_limit = (self.upper > 0) & (self.upper < NO_LIMIT)
        self._share = np.where(is_limit, 1 / np.where(is_limit, self.upper, 1), 0).astype(np.float32)
        """What one unit is of each row's upper limit, 0 where there is none."""
        asks: Ints = np.flatnonzero((self.lower > 0).any(axis=0))
        self._asks = [bool((self.worst[asks] == group).any()) for group in range(len(self.worst_tier))]
        """Whether a group has rows that work can bring nearer to their limit."""

    def values(self, officers: int, who: Ints, slot: Ints) -> Ints:
        """Return `[n, shape]`: what the given cells (officers numbered 0 to `officers` - 1) add up to."""
        count = self.table.count
        begins, sizes = self.table.first[slot], np.diff(self.table.first)[slot]
        ends = np.cumsum(sizes)
        entry = np.repeat(begins - (ends - sizes), sizes) + np.arange(int(ends[-1]) if len(ends) else 0)
        key = np.repeat(who * count, sizes) + self.table.shape[entry]
        # Sums of whole numbers below 2**53 are exact in bincount's doubles.
        total = np.bincount(key, weights=self.table.coef[entry], minlength=officers * count)
        return total.astype(np.int64).reshape(officers, count)

    def charge(self, work: Work, charges: Charges) -> None:
        """Add what the rows cost."""
        who, shape, charged = self._charged(work)
        is_summed = self.worst[shape] < 0
        charges.book(self.tier[shape[is_summed]], who[is_summed], charged[is_summed])
        for tier, worst in zip(self.worst_tier.tolist(), self._worst(work, who, shape, charged), strict=True):
            charges.tiers[:, tier] += worst

    def _charged(self, work: Work) -> tuple[Ints, Ints, Ints]:
        """Return (officer's place, shape, charge) of each row that charges; hard rows charge their excess."""
        upper, lower = self.upper[work.officers], self.lower[work.officers]
        who, shape = places((work.rows > upper) | (work.rows < lower))
        value = work.rows[who, shape]
        excess = np.maximum(value - upper[who, shape], lower[who, shape] - value)
        return who, shape, -(-excess // self.unit[shape]) * self.weight[shape]

    def _worst(self, work: Work, who: Ints, shape: Ints, charged: Ints) -> list[Ints]:
        """Return each officer's largest charge in each worst-per-officer group."""
        found = []
        for group in range(len(self.worst_tier)):
            worst = np.zeros(len(work.officers), dtype=np.int64)
            mine = self.worst[shape] == group
            np.maximum.at(worst, who[mine], charged[mine])
            found.append(worst)
        return found

    def offer(self, work: Work, instance: int, offers: Offers) -> None:
        """Add what each slot of the instance changes; `work` holds none of its slots."""
        shapes, coef = self._here(work.frame.slots_of_instance[instance])
        if not len(shapes):
            return
        cells = np.ix_(work.officers, shapes)
        here, upper, lower = work.rows[:, shapes], self.upper[cells], self.lower[cells]
        offers.pressure[:] += _pressure(here, self._share[cells], self._has[cells], coef)
        who, k = places((here + coef.max(axis=1) > upper) | (here < lower))
        if not len(who):
            return
        shape, before, limit, least = shapes[k], here[who, k], upper[who, k], lower[who, k]
        unit, weight, tier = self.unit[shape], self.weight[shape], self.tier[shape]
        after = before[:, None] + coef[k]
        new = np.maximum(0, np.maximum(after - limit[:, None], least[:, None] - after))
        n, column = places((after > limit[:, None]) & (coef[k] > 0) & (tier == HARD)[:, None])
        offers.is_open[who[n], column] = False
        new = -(-new // unit[:, None]) * weight[:, None]
        old = -(-np.maximum(0, np.maximum(before - limit, least - before)) // unit) * weight
        is_summed = (tier != HARD) & (self.worst[shape] < 0)
        n, column = places((new != old[:, None]) & is_summed[:, None])
        np.add.at(offers.delta, (tier[n], who[n], column), new[n, column] - old[n])
        self._offer_worst(work, (shapes, coef), (who, shape, new), offers)

    def _offer_worst(
        self, work: Work, here: tuple[Ints, Ints], entries: tuple[Ints, Ints, Ints], offers: Offers
    ) -> None:
        """Add what each slot changes in the worst row of each group."""
        who, shape, new = entries
        bases = self._worst(work, *self._charged(work))
        for group, (tier, base) in enumerate(zip(self.worst_tier.tolist(), bases, strict=True)):
            if self._asks[group]:
                reached = self._worst_anew(work, group, *here)
            else:
                reached = np.repeat(base[:, None], here[1].shape[1], axis=1)
                is_mine = self.worst[shape] == group
                n, column = places((new > 0) & is_mine[:, None])
                np.maximum.at(reached, (who[n], column), new[n, column])
            offers.delta[tier] += reached - base[:, None]

    def _worst_anew(self, work: Work, group: int, shapes: Ints, coef: Ints) -> Ints:
        """Return `[officer, slot]`: the largest charge of the group with each slot, where work may lower a charge."""
        added = np.zeros((self.table.count, coef.shape[1]), dtype=np.int64)
        added[shapes] = coef
        mine = np.flatnonzero(self.worst == group)
        upper, lower = self.upper[np.ix_(work.officers, mine)], self.lower[np.ix_(work.officers, mine)]
        reached = np.zeros((len(work.officers), coef.shape[1]), dtype=np.int64)
        for column in range(coef.shape[1]):
            value = work.rows[:, mine] + added[mine, column]
            excess = np.maximum(0, np.maximum(value - upper, lower - value))
            reached[:, column] = (-(-excess // self.unit[mine]) * self.weight[mine]).max(axis=1, initial=0)
        return reached

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


def _pressure(before: Ints, share: Floats, has: Floats, coef: Ints) -> Ints:
    """Return how much of the headroom of upper limits each slot eats: a convex share, so that work spreads evenly.

    Args:
        before: Value of each officer's rows.
        share: What one unit is of each row's upper limit.
        has: 1 for each row that there is.
        coef: `[shape, slot]`.
    """
    use = np.minimum(before.astype(np.float32) * share, np.float32(2))
    total = ((use * use * share) @ coef.astype(np.float32)).astype(np.float64)
    count = np.maximum(1, has @ (coef > 0).astype(np.float32))
    # The mean over rows keeps a slot with many windows comparable to one with few; a share of the sum breaks ties.
    found: Ints = (200 * np.minimum(total / count * 8 + total / 64, 20)).astype(np.int64)
    return found
