"""What of an officer's past still matters to a limit, as a whole number that each day moves on.

Each limit that speaks of one officer alone keeps a tally: the days of a run, what a row has come to, groups touched. A
day's choice moves it on and may cost something, or may be illegal. Numbers that lead to the same from here on are made
one, and what is charged whatever follows is charged at once, so that few numbers are left. Officers whose priced limits
differ by what history carried in share a tally; it begins for each with another number.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np

from scheduler.engine.compiled import HARD, Bools, Compiled, GroupLimit, RunLimit
from scheduler.engine.lone_crews import LoneCrews
from scheduler.rule import NO_LIMIT, Ints


@dataclass(frozen=True)
class Tally(ABC):
    """The past of one limit.

    Attributes:
        price: What a unit of its charge costs, all tiers weighed; 0 where it must hold.
        starts: What each officer of the graph begins with.
    """

    price: int
    starts: Ints

    @abstractmethod
    def after(self, value: Ints, day: int, slot: int | None) -> tuple[Ints, Ints]:
        """Return the numbers after the slot was worked on the day, None for a day off, and what is charged then."""

    @abstractmethod
    def looks(self, slots: Ints) -> list[Ints]:
        """Return what tells slots of one day apart: an entry each in each array."""


@dataclass(frozen=True)
class RunTally(Tally):
    """The run of days that goes on: its days above 0 at work, below 0 off, 0 for nothing known.

    A run that began at the first day, or before all that is known, may be as short as it likes: to its days `_UNKNOWN`
    is added.
    """

    limit: RunLimit
    days: int
    instance: Ints

    def after(self, value: Ints, day: int, slot: int | None) -> tuple[Ints, Ints]:
        """See `Tally.after`."""
        limit = self.limit
        works = slot is not None and (limit.counts is None or bool(limit.counts[self.instance[slot]]))
        sign, most, least = (1, limit.most_work, limit.least_work) if works else (-1, limit.most_off, limit.least_off)
        length, is_unknown = np.abs(value), np.abs(value) > _UNKNOWN
        goes_on, ends = value * sign > 0, value * sign < 0
        asked = limit.least_off if works else limit.least_work
        charged = np.where(ends & ~is_unknown, np.maximum(0, asked - length), 0)
        stays_unknown = (value == 0) | (goes_on & is_unknown)
        now = np.where(goes_on, np.where(is_unknown, length - _UNKNOWN, length), 0) + 1
        charged += now > most
        left = self.days - 1 - day
        if not left:
            return np.zeros_like(value), charged
        # Days beyond the most, or beyond what may matter, are as good as one another.
        cap = max(1, least, most if most < NO_LIMIT else 0)
        now, enough = np.minimum(now, cap), max(1, least)
        # A run of unknown beginning stands for one that is long enough: that one, too, must never become too long.
        never_long = np.where(stays_unknown, np.maximum(now, enough), now) + left <= most
        now = np.where(never_long, np.where(stays_unknown, enough, np.minimum(now, enough)), now)
        return sign * (now + _UNKNOWN * (stays_unknown & ~never_long)), charged

    def looks(self, slots: Ints) -> list[Ints]:
        """See `Tally.looks`."""
        return [] if self.limit.counts is None else [self.limit.counts[self.instance[slots]].astype(np.int64)]


_UNKNOWN = 1000


@dataclass(frozen=True)
class SumTally(Tally):
    """A sum over the worked slots that should come to `need` at least; each started `unit` that lacks is charged.

    Attributes:
        coef: By slot.
        low, high: By day: the least and the most that this and later days can add; one entry more than days.
    """

    need: int
    unit: int
    coef: Ints
    low: Ints
    high: Ints

    @property
    def looseness(self) -> float:
        """What part of all that it can come to is enough."""
        reach = int(self.high[0] - self.low[0])
        return (int(self.high[0]) - self.need) / max(1, reach)

    def after(self, value: Ints, day: int, slot: int | None) -> tuple[Ints, Ints]:
        """See `Tally.after`."""
        low, high = int(self.low[day + 1]), int(self.high[day + 1])
        now = value if slot is None else value + int(self.coef[slot])
        lacks = np.maximum(0, self.need - high - now)
        # What lacks whatever comes is charged at once, in whole units until the last day.
        charged = lacks // self.unit if day + 2 < len(self.low) else -(-lacks // self.unit)
        now = now + charged * self.unit
        return np.where(now + low >= self.need, self.need - low, now), charged

    def looks(self, slots: Ints) -> list[Ints]:
        """See `Tally.looks`."""
        return [self.coef[slots]]


@dataclass(frozen=True)
class GroupTally(Tally):
    """Twice the number of groups touched, and one more where the group that the day lies in is among them.

    Attributes:
        spans: First and last day of each group; no day lies in two.
    """

    most: int
    member: Bools
    spans: tuple[tuple[int, int], ...]

    def after(self, value: Ints, day: int, slot: int | None) -> tuple[Ints, Ints]:
        """See `Tally.after`."""
        count, is_open = value // 2, value % 2
        for member, (first, last) in zip(self.member, self.spans, strict=True):
            if first <= day <= last:
                if slot is not None and member[slot]:
                    count, is_open = count + 1 - is_open, np.ones_like(is_open)
                if day == last:
                    is_open = np.zeros_like(is_open)
        charged = np.maximum(0, count - self.most)
        left = sum(last > day for _, last in self.spans)
        # Where all that is left may be touched, the count matters no more.
        count = np.minimum(np.maximum(count, self.most - left), self.most)
        return 2 * count + is_open, charged

    def looks(self, slots: Ints) -> list[Ints]:
        """See `Tally.looks`."""
        return [member[slots].astype(np.int64) for member in self.member if member[slots].any()]


@dataclass(frozen=True)
class _Item:
    """One limit of one officer.

    Attributes:
        look: What officers must have in common to share a tally.
        number: What the tally counts to; of officers who share one the largest holds.
        make: Returns the tally for the number shared and what each officer lacked to it.
    """

    look: tuple[object, ...]
    number: int
    make: Callable[[int, Ints], Tally]


class Limits:
    """The limits of each officer alone, as far as a tally can hold them.

    Args:
        compiled: The problem.
        weights: Weight of each tier; limits of tiers that weigh nothing are left out.
        lone: Rows over crews of one officer each.
    """

    def __init__(self, compiled: Compiled, weights: Ints, lone: LoneCrews) -> None:
        self.compiled, self.weights, self.lone = compiled, weights, lone
        self.days = compiled.frame.problem.period.days
        self._items: dict[int, list[_Item]] = {}
        self._entries = np.arange(len(compiled.frame.slots))

    def alike(self) -> list[Ints]:
        """Return the officers in groups that can share their tallies."""
        looks: dict[tuple[object, ...], list[int]] = {}
        for officer in range(self.compiled.officers):
            look = tuple(item.look for item in self._items_of(officer))
            looks.setdefault((int(self.compiled.conflict_class[officer]), look), []).append(officer)
        return [np.array(officers) for officers in looks.values()]

    def tallies(self, officers: Ints) -> list[Tally]:
        """Return the tallies that officers who are alike share."""
        found = []
        for same in zip(*(self._items_of(officer) for officer in officers.tolist()), strict=True):
            numbers = np.array([item.number for item in same], dtype=np.int64)
            most = int(numbers.max())
            found.append(same[0].make(most, most - numbers))
        return found

    def _items_of(self, officer: int) -> list[_Item]:
        if officer not in self._items:
            parts = self._runs(officer), self._rows(officer), self._crews(officer), self._groups(officer)
            self._items[officer] = [item for part in parts for item in part]
        return self._items[officer]

    def _price(self, tier: int, weight: int) -> int | None:
        """Return what a unit costs, 0 for what must hold, None for what weighs nothing."""
        if tier == HARD:
            return 0
        return int(self.weights[tier]) * weight or None

    def _runs(self, officer: int) -> Iterator[_Item]:
        for limit in self.compiled.runs[officer]:
            price = self._price(limit.tier, limit.weight)
            if price is None:
                continue
            work, off = min(limit.carried_work, _UNKNOWN - 1), min(limit.carried_off, _UNKNOWN - 1)
            counts = None if limit.counts is None else limit.counts.tobytes()
            ends = limit.most_work, limit.most_off, limit.least_work, limit.least_off
            make = partial(self._run_tally, price, limit)
            # What is carried in goes by the way that numbers differ: no two need have it in common.
            yield _Item(("run", price, ends, counts), -(work or -off), make)

    def _run_tally(self, price: int, limit: RunLimit, most: int, lacks: Ints) -> Tally:
        return RunTally(price, lacks - most, limit, self.days, self.compiled.frame.instance)

    def _rows(self, officer: int) -> Iterator[_Item]:
        own, count = self.compiled.rows[officer], len(self._entries)
        column, row, coef = own.entries(self._entries)
        for r in np.flatnonzero(own.worst < 0).tolist():
            price = self._price(int(own.tier[r]), int(own.weight[r]))
            if price is None:
                continue
            mine = row == r
            by_slot = np.zeros(count, dtype=np.int64)
            by_slot[column[mine]] = coef[mine]
            shape = int(own.shape[r])
            unit = int(own.unit[r]) if price else 1
            if own.upper[r] < NO_LIMIT:
                yield self._at_least(("most", shape), price, unit, -by_slot, -int(own.upper[r]))
            if own.lower[r] > -NO_LIMIT:
                yield self._at_least(("least", shape), price, unit, by_slot, int(own.lower[r]))

    def _crews(self, officer: int) -> Iterator[_Item]:
        for row in self.lone.rows[officer]:
            price = self._price(row.tier, row.cost)
            if price is not None:
                yield self._at_least(("crew", row.coef.tobytes()), price, 1, row.coef, row.need)

    def _at_least(self, look: tuple[object, ...], price: int, unit: int, coef: Ints, need: int) -> _Item:
        """Return a sum that should be so much at least.

        Hard limits of different height are no one's to share: the numbers of all would be kept for each. Priced ones
        differ by history for the most part; where their numbers never meet they are kept apart, too.
        """
        step = int(np.gcd.reduce(coef)) or 1
        return _Item((*look, price, unit, need % step if price else need), need, partial(self._sum, price, unit, coef))

    def _sum(self, price: int, unit: int, coef: Ints, need: int, lacks: Ints) -> Tally:
        low, high = _reach(coef, self.compiled.frame.day, self.days)
        return SumTally(price, lacks, need, unit, coef, low, high)

    def _groups(self, officer: int) -> Iterator[_Item]:
        for group in self.compiled.groups[officer]:
            price, spans = self._price(group.tier, group.weight), self._spans(group)
            if price is None or spans is None:
                continue
            look = "groups", price, id(group.member), 0 if price else group.most
            yield _Item(look, group.most, partial(self._group_tally, price, group, spans))

    def _group_tally(
        self, price: int, group: GroupLimit, spans: tuple[tuple[int, int], ...], most: int, lacks: Ints
    ) -> Tally:
        return GroupTally(price, 2 * lacks, most, group.member, spans)

    def _spans(self, group: GroupLimit) -> tuple[tuple[int, int], ...] | None:
        """Return first and last day of each group, None where a day lies between those of two."""
        day = self.compiled.frame.day
        spans = [(int(day[m].min()), int(day[m].max())) if m.any() else (-1, -1) for m in group.member]
        ordered = sorted(span for span in spans if span[0] >= 0)
        return tuple(spans) if all(a[1] < b[0] for a, b in pairwise(ordered)) else None


def most_charged(compiled: Compiled, lone: LoneCrews, tier: int) -> int:
    """Return what the limits of each officer alone can charge in a tier at most, all officers together."""
    days, total = compiled.frame.problem.period.days, 0
    slots = np.arange(len(compiled.frame.slots))
    for officer in range(compiled.officers):
        own = compiled.rows[officer]
        column, row, coef = own.entries(slots)
        for r in np.flatnonzero((own.tier == tier) & (own.worst < 0)).tolist():
            by_slot = np.zeros(len(slots), dtype=np.int64)
            by_slot[column[row == r]] = coef[row == r]
            low, high = _reach(by_slot, compiled.frame.day, days)
            excess = max(0, int(high[0] - own.upper[r]), int(own.lower[r] - low[0]))
            total += -(-excess // int(own.unit[r])) * int(own.weight[r])
        for limit in compiled.runs[officer]:
            # A day is too much, or ends a run that lacks days.
            total += (limit.tier == tier) * limit.weight * days * (1 + max(limit.least_work, limit.least_off))
        total += sum(group.weight * len(group.member) for group in compiled.groups[officer] if group.tier == tier)
        for lone_row in lone.rows[officer]:
            low, _ = _reach(lone_row.coef, compiled.frame.day, days)
            total += (lone_row.tier == tier) * lone_row.cost * max(0, lone_row.need - int(low[0]))
    return total


def _reach(coef: Ints, day: Ints, days: int) -> tuple[Ints, Ints]:
    """Return by day the least and the most that it and later days can add, and 0 behind the last."""
    low, high = np.zeros((2, days), dtype=np.int64)
    np.minimum.at(low, day, coef)
    np.maximum.at(high, day, coef)
    return np.append(np.cumsum(low[::-1])[::-1], 0), np.append(np.cumsum(high[::-1])[::-1], 0)
