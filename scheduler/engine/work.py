"""The work of some officers, looked at in several ways, and what it costs or would cost."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from scheduler.engine.compiled import Bools
from scheduler.engine.rows import ShapeTable, at, places, starts_of
from scheduler.rule import Frame, Ints


class Work(ABC):
    """Who works what: of officer `officers[n]` in place n of everything."""

    frame: Frame
    officers: Ints

    @property
    @abstractmethod
    def worked(self) -> Bools:
        """`worked[n, slot]`."""

    @property
    @abstractmethod
    def heads(self) -> Ints:
        """`heads[n, instance]`: how many slots of each instance are worked."""

    @abstractmethod
    def rows_of(self, place: Ints) -> Ints:
        """Return `[k, shape]`: what the work of the officer in place `place[k]` adds up to in each shape of rows."""

    @abstractmethod
    def rows_at(self, shapes: Ints) -> Ints:
        """Return `[n, k]`: what the work adds up to in shape `shapes[k]`; each shape is named once."""

    @property
    @abstractmethod
    def worst(self) -> tuple[Ints, Ints]:
        """`[n, group]`, the charge of the worst row of each worst-per-officer group, and the places not known."""

    @cached_property
    def cells(self) -> tuple[Ints, Ints]:
        """(place, slot) of each worked cell, by place."""
        return places(self.worked)

    @cached_property
    def days(self) -> Bools:
        """`days[n, day]`: whether a tour starts on each day."""
        return self._days(self.heads > 0)

    def days_on(self, counts: Bools) -> Bools:
        """Return `[n, day]`: whether a tour of one of the instances that count starts on each day."""
        return self._days((self.heads > 0) & counts)

    def _days(self, works: Bools) -> Bools:
        found = np.zeros((len(works), self.frame.problem.period.days), dtype=np.bool_)
        if works.shape[1]:
            day = self.frame.day_of_instance
            starts = starts_of(day)
            found[:, day[starts]] = np.logical_or.reduceat(works, starts, axis=1)
        return found


@dataclass(frozen=True)
class WholeWork(Work):
    """Work that is given in full: `all_rows[n, shape]` is what it adds up to."""

    frame: Frame
    officers: Ints
    given: Bools
    all_rows: Ints
    groups: int

    @property
    def worked(self) -> Bools:
        """`worked[n, slot]`."""
        return self.given

    @cached_property
    def heads(self) -> Ints:
        """`heads[n, instance]`: how many slots of each instance are worked."""
        return heads_of(self.frame, len(self.officers), *self.cells)

    def rows_of(self, place: Ints) -> Ints:
        """Return `[k, shape]`; see the class above."""
        found: Ints = self.all_rows[place]
        return found

    def rows_at(self, shapes: Ints) -> Ints:
        """Return `[n, k]`; see the class above."""
        found: Ints = self.all_rows[:, shapes]
        return found

    @property
    def worst(self) -> tuple[Ints, Ints]:
        """Nothing is known."""
        officers = len(self.officers)
        return np.zeros((officers, self.groups), dtype=np.int64), np.arange(officers)


def heads_of(frame: Frame, officers: int, who: Ints, slot: Ints) -> Ints:
    """Return `[n, instance]`: how many of the cells (officer from 0 to `officers` - 1, slot) each instance has."""
    count = len(frame.instances)
    found = np.bincount(who * count + frame.instance[slot], minlength=officers * count)
    return found.reshape(officers, count)


@dataclass(frozen=True)
class Standing:
    """What everybody works, in the ways in which it is looked at most; an assignment keeps it up to date.

    Attributes:
        worked: `[officer, slot]`.
        rows: `[officer, shape]`: what the work adds up to.
        heads: `[officer, instance]`: how many slots.
        worst: `[officer, group]`: the charge of the worst row of each worst-per-officer group.
    """

    worked: Bools
    rows: Ints
    heads: Ints
    worst: Ints

    def copy(self) -> "Standing":
        """Return a copy that can be changed without this one."""
        return Standing(self.worked.copy(), self.rows.copy(), self.heads.copy(), self.worst.copy())


@dataclass(frozen=True)
class Rest(Work):
    """What officers of a standing work apart from some slots. Only what is asked for is looked up.

    Attributes:
        left_out: The slots.
        gone: (place, slot) of what they work of those, by place.
    """

    frame: Frame
    officers: Ints
    standing: Standing
    table: ShapeTable
    left_out: Ints
    gone: tuple[Ints, Ints] = field(init=False)

    def __post_init__(self) -> None:
        who, column = places(self.standing.worked[self.officers[:, None], self.left_out])
        object.__setattr__(self, "gone", (who, self.left_out[column]))

    @cached_property
    def worked(self) -> Bools:
        """`worked[n, slot]`."""
        found = self.standing.worked[self.officers]
        found[self.gone] = False
        return found

    @cached_property
    def heads(self) -> Ints:
        """`heads[n, instance]`: how many slots of each instance are worked."""
        found: Ints = self.standing.heads[self.officers]
        who, slot = self.gone
        np.subtract.at(found, (who, self.frame.instance[slot]), 1)
        return found

    def rows_of(self, place: Ints) -> Ints:
        """Return `[k, shape]`; see the class above."""
        found: Ints = self.standing.rows[self.officers[place]]
        mark = np.full(len(self.officers), -1, dtype=np.int64)
        mark[place] = np.arange(len(place))
        who, slot = self.gone
        mine = mark[who] >= 0
        self.table.add(found, mark[who[mine]], slot[mine], -1)
        return found

    def rows_at(self, shapes: Ints) -> Ints:
        """Return `[n, k]`; see the class above."""
        found: Ints = at(self.standing.rows, self.officers, shapes)
        who, slot = self.gone
        if len(who):
            column = np.full(self.table.count, -1, dtype=np.int64)
            column[shapes] = np.arange(len(shapes))
            owner, shape, coef = self.table.spread(who, slot)
            place = column[shape]
            mine = place >= 0
            np.subtract.at(found.reshape(-1), owner[mine] * len(shapes) + place[mine], coef[mine].astype(found.dtype))
        return found

    @property
    def worst(self) -> tuple[Ints, Ints]:
        """`[n, group]`, and the places of those who lose something."""
        who, _ = self.gone
        changed = np.zeros(len(self.officers), dtype=np.bool_)
        changed[who] = True
        return self.standing.worst[self.officers], np.flatnonzero(changed)


@dataclass(frozen=True)
class Charges:
    """What officers' whole work costs.

    Attributes:
        tiers: `[n, tier]`.
        broken: `[n]`: the hard limits broken, in their units.
        worst: `[n, group]`: the part of `tiers` that the worst row of each worst-per-officer group is charged.
    """

    tiers: Ints
    broken: Ints
    worst: Ints

    @classmethod
    def none(cls, officers: int, tiers: int, groups: int) -> "Charges":
        """Return no charges."""
        return cls(
            tiers=np.zeros((officers, tiers), dtype=np.int64),
            broken=np.zeros(officers, dtype=np.int64),
            worst=np.zeros((officers, groups), dtype=np.int64),
        )

    def book(self, tier: Ints, officer: Ints, amount: Ints) -> None:
        """Add amounts, each to its officer's tier, or where the tier is below 0 to what is broken."""
        hard = tier < 0
        np.add.at(self.broken, officer[hard], amount[hard])
        np.add.at(self.tiers, (officer[~hard], tier[~hard]), amount[~hard])


@dataclass(frozen=True)
class Offers:
    """What officers would add to each tier by working each slot of an instance.

    Attributes:
        delta: Change of each tier, `[tier, officer, slot]`; may be negative.
        is_open: What breaks nothing, `[officer, slot]`.
        pressure: How much of the officer's headroom each slot uses up, 0 and more, `[officer, slot]`.
        worst: `[officer, group]`: what the worst row of each group charges without any of the slots.
        reached: By group, `[officer, slot]`: the same with the slot; groups that no slot changes are left out.
    """

    delta: Ints
    is_open: Bools
    pressure: Ints
    worst: Ints
    reached: dict[int, Ints]

    @classmethod
    def none(cls, tiers: int, is_open: Bools, groups: int) -> "Offers":
        """Return offers of cells that cost nothing."""
        return cls(
            delta=np.zeros((tiers, *is_open.shape), dtype=np.int64),
            is_open=is_open,
            pressure=np.zeros(is_open.shape, dtype=np.int64),
            worst=np.zeros((len(is_open), groups), dtype=np.int64),
            reached={},
        )

    def only(self, officers: Bools) -> "Offers":
        """Return the offers of some of the officers."""
        return Offers(
            self.delta[:, officers],
            self.is_open[officers],
            self.pressure[officers],
            self.worst[officers],
            {group: reached[officers] for group, reached in self.reached.items()},
        )

    def swap(self, officers: Ints, instance: int, left: Ints, taken: Ints) -> "Swap":
        """Return what it changes that these officers, one a line, leave and take slots of the instance."""
        place = np.arange(len(officers))
        priced, reached = [], []
        for column in (left, taken):
            is_any = column >= 0
            priced.append(np.where(is_any, self.delta[:, place, column], 0))
            worst = self.worst.copy()
            for group, with_slot in self.reached.items():
                worst[:, group] = np.where(is_any, with_slot[place, column], worst[:, group])
            reached.append(worst)
        return Swap(officers, instance, left, taken, priced[1] - priced[0], reached[1])


@dataclass(frozen=True)
class Swap:
    """Officers who change their slot of one instance, and what that changes of their own costs.

    Attributes:
        officers: Officer indices, none twice, ascending.
        instance: Instance index.
        left, taken: For each officer the place of the slot in the instance that he leaves and of the one that he takes;
            -1 for none.
        tiers: Change of each tier, `[tier, officer]`; crews and call lists left out.
        worst: `[officer, group]`: afterwards, the charge of the worst row of each group.
    """

    officers: Ints
    instance: int
    left: Ints
    taken: Ints
    tiers: Ints
    worst: Ints
