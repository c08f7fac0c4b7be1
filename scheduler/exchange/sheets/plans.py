"""Sheets on what officers do and may do on given dates, and what they worked."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from scheduler.domain.clock import Clock
from scheduler.domain.people import Award, CarriedHours, Duty, Leave, Restriction, Tenure, Willingness, Wish
from scheduler.domain.site import Site
from scheduler.domain.words import DutyKind, TourKind
from scheduler.exchange.kinds import Choice, Code, Codes, Day, Instant, Length, Month, Text, Whole, YesNo
from scheduler.exchange.layout import Column, Sheet, may, need

BADGE = need("Badge", "badge", Code(), "The officer", "1042", refers="Officers")


def plain(attribute: str, columns: tuple[Column, ...]) -> Callable[[Site], Iterable[tuple[Any, ...]]]:
    """Return the writer of a sheet whose columns are just the attributes of its nouns."""
    fields = [column.field for column in columns]

    def rows(site: Site) -> Iterator[tuple[Any, ...]]:
        for item in getattr(site, attribute):
            yield tuple(getattr(item, field) for field in fields)

    return rows


def simple(
    name: str,
    meaning: str,
    attribute: str,
    noun: type[Any],
    columns: tuple[Column, ...],
    key: tuple[str, ...] = (),
    spans: tuple[tuple[str, str], ...] = (),
    ranges: tuple[tuple[str, str], ...] = (),
    may_be_absent: bool = False,
) -> Sheet:
    """Return a sheet of which each row is one noun of `Site.<attribute>`."""
    return Sheet(
        name=name,
        meaning=meaning,
        rows=plain(attribute, columns),
        noun=noun,
        columns=columns,
        key=key,
        spans=spans,
        ranges=ranges,
        may_be_absent=may_be_absent,
    )


def _worked(site: Site) -> Iterator[tuple[Any, ...]]:
    clock = Clock(site.facility.zone)
    shifts = {shift.code: shift for shift in site.shifts}
    for tour in site.worked:
        shift = shifts.get(tour.shift)
        usual = shift.span(clock, tour.on) if shift else (None, None)
        yield (
            tour.post,
            tour.on,
            tour.shift,
            tour.index,
            tour.badge,
            None if tour.start == usual[0] else tour.start,
            None if tour.end == usual[1] else tour.end,
            tour.kind,
            tour.is_locked,
        )


PLAN_SHEETS = (
    simple(
        "Leave",
        "An officer is away. No kind of leave: the roster needs none.",
        "leave",
        Leave,
        (
            BADGE,
            need("Start", "start", Instant(), "First moment away", "2026-12-06 00:00"),
            need("End", "end", Instant(), "First moment back", "2026-12-13 00:00"),
        ),
        spans=(("start", "end"),),
    ),
    simple(
        "Duties",
        "Paid time without a seat: counts for rest, hours and fatigue.",
        "duties",
        Duty,
        (
            BADGE,
            need("Start", "start", Instant(), "When it begins", "2026-12-08 09:00"),
            need("End", "end", Instant(), "When it ends", "2026-12-08 12:30"),
            may("Kind", "kind", Choice(DutyKind), "What it is", "court", "other", DutyKind.OTHER),
        ),
        spans=(("start", "end"),),
    ),
    simple(
        "Willingness",
        "An officer volunteers for overtime.",
        "willing",
        Willingness,
        (
            BADGE,
            need("First", "first", Day(), "First date", "2026-12-06"),
            need("Last", "last", Day(), "Last date", "2026-12-20"),
            may("Shifts", "shifts", Codes(), "For which shifts", "D N", "any shift", (), refers="Shifts"),
        ),
        ranges=(("first", "last"),),
    ),
    simple(
        "Wishes",
        "A weighted wish to work, or not to work, a shift that starts on a date.",
        "wishes",
        Wish,
        (
            BADGE,
            need("Date", "on", Day(), "Date on which the shift starts", "2026-12-24"),
            may("Shift", "shift", Code(), "The shift", "D", "any shift", refers="Shifts"),
            may("Wants", "wants", YesNo(), "yes: wants to work it; no: wants not to", "no", "yes", True),
            may("Weight", "weight", Whole(1), "How much it counts", "1", "1", 1, unit="points"),
        ),
    ),
    simple(
        "Restrictions",
        "An officer may not be posted to an area or a post; with neither: no contact with inmates. No reason here.",
        "restrictions",
        Restriction,
        (
            BADGE,
            need("First", "first", Day(), "First date", "2026-11-01"),
            may("Last", "last", Day(), "Last date", "2027-02-28", "until further notice"),
            may("Area", "area", Code(), "The area, rovers that cover it included", "HU-B", "no area", refers="Areas"),
            may("Post", "post", Code(), "The post; not together with an area", "INT-1", "no post", refers="Posts"),
        ),
        ranges=(("first", "last"),),
    ),
    simple(
        "Awards",
        "A post held by bid or assignment.",
        "awards",
        Award,
        (
            BADGE,
            need("Post", "post", Code(), "The post", "KIT-1", refers="Posts"),
            may("Basis", "basis", Text(), "On what it rests", "bid of 2026-10", "not told", ""),
            need("First", "first", Day(), "First date", "2026-11-01"),
            may("Last", "last", Day(), "Last date", "2027-10-31", "open"),
            may("Shift", "shift", Code(), "On which shift", "D", "any shift", refers="Shifts"),
        ),
        ranges=(("first", "last"),),
    ),
    simple(
        "Tenure",
        "Since when an officer's tenure in an area runs.",
        "tenures",
        Tenure,
        (
            BADGE,
            need("Area", "area", Code(), "The area", "HU-B", refers="Areas"),
            need("Since", "since", Day(), "First date of the tenure", "2026-09-06"),
        ),
        key=("badge", "area"),
    ),
    simple(
        "Carried overtime",
        "Overtime of an officer in a calendar month that the sheet Worked tours does not hold.",
        "carried",
        CarriedHours,
        (
            BADGE,
            need("Month", "month", Month(), "The month", "2026-12"),
            need("Overtime", "overtime_minutes", Length(0, 1_000_000), "How much", "36:30"),
        ),
        key=("badge", "month"),
    ),
    Sheet(
        name="Worked tours",
        meaning="A tour really worked: an officer on a seat, or a part of it.",
        rows=_worked,
        spans=(("start", "end"),),
        columns=(
            need("Post", "post", Code(), "The post", "HA-F", refers="Posts"),
            need("Date", "on", Day(), "Local date on which the shift starts", "2026-11-28"),
            need("Shift", "shift", Code(), "The shift", "D", refers="Shifts"),
            need("Seat", "index", Whole(0, 999), "Which of the post's seats, from 0", "0"),
            need("Badge", "badge", Code(), "The officer, also a former one", "1042", refers="Officers or former"),
            may("Start", "start", Instant(), "When the officer began", "2026-11-28 08:00", "start of the shift"),
            may("End", "end", Instant(), "When the officer left", "2026-11-28 18:00", "end of the shift"),
            may("Kind", "kind", Choice(TourKind), "Why", "regular", "regular", TourKind.REGULAR),
            may("Locked", "is_locked", YesNo(), "Whether it is locked", "no", "no", False),
        ),
    ),
)
