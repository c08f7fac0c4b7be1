"""What the squads' patterns give on each local date: shifts, and tours in elapsed minutes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from scheduler.domain.clock import Clock
from scheduler.domain.facility import Shift
from scheduler.domain.people import Pattern, Squad
from scheduler.domain.words import Minute, ShiftCode, SquadCode

SATURDAY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternTour:
    """A tour that a pattern gives on local date `on`: [start, end) in elapsed minutes."""

    on: date
    shift: ShiftCode
    start: Minute
    end: Minute

    @property
    def minutes(self) -> int:
        """True length: 11 h or 13 h where a 12 h night runs over a clock change."""
        return self.end - self.start


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternSummary:
    """What a squad works in a span of dates: tours, true minutes, and weekends off.

    A weekend is off when neither a tour of its Saturday nor one of its Sunday begins; both lie in the span.
    """

    tours: int
    minutes: int
    weekends_off: int


class PatternCalendar:
    """The calendar of the squads of one facility, without end in either direction."""

    def __init__(
        self, patterns: Iterable[Pattern], squads: Iterable[Squad], shifts: Iterable[Shift], clock: Clock
    ) -> None:
        cycles = {pattern.code: pattern.cycle for pattern in patterns}
        self._turn = {squad.code: (cycles[squad.pattern], squad.anchor) for squad in squads}
        self._shifts = {shift.code: shift for shift in shifts}
        self._clock = clock

    def shift_on(self, squad: SquadCode | None, on: date) -> ShiftCode | None:
        """Return the shift of a squad on a local date; None on a day off, and without a squad."""
        if squad is None:
            return None
        cycle, anchor = self._turn[squad]
        return cycle[(on - anchor).days % len(cycle)]

    def tour_on(self, squad: SquadCode | None, on: date) -> PatternTour | None:
        """Return the tour of a squad that starts on a local date; None on a day off, and without a squad."""
        shift = self.shift_on(squad, on)
        if shift is None:
            return None
        start, end = self._shifts[shift].span(self._clock, on)
        return PatternTour(on=on, shift=shift, start=start, end=end)

    def tours(self, squad: SquadCode | None, first: date, last: date) -> tuple[PatternTour, ...]:
        """Return the tours of a squad that start on local dates `first` to `last`, inclusive, in order."""
        dates = (first + timedelta(days=d) for d in range((last - first).days + 1))
        return tuple(tour for on in dates if (tour := self.tour_on(squad, on)) is not None)

    def summary(self, squad: SquadCode, first: date, last: date) -> PatternSummary:
        """Return what a squad works on local dates `first` to `last`, inclusive."""
        tours = self.tours(squad, first, last)
        worked = {tour.on for tour in tours}
        saturday = first + timedelta(days=(SATURDAY - first.weekday()) % 7)
        off = 0
        while saturday < last:
            off += not worked & {saturday, saturday + timedelta(days=1)}
            saturday += timedelta(days=7)
        return PatternSummary(tours=len(tours), minutes=sum(tour.minutes for tour in tours), weekends_off=off)
