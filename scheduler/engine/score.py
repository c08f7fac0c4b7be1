"""What an assignment costs in every tier, and what each further cell would cost, computed from the terms.

The checker has the last word on every roster; this is the fast copy that the search steers by, and a test holds the
two together. Costs are worked out for many officers at once: one officer at a time costs fifty times as much.
"""

import numpy as np

from scheduler.engine.compiled import Bools, Compiled
from scheduler.engine.rows import places
from scheduler.engine.score_parts import GroupScore, PairScore, RunScore, WishScore
from scheduler.engine.score_rows import RowScore
from scheduler.engine.teams import TeamState
from scheduler.engine.work import Charges, Offers, Work
from scheduler.rule import Ints


class Scorer:
    """Costs of officers and slots of one compiled problem. Holds no assignment."""

    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        self.tiers = len(compiled.tiers)
        self._rows, self._pairs = RowScore(compiled), PairScore(compiled)
        self._parts = (
            self._rows,
            self._pairs,
            WishScore(compiled),
            RunScore(compiled),
            GroupScore(compiled),
        )
        self.forced = self._forced()

    def _forced(self) -> int:
        """Return how many conflicts the fixed tours have among themselves: no roster can avoid those."""
        pinned = self.compiled.pinned
        officers = np.flatnonzero(pinned.any(axis=1))
        charges = Charges.none(len(officers), self.tiers)
        self._pairs.charge(self.work(officers, pinned[officers]), charges)
        return int(charges.broken.sum())

    def work(self, officers: Ints, worked: Bools) -> Work:
        """Return officers' work, given as `worked[officer, slot]`, a row for each of them."""
        rows = self._rows.values(len(officers), *places(worked))
        return Work(self.compiled.frame, officers, worked, rows)

    def moved(self, work: Work, worked: Bools) -> Work:
        """Return the same officers with other work; cheaper than `work` where little changes."""
        come, go = places(worked & ~work.worked), places(work.worked & ~worked)
        count = len(work.officers)
        rows = work.rows + self._rows.values(count, *come) - self._rows.values(count, *go)
        return Work(work.frame, work.officers, worked, rows)

    def charges(self, work: Work) -> Charges:
        """Return what officers' whole work costs."""
        officers = work.officers
        found = Charges.none(len(officers), self.tiers)
        who, slot = work.cells
        for tier, cost in self.compiled.cell_cost.items():
            np.add.at(found.tiers[:, tier], who, cost[officers[who], slot])
        for part in self._parts:
            part.charge(work, found)
        return found

    def cover(self, filled: Ints) -> Ints:
        """Return what the heads on the slots cost, by tier."""
        tiers = np.zeros(self.tiers, dtype=np.int64)
        for line in self.compiled.covers:
            tiers[line.tier] += int(line.charge(filled).sum())
        return tiers

    def offers(self, work: Work, instance: int) -> Offers:
        """Return what each slot of an instance would add for each officer; crews and call lists left out.

        Args:
            work: The officers' work without any slot of this instance.
            instance: Instance index.
        """
        slots = work.frame.slots_of_instance[instance]
        cells = np.ix_(work.officers, slots)
        found = Offers(
            delta=np.zeros((self.tiers, len(work.officers), len(slots)), dtype=np.int64),
            is_open=self.compiled.allowed[cells],
            pressure=np.zeros((len(work.officers), len(slots)), dtype=np.int64),
        )
        for tier, cost in self.compiled.cell_cost.items():
            found.delta[tier] += cost[cells]
        for part in self._parts:
            part.offer(work, instance, found)
        return found


class Assignment:
    """Who works which slot, with the costs of every officer, slot and team kept up to date."""

    def __init__(self, scorer: Scorer, worked: Bools | None = None) -> None:
        self.scorer = scorer
        self.compiled = scorer.compiled
        self.worked: Bools = (scorer.compiled.pinned if worked is None else worked).copy()
        self.filled: Ints = self.worked.sum(axis=0).astype(np.int64)
        self.teams = TeamState(scorer.compiled.teams, self.worked)
        work = scorer.work(np.arange(self.compiled.officers), self.worked)
        charges = scorer.charges(work)
        self._rows, self.officer_tiers, self.broken = work.rows, charges.tiers, charges.broken

    def copy(self) -> "Assignment":
        """Return a copy that can be changed without this one."""
        made = object.__new__(Assignment)
        made.scorer, made.compiled = self.scorer, self.compiled
        made.worked, made.filled, made.teams = self.worked.copy(), self.filled.copy(), self.teams.copy()
        made.officer_tiers, made.broken, made._rows = self.officer_tiers.copy(), self.broken.copy(), self._rows.copy()
        return made

    def slots_of(self, officer: int) -> Ints:
        """Return the slots that an officer works."""
        return np.flatnonzero(self.worked[officer])

    def work_without(self, officers: Ints, slots: Ints) -> Work:
        """Return officers' work as if they worked none of the slots."""
        worked = self.worked[officers]
        work = Work(self.compiled.frame, officers, worked, self._rows[officers])
        rest = worked.copy()
        rest[:, slots] = False
        return self.scorer.moved(work, rest)

    def put(self, officers: Ints, worked: Bools) -> None:
        """Give officers other work: `worked[officer, slot]`, a row for each of them; no officer occurs twice."""
        if not len(officers):
            return
        before = self.worked[officers]
        self.filled += worked.sum(axis=0) - before.sum(axis=0)
        self.teams.put(officers, before, worked)
        work = self.scorer.moved(Work(self.compiled.frame, officers, before, self._rows[officers]), worked)
        charges = self.scorer.charges(work)
        self.worked[officers], self._rows[officers] = worked, work.rows
        self.officer_tiers[officers], self.broken[officers] = charges.tiers, charges.broken

    def values(self) -> tuple[int, ...]:
        """Return the value of each tier, in order."""
        total = self.officer_tiers.sum(axis=0) + self.scorer.cover(self.filled) + self.compiled.constant
        total += self.teams.tiers(self.scorer.tiers)
        return tuple(total.tolist())

    def rank(self) -> tuple[int, ...]:
        """Return what comparisons are made by: broken hard limits and seats that do not exist first, then the tiers."""
        crowd = int(np.maximum(0, self.filled - self.compiled.capacity).sum())
        return (int(self.broken.sum()) + crowd, *self.values())
