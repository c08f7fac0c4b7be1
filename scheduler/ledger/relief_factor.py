"""Shift relief factor and net annual work hours, from the site's own absences.

How many officers a seat takes in a year, since nobody works every day of it:

- net annual work hours = contracted hours a year - average hours absent;
- shift relief factor = hours of a seat in a year / net annual work hours;
- officers needed on relieved posts = hours of their seats in a year / net annual work hours. A post that is not
  relieved stays empty while its holder is off and needs one officer a seat.

Source: National Institute of Corrections, Staffing Analysis Workbook for Jails (net annual work hours, coverage plan);
Local Government Performance Center 2012 (2,080 - 382 = 1,698 h; 2,920 / 1,698 = 1.7). A year of contracted hours has 52
weeks, one of a seat 365 days, as in those. All figures are fractions of whole minutes; only `rounded` rounds.
Vacancies are no absences: who is not there yet is counted once, as missing from the filled positions.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from math import ceil

from scheduler.domain.clock import Clock
from scheduler.domain.facility import Post, Shift
from scheduler.domain.plan import AbsenceYear
from scheduler.domain.site import Site
from scheduler.domain.words import Badge, DutyKind, PostCode, ShiftCode

WEEKS_A_YEAR = 52
EIGHT_HOUR_SEAT = 365 * 8 * 60
"""Minutes a year of a seat of 8 h on all days: 2,920 h."""
TWELVE_HOUR_SEAT = 365 * 12 * 60
"""Minutes a year of a seat of 12 h on all days: 4,380 h."""
ROUND_THE_CLOCK_SEAT = 365 * 24 * 60
"""Minutes a year of a seat that is never empty: 8,760 h."""
FIVE_DAY_SEAT = WEEKS_A_YEAR * 40 * 60
"""Minutes a year of a seat of 8 h on five days a week: 2,080 h."""
PLAUSIBLE = Fraction(3, 2), Fraction(2)
"""Between these the relief factor of an 8 h seat mostly lies (1.65 to 1.88 are published)."""
_HALF_A_DAY = 720


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """Average minutes that an officer was away in a year in one category."""

    category: str
    minutes: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkYear:
    """An average officer's year: contracted minutes, and what absences leave of them."""

    contracted: Fraction
    absences: tuple[Absence, ...]

    @property
    def absent(self) -> Fraction:
        """Minutes absent in all."""
        return sum((absence.minutes for absence in self.absences), Fraction(0))

    @property
    def net(self) -> Fraction:
        """Net annual work time in minutes."""
        return self.contracted - self.absent

    def relief_factor(self, seat_minutes: int) -> Fraction:
        """Return the officers that a seat takes which is open for `seat_minutes` a year.

        Raises:
            ValueError: absences leave no working time.
        """
        if self.net <= 0:
            raise ValueError("The absences are longer than the contracted time; check the figures of the year")
        return seat_minutes / self.net


@dataclass(frozen=True, slots=True, kw_only=True)
class PostNeed:
    """The officers that a post takes.

    Attributes:
        post: The post.
        is_relieved: Whether somebody fills it while its holder is away.
        minimum_minutes: Minutes a year of the seats that must be filled.
        wanted_minutes: Minutes a year of all seats of the coverage plan.
        minimum: Officers for the former.
        wanted: Officers for the latter.
    """

    post: PostCode
    is_relieved: bool
    minimum_minutes: int
    wanted_minutes: int
    minimum: Fraction
    wanted: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliefReport:
    """What a facility needs and has.

    Attributes:
        year: The calendar year whose coverage is counted.
        absence_year: The calendar year of the absences, None if none are known (then nobody is ever absent).
        work_year: An average officer's year.
        posts: What each post takes, in the site's order.
        authorised: Positions authorised, None if not told.
        filled: Officers there are.
        deployable: Those of them who can be posted on the date asked for: not on leave at noon, not on light duty, not
            in training.
    """

    year: int
    absence_year: int | None
    work_year: WorkYear
    posts: tuple[PostNeed, ...]
    authorised: int | None
    filled: int
    deployable: int

    @property
    def minimum(self) -> Fraction:
        """Officers that the minimum takes in all."""
        return sum((need.minimum for need in self.posts), Fraction(0))

    @property
    def wanted(self) -> Fraction:
        """Officers that the coverage plan takes in all."""
        return sum((need.wanted for need in self.posts), Fraction(0))


def rounded(value: Fraction, digits: int = 2) -> str:
    """Return a figure as text with so many decimals, halves upwards."""
    scaled = int(value * 10**digits + Fraction(1, 2)) if value >= 0 else -int(-value * 10**digits + Fraction(1, 2))
    whole, rest = divmod(abs(scaled), 10**digits)
    sign = "-" if scaled < 0 else ""
    return f"{sign}{whole:,}.{rest:0{digits}d}" if digits else f"{sign}{whole:,}"


def over_hire(leavers: Fraction) -> int:
    """Return how many officers to hire beyond the positions, for so many who leave in a year: half of them, rounded up.

    Source: staffing analysis of the Orange County (NC) detention center, 2024: 4.3 leavers a year, 3 positions.
    """
    return ceil(leavers / 2)


def average_absences(lines: Iterable[AbsenceYear]) -> tuple[Absence, ...]:
    """Return what an average officer was absent in each category, in the order of the lines."""
    found: dict[str, Fraction] = {}
    for line in lines:
        found[line.category] = found.get(line.category, Fraction(0)) + Fraction(line.minutes, max(line.officers, 1))
    return tuple(Absence(category=category, minutes=minutes) for category, minutes in found.items())


def contracted_minutes(site: Site) -> Fraction | None:
    """Return the minutes a year, on average over the officers in squads, that their patterns give in 52 weeks.

    40 h a week are 2,080 h, 42 h (12 h tours, Pitman) 2,184 h. None if no officer is in a squad.
    """
    shifts = {shift.code: shift for shift in site.shifts}
    cycles = {pattern.code: pattern.cycle for pattern in site.patterns}
    weekly = {}
    for squad in site.squads:
        cycle = cycles[squad.pattern]
        weekly[squad.code] = Fraction(sum(shifts[code].wall_minutes for code in cycle if code) * 7, len(cycle))
    found = [weekly[officer.squad] for officer in site.officers if officer.squad is not None]
    return sum(found, Fraction(0)) * WEEKS_A_YEAR / len(found) if found else None


def relief_report(
    site: Site, year: int, on: date, contracted: Fraction | None = None, authorised: int | None = None
) -> ReliefReport:
    """Return what the facility's coverage of a calendar year takes, and what there is.

    Args:
        site: The facility; of its absences the latest year up to `year` counts.
        year: The year whose dates are counted, closed days and dated exceptions included.
        on: Local date for which the deployable officers are counted.
        contracted: Contracted minutes a year of an average officer; by default what the patterns give.
        authorised: Positions authorised.

    Raises:
        ValueError: nothing says how long a year of work is, or absences leave nothing of it.
    """
    contracted = contracted_minutes(site) if contracted is None else contracted
    if contracted is None:
        raise ValueError("No officer has a pattern; say how many hours a year are contracted")
    known = max((line.year for line in site.absences if line.year <= year), default=None)
    work = WorkYear(
        contracted=contracted, absences=average_absences(line for line in site.absences if line.year == known)
    )
    shifts = {shift.code: shift for shift in site.shifts}
    return ReliefReport(
        year=year,
        absence_year=known,
        work_year=work,
        posts=tuple(_need(post, shifts, year, work) for post in site.posts),
        authorised=authorised,
        filled=len(site.officers),
        deployable=len(site.officers) - len(_not_deployable(site, on)),
    )


def _like_dates(post: Post, year: int) -> Iterator[tuple[date, int]]:
    """Yield dates of a year, and how many have the same coverage: between two dates of a line only weekdays differ."""
    first, end = date(year, 1, 1), date(year + 1, 1, 1)
    begins = (post.opens, *(line.first for line in post.coverage))
    lasts = (post.closes, *(line.last for line in post.coverage))
    turns = {on for on in begins if on is not None and first < on < end}
    turns |= {on + timedelta(days=1) for on in lasts if on is not None and first <= on < end}
    for begin, after in pairwise(sorted({first, *turns, end})):
        days = (after - begin).days
        for n in range(min(7, days)):
            yield begin + timedelta(days=n), (days - n + 6) // 7


def _need(post: Post, shifts: dict[ShiftCode, Shift], year: int, work: WorkYear) -> PostNeed:
    minutes = [0, 0]
    seats: dict[ShiftCode, list[int]] = {}
    for on, times in _like_dates(post, year):
        for line in post.coverage_on(on):
            most = seats.setdefault(line.shift, [0, 0])
            for n, heads in enumerate((line.minimum, line.wanted)):
                minutes[n] += times * heads * shifts[line.shift].wall_minutes
                most[n] = max(most[n], heads)
    officers = [
        work.relief_factor(minutes[n]) if post.is_relieved else Fraction(sum(most[n] for most in seats.values()))
        for n in (0, 1)
    ]
    return PostNeed(
        post=post.code,
        is_relieved=post.is_relieved,
        minimum_minutes=minutes[0],
        wanted_minutes=minutes[1],
        minimum=officers[0],
        wanted=officers[1],
    )


def _not_deployable(site: Site, on: date) -> set[Badge]:
    clock = Clock(site.facility.zone)
    noon, midnight, end = clock.minute(on, _HALF_A_DAY), clock.midnight(on), clock.midnight(on + timedelta(days=1))
    found = {officer.badge for officer in site.officers if officer.is_probationary}
    found |= {leave.badge for leave in site.leave if leave.start <= noon < leave.end}
    light = (duty for duty in site.duties if duty.kind == DutyKind.LIGHT_DUTY)
    found |= {duty.badge for duty in light if duty.start < end and midnight < duty.end}
    return found
