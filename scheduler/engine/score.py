"""What an assignment costs in every tier, and what each further cell would cost, computed from the terms.

The checker has the last word on every roster; this is the fast copy that the search steers by, and a test holds the
two together.
"""

from dataclasses import dataclass

import numpy as np

from scheduler.engine.compiled import HARD, Bools, Compiled, RunLimit, WantedWork
from scheduler.engine.teams import TeamState
from scheduler.rule import NO_LIMIT, Ints


@dataclass(frozen=True)
class Charge:
    """One officer's cost by tier, and how many hard limits the officer's work breaks (in their own units)."""

    tiers: Ints
    broken: int


@dataclass(frozen=True)
class Offers:
    """What one officer would add to each tier by working each slot of an instance.

    Attributes:
        delta: Change of each tier, shape [tiers, slots of the instance]; may be negative.
        is_open: Slots that break nothing, shape [slots of the instance].
        pressure: How much of the officer's headroom each slot uses up, 0 and more, shape [slots of the instance].
    """

    delta: Ints
    is_open: Bools
    pressure: Ints


def run_charge(limit: RunLimit, works: Bools) -> int:
    """Return the days over and under of all runs of one officer, whose working days are given."""
    days = len(works)
    total = 0
    if limit.carried_work:
        length, at_work, has_known_start = limit.carried_work, True, True
    elif limit.carried_off:
        length, at_work, has_known_start = limit.carried_off, False, True
    else:
        length, at_work, has_known_start = 0, bool(works[0]) if days else False, False
    for day in range(days):
        if bool(works[day]) == at_work:
            length += 1
        else:
            if has_known_start:
                total += max(0, (limit.least_work if at_work else limit.least_off) - length)
            length, at_work, has_known_start = 1, not at_work, True
        # Day by day, so that days before the period are part of a run but never charged.
        total += at_work and length > limit.most_work
    return total


class Scorer:
    """Costs of officers and slots of one compiled problem. Holds no assignment."""

    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        self.tiers = len(compiled.tiers)
        self._wanted_at = [_by_instance(compiled, o) for o in range(compiled.officers)]
        self._wishes = [_Wishes.of(compiled.wanted[o]) for o in range(compiled.officers)]
        self.forced = self._forced()

    def _forced(self) -> int:
        """Return how many conflicts the fixed tours have among themselves: no roster can avoid those."""
        nothing = np.zeros(self.tiers, dtype=np.int64)
        pinned = self.compiled.pinned
        officers = np.flatnonzero(pinned.any(axis=1)).tolist()
        return sum(self._pairs(o, np.flatnonzero(pinned[o]), nothing) for o in officers)

    def _mask(self, slots: Ints) -> Bools:
        mask = np.zeros(len(self.compiled.frame.slots), dtype=np.bool_)
        mask[slots] = True
        return mask

    def officer(self, officer: int, worked: Ints) -> Charge:
        """Return what an officer's whole work costs.

        Args:
            officer: Officer index.
            worked: Slot indices, sorted.
        """
        c = self.compiled
        tiers = np.zeros(self.tiers, dtype=np.int64)
        broken = self._rows(officer, worked, tiers)
        for tier, cost in c.cell_cost.items():
            tiers[tier] += int(cost[officer, worked].sum())
        wishes = self._wishes[officer]
        if wishes is not None:
            np.add.at(tiers, wishes.tier, np.where(wishes.met(self._mask(worked)), 0, wishes.cost))
        broken += self._pairs(officer, worked, tiers)
        if c.runs[officer]:
            works = np.zeros(c.frame.problem.period.days, dtype=np.bool_)
            works[c.frame.day[worked]] = True
            for limit in c.runs[officer]:
                broken += _book(tiers, limit.tier, run_charge(limit, works) * limit.weight)
        for group in c.groups[officer]:
            touched = int(group.member[:, worked].any(axis=1).sum())
            broken += _book(tiers, group.tier, max(0, touched - group.most) * group.weight)
        return Charge(tiers, broken)

    def _rows(self, officer: int, worked: Ints, tiers: Ints) -> int:
        rows = self.compiled.rows[officer]
        if not rows.count:
            return 0
        charges = rows.charges(rows.values(worked))
        np.add.at(tiers, rows.tier[rows.summed], charges[rows.summed])
        if len(rows.worst_rows):
            worst = np.zeros(len(self.compiled.worst_tier), dtype=np.int64)
            np.maximum.at(worst, rows.worst[rows.worst_rows], charges[rows.worst_rows])
            np.add.at(tiers, self.compiled.worst_tier, worst)
        return int(charges[rows.hard].sum())

    def _pairs(self, officer: int, worked: Ints, tiers: Ints) -> int:
        broken = 0
        instances, heads = np.unique(self.compiled.frame.instance[worked], return_counts=True)
        for pair in self.compiled.pairs:
            if not pair.officer[officer]:
                continue
            met = pair.count[np.ix_(instances, instances)]
            same = int((met.diagonal() * (heads > 1)).sum())
            broken += _book(tiers, pair.tier, (int(met.sum() - met.diagonal().sum()) + same) * pair.weight)
        return broken

    def cover(self, filled: Ints) -> Ints:
        """Return what the heads on the slots cost, by tier."""
        tiers = np.zeros(self.tiers, dtype=np.int64)
        for line in self.compiled.covers:
            tiers[line.tier] += int(line.charge(filled).sum())
        return tiers

    def offers(self, officer: int, worked: Ints, instance: int) -> Offers:
        """Return what each slot of an instance would add.

        Args:
            officer: Officer index.
            worked: The officer's slots without any of this instance, sorted.
            instance: Instance index.
        """
        c = self.compiled
        slots = c.frame.slots_of_instance[instance]
        is_open = c.allowed[officer, slots].copy()
        others = np.unique(c.frame.instance[worked])
        if c.conflicts(officer)[instance, others].any():
            is_open[:] = False
        delta = np.zeros((self.tiers, len(slots)), dtype=np.int64)
        pressure = np.zeros(len(slots), dtype=np.int64)
        if not is_open.any():
            return Offers(delta, is_open, pressure)
        self._row_offers(officer, worked, slots, delta, is_open, pressure)
        for tier, cost in c.cell_cost.items():
            delta[tier] += cost[officer, slots]
        for pair in c.pairs:
            if pair.tier != HARD and pair.officer[officer]:
                met = int(pair.count[instance, others].sum() + pair.count[others, instance].sum())
                delta[pair.tier] += met * pair.weight
        near = self._wanted_at[officer].get(instance)
        if near:
            mask, here = self._mask(worked), self._mask(slots)
            for item in near:
                if not mask[item.slots].any():
                    # Slots of an instance follow each other, so a wish's slots among them are found by their distance.
                    delta[item.tier, item.slots[here[item.slots]] - slots[0]] -= item.cost
        self._run_offers(officer, worked, instance, delta, is_open)
        for group in c.groups[officer]:
            touched = np.asarray(group.member[:, worked].any(axis=1))
            added: Ints = (group.member[:, slots] & ~touched[:, None]).sum(axis=0)
            over = np.maximum(0, touched.sum() + added - group.most) - max(0, int(touched.sum()) - group.most)
            if group.tier == HARD:
                is_open &= over == 0
            else:
                delta[group.tier] += over * group.weight
        return Offers(delta, is_open, pressure)

    def _row_offers(self, officer: int, worked: Ints, slots: Ints, delta: Ints, is_open: Bools, pressure: Ints) -> None:
        rows = self.compiled.rows[officer]
        column, row, coef = rows.entries(slots)
        if not len(row):
            return
        before = rows.values(worked)
        old = rows.charges(before)
        value = before[row] + coef
        excess = np.maximum(0, np.maximum(value - rows.upper[row], rows.lower[row] - value))
        new = -(-excess // rows.unit[row]) * rows.weight[row]
        tier = rows.tier[row]
        is_over = (tier == HARD) & (value > rows.upper[row])
        is_open[column[is_over]] = False
        summed = (tier >= 0) & (rows.worst[row] < 0)
        np.add.at(delta, (tier[summed], column[summed]), (new - old[row])[summed])
        self._worst_offers(officer, old, (row, column, new), delta)
        pressure += _pressure(rows.upper[row], before[row], coef, column, len(slots))

    def _worst_offers(self, officer: int, old: Ints, entries: tuple[Ints, Ints, Ints], delta: Ints) -> None:
        rows = self.compiled.rows[officer]
        if not len(rows.worst_rows):
            return
        row, column, new = entries
        groups = len(self.compiled.worst_tier)
        base = np.zeros(groups, dtype=np.int64)
        np.maximum.at(base, rows.worst[rows.worst_rows], old[rows.worst_rows])
        reached = np.repeat(base[:, None], delta.shape[1], axis=1)
        is_worst = rows.worst[row] >= 0
        if (rows.lower[rows.worst_rows] > 0).any():
            # Work may also lower a charge here, so each slot's worst is taken over all rows anew.
            for n in range(delta.shape[1]):
                mine = is_worst & (column == n)
                charged = old.copy()
                charged[row[mine]] = new[mine]
                reached[:, n] = 0
                np.maximum.at(reached[:, n], rows.worst[rows.worst_rows], charged[rows.worst_rows])
        np.maximum.at(reached, (rows.worst[row][is_worst], column[is_worst]), new[is_worst])
        np.add.at(delta, self.compiled.worst_tier, reached - base[:, None])

    def _run_offers(self, officer: int, worked: Ints, instance: int, delta: Ints, is_open: Bools) -> None:
        c = self.compiled
        if not c.runs[officer]:
            return
        works = np.zeros(c.frame.problem.period.days, dtype=np.bool_)
        works[c.frame.day[worked]] = True
        more = works.copy()
        more[c.frame.day[c.frame.slots_of_instance[instance][0]]] = True
        for limit in c.runs[officer]:
            change = run_charge(limit, more) - run_charge(limit, works)
            if limit.tier == HARD:
                is_open &= change <= 0
            else:
                delta[limit.tier] += change * limit.weight


def _pressure(upper: Ints, before: Ints, coef: Ints, column: Ints, slots: int) -> Ints:
    """Return how much of the headroom of upper limits each slot eats: a convex share, so that work spreads evenly."""
    is_limit = (upper > 0) & (upper < NO_LIMIT)
    top = np.where(is_limit, upper, 1).astype(np.float64)
    use = np.clip(before / top, 0, 2)
    eaten = np.where(is_limit, coef / top * use * use, 0.0)
    total = np.bincount(column, weights=eaten, minlength=slots)
    count = np.maximum(1, np.bincount(column, minlength=slots))
    # The mean over rows keeps a slot with many windows comparable to one with few; a share of the sum breaks ties.
    found: Ints = (200 * np.minimum(total / count * 8 + total / 64, 20)).astype(np.int64)
    return found


def _book(tiers: Ints, tier: int, amount: int) -> int:
    """Add an amount to its tier; return it when it is a broken hard limit."""
    if tier == HARD:
        return amount
    tiers[tier] += amount
    return 0


@dataclass(frozen=True)
class _Wishes:
    """All `WantedWork` of one officer, joined: item n wants one of `slot[first[n]:first[n+1]]`, never an empty span."""

    tier: Ints
    cost: Ints
    first: Ints
    slot: Ints

    @classmethod
    def of(cls, items: tuple[WantedWork, ...]) -> "_Wishes | None":
        if not items:
            return None
        return cls(
            tier=np.array([i.tier for i in items], dtype=np.int64),
            cost=np.array([i.cost for i in items], dtype=np.int64),
            first=np.concatenate(([0], np.cumsum([len(i.slots) for i in items])))[:-1].astype(np.int64),
            slot=np.concatenate([i.slots for i in items]),
        )

    def met(self, mask: Bools) -> Bools:
        """Return which items a mask of worked slots satisfies."""
        found: Bools = np.logical_or.reduceat(mask[self.slot], self.first)
        return found


def _by_instance(compiled: Compiled, officer: int) -> dict[int, list[WantedWork]]:
    found: dict[int, list[WantedWork]] = {}
    for item in compiled.wanted[officer]:
        for instance in np.unique(compiled.frame.instance[item.slots]).tolist():
            found.setdefault(instance, []).append(item)
    return found


class Assignment:
    """Who works which slot, with the costs of every officer, slot and team kept up to date."""

    def __init__(self, scorer: Scorer, worked: Bools | None = None) -> None:
        self.scorer = scorer
        self.compiled = scorer.compiled
        self.worked: Bools = (scorer.compiled.pinned if worked is None else worked).copy()
        self.filled: Ints = self.worked.sum(axis=0).astype(np.int64)
        self.teams = TeamState(scorer.compiled.teams, self.worked)
        self.officer_tiers = np.zeros((self.compiled.officers, scorer.tiers), dtype=np.int64)
        self.broken = np.zeros(self.compiled.officers, dtype=np.int64)
        for officer in range(self.compiled.officers):
            self._refresh(officer)

    def copy(self) -> "Assignment":
        """Return a copy that can be changed without this one."""
        made = object.__new__(Assignment)
        made.scorer, made.compiled = self.scorer, self.compiled
        made.worked, made.filled, made.teams = self.worked.copy(), self.filled.copy(), self.teams.copy()
        made.officer_tiers, made.broken = self.officer_tiers.copy(), self.broken.copy()
        return made

    def slots_of(self, officer: int) -> Ints:
        """Return the slots that an officer works."""
        return np.flatnonzero(self.worked[officer])

    def _refresh(self, officer: int) -> None:
        charge = self.scorer.officer(officer, self.slots_of(officer))
        self.officer_tiers[officer] = charge.tiers
        self.broken[officer] = charge.broken

    def put(self, officer: int, worked: Bools) -> None:
        """Give an officer other work."""
        self.filled += worked.astype(np.int64) - self.worked[officer]
        self.teams.put(officer, self.worked[officer], worked)
        self.worked[officer] = worked
        self._refresh(officer)

    def values(self) -> tuple[int, ...]:
        """Return the value of each tier, in order."""
        total = self.officer_tiers.sum(axis=0) + self.scorer.cover(self.filled) + self.compiled.constant
        total += self.teams.tiers(self.scorer.tiers)
        return tuple(total.tolist())

    def rank(self) -> tuple[int, ...]:
        """Return what comparisons are made by: broken hard limits and seats that do not exist first, then the tiers."""
        crowd = int(np.maximum(0, self.filled - self.compiled.capacity).sum())
        return (int(self.broken.sum()) + crowd, *self.values())
