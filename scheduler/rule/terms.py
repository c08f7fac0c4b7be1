"""The few shapes in which a rule tells the engine what it forbids, bounds or prices.

`x[officer, slot]` is 1 when the officer works one seat of the slot. A term says nothing of severity, tier or weight:
the policy entry does. Used as a hard limit, a term must hold; used as a price, it charges `amount`, as each class says,
times the entry's weight. All index arrays are int64 and refer to `Frame`.
"""

from dataclasses import dataclass

import numpy as np

from scheduler.rule.frame import Frame, Ints


@dataclass(frozen=True)
class Forbid:
    """`x[officer[n], slot[n]] = 0` for every n. Priced: `cost[n]` (None: 1) for each such cell that is worked."""

    officer: Ints
    slot: Ints
    cost: Ints | None = None


@dataclass(frozen=True)
class Rows:
    """Linear rows: `lower[r] <= sum coef[k] * x[officer[r], slot[k]] <= upper[r]`, k from `first[s]` to `first[s+1]`.

    Rows share sets of cells: s is `set_of[r]`, the set of row r. Both ends are inclusive; what history carries in is
    already subtracted. A limit below 0 (or a `lower` above the sum of coefs) cannot be met: rules drop such rows or
    clamp them, see design of the rule. Priced: each row charges `ceil(excess / unit)`, excess being the distance to the
    violated end; with `is_worst`, only the largest charge of each officer over all rows of the entry counts.

    Attributes:
        officer: Owner of each row, shape [rows].
        first: Where each set's cells begin, shape [sets + 1].
        slot: Slot of each cell, shape [cells].
        coef: Coefficient of each cell, at least 0, shape [cells].
        upper: Shape [rows]; use `NO_LIMIT` for none.
        lower: Shape [rows] or None for none at all.
        day: Day index that each row is judged on, for names and neighbourhoods, shape [rows].
        set_of: The set of each row, shape [rows], or None where each row has one of its own, in order.
    """

    officer: Ints
    first: Ints
    slot: Ints
    coef: Ints
    upper: Ints
    day: Ints
    lower: Ints | None = None
    unit: int = 1
    is_worst: bool = False
    set_of: Ints | None = None

    @property
    def sets(self) -> Ints:
        """The set of each row."""
        return np.arange(len(self.officer), dtype=np.int64) if self.set_of is None else self.set_of


NO_LIMIT = 2**50
"""An `upper` that never binds."""


@dataclass(frozen=True)
class InstanceRows:
    """As `Rows`, but over instances: a cell stands for all slots of instance `instance[k]` at once.

    Rules whose coefficients do not depend on the post use it: hours of the week need a fiftieth of the cells.
    """

    officer: Ints
    first: Ints
    instance: Ints
    coef: Ints
    upper: Ints
    day: Ints
    lower: Ints | None = None
    unit: int = 1
    is_worst: bool = False

    set_of: Ints | None = None

    @property
    def sets(self) -> Ints:
        """The set of each row."""
        return np.arange(len(self.officer), dtype=np.int64) if self.set_of is None else self.set_of

    def by_slot(self, frame: Frame) -> Rows:
        """Return the same rows over slots."""
        first, slot, coef = self.slots_of(frame, np.arange(len(self.first) - 1, dtype=np.int64))
        return Rows(
            officer=self.officer,
            first=first,
            slot=slot,
            coef=coef,
            upper=self.upper,
            day=self.day,
            lower=self.lower,
            unit=self.unit,
            is_worst=self.is_worst,
            set_of=self.set_of,
        )

    def slots_of(self, frame: Frame, sets: Ints) -> tuple[Ints, Ints, Ints]:
        """Return some of the sets over slots: where each one's cells begin, and the slot and coef of each cell."""
        sizes = np.diff(self.first)[sets]
        cells = _spans(self.first[:-1][sets], sizes)
        by_instance = frame.slots_of_instance
        widths = np.array([len(s) for s in by_instance], dtype=np.int64)
        begins = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(widths)))
        joined = np.concatenate(by_instance) if by_instance else np.zeros(0, dtype=np.int64)
        wide = widths[self.instance[cells]]
        place = np.repeat(np.arange(len(sets)), sizes)
        per_set = np.bincount(place, weights=wide, minlength=len(sets)).astype(np.int64)
        return (
            np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(per_set))),
            joined[_spans(begins[:-1][self.instance[cells]], wide)],
            np.repeat(self.coef[cells], wide),
        )


def _spans(begin: Ints, size: Ints) -> Ints:
    """Return begin[0], begin[0] + 1, ... (size[0] of them), begin[1], ... as one array."""
    ends: Ints = np.cumsum(size)
    total = int(ends[-1]) if len(ends) else 0
    found: Ints = np.arange(total, dtype=np.int64) + np.repeat(begin - (ends - size), size)
    return found


@dataclass(frozen=True)
class Successions:
    """No officer works both a slot of instance `first[n]` and one of instance `second[n]`.

    `first[n] == second[n]` means at most one slot of that instance. `officer` None: everybody; else only these.
    Priced: 1 for each officer and n with both.
    """

    first: Ints
    second: Ints
    officer: Ints | None = None


@dataclass(frozen=True)
class Capacity:
    """`sum over officers of x[., slot[n]] <= most[n]`. Always hard: a seat that does not exist cannot be filled."""

    slot: Ints
    most: Ints


@dataclass(frozen=True)
class Runs:
    """Bounds on runs of working days and days off, by the start dates of tours; shape [n], one n per officer.

    A run of working days that ends inside the period, or reaches its last day, is at most `most_work[n]`, carried-in
    days included. A run of working days that ends before the last day is at least `least_work[n]`; a run of days off
    that ends before the last day at least `least_off[n]`; a run of days off is at most `most_off[n]` (None: none is
    bounded). `carried_work[n]` working days (or else `carried_off[n]` days off) run up to the day before the period;
    both 0 means that nothing is known, and then a run that starts on day 0 satisfies any least. Carried-in days are
    part of the run for every bound: a carried-in run that day 0 does not continue is long enough, or lacks days. 0 in a
    `least_` array, or `NO_LIMIT` in a `most_` array, bounds nothing. With `instance`, a working day is one on which an
    instance among these is worked, and every other day is off (None: any instance).
    Priced: the number of days of the period that lie beyond the most days of their run, and the number of days that
    each finished run lacks.
    """

    officer: Ints
    most_work: Ints
    least_work: Ints
    least_off: Ints
    carried_work: Ints
    carried_off: Ints
    most_off: Ints | None = None
    instance: Ints | None = None


@dataclass(frozen=True)
class Groups:
    """At most `most[n]` of the groups of officer `officer[n]` are touched (have a worked cell); weekends, for one.

    The groups of n are g from `first_group[n]` to `first_group[n+1]`, the slots of g are `slot[k]`, k from `first[g]`
    to `first[g+1]`. Priced: `cost[n]` (None: 1) for each touched group above `most[n]`.
    """

    officer: Ints
    most: Ints
    first_group: Ints
    first: Ints
    slot: Ints
    cost: Ints | None = None


@dataclass(frozen=True)
class Cover:
    """Missing heads on slots: never hard, always priced.

    With `filled` heads on `slot[n]`, the charge is `cost[n] * min(cap[n], max(0, need[n] - filled))`, plus
    `over_cost[n] * max(0, filled - need[n])` where `over_cost` is given.
    """

    slot: Ints
    need: Ints
    cap: Ints
    cost: Ints
    over_cost: Ints | None = None


@dataclass(frozen=True)
class Price:
    """`cost[n]` for each worked cell (officer[n], slot[n]); always priced."""

    officer: Ints
    slot: Ints
    cost: Ints


@dataclass(frozen=True)
class InstancePrice:
    """As `Price`, but over instances: `cost[n]` for each worked cell of officer[n] on any slot of instance[n]."""

    officer: Ints
    instance: Ints
    cost: Ints


@dataclass(frozen=True)
class Wanted:
    """`cost[n]` when officer[n] works none of the slots `slot[k]`, k from `first[n]` to `first[n+1]`; always priced."""

    officer: Ints
    first: Ints
    slot: Ints
    cost: Ints


EVERYBODY = -1
"""In `Crew.officer`: every officer."""


@dataclass(frozen=True)
class Crew:
    """Rows over several officers: `sum coef[k] * x[officer[k], slot[k]] >= need[n]`, k from `first[n]` to `first[n+1]`.

    With `EVERYBODY` for an officer, `coef[k]` counts each head on the slot; what stands beside it for one officer and
    the same slot is added to it. Coefs may be negative, and `need` too. Never hard, always priced: row n charges
    `cost[n] * max(0, need[n] - sum)`, also when nobody works any of its cells. `day[n]` is the day index that the row
    is judged on. A cell occurs at most once in a row, not counting those of everybody.
    """

    first: Ints
    officer: Ints
    slot: Ints
    coef: Ints
    need: Ints
    cost: Ints
    day: Ints


@dataclass(frozen=True)
class Order:
    """Lists of officers, each to be called before those after him; never hard, always priced.

    List n holds positions p from `first[n]` to `first[n+1]`, in order: the one to be called first comes first.
    Positions share sets of slots: set s is `slot[k]`, k from `first_slot[s]` to `first_slot[s+1]`. Position p is
    *called* when its officer `officer[p]` works one of the slots of set `call[p]`, and *busy* when he works one of
    those of set `busy[p]` (which include the call ones). Charged: `cost[n]` for each called position after which the
    list still had, before it, one that is not busy. `day[n]` is the day index that the list is judged on.
    """

    first: Ints
    officer: Ints
    call: Ints
    busy: Ints
    first_slot: Ints
    slot: Ints
    cost: Ints
    day: Ints


Term = (
    Forbid
    | Rows
    | InstanceRows
    | Successions
    | Capacity
    | Runs
    | Groups
    | Cover
    | Price
    | InstancePrice
    | Wanted
    | Crew
    | Order
)
