"""The problem as arrays: which officer, which slot, which day. Terms speak in these indices; checks never use them."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scheduler.domain.demand import Slot
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Tour
from scheduler.domain.words import Badge, ShiftCode, TourKind

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

OFF = -1
"""In `Frame.pattern`: the pattern gives a day off."""
FREE = -2
"""In `Frame.pattern`: the officer has no pattern."""

KINDS = (TourKind.REGULAR, TourKind.VOLUNTARY_OVERTIME, TourKind.MANDATED_OVERTIME)
"""Meaning of the numbers in `Frame.kind`."""


@dataclass(frozen=True)
class Instance:
    """One shift on one local date, elapsed minutes [start, end): all its slots run side by side."""

    on: date
    shift: ShiftCode
    start: int
    end: int


@dataclass(frozen=True)
class Frame:
    """Indices and arrays of a problem. All arrays are int64 unless said otherwise; rows follow the tuples.

    Attributes:
        problem: What it was made from.
        badges: Officers, in the problem's order: officer index.
        slots: Slots in sorted order: slot index. A cell is a pair (officer index, slot index).
        instances: The (date, shift) pairs that have slots, sorted by start: instance index.
        instance: Instance index of each slot.
        day: Day index (0 = first date of the period) of each slot's start date.
        start, end: Elapsed minutes of each slot.
    """

    problem: Problem
    badges: tuple[Badge, ...]
    slots: tuple[Slot, ...]
    instances: tuple[Instance, ...]
    instance: Ints
    day: Ints
    start: Ints
    end: Ints

    @classmethod
    def of(cls, problem: Problem) -> "Frame":
        """Build the frame of a problem."""
        slots = problem.slots()
        instances = tuple(
            sorted({Instance(s.on, s.shift, s.start, s.end) for s in slots}, key=lambda i: (i.start, i.end, i.shift))
        )
        row = {(i.on, i.shift): n for n, i in enumerate(instances)}
        return cls(
            problem=problem,
            badges=tuple(o.badge for o in problem.officers),
            slots=slots,
            instances=instances,
            instance=np.array([row[s.on, s.shift] for s in slots], dtype=np.int64),
            day=np.array([(s.on - problem.period.first).days for s in slots], dtype=np.int64),
            start=np.array([s.start for s in slots], dtype=np.int64),
            end=np.array([s.end for s in slots], dtype=np.int64),
        )

    @cached_property
    def memo(self) -> dict[str, Any]:
        """Where a rule keeps, under a name that begins with its key, what is costly and follows from the frame."""
        return {}

    @property
    def dates(self) -> tuple[date, ...]:
        """Local dates by day index."""
        return self.problem.period.dates

    @cached_property
    def officer_index(self) -> dict[Badge, int]:
        """Officer index by badge."""
        return {badge: i for i, badge in enumerate(self.badges)}

    @cached_property
    def slot_index(self) -> dict[tuple[str, date, str], int]:
        """Slot index by (post, start date, shift)."""
        return {(s.post, s.on, s.shift): i for i, s in enumerate(self.slots)}

    @cached_property
    def minutes(self) -> Ints:
        """True length of each slot."""
        return self.end - self.start

    @cached_property
    def slots_of_day(self) -> tuple[Ints, ...]:
        """Slot indices that start on each day index."""
        return tuple(np.flatnonzero(self.day == d) for d in range(self.problem.period.days))

    @cached_property
    def slots_of_instance(self) -> tuple[Ints, ...]:
        """Slot indices of each instance index."""
        every = np.arange(len(self.slots), dtype=np.int64)
        return tuple(every[begin:end] for begin, end in pairwise(self.edges.tolist()))

    @cached_property
    def edges(self) -> Ints:
        """Where the slots of each instance begin and the last one's end, shape [instances + 1]: they lie together."""
        found: Ints = np.searchsorted(self.instance, np.arange(len(self.instances) + 1)).astype(np.int64)
        return found

    @cached_property
    def day_of_instance(self) -> Ints:
        """Day index of each instance's local date; they ascend."""
        return np.array([(i.on - self.problem.period.first).days for i in self.instances], dtype=np.int64)

    @cached_property
    def shift_codes(self) -> tuple[ShiftCode, ...]:
        """Shift codes in the problem's order: shift index, as used in `pattern`."""
        return tuple(s.code for s in self.problem.shifts)

    @cached_property
    def pattern(self) -> Ints:
        """`pattern[officer, day]`: shift index that the officer's pattern gives, `OFF`, or `FREE` without a pattern."""
        problem, index = self.problem, {code: i for i, code in enumerate(self.shift_codes)}
        cycles = {p.code: p.cycle for p in problem.patterns}
        squads = {s.code: s for s in problem.squads}
        found = np.full((len(self.badges), problem.period.days), FREE, dtype=np.int64)
        for o, officer in enumerate(problem.officers):
            if officer.squad is None:
                continue
            squad = squads[officer.squad]
            cycle = [OFF if code is None else index[code] for code in cycles[squad.pattern]]
            offset = (problem.period.first - squad.anchor).days
            found[o] = [cycle[(offset + d) % len(cycle)] for d in range(problem.period.days)]
        return found

    @cached_property
    def kind(self) -> Ints:
        """`kind[officer, instance]`: index into `KINDS` of the tour that working there would be."""
        index = {code: i for i, code in enumerate(self.shift_codes)}
        shift = np.array([index[i.shift] for i in self.instances], dtype=np.int64)
        day = self.day_of_instance
        given = self.pattern[:, day] if len(day) else np.zeros((len(self.badges), 0), dtype=np.int64)
        kind = np.where((given == FREE) | (given == shift), 0, 2)
        for offer in self.problem.willing:
            o = self.officer_index[offer.badge]
            for n, i in enumerate(self.instances):
                is_offered = offer.first <= i.on <= offer.last and (not offer.shifts or i.shift in offer.shifts)
                if kind[o, n] == 2 and is_offered:
                    kind[o, n] = 1
        return kind

    @cached_property
    def past(self) -> tuple[tuple[Tour, ...], ...]:
        """Worked tours of each officer before the period, by start."""
        found: dict[str, list[Tour]] = {badge: [] for badge in self.badges}
        for tour in self.problem.worked:
            if tour.badge in found:
                found[tour.badge].append(tour)
        return tuple(_by_start(found[badge]) for badge in self.badges)

    def day_index(self, on: date) -> int:
        """Return the day index of a local date; negative before the period."""
        return (on - self.problem.period.first).days

    def date_at(self, day: int) -> date:
        """Return the local date of a day index, which may lie outside the period."""
        return self.problem.period.first + timedelta(days=day)


def _by_start(tours: list[Tour]) -> tuple[Tour, ...]:
    """Return one officer's tours sorted. Their starts nearly always differ, and comparing whole tours is slow."""
    tours.sort(key=_START)
    is_clear = all(a.start != b.start for a, b in pairwise(tours))
    return tuple(tours if is_clear else sorted(tours))


_START = attrgetter("start")
