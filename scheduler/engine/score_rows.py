"""What linear rows cost many officers at once.

The table of shapes is shared by all officers, so their rows stand in matrices `[officer, shape]`. What a slot adds is
worked out only for rows that it can bring to their limit, a small part of all.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduler.engine.compiled import HARD, Bools, Compiled
from scheduler.engine.rows import at, places, starts_of
from scheduler.engine.work import Charges, Offers, Work
from scheduler.ledger.numbers import distinct
from scheduler.rule import Ints

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class _Near:
    """The shapes that the slots of one instance have cells in.

    Attributes:
        shapes: Their numbers: first those that count alike for all slots, then those with cells of their own.
        most: The largest coef of each.
        shared: How many count alike for all slots.
        first: Of the others: where each one's cells begin, shape [others + 1].
        column, coef: Of each cell.
        slots: Number of slots.
        weights: What each slot counts for in each of `shapes`, `[shape, slot]`.
        count: How many shapes each column has cells in.
    """

    shapes: Ints
    most: Ints
    shared: int
    first: Ints
    column: Ints
    coef: Ints
    slots: int
    weights: Floats
    count: Ints


class RowScore:
    """The rows of every officer. Shape k of the table has one tier, unit, weight and worst-per-officer group."""

    def __init__(self, compiled: Compiled) -> None:
        rows = compiled.rows
        self.table, self.upper, self.lower, self.none = rows.table, rows.upper, rows.lower, rows.none
        self.tier, self.worst = self.table.tier, self.table.worst
        self.unit, self.weight = self.table.unit, self.table.weight
        self.edges, self.worst_tier = compiled.frame.edges, compiled.worst_tier
        self._near_by: dict[int, _Near] = {}
        self._share = self.upper.astype(np.float32)
        """What one unit is of each row's upper limit, 0 where there is none."""
        self._share[(self.upper <= 0) | (self.upper == self.none)] = np.inf
        np.reciprocal(self._share, out=self._share)
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
        if instance not in self._near_by:
            self._near_by[instance] = self._near(instance)
        near = self._near_by[instance]
        offers.worst[:], unknown = work.worst
        if len(unknown) and self.groups:
            charged = self._charged(work.officers[unknown], work.rows_of(unknown))
            offers.worst[unknown] = self._worst(len(unknown), *charged)
        if not len(near.shapes):
            return
        here, upper = work.rows_at(near.shapes), at(self.upper, work.officers, near.shapes)
        offers.pressure[:] += _pressure(here, at(self._share, work.officers, near.shapes), near)
        matters = here > upper - near.most
        if self.lower is not None:
            asks = self._asks[near.shapes]
            matters[:, asks] |= here[:, asks] < at(self.lower, work.officers, near.shapes[asks])
        who, k = places(matters)
        if not len(who):
            return
        reached: dict[int, Ints] = {}
        is_shared = k < near.shared
        for mine in (is_shared, ~is_shared):
            rows = who[mine], k[mine], here[who[mine], k[mine]].astype(np.int64)
            if len(rows[0]):
                (self._offer_alike if mine is is_shared else self._offer_own)(work, near, rows, offers, reached)
        if self.lower is not None:
            for group in distinct(self.worst[self._asks & (self.worst >= 0)]).tolist():
                reached[group] = self._worst_anew(work, group, near)
        for group, charge in reached.items():
            offers.delta[self.worst_tier[group]] += charge - offers.worst[:, group, None]
        offers.reached.update(reached)

    def _offer_alike(
        self, work: Work, near: _Near, rows: tuple[Ints, Ints, Ints], offers: Offers, reached: dict[int, Ints]
    ) -> None:
        """Add what changes in rows to which all slots add the same, given as places, places in shapes, and values."""
        who, k, before = rows
        officer, shape, after = work.officers[who], near.shapes[k], before + near.most[k]
        # Less than a hard row asks for closes nothing.
        offers.is_open[who[(after > self.upper[officer, shape]) & (self.tier[shape] == HARD)]] = False
        new = self._charge(shape, self._excess(officer, shape, after))
        change = new - self._charge(shape, self._excess(officer, shape, before))
        booked = np.flatnonzero((change != 0) & (self.tier[shape] != HARD) & (self.worst[shape] < 0))
        if len(booked):
            more = np.zeros((len(offers.delta), len(work.officers)), dtype=np.int64)
            np.add.at(more, (self.tier[shape[booked]], who[booked]), change[booked])
            for tier in distinct(self.tier[shape[booked]]).tolist():
                offers.delta[tier] += more[tier][:, None]
        for group, mine in self._raised(shape, new):
            charge = offers.worst[:, group].copy()
            np.maximum.at(charge, who[mine], new[mine])
            reached[group] = np.repeat(charge[:, None], near.slots, axis=1)

    def _offer_own(
        self, work: Work, near: _Near, rows: tuple[Ints, Ints, Ints], offers: Offers, reached: dict[int, Ints]
    ) -> None:
        """Add what changes in rows with cells of their own; see above."""
        who, k, before = rows
        old = self._charge(near.shapes[k], self._excess(work.officers[who], near.shapes[k], before))
        begins = near.first[k - near.shared]
        sizes = near.first[k - near.shared + 1] - begins
        row = np.repeat(np.arange(len(k)), sizes)
        ends = np.cumsum(sizes)
        cell = np.arange(int(ends[-1])) + np.repeat(begins - (ends - sizes), sizes)
        column, after = near.column[cell], before[row] + near.coef[cell]
        who, shape = who[row], near.shapes[k[row]]
        officer = work.officers[who]
        closes = (after > self.upper[officer, shape]) & (self.tier[shape] == HARD)
        offers.is_open[who[closes], column[closes]] = False
        new = self._charge(shape, self._excess(officer, shape, after))
        change = new - old[row]
        booked = np.flatnonzero((change != 0) & (self.tier[shape] != HARD) & (self.worst[shape] < 0))
        place = (self.tier[shape[booked]] * len(work.officers) + who[booked]) * near.slots + column[booked]
        np.add.at(offers.delta.reshape(-1), place, change[booked])
        for group, mine in self._raised(shape, new):
            if group not in reached:
                reached[group] = np.repeat(offers.worst[:, group, None], near.slots, axis=1)
            np.maximum.at(reached[group].reshape(-1), who[mine] * near.slots + column[mine], new[mine])

    def _raised(self, shape: Ints, charge: Ints) -> list[tuple[int, Ints]]:
        """Return the worst-per-officer groups with a row that charges, and which of the given rows those are."""
        raised = np.flatnonzero((charge > 0) & (self.worst[shape] >= 0))
        number = self.worst[shape[raised]]
        found = np.flatnonzero(np.bincount(number, minlength=self.groups)).tolist()
        return [(group, raised[number == group]) for group in found]

    def _charge(self, shape: Ints, excess: Ints) -> Ints:
        charged: Ints = -(-np.maximum(0, excess) // self.unit[shape]) * self.weight[shape]
        return charged

    def _worst_anew(self, work: Work, group: int, near: _Near) -> Ints:
        """Return `[officer, slot]`: the largest charge of the group with each slot, where work may lower a charge."""
        added = np.zeros((self.table.count, near.slots), dtype=np.int64)
        added[near.shapes[: near.shared]] = near.most[: near.shared, None]
        own = np.repeat(near.shapes[near.shared :], np.diff(near.first))
        added[own, near.column] = near.coef
        mine = np.flatnonzero(self.worst == group)
        before = work.rows_at(mine).astype(np.int64)
        reached = np.zeros((len(work.officers), near.slots), dtype=np.int64)
        for column in range(near.slots):
            excess = self._excess(work.officers[:, None], mine[None, :], before + added[mine, column])
            reached[:, column] = self._charge(mine, excess).max(axis=1, initial=0)
        return reached

    def _near(self, instance: int) -> _Near:
        """Return the shapes that the slots of an instance have cells in."""
        begin, end = int(self.edges[instance]), int(self.edges[instance + 1])
        _, shared, most = self.table.by_instance.between(instance, instance + 1)
        column, shape, coef = self.table.by_slot.between(begin, end)
        # Short numbers are sorted by counting.
        order = np.argsort(shape.astype(np.uint16) if self.table.count < 2**16 else shape, kind="stable")
        starts = starts_of(shape[order])
        own = np.maximum.reduceat(coef[order], starts) if len(starts) else coef
        own_row = len(shared) + np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(shape))))
        weights = np.zeros((len(shared) + len(starts), end - begin), dtype=np.float32)
        weights[: len(shared)] = most[:, None]
        weights[own_row, column[order]] = coef[order]
        return _Near(
            shapes=np.concatenate((shared, shape[order][starts])),
            most=np.concatenate((most, own)).astype(self.upper.dtype),
            shared=len(shared),
            first=np.append(starts, len(shape)),
            column=column[order],
            coef=coef[order],
            slots=end - begin,
            weights=weights,
            count=np.maximum(1, len(shared) + np.bincount(column, minlength=end - begin)),
        )


def _pressure(before: Ints, share: Floats, near: _Near) -> Ints:
    """Return how much of the headroom of upper limits each slot eats: a convex share, so that work spreads evenly.

    Args:
        before: Value of each officer's rows.
        share: What one unit is of each row's upper limit.
        near: The shapes of the rows.
    """
    use = before.astype(np.float32)
    use *= share
    np.minimum(use, np.float32(2), out=use)
    use *= use
    use *= share
    # Most shapes have cells on many of the slots: a product with all zeros in it is done before those are picked out.
    total = (use @ near.weights).astype(np.float64)
    # The mean over rows keeps a slot with many windows comparable to one with few; a share of the sum breaks ties.
    found: Ints = (200 * np.minimum(total / near.count * 8 + total / 64, 20)).astype(np.int64)
    return found
