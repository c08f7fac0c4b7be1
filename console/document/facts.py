"""What a problem says about officers, dates, posts and seats, looked up once so that no screen has to search."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from scheduler.api import MealPlan
from scheduler.domain.demand import Slot
from scheduler.domain.facility import Post, Shift
from scheduler.domain.people import Duty, Officer
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Tour
from scheduler.domain.words import AreaCode, Badge, Minute, PostCode, Priority, QualificationCode, ShiftCode, TourKind

EVENING_FROM_MINUTE = 12 * 60
NIGHT_FROM_MINUTE = 20 * 60
HALF_A_DAY = 720


@dataclass(frozen=True, slots=True)
class Filled:
    """How many seats of a date are filled: of those that must be, and of all that are wanted.

    `worst` is the gravest hole among the seats that must be filled: "stop" for a critical post, "ask" for a mandatory
    one, "" for none.
    """

    must: int = 0
    must_filled: int = 0
    wanted: int = 0
    wanted_filled: int = 0
    worst: str = ""


class Facts:
    """Lookups over one problem; never changes. Every property is computed at most once.

    Attributes:
        meals: Plans of meals that were made, by date, with the tours that they are for.
    """

    def __init__(self, problem: Problem, names: dict[Badge, str]) -> None:
        """Hold the problem and the officers' names."""
        self.problem = problem
        self.names = names
        self.clock = problem.clock
        self.meals: dict[date, tuple[tuple[Tour, ...], MealPlan | None]] = {}

    def look_up(self) -> None:
        """Look everything up now; away from the window, so that no screen waits for it."""
        for name, found in vars(type(self)).items():
            if isinstance(found, cached_property):
                getattr(self, name)

    def name(self, badge: Badge) -> str:
        """Return an officer's name, or the badge where none is known."""
        return self.names.get(badge, badge)

    def surname(self, badge: Badge) -> str:
        """Return the first word of the name, as labels of edits use it; the whole name where several share it."""
        first = _first_word(self.name(badge))
        return first if self._surnames[first] < 2 else self.name(badge)

    @cached_property
    def _surnames(self) -> Counter[str]:
        return Counter(_first_word(self.name(badge)) for badge in self.officers)

    @cached_property
    def officers(self) -> dict[Badge, Officer]:
        """Officers by badge."""
        return {o.badge: o for o in self.problem.officers}

    @cached_property
    def in_order(self) -> tuple[Badge, ...]:
        """Badges in the order of the officers' names."""
        return tuple(sorted(self.officers, key=lambda badge: (self.name(badge).casefold(), badge)))

    @cached_property
    def posts(self) -> dict[PostCode, Post]:
        """Posts by code."""
        return {p.code: p for p in self.problem.posts}

    @cached_property
    def shifts(self) -> dict[ShiftCode, Shift]:
        """Shifts by code."""
        return {s.code: s for s in self.problem.shifts}

    @cached_property
    def slots_on(self) -> dict[date, tuple[Slot, ...]]:
        """The slots that start on each date of the period."""
        found: dict[date, list[Slot]] = {on: [] for on in self.problem.period.dates}
        for slot in self.problem.slots():
            found[slot.on].append(slot)
        return {on: tuple(slots) for on, slots in found.items()}

    @cached_property
    def slots(self) -> dict[tuple[PostCode, date, ShiftCode], Slot]:
        """The slots of the period by post, date and shift."""
        return {(slot.post, slot.on, slot.shift): slot for slots in self.slots_on.values() for slot in slots}

    @cached_property
    def seats_wanted(self) -> dict[tuple[PostCode, ShiftCode], int]:
        """How many seats each post has on each of its shifts, on the date on which they are most."""
        found: dict[tuple[PostCode, ShiftCode], int] = {}
        for slot in self.slots.values():
            found[slot.post, slot.shift] = max(found.get((slot.post, slot.shift), 0), slot.wanted)
        return found

    @cached_property
    def _pattern(self) -> dict[Badge, tuple[ShiftCode | None, ...]]:
        dates = self.problem.period.dates
        squads = {s.code: s for s in self.problem.squads}
        cycles = {p.code: p.cycle for p in self.problem.patterns}
        found: dict[Badge, tuple[ShiftCode | None, ...]] = {}
        for badge, officer in self.officers.items():
            squad = squads.get(officer.squad) if officer.squad is not None else None
            if squad is None:
                found[badge] = (None,) * len(dates)
                continue
            cycle = cycles[squad.pattern]
            found[badge] = tuple(cycle[(on - squad.anchor).days % len(cycle)] for on in dates)
        return found

    def pattern_shift(self, badge: Badge, on: date) -> ShiftCode | None:
        """Return the shift that the officer's pattern gives on a date of the period; None: a day off or no pattern."""
        row = self._pattern.get(badge)
        index = (on - self.problem.period.first).days
        return row[index] if row is not None and 0 <= index < len(row) else None

    @cached_property
    def leave(self) -> frozenset[tuple[Badge, date]]:
        """The dates of the period on which an officer is away: on half of the date, or on the shift of the pattern."""
        found = set()
        for leave in self.problem.leave:
            on = max(self.clock.date_of(leave.start) - timedelta(days=1), self.problem.period.first)
            while on <= self.problem.period.last and self.clock.midnight(on) < leave.end:
                code = self.pattern_shift(leave.badge, on)
                if code is not None:
                    start, end = self.shifts[code].span(self.clock, on)
                    is_away = leave.start < end and start < leave.end
                else:
                    start, end = self.clock.midnight(on), self.clock.midnight(on + timedelta(days=1))
                    is_away = min(end, leave.end) - max(start, leave.start) >= HALF_A_DAY
                if is_away:
                    found.add((leave.badge, on))
                on += timedelta(days=1)
        return frozenset(found)

    @cached_property
    def duties(self) -> dict[tuple[Badge, date], tuple[Duty, ...]]:
        """Duties by officer and the local date on which they start."""
        found: dict[tuple[Badge, date], list[Duty]] = defaultdict(list)
        for duty in self.problem.duties:
            found[duty.badge, self.clock.date_of(duty.start)].append(duty)
        return {key: tuple(duties) for key, duties in found.items()}

    @cached_property
    def last_worked(self) -> dict[Badge, Minute]:
        """When each officer's work before the period ended; those without any are left out."""
        found: dict[Badge, Minute] = {}
        for tour in self.problem.worked:
            found[tour.badge] = max(found.get(tour.badge, tour.end), tour.end)
        return found

    def watch(self, shift: ShiftCode | None) -> str:
        """Return which watch a shift belongs to: day, evening or night ("" for a shift that is not known)."""
        found = self.shifts.get(shift) if shift is not None else None
        if found is None:
            return ""
        if found.is_night or found.start_wall_minute >= NIGHT_FROM_MINUTE:
            return "night"
        return "evening" if found.start_wall_minute >= EVENING_FROM_MINUTE else "day"

    @cached_property
    def watch_of(self) -> dict[Badge, str]:
        """The watch on which the pattern puts each officer most often, "" where there is none."""
        found = {}
        for badge in self.officers:
            named = [watch for watch in (self.watch(shift) for shift in self._pattern[badge]) if watch]
            found[badge] = max(sorted(set(named)), key=named.count) if named else ""
        return found

    def posts_in(self, area: AreaCode) -> set[PostCode]:
        """Return the posts whose own area is an area or lies below it."""
        parent = {a.code: a.parent for a in self.problem.areas}

        def is_inside(code: AreaCode | None) -> bool:
            while code is not None and code != area:
                code = parent.get(code)
            return code == area

        return {post.code for post in self.problem.posts if is_inside(post.area)}

    def holders(self, qualification: QualificationCode) -> set[Badge]:
        """Return who holds a qualification on a date of the period."""
        first, last = self.problem.period.first, self.problem.period.last
        return {
            officer.badge
            for officer in self.problem.officers
            for held in officer.qualifications
            if held.qualification == qualification
            and (held.earned is None or held.earned <= last)
            and (held.expires is None or held.expires >= first)
        }

    def kind_of(self, badge: Badge, on: date, shift: ShiftCode) -> TourKind:
        """Return which kind a tour would be, as `Problem.kind_of`."""
        officer = self.officers[badge]
        if officer.squad is None or self.pattern_shift(badge, on) == shift:
            return TourKind.REGULAR
        return self.problem.kind_of(officer, on, shift)

    def lacks(self, badge: Badge, post: PostCode, on: date) -> tuple[str, ...]:
        """Return the names of the qualifications that the post needs and the officer does not hold on the date."""
        held = {h.qualification for h in self.officers[badge].qualifications if h.is_valid(on, on)}
        return tuple(self._qualifications.get(q, q) for q in self.posts[post].qualifications if q not in held)

    @cached_property
    def _qualifications(self) -> dict[QualificationCode, str]:
        return {q.code: q.name for q in self.problem.qualifications}

    def is_barred(self, badge: Badge, post: PostCode, on: date) -> bool:
        """Whether a restriction keeps the officer from the post on the date. What lies behind is not known here."""
        place = self.posts[post]
        areas = {place.area} | {share.area for share in place.shares}
        return any(
            bar.badge == badge
            and bar.holds_on(on)
            and (bar.post == post or bar.area in areas or (bar.post is None and bar.area is None))
            for bar in self.problem.restrictions
        )

    def times(self, tour: Tour | Duty) -> str:
        """Return "06:00 to 18:00" on the local clock."""
        return f"{self.clock.local(tour.start):%H:%M} to {self.clock.local(tour.end):%H:%M}"


def _first_word(name: str) -> str:
    return name.split()[0].rstrip(",")


def by_cell(roster: Roster) -> dict[tuple[Badge, date], tuple[Tour, ...]]:
    """Return the tours of each (officer, start date), by start."""
    found: dict[tuple[Badge, date], list[Tour]] = defaultdict(list)
    for tour in roster.tours:
        found[tour.badge, tour.on].append(tour)
    return {cell: tuple(tours) for cell, tours in found.items()}


def by_slot(tours: Iterable[Tour]) -> dict[tuple[PostCode, date, ShiftCode], dict[int, tuple[Tour, ...]]]:
    """Return the tours of each (post, date, shift), by seat index."""
    found: dict[tuple[PostCode, date, ShiftCode], dict[int, tuple[Tour, ...]]] = defaultdict(dict)
    for tour in sorted(tours):
        seats = found[tour.post, tour.on, tour.shift]
        seats[tour.index] = (*seats.get(tour.index, ()), tour)
    return dict(found)


def filled_on(
    slots: Iterable[Slot], seats: dict[tuple[PostCode, date, ShiftCode], dict[int, tuple[Tour, ...]]]
) -> Filled:
    """Count the filled seats of some slots: a seat is filled when its tours last as long as the shift."""
    must = must_filled = wanted = wanted_filled = 0
    worst = ""
    for slot in slots:
        holders = seats.get((slot.post, slot.on, slot.shift), {})
        full, long = 0, slot.end - slot.start
        for tours in holders.values():
            full += (tours[0].minutes if len(tours) == 1 else sum(t.minutes for t in tours)) >= long
        must += slot.minimum
        wanted += slot.wanted
        must_filled += min(full, slot.minimum)
        wanted_filled += min(full, slot.wanted)
        if full < slot.minimum and worst != "stop":
            worst = (
                "stop"
                if slot.priority == Priority.CRITICAL
                else "ask"
                if slot.priority == Priority.MANDATORY
                else worst
            )
    return Filled(must, must_filled, wanted, wanted_filled, worst)
