"""The work of some officers, looked at in several ways, and what it costs or would cost."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scheduler.engine.compiled import Bools
from scheduler.engine.rows import places
from scheduler.rule import Frame, Ints


@dataclass(frozen=True)
class Work:
    """Who works what.

    Attributes:
        officers: Officer indices.
        worked: `worked[n, slot]` for the officer with index `officers[n]`.
        rows: `rows[n, shape]`: what that work adds up to in each shape of linear rows.
    """

    frame: Frame
    officers: Ints
    worked: Bools
    rows: Ints

    @cached_property
    def cells(self) -> tuple[Ints, Ints]:
        """(place in `officers`, slot) of each worked cell, by officer."""
        return places(self.worked)

    @cached_property
    def heads(self) -> Ints:
        """`heads[n, instance]`: how many slots of each instance are worked."""
        who, slot = self.cells
        count = len(self.frame.instances)
        found = np.bincount(who * count + self.frame.instance[slot], minlength=len(self.officers) * count)
        return found.reshape(len(self.officers), count)

    @cached_property
    def days(self) -> Bools:
        """`days[n, day]`: whether a tour starts on each day."""
        return self._days(*self.cells)

    def days_on(self, counts: Bools) -> Bools:
        """Return `[n, day]`: whether a tour of one of the instances that count starts on each day."""
        who, slot = self.cells
        mine = counts[self.frame.instance[slot]]
        return self._days(who[mine], slot[mine])

    def _days(self, who: Ints, slot: Ints) -> Bools:
        found = np.zeros((len(self.officers), self.frame.problem.period.days), dtype=np.bool_)
        found[who, self.frame.day[slot]] = True
        return found


@dataclass(frozen=True)
class Charges:
    """What officers' whole work costs: `tiers[n, tier]`, and in `broken[n]` the hard limits broken, in their units."""

    tiers: Ints
    broken: Ints

    @classmethod
    def none(cls, officers: int, tiers: int) -> "Charges":
        """Return no charges."""
        return cls(np.zeros((officers, tiers), dtype=np.int64), np.zeros(officers, dtype=np.int64))

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
    """

    delta: Ints
    is_open: Bools
    pressure: Ints
