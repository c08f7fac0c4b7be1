"""The leave book: who is away when, which slots are taken, what each officer has left. A working copy of one site."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from scheduler.domain.clock import Clock
from scheduler.domain.findings import Message
from scheduler.domain.leave import LeaveBalance, LeaveRequest
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
        granted: defaultdict[Badge, list[LeaveRequest]] = defaultdict(list)
        for request in site.leave_requests:
            if request.state == LeaveState.GRANTED:
                granted[request.badge].append(request)
        self._left = {line.badge: line.minutes - self._drawn(line, granted[line.badge]) for line in _latest(site)}

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
        """Return the minutes of the balance that leave on `first` to `last`, inclusive, costs: those of its tours."""
        squad = self.officers[badge].squad
        if squad is None:
            return sum(self.rules.free_day_minutes for on in _dates(first, last) if on.weekday() < _SATURDAY)
        return sum(tour.minutes for tour in self.calendar.tours(squad, first, last))

    def left(self, badge: Badge) -> int | None:
        """Return the minutes that an officer may still take, None if no balance is known."""
        return self._left.get(badge)

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
        left, cost = self.left(badge), self.cost(badge, first, last)
        if left is not None and cost > left:
            found.append(Message(template="balance is {time} short", params={"time": hours(cost - left)}))
        return tuple(found)

    def take(self, badge: Badge, first: date, last: date) -> Leave:
        """Enter granted leave: its slots are taken and its cost is drawn from the balance."""
        leave = self.leave_of(badge, first, last)
        if badge in self._left:
            self._left[badge] -= self.cost(badge, first, last)
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

    def _drawn(self, line: LeaveBalance, granted: list[LeaveRequest]) -> int:
        """Return the minutes granted to an officer after the date for which the balance is stated."""
        return sum(
            self.cost(request.badge, request.first, request.last)
            for request in granted
            if (request.decided or request.filed.date()) > line.as_of
        )


def _latest(site: Site) -> tuple[LeaveBalance, ...]:
    """Return the balance of each officer with the latest date; of two for one date the later line."""
    latest: dict[Badge, LeaveBalance] = {}
    for line in site.leave_balances:
        if line.badge not in latest or latest[line.badge].as_of <= line.as_of:
            latest[line.badge] = line
    return tuple(latest.values())


def _dates(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=d) for d in range((last - first).days + 1))
