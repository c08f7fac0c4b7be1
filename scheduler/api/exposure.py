"""Exposure by area: tours left, rotation due and forecast, and how rotation was kept over two years. No pairs.

Nothing here joins the attention index to an officer, names an inmate, or puts officers in an order of contact.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from scheduler.api.rotation import rotation_count
from scheduler.domain.people import Cadence
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Period, Roster
from scheduler.domain.site import Site
from scheduler.domain.words import AreaCode, Badge, RotationClass, Severity
from scheduler.ledger import RotationLine, RotationState, rotation_lines, tenures
from scheduler.rules import uses

MONTHS_BACK = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaExposure:
    """An area of a rotation class before and after a roster.

    Attributes:
        area: The area.
        rotation: Its class.
        holders: Officers whose tenure there runs when the roster begins.
        due_now: How many of them are due or overdue on the roster's first date, waivers apart.
        due_by_end: The same on its last date: the forecast, if nobody rotates.
        waived: How many stay by a waiver that holds on the last date.
        next_due: The next date on which somebody is due, None for none.
        tours_left: Tours that the area leaves all holders together after the roster; None: no limit binds there.
        holders_without: How many holders have no tour left there after the roster.
    """

    area: AreaCode
    rotation: RotationClass
    holders: int
    due_now: int
    due_by_end: int
    waived: int
    next_due: date | None
    tours_left: int | None
    holders_without: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DueLine:
    """A tenure with its state on the roster's first and last date, and the tours that are left in the area."""

    line: RotationLine
    now: RotationState
    at_end: RotationState
    tours_left: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplianceMonth:
    """How rotation of a class stood on the first of a month: tenures running, by state."""

    month: date
    rotation: RotationClass
    running: int
    on_time: int
    waived: int
    due: int
    overdue: int


def due_lines(problem: Problem, roster: Roster) -> tuple[DueLine, ...]:
    """Return the tenures that a roster meets, by area and due date: assignment is what this list is for."""
    first, last = roster.period.first, roster.period.last
    left = rotation_count(problem).of(roster.tours)
    tours: dict[tuple[Badge, AreaCode], int] = {}
    for badge, lines in left.items():
        for line in lines:
            tours[badge, line.area] = line.tours
    return tuple(
        DueLine(
            line=line,
            now=line.state_on(first),
            at_end=line.state_on(last),
            tours_left=tours.get((line.badge, line.area)),
        )
        for line in rotation_lines(problem, cadences_on(problem))
    )


def area_exposures(problem: Problem, roster: Roster) -> tuple[AreaExposure, ...]:
    """Return the areas that have a rotation class or in which a watched tenure runs, in the site's order."""
    first = roster.period.first
    by_area: dict[AreaCode, list[DueLine]] = defaultdict(list)
    for line in due_lines(problem, roster):
        by_area[line.line.area].append(line)
    late = (RotationState.DUE, RotationState.OVERDUE)
    found = []
    for area in problem.areas:
        lines = by_area[area.code]
        if area.rotation == RotationClass.NONE and not lines:
            continue
        left = [line.tours_left for line in lines if line.tours_left is not None]
        dates = [on for line in lines for on in (line.line.due or line.line.overdue,) if on is not None and on > first]
        found.append(
            AreaExposure(
                area=area.code,
                rotation=lines[0].line.rotation if lines else area.rotation,
                holders=len(lines),
                due_now=sum(line.now in late for line in lines),
                due_by_end=sum(line.at_end in late for line in lines),
                waived=sum(line.at_end == RotationState.WAIVED for line in lines),
                next_due=min(dates, default=None),
                tours_left=sum(left) if left else None,
                holders_without=sum(tours <= 0 for tours in left),
            )
        )
    return tuple(found)


def compliance(site: Site, today: date) -> Iterator[ComplianceMonth]:
    """Yield how rotation stood on the first of each of the last 24 months, the latest first, class by class.

    Counted is from worked history, published rosters where nothing worked is known; a month before which nothing at
    all is known is left out, for its silence would look like compliance.

    Args:
        site: The facility with what was published taken as worked (`Desk.past_site`).
        today: The last local date to look at.
    """
    for month in _months(today):
        problem = site.problem(Period(first=month, days=1))
        if not any(tour.on < month for tour in problem.worked):
            return
        lines = rotation_lines(_with_tenures(problem), cadences_on(problem))
        states: dict[RotationClass, Counter[RotationState]] = defaultdict(Counter)
        for line in lines:
            states[line.rotation][line.state_on(month)] += 1
        for rotation, seen in sorted(states.items()):
            yield ComplianceMonth(
                month=month,
                rotation=rotation,
                running=seen.total(),
                on_time=seen[RotationState.ON_TIME] + seen[RotationState.NOTICE],
                waived=seen[RotationState.WAIVED],
                due=seen[RotationState.DUE],
                overdue=seen[RotationState.OVERDUE],
            )


def cadences_on(problem: Problem) -> dict[Severity, dict[RotationClass, tuple[Cadence, ...]]]:
    """Return the cadences of rotation in force on a period's last date, by severity and class."""
    found: dict[Severity, dict[RotationClass, tuple[Cadence, ...]]] = defaultdict(dict)
    for use in uses(problem):
        if use.rule.key == "area_tenure" and use.scope.covers(problem.period.last):
            rotation = RotationClass(use.config.rotation)
            cadence = Cadence(days=use.config.limit_days, months=use.config.limit_months)
            held = found[use.entry.severity]
            held[rotation] = (*held.get(rotation, ()), cadence)
    return dict(found)


def _with_tenures(problem: Problem) -> Problem:
    return replace(problem, tenures=tenures(problem))


def _months(today: date) -> Iterator[date]:
    month = today.replace(day=1)
    for _ in range(MONTHS_BACK):
        yield month
        month = (month - timedelta(days=1)).replace(day=1)
