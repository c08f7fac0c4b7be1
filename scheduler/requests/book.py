"""The leave book: who is away when, which slots are taken, what each officer has left. A working copy of one site."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from scheduler.domain.clock import Clock
from scheduler.domain.findings import Message
from scheduler.domain.leave import LeaveBalance
from scheduler.domain.pattern_calendar import PatternCalendar
from scheduler.domain.people import Leave, Officer
from scheduler.domain.site import Site
from scheduler.domain.words import Badge, LeaveState, Minute, SquadCode
from scheduler.requests.words import dates_in_words
from scheduler.rule import hours

_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveRules:
    """What a site may set.

    Attributes:
        free_day_minutes: Minutes that each Monday to Friday of leave costs an officer on a free pattern, who has no
            pattern tours to count.
        search_days: How many days before and after the dates asked for other dates are looked for.
        offers: How many other dates are offered at most.
    """

    free_day_minutes: int = 480
    search_days: int = 60
    offers: int = 3


class LeaveBook:
    """Slots, balances and absences of one site, kept up to date while leave is granted one after the other.

    Raises:
        KeyError: a badge is asked for that the site does not have.
    """

    def __init__(self, site: Site, rules: LeaveRules) -> None:
        self.rules = rules
        self.clock = Clock(site.facility.zone)
        self.calendar = PatternCalendar(site.patterns, site.squads, site.shifts, self.clock)
        self.officers = {officer.badge: officer for officer in site.officers}
        self._lines = site.leave_slots
        self._most: dict[tuple[SquadCode | None, date], int | None] = {}
        self._taken: defaultdict[tuple[SquadCode | None, date], set[Badge]] = defaultdict(set)
        self._away: defaultdict[Badge, list[tuple[Minute, Minute]]] = defaultdict(list)
        for leave in site.leave:
            self._enter(leave)
        self._stated = _by_badge(site.leave_balances)
        self._left = {(badge, line.as_of): line.minutes for badge, lines in self._stated.items() for line in lines}
        for request in site.leave_requests:
            if request.state == LeaveState.GRANTED:
                self._draw(request.badge, request.first, request.last)

    def seniority(self, badge: Badge) -> tuple[date, int, Badge]:
        """Return what sorts officers by seniority, the most senior first."""
        officer = self.officers[badge]
        return officer.seniority, officer.tie_breaker, badge

    def leave_of(self, badge: Badge, first: date, last: date) -> Leave:
        """Return the absence for local dates `first` to `last`, inclusive.

        It begins at midnight, or when the tour that the pattern gives on the date before has ended; and it ends at
        midnight after `last`, or when the tour of that date would have ended: the nights before are worked, those of
        the dates asked for are not.
        """
        squad = self.officers[badge].squad
        start, end = self.clock.midnight(first), self.clock.midnight(last + _DAY)
        before, final = self.calendar.tour_on(squad, first - _DAY), self.calendar.tour_on(squad, last)
        return Leave(
            badge=badge,
            start=max(start, before.end) if before and before.end < end else start,
            end=max(end, final.end) if final else end,
        )

    def dates_of(self, badge: Badge, first: date, last: date) -> tuple[date, ...]:
        """Return the dates of `first` to `last`, inclusive, on which leave takes a slot.

        Those on which the officer's pattern gives a tour; without a pattern all of them.
        """
        squad = self.officers[badge].squad
        if squad is None:
            return tuple(_dates(first, last))
        return tuple(tour.on for tour in self.calendar.tours(squad, first, last))

    def cost(self, badge: Badge, first: date, last: date) -> int:
        """Return the minutes that leave on `first` to `last`, inclusive, costs: those of its tours."""
        return sum(minutes for _, minutes in self._costs(badge, first, last))

    def left(self, badge: Badge, on: date) -> int | None:
        """Return the minutes that an officer may still take on a local date, None if no balance speaks of it.

        A balance speaks of the dates after the one for which it is stated, until the next one does: next year's can be
        given in advance. All leave granted for these dates draws on it, whenever it was granted.
        """
        as_of = self._as_of(badge, on)
        return None if as_of is None else self._left[badge, as_of]

    def balance(self, badge: Badge, on: date) -> int | None:
        """Return what the balance that speaks of a local date still holds, else the next one; None without any."""
        lines = [line.as_of for line in self._stated[badge]]
        as_of = self._as_of(badge, on) or min(lines, default=None)
        return None if as_of is None else self._left[badge, as_of]

    def drawn_from(self, badge: Badge, first: date, last: date) -> int:
        """Return how much leave on `first` to `last`, inclusive, draws on the balance that speaks of `last`."""
        as_of = self._as_of(badge, last)
        return 0 if as_of is None else self._drawn(badge, first, last).get(as_of, 0)

    def full_dates(self, badge: Badge, first: date, last: date) -> tuple[date, ...]:
        """Return the dates on which the officer's squad, or the facility, has no slot left."""
        keys = {self.officers[badge].squad, None}
        return tuple(on for on in self.dates_of(badge, first, last) if any(self._is_full(key, on) for key in keys))

    def slots_on(self, squad: SquadCode | None, on: date) -> tuple[int | None, int]:
        """Return how many of a squad (None: the facility) may be on leave on a date (None: any number), and are."""
        if (squad, on) not in self._most:
            held = [line.most for line in self._lines if line.squad == squad and line.first <= on <= line.last]
            self._most[squad, on] = held[-1] if held else None
        return self._most[squad, on], len(self._taken[squad, on])

    def obstacles(self, badge: Badge, first: date, last: date, today: date) -> tuple[Message, ...]:
        """Return why leave on `first` to `last`, inclusive, cannot be granted; empty if it can."""
        found = []
        if first < today:
            past = dates_in_words(on for on in _dates(first, last) if on < today)
            found.append(Message(template="already past: {dates}", params={"dates": past}))
        if away := self._away_dates(badge, first, last):
            found.append(Message(template="already on leave on {dates}", params={"dates": dates_in_words(away)}))
        elif full := self.full_dates(badge, first, last):
            found.append(Message(template="no slot left on {dates}", params={"dates": dates_in_words(full)}))
        drawn = self._drawn(badge, first, last).items()
        short = sum(max(0, minutes - self._left[badge, as_of]) for as_of, minutes in drawn)
        if short:
            found.append(Message(template="balance is {time} short", params={"time": hours(short)}))
        return tuple(found)

    def take(self, badge: Badge, first: date, last: date) -> Leave:
        """Enter granted leave: its slots are taken and its cost is drawn from the balance."""
        leave = self.leave_of(badge, first, last)
        self._draw(badge, first, last)
        self._enter(leave)
        return leave

    def _enter(self, leave: Leave) -> None:
        self._away[leave.badge].append((leave.start, leave.end))
        for on in self._dates_in(leave):
            self._taken[None, on].add(leave.badge)
            self._taken[self.officers[leave.badge].squad, on].add(leave.badge)

    def _dates_in(self, leave: Leave) -> tuple[date, ...]:
        """Return the dates on which an absence takes a slot: it overlaps the tour, or without a pattern the date."""
        officer: Officer = self.officers[leave.badge]
        first, last = self.clock.date_of(leave.start), self.clock.date_of(Minute(leave.end - 1))
        if officer.squad is None:
            return tuple(_dates(first, last))
        tours = self.calendar.tours(officer.squad, first - _DAY, last)
        return tuple(tour.on for tour in tours if tour.start < leave.end and leave.start < tour.end)

    def _is_full(self, squad: SquadCode | None, on: date) -> bool:
        most, taken = self.slots_on(squad, on)
        return most is not None and taken >= most

    def _away_dates(self, badge: Badge, first: date, last: date) -> tuple[date, ...]:
        found = []
        for on in _dates(first, last):
            day = self.leave_of(badge, on, on)
            if any(start < day.end and day.start < end for start, end in self._away[badge]):
                found.append(on)
        return tuple(found)

    def _costs(self, badge: Badge, first: date, last: date) -> list[tuple[date, int]]:
        squad = self.officers[badge].squad
        if squad is None:
            return [(on, self.rules.free_day_minutes) for on in _dates(first, last) if on.weekday() < _SATURDAY]
        return [(tour.on, tour.minutes) for tour in self.calendar.tours(squad, first, last)]

    def _as_of(self, badge: Badge, on: date) -> date | None:
        """Return for which date the balance is stated that speaks of a date."""
        return max((line.as_of for line in self._stated[badge] if line.as_of < on), default=None)

    def _drawn(self, badge: Badge, first: date, last: date) -> dict[date, int]:
        """Return how much leave on `first` to `last`, inclusive, draws on each balance, by its date."""
        found: dict[date, int] = {}
        for on, minutes in self._costs(badge, first, last):
            as_of = self._as_of(badge, on)
            if as_of is not None:
                found[as_of] = found.get(as_of, 0) + minutes
        return found

    def _draw(self, badge: Badge, first: date, last: date) -> None:
        for as_of, minutes in self._drawn(badge, first, last).items():
            self._left[badge, as_of] -= minutes


def _by_badge(balances: tuple[LeaveBalance, ...]) -> defaultdict[Badge, list[LeaveBalance]]:
    """Return the balances of each officer; of two for one date the later line."""
    latest = {(line.badge, line.as_of): line for line in balances}
    found: defaultdict[Badge, list[LeaveBalance]] = defaultdict(list)
    for line in latest.values():
        found[line.badge].append(line)
    return found


def _dates(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=d) for d in range((last - first).days + 1))
