"""The wellness hour: one paid hour a quarter for everyone, beside a tour, under one code.

Everybody gets the same, planned in the same way, whoever asked for one and whoever did not: neither the plan nor the
duties tell. Dates come from the pattern and from a fixed shuffle of badges; nothing about a person enters.
"""

import hashlib
from collections import Counter, defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median_low

from scheduler.domain.clock import Clock
from scheduler.domain.findings import Message
from scheduler.domain.pattern_calendar import PatternCalendar, PatternTour
from scheduler.domain.people import Duty, Officer
from scheduler.domain.roster import Roster
from scheduler.domain.site import Site
from scheduler.domain.words import Badge, DutyKind, Minute, ShiftCode, SquadCode

_DAY = timedelta(days=1)
_SATURDAY = 5
_FAR = 14 * 1440
"""Minutes on either side of a tour in which the next work is looked for; beyond them rest is long enough."""

Place = tuple[date, ShiftCode | None]
"""Where an hour can be: beside the tours of a date and shift; without a shift on the date as such."""
Span = tuple[Minute, Minute]


@dataclass(frozen=True, slots=True, kw_only=True)
class WellnessRules:
    """What a site may set.

    Attributes:
        minutes: Length of the hour.
        most_a_shift: How many officers have theirs beside the tours of one date and shift.
        rest_minutes: Rest that must stay between the hour and other work.
        stretch_minutes: Longest stretch of tour and hour together.
        week_minutes: Most work in seven dates in a row, the hour included; dates where there is more are taken only for
            officers for whom there are no others.
        free_wall_minute: Where the hour begins for officers on a free pattern, on a Monday to Friday; minutes after
            local midnight.
    """

    minutes: int = 60
    most_a_shift: int = 2
    rest_minutes: int = 660
    stretch_minutes: int = 960
    week_minutes: int = 3600
    free_wall_minute: int = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class WellnessPlan:
    """The new duties, by start and badge, and for whom there was no place; who has an hour already is in neither."""

    first: date
    last: date
    duties: tuple[Duty, ...]
    left_out: tuple[tuple[Badge, Message], ...]


def quarter_of(on: date) -> tuple[date, date]:
    """Return the first and the last date of the calendar quarter of a local date."""
    first = on.replace(month=on.month - (on.month - 1) % 3, day=1)
    after = date(first.year + (first.month == 10), (first.month + 2) % 12 + 1, 1)
    return first, after - _DAY


def plan_wellness(
    site: Site, on: date, since: date, rules: WellnessRules, rosters: Iterable[Roster] = ()
) -> WellnessPlan:
    """Return an hour for each officer who has none in the calendar quarter of `on`.

    It lies before or after a tour that the pattern gives and that no leave touches, on the side where more rest stays,
    after the tour if both are alike. Dates are filled evenly; no date and shift gets more than the rules say.

    Args:
        site: The facility.
        on: Any local date of the quarter.
        since: First local date on which an hour may be planned.
        rules: What the site has set.
        rosters: Published rosters of the quarter; of two that hold a date the later one in the list counts. On their
            dates the hour is beside a pattern tour that is really rostered, and keeps its distance from all others.
    """
    first, last = quarter_of(on)
    diary = _Diary(site, rules, rosters)
    loads: Counter[Place] = Counter()
    has_one = set()
    for duty in site.duties:
        if duty.kind == DutyKind.WELLNESS and first <= diary.clock.date_of(duty.start) <= last:
            has_one.add(duty.badge)
            loads[diary.place_of(duty)] += 1
    options = {
        officer.badge: diary.options(officer, max(first, since), last)
        for officer in site.officers
        if officer.badge not in has_one
    }
    light = {badge: diary.light_places(badge, places) for badge, places in options.items()}
    chosen = _spread(options, light, loads, rules.most_a_shift, str(first))
    duties = [
        Duty(badge=badge, start=start, end=end, kind=DutyKind.WELLNESS)
        for badge, place in chosen.items()
        for start, end in [options[badge][place]]
    ]
    left_out = tuple((badge, _why(options[badge])) for badge in sorted(options.keys() - chosen.keys()))
    ordered = tuple(sorted(duties, key=lambda duty: (duty.start, duty.badge)))
    return WellnessPlan(first=first, last=last, duties=ordered, left_out=left_out)


def _why(options: dict[Place, Span]) -> Message:
    if options:
        return Message(template="all dates are full")
    return Message(template="no tour of the quarter has room for it")


class _Diary:
    """What officers do by pattern, leave, duties and rosters."""

    def __init__(self, site: Site, rules: WellnessRules, rosters: Iterable[Roster]) -> None:
        self.clock = Clock(site.facility.zone)
        self._rules = rules
        self._calendar = PatternCalendar(site.patterns, site.squads, site.shifts, self.clock)
        self._tours: dict[SquadCode, tuple[PatternTour, ...]] = {}
        self._squads = {officer.badge: officer.squad for officer in site.officers}
        self._leave: defaultdict[Badge, list[Span]] = defaultdict(list)
        for leave in site.leave:
            self._leave[leave.badge].append((leave.start, leave.end))
        self._busy: defaultdict[Badge, list[Span]] = defaultdict(list)
        for duty in site.duties:
            self._busy[duty.badge].append((duty.start, duty.end))
        self._rostered = {on: roster for roster in rosters for on in roster.period.dates}
        for roster in {id(roster): roster for roster in self._rostered.values()}.values():
            for tour in roster.tours:
                if self._rostered.get(tour.on) is roster:
                    self._busy[tour.badge].append((tour.start, tour.end))

    def options(self, officer: Officer, first: date, last: date) -> dict[Place, Span]:
        """Return where the hour of an officer could be, from local date `first` to `last`, inclusive."""
        if officer.squad is None:
            return self._free_options(officer.badge, first, last)
        found: dict[Place, Span] = {}
        # A tour of the date before can end, and one of the date after begin, beside an hour inside the quarter.
        if officer.squad not in self._tours:
            self._tours[officer.squad] = self._calendar.tours(officer.squad, first - 15 * _DAY, last + 15 * _DAY)
        tours = self._tours[officer.squad]
        for n, tour in enumerate(tours):
            span = tour.start, tour.end
            is_moved = tour.on in self._rostered and span not in self._busy[officer.badge]
            if is_moved or not first <= tour.on <= last or self._is_away(officer.badge, span):
                continue
            others = [(t.start, t.end) for t in tours[max(0, n - 1) : n + 2] if t is not tour]
            hour = self._beside(officer.badge, tour, others)
            if hour is not None and first <= self.clock.date_of(hour[0]) <= last:
                found[tour.on, tour.shift] = hour
        return found

    def light_places(self, badge: Badge, options: dict[Place, Span]) -> list[Place]:
        """Return the options in the weeks of which, by pattern and leave, there is not too much work."""
        squad = self._squads[badge]
        if squad is None:
            return list(options)
        # A night that the clocks make shorter is no lighter week: everybody's hour would go there.
        lengths: defaultdict[ShiftCode, list[int]] = defaultdict(list)
        for tour in self._tours[squad]:
            lengths[tour.shift].append(tour.minutes)
        usual = {shift: median_low(minutes) for shift, minutes in lengths.items()}
        away = self._leave[badge]
        worked = {
            tour.on: usual[tour.shift]
            for tour in self._tours[squad]
            if not away or not self._is_away(badge, (tour.start, tour.end))
        }
        most = self._rules.week_minutes - self._rules.minutes
        found = []
        for place in options:
            near = [worked.get(place[0] + timedelta(days=d), 0) for d in range(-6, 7)]
            if max(sum(near[begin : begin + 7]) for begin in range(7)) <= most:
                found.append(place)
        return found

    def place_of(self, duty: Duty) -> Place:
        """Return where an hour planned earlier is: at the tour that it touches, else on its date."""
        on = self.clock.date_of(duty.start)
        for tour in self._calendar.tours(self._squads.get(duty.badge), on - 2 * _DAY, on + _DAY):
            if duty.start == tour.end or duty.end == tour.start:
                return tour.on, tour.shift
        return on, None

    def _free_options(self, badge: Badge, first: date, last: date) -> dict[Place, Span]:
        found: dict[Place, Span] = {}
        for days in range((last - first).days + 1):
            on = first + timedelta(days=days)
            start = self.clock.minute(on, self._rules.free_wall_minute)
            hour = start, Minute(start + self._rules.minutes)
            if on.weekday() < _SATURDAY and not self._is_away(badge, hour) and self._rest(self._busy[badge], hour) >= 0:
                found[on, None] = hour
        return found

    def _beside(self, badge: Badge, tour: PatternTour, others: list[Span]) -> Span | None:
        """Return the hour at the better side of a tour, None if neither has room."""
        length = self._rules.minutes
        if tour.minutes + length > self._rules.stretch_minutes:
            return None
        # The rostered form of the tour itself is no other work, unless it goes on where the hour would be.
        busy = others + [span for span in self._busy[badge] if not (tour.start <= span[0] and span[1] <= tour.end)]
        after = tour.end, Minute(tour.end + length)
        before = Minute(tour.start - length), tour.start
        sides = [(self._rest(busy, side), side) for side in (after, before) if not self._is_away(badge, side)]
        rest, hour = max(sides, key=lambda x: x[0], default=(-1, after))
        return hour if rest >= self._rules.rest_minutes else None

    def _is_away(self, badge: Badge, span: Span) -> bool:
        return any(start < span[1] and span[0] < end for start, end in self._leave[badge])

    @staticmethod
    def _rest(busy: list[Span], hour: Span) -> int:
        """Return the minutes between an hour and the nearest other work; below 0 if they overlap."""
        gaps = (max(start - hour[1], hour[0] - end) for start, end in busy)
        return min(gaps, default=_FAR)


def _spread(
    options: dict[Badge, dict[Place, Span]],
    light: dict[Badge, list[Place]],
    loads: Counter[Place],
    most: int,
    salt: str,
) -> dict[Badge, Place]:
    """Return a place for as many officers as there can be one, the dates as evenly filled as they come.

    Officers with few places choose first, each the emptiest date, of the light ones if one has room. Where all places
    of an officer are full, others are moved along a shortest chain of exchanges (augmenting paths: no larger choice
    exists when none is left).

    Args:
        options: For each officer the places, with the hour there.
        light: For each officer those of them that are better.
        loads: How many each place has already.
        most: How many a place takes.
        salt: Shuffles officers, so that no one is always first; the same salt gives the same order.
    """
    days: Counter[date] = Counter()
    for (on, _), load in loads.items():
        days[on] += load
    chosen: dict[Badge, Place] = {}
    holders: defaultdict[Place, list[Badge]] = defaultdict(list)
    room = {place: most - loads[place] for places in options.values() for place in places}
    for badge in sorted(options, key=lambda b: (len(options[b]), _shuffled(salt, b))):
        free = [place for place in light[badge] if room[place] > 0]
        free = free or [place for place in options[badge] if room[place] > 0]
        if free:
            at = min(free, key=lambda p: (days[p[0]], -room[p], _shuffled(salt, badge, str(p))))
            path = [(badge, at)]
        else:
            path = _chain(badge, options, holders, room)
        for who, place in path:
            if who in chosen:
                left = chosen[who]
                holders[left].remove(who)
                room[left] += 1
                days[left[0]] -= 1
            chosen[who] = place
            holders[place].append(who)
            room[place] -= 1
            days[place[0]] += 1
    return chosen


def _chain(
    badge: Badge,
    options: dict[Badge, dict[Place, Span]],
    holders: dict[Place, list[Badge]],
    room: dict[Place, int],
) -> list[tuple[Badge, Place]]:
    """Return the moves (last one first) that make room for an officer, empty if there is no way."""
    came: dict[Place, tuple[Badge, Place | None]] = {}
    queue: deque[tuple[Badge, Place | None]] = deque([(badge, None)])
    while queue:
        who, held = queue.popleft()
        for place in options[who]:
            if place in came:
                continue
            came[place] = who, held
            if room[place] > 0:
                moves: list[tuple[Badge, Place]] = []
                at: Place | None = place
                while at is not None:
                    mover, origin = came[at]
                    moves.append((mover, at))
                    at = origin
                return moves
            queue.extend((holder, place) for holder in holders[place])
    return []


def _shuffled(*parts: str) -> bytes:
    return hashlib.sha256("/".join(parts).encode()).digest()
