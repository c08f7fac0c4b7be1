"""Made-up inmates: surrogate references with stays, transfers and recurring work. No name, no register number."""

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

from scheduler.domain.clock import Clock
from scheduler.domain.inmates import Activity, Stay
from scheduler.domain.words import AreaCode, InmateRef

KNOWN_DAYS = 3
"""How far ahead the end of a stay is known; beyond, everybody stays where they are."""


@dataclass(frozen=True)
class Unit:
    """A housing unit: how many beds are taken, and how many days an average stay lasts."""

    area: AreaCode
    taken: int
    average_days: int


class Population:
    """Fills beds from `first` on for `days` dates. All choices come from the random source that is passed in."""

    def __init__(self, clock: Clock, first: date, days: int, rng: random.Random) -> None:
        self._clock = clock
        self._first = first
        self._days = days
        self._random = rng
        self._count = 0
        self.stays: list[Stay] = []

    def fill(self, unit: Unit, intake: AreaCode | None) -> None:
        """House inmates in a unit bed by bed; most newcomers spend their first day or two in `intake`."""
        for _ in range(unit.taken):
            day = -self._random.randrange(unit.average_days)
            while day < self._days:
                length = max(2, int(self._random.expovariate(1 / unit.average_days)))
                self._one(unit.area, intake if day > 0 else None, max(day, 0), day + length)
                day += length

    def transfer(self, share: float, areas: list[AreaCode]) -> None:
        """Move a share of the inmates whose stay is open or long to another unit half way through it."""
        for i, stay in enumerate(list(self.stays)):
            long_enough = stay.end is None or stay.end - stay.start > 20 * 1440
            if stay.area in areas and long_enough and self._random.random() < share:
                last = stay.end if stay.end is not None else self._at(self._days)
                on = self._clock.date_of(stay.start + (last - stay.start) // 2)  # type: ignore[arg-type]
                move = self._clock.minute(on, 10 * 60)
                if not stay.start < move < last:
                    continue
                area = self._random.choice([a for a in areas if a != stay.area])
                self.stays[i] = Stay(inmate=stay.inmate, area=stay.area, start=stay.start, end=move)
                self.stays.append(Stay(inmate=stay.inmate, area=area, start=move, end=stay.end))

    def known_on(self, today: date) -> list[Stay]:
        """Return the stays that the jail knows of on a date: no later arrival, and no end beyond the coming days."""
        horizon = self._clock.midnight(today + timedelta(days=KNOWN_DAYS))
        return [
            replace(stay, end=None) if stay.end is not None and stay.end > horizon else stay
            for stay in self.stays
            if stay.start < self._clock.midnight(today)
        ]

    def past_workers(
        self,
        area: AreaCode,
        from_unit: AreaCode,
        today: date,
        chosen: slice,
        start: int,
        minutes: int,
        weekdays: tuple[int, ...],
    ) -> list[Activity]:
        """Let inmates who lived in `from_unit` and left before `today` work in `area` while they were among `chosen`.

        See `workers`, who are left out; jobs that they took over later are free before.
        """
        at = self._clock.midnight(today)
        gone = [s for s in self.stays if s.area == from_unit and s.end is not None and s.end <= at]
        gone.sort(key=lambda s: (s.start, s.inmate))
        working: dict[Stay, tuple[date, date]] = {}
        for n in range((today - self._first).days):
            on = self._first + timedelta(days=n)
            begins, ends = self._clock.midnight(on), self._clock.midnight(on + timedelta(days=1))
            here = [s for s in gone if s.start < begins and s.end is not None and s.end >= ends]
            for stay in here[chosen]:
                working[stay] = (working.get(stay, (on, on))[0], on)
        return [
            Activity(
                inmate=stay.inmate,
                area=area,
                weekdays=weekdays,
                start_wall_minute=start,
                wall_minutes=minutes,
                first=first,
                last=last,
            )
            for stay, (first, last) in working.items()
        ]

    def workers(
        self,
        area: AreaCode,
        from_unit: AreaCode,
        today: date,
        chosen: slice,
        start: int,
        minutes: int,
        weekdays: tuple[int, ...],
    ) -> list[Activity]:
        """Let some inmates who live in `from_unit` on `today` work in `area` since they came there.

        `chosen` picks them in order of arrival, so that two crews can be kept apart; `start` is a wall minute.
        """
        at = self._clock.midnight(today)
        here = [s for s in self.stays if s.area == from_unit and s.start <= at and (s.end is None or s.end > at)]
        here.sort(key=lambda s: (s.start, s.inmate))
        found = []
        for stay in here[chosen]:
            begin = max(self._clock.date_of(stay.start) + timedelta(days=1), self._first)
            found.append(
                Activity(
                    inmate=stay.inmate,
                    area=area,
                    weekdays=weekdays,
                    start_wall_minute=start,
                    wall_minutes=minutes,
                    first=begin,
                )
            )
        return found

    def _one(self, area: AreaCode, intake: AreaCode | None, day: int, until: int) -> None:
        self._count += 1
        inmate = InmateRef(f"R{self._count:05d}")
        start = self._at(day) + 60 * self._random.randrange(8, 20)
        end = None if until >= self._days else self._at(until) + 60 * 7
        if intake is not None:
            move = self._at(day + 1) + 60 * 11
            if end is None or move < end:
                self.stays.append(Stay(inmate=inmate, area=intake, start=start, end=move))  # type: ignore[arg-type]
                start = move
        if end is None or start < end:
            self.stays.append(Stay(inmate=inmate, area=area, start=start, end=end))  # type: ignore[arg-type]

    def _at(self, day: int) -> int:
        return self._clock.midnight(self._first + timedelta(days=day))
