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
from scheduler.engine.work import Charges, Offers, Rest, Standing, Swap, WholeWork, Work
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
        charges = Charges.none(len(officers), self.tiers, self.groups)
        self._pairs.charge(self.work(officers, pinned[officers]), charges)
        return int(charges.broken.sum())

    @property
    def groups(self) -> int:
        """Number of worst-per-officer groups."""
        return self._rows.groups

    def work(self, officers: Ints, worked: Bools) -> WholeWork:
        """Return officers' work, given as `worked[officer, slot]`, a row for each of them."""
        rows = self._rows.values(len(officers), *places(worked))
        return WholeWork(self.compiled.frame, officers, worked, rows, self.groups)

    def moved(self, work: Work, worked: Bools) -> Work:
        """Return the same officers with other work; cheaper than `work` where little changes."""
        rows = work.rows_of(np.arange(len(work.officers)))
        self._rows.table.add(rows, *places(worked & ~work.worked), 1)
        self._rows.table.add(rows, *places(work.worked & ~worked), -1)
        return WholeWork(work.frame, work.officers, worked, rows, self.groups)

    def charges(self, work: Work) -> Charges:
        """Return what officers' whole work costs."""
        officers = work.officers
        found = Charges.none(len(officers), self.tiers, self.groups)
        who, slot = work.cells
        for tier, cost in self.compiled.cell_cost.items():
            np.add.at(found.tiers[:, tier], who, cost[officers[who], slot])
        for part in self._parts:
            part.charge(work, found)
        return found

    def standing(self, worked: Bools) -> tuple[Standing, Charges]:
        """Return everybody's work in the ways in which it is looked at most, and what it costs."""
        work = self.work(np.arange(self.compiled.officers), worked)
        charges = self.charges(work)
        return Standing(worked, work.all_rows, work.heads, charges.worst), charges

    def rest(self, standing: Standing, officers: Ints, slots: Ints) -> Work:
        """Return what officers work apart from some slots."""
        return Rest(self.compiled.frame, officers, standing, self._rows.table, slots)

    def move(self, standing: Standing, officer: Ints, slot: Ints, sign: int) -> None:
        """Let officers take a slot (sign 1) or leave it (-1), each of them one; `worst` is left as it is."""
        standing.worked[officer, slot] = sign > 0
        standing.heads[officer, self.compiled.frame.instance[slot]] += sign
        self._rows.table.add(standing.rows, officer, slot, sign)

    def cover(self, filled: Ints) -> Ints:
        """Return what the heads on the slots cost, by tier."""
        return self.cover_of(slice(None), filled)

    def cover_of(self, slots: slice, filled: Ints) -> Ints:
        """Return what the heads on some of the slots cost, by tier."""
        tiers = np.zeros(self.tiers, dtype=np.int64)
        for line in self.compiled.covers:
            tiers[line.tier] += int(line.charge(filled, slots).sum())
        return tiers

    def offers(self, work: Work, instance: int) -> Offers:
        """Return what each slot of an instance would add for each officer; crews and call lists left out.

        Args:
            work: The officers' work without any slot of this instance.
            instance: Instance index.
        """
        begin, end = work.frame.edges[instance], work.frame.edges[instance + 1]
        found = Offers.none(self.tiers, self.compiled.allowed[work.officers, begin:end], self.groups)
        for tier, cost in self.compiled.cell_cost.items():
            found.delta[tier] += cost[work.officers, begin:end]
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
        self._standing, charges = scorer.standing(self.worked)
        self.officer_tiers, self.broken = charges.tiers, charges.broken

    def copy(self) -> "Assignment":
        """Return a copy that can be changed without this one."""
        made = object.__new__(Assignment)
        made.scorer, made.compiled = self.scorer, self.compiled
        made._standing = self._standing.copy()
        made.worked, made.filled, made.teams = made._standing.worked, self.filled.copy(), self.teams.copy()
        made.officer_tiers, made.broken = self.officer_tiers.copy(), self.broken.copy()
        return made

    def slots_of(self, officer: int) -> Ints:
        """Return the slots that an officer works."""
        return np.flatnonzero(self.worked[officer])

    def work_without(self, officers: Ints, slots: Ints) -> Work:
        """Return officers' work as if they worked none of the slots; it holds as long as nobody moves."""
        return self.scorer.rest(self._standing, officers, slots)

    def put(self, officers: Ints, worked: Bools) -> None:
        """Give officers other work: `worked[officer, slot]`, a row for each of them; no officer occurs twice."""
        if not len(officers):
            return
        standing, before = self._standing, self.worked[officers]
        self.filled += worked.sum(axis=0) - before.sum(axis=0)
        self.teams.put(officers, before, worked)
        work = self.scorer.moved(self.work_without(officers, np.zeros(0, dtype=np.int64)), worked)
        charges = self.scorer.charges(work)
        standing.worked[officers], standing.rows[officers] = worked, work.rows_of(np.arange(len(officers)))
        standing.heads[officers], standing.worst[officers] = work.heads, charges.worst
        self.officer_tiers[officers], self.broken[officers] = charges.tiers, charges.broken

    def swap(self, swap: Swap) -> bool:
        """Give officers another slot of an instance, or none, unless that makes the roster worse.

        Costs what the change costs and not what the officers' whole work does. Only for officers of whom no hard limit
        is broken, where none asks for work.

        Returns:
            Whether the roster was changed.
        """
        officers, instance, chosen = swap.officers, swap.instance, (swap.left, swap.taken)
        begin, end = self.compiled.frame.edges[instance], self.compiled.frame.edges[instance + 1]
        slots = slice(int(begin), int(end))
        heads = self.filled[slots].copy()
        left, taken = (np.bincount(c[c >= 0], minlength=end - begin) for c in chosen)
        before = self.teams.near(instance, self.scorer.tiers)
        self._move(officers, begin, chosen)
        total = swap.tiers.sum(axis=1) + self.teams.near(instance, self.scorer.tiers) - before
        total += self.scorer.cover_of(slots, heads - left + taken) - self.scorer.cover_of(slots, heads)
        crowd = np.maximum(0, np.stack((heads, heads - left + taken)) - self.compiled.capacity[slots]).sum(axis=1)
        if (int(crowd[1] - crowd[0]), *total.tolist()) > (0,) * (len(total) + 1):
            self._move(officers, begin, (chosen[1], chosen[0]))
            return False
        self._standing.worst[officers] = swap.worst
        self.officer_tiers[officers] += swap.tiers.T
        return True

    def _move(self, officers: Ints, begin: int, chosen: tuple[Ints, Ints]) -> None:
        """Let officers leave and take slots, given by their place behind `begin`, -1 for none."""
        sign = np.repeat(np.array([[-1, 1]]), len(officers), axis=0)
        slot = np.stack(chosen, axis=1)
        for column, way in zip(chosen, (-1, 1), strict=True):
            does = column >= 0
            if does.any():
                self.scorer.move(self._standing, officers[does], begin + column[does], way)
                np.add.at(self.filled, begin + column[does], way)
        does = slot >= 0
        self.teams.move(np.repeat(officers, 2)[does.ravel()], begin + slot[does], sign[does])

    def values(self) -> tuple[int, ...]:
        """Return the value of each tier, in order."""
        total = self.officer_tiers.sum(axis=0) + self.scorer.cover(self.filled) + self.compiled.constant
        total += self.teams.tiers(self.scorer.tiers)
        return tuple(total.tolist())

    def rank(self) -> tuple[int, ...]:
        """Return what comparisons are made by: broken hard limits and seats that do not exist first, then the tiers."""
        crowd = int(np.maximum(0, self.filled - self.compiled.capacity).sum())
        return (int(self.broken.sum()) + crowd, *self.values())
