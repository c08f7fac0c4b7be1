"""The staffing plan that holds on a date, and every deviation from it."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from scheduler.domain.clock import Clock
from scheduler.domain.facility import Area, Coverage, Document, Facility, Post, Shift, TeamNeed
from scheduler.domain.inmates import Stay, Watch
from scheduler.domain.plan import PLAN_FACTORS, PlanFactor, PlanMinimum, StaffingPlan
from scheduler.domain.roster import Period, Roster, Tour
from scheduler.domain.site import Site
from scheduler.domain.words import Priority, WatchKind
from scheduler.ledger.staffing_plan import DeviationKind, deviations, plan_on

CLOCK = Clock("America/New_York")
MONDAY = date(2027, 1, 4)
SUNDAY = date(2027, 1, 10)
PLAN = StaffingPlan(
    effective=date(2026, 6, 1),
    approver="Sheriff",
    population=2,
    reviewed=date(2026, 5, 20),
    review_by=date(2027, 5, 20),
    factors=tuple(PlanFactor(factor=factor, text="Weighed.") for factor in PLAN_FACTORS),
    minimums=(PlanMinimum(post="HA", shift="D", minimum=2), PlanMinimum(post="OFF", shift="D", minimum=1)),
)


def post(code: str, *coverage: Coverage, **more: Any) -> Post:
    return Post(code=code, name=code, facility="F", area="A", priority=Priority.CRITICAL, coverage=coverage, **more)


SITE = Site(
    facility=Facility(id="F", name="Jail", zone="America/New_York"),
    areas=(Area(code="A", name="A", facility="F"),),
    shifts=(
        Shift(code="D", name="Day", start_wall_minute=360, wall_minutes=720),
        Shift(code="N", name="Night", start_wall_minute=1080, wall_minutes=720),
    ),
    posts=(
        post("HA", Coverage(shift="D", minimum=2, wanted=3), Coverage(shift="N", minimum=1, wanted=1)),
        post("OFF", Coverage(shift="D", minimum=1, wanted=1, weekdays=(0, 1, 2, 3, 4))),
    ),
    staffing_plans=(PLAN,),
)


def found(site: Site, rosters: tuple[Roster, ...] = (), today: date = MONDAY) -> list[tuple[str, str, int, int]]:
    listed = deviations(site, MONDAY, SUNDAY, today, rosters)
    return [(d.kind.value, d.subject, d.measured, d.planned) for d in listed]


def tour(badge: str, on: date, begin: int = 360, end: int = 1080, index: int = 0) -> Tour:
    start, stop = CLOCK.minute(on, begin), CLOCK.minute(on, end)
    return Tour(start=start, end=stop, badge=badge, post="HA", on=on, shift="D", index=index)


def roster(*tours: Tour, days: int = 7) -> Roster:
    """A roster with the office post filled on all weekdays, and other tours."""
    office = tuple(replace(tour("9", MONDAY + timedelta(days=d)), post="OFF") for d in range(min(days, 5)))
    return Roster(facility="F", period=Period(first=MONDAY, days=days), tours=(*office, *tours))


def test_a_facility_that_keeps_its_plan_has_no_deviation() -> None:
    both = [tour(b, MONDAY + timedelta(days=d), index=n) for d in range(7) for n, b in enumerate("12")]
    assert found(SITE, (roster(*both),)) == []


def test_the_latest_effective_plan_holds() -> None:
    later = replace(PLAN, effective=date(2027, 1, 7))
    plans = (later, PLAN)
    assert plan_on(plans, date(2026, 5, 31)) is None
    assert plan_on(plans, date(2026, 6, 1)) is PLAN
    assert plan_on(plans, date(2027, 1, 6)) is PLAN
    assert plan_on(plans, date(2027, 1, 7)) is later


def test_dates_before_any_plan_are_named() -> None:
    site = replace(SITE, staffing_plans=(replace(PLAN, effective=date(2027, 1, 6)),))
    (only,) = deviations(site, MONDAY, SUNDAY, MONDAY)
    assert (only.kind, only.dates) == (DeviationKind.NO_PLAN, (MONDAY, date(2027, 1, 5)))
    assert str(only.message) == "No staffing plan holds"


def test_coverage_below_the_plan_is_listed_with_its_dates() -> None:
    holiday = Coverage(shift="D", minimum=0, wanted=0, first=date(2027, 1, 6), last=date(2027, 1, 6))
    weak = Coverage(shift="D", minimum=1, wanted=3, weekdays=(5, 6))
    site = replace(
        SITE, posts=(replace(SITE.posts[0], coverage=(SITE.posts[0].coverage[0], weak, holiday)), SITE.posts[1])
    )
    listed = deviations(site, MONDAY, SUNDAY, MONDAY)
    assert [(d.measured, d.planned, d.dates) for d in listed] == [
        (0, 2, (date(2027, 1, 6),)),
        (1, 2, (date(2027, 1, 9), SUNDAY)),
    ]
    assert str(listed[1].message) == "HA asks for 1 on D; the plan's minimum is 2"
    assert {d.kind for d in listed} == {DeviationKind.COVERAGE}


def test_weekends_of_an_office_post_and_closed_posts_are_no_deviation_but_a_missing_shift_is() -> None:
    assert found(SITE) == []
    closed = replace(SITE, posts=(replace(SITE.posts[0], closes=date(2026, 12, 31)), SITE.posts[1]))
    assert found(closed) == []
    nights = replace(PLAN, minimums=(PlanMinimum(post="OFF", shift="N", minimum=1),))
    (only,) = deviations(replace(SITE, staffing_plans=(nights,)), MONDAY, SUNDAY, MONDAY)
    assert (only.subject, only.shift, only.measured, only.planned, len(only.dates)) == ("OFF", "N", 0, 1, 7)


def test_rostered_seats_are_counted_at_the_emptiest_moment() -> None:
    split = (tour("1", MONDAY), tour("2", MONDAY, 360, 600, 1), tour("3", MONDAY, 600, 1080, 1))
    gap = (
        tour("1", MONDAY + timedelta(days=1)),
        tour("2", MONDAY + timedelta(days=1), 360, 600, 1),
        tour("3", MONDAY + timedelta(days=1), 630, 1080, 1),
    )
    made = roster(*split, *gap, days=3)
    listed = deviations(SITE, MONDAY, SUNDAY, MONDAY, (made,))
    assert [(d.kind, d.dates, d.measured, d.planned) for d in listed] == [
        (DeviationKind.ROSTER, (date(2027, 1, 5),), 1, 2),
        (DeviationKind.ROSTER, (date(2027, 1, 6),), 0, 2),
    ]
    assert str(listed[0].message) == "HA has 1 on D at the emptiest moment; the plan's minimum is 2"


def test_of_two_rosters_for_a_date_the_later_one_counts() -> None:
    empty = roster(days=1)
    filled = roster(tour("1", MONDAY), tour("2", MONDAY, index=1), days=1)
    assert found(SITE, (empty, filled)) == []
    assert found(SITE, (filled, empty)) == [("roster", "HA", 0, 2)]


def test_the_population_is_compared_when_a_date_begins() -> None:
    def held(inmate: str, first: int, last: int | None) -> Stay:
        start = CLOCK.midnight(MONDAY + timedelta(days=first))
        end = None if last is None else CLOCK.midnight(MONDAY + timedelta(days=last + 1))
        return Stay(inmate=inmate, area="A", start=start, end=end)

    watch = Watch(inmate="5", post="HA", kind=WatchKind.HOSPITAL, start=CLOCK.midnight(MONDAY + timedelta(days=2)))
    site = replace(
        SITE,
        stays=(held("1", -9, None), held("2", -9, 3), held("3", 1, 2), held("4", 5, None), held("1", 2, 2)),
        watches=(replace(watch, end=CLOCK.midnight(SUNDAY)),),
    )
    # Day 1: 1 2 3; day 2: 1 2 3 5; day 3: 1 2 5; day 4: 1 5; day 5: 1 4 5; day 6: 1 4.
    listed = deviations(site, MONDAY, SUNDAY, MONDAY)
    assert [(d.kind, d.dates[0], d.dates[-1], d.measured, d.planned) for d in listed] == [
        (DeviationKind.POPULATION, date(2027, 1, 5), date(2027, 1, 7), 4, 2),
        (DeviationKind.POPULATION, date(2027, 1, 9), date(2027, 1, 9), 3, 2),
    ]
    assert str(listed[0].message) == "Up to 4 inmates are held; the plan assumes 2"


@pytest.mark.parametrize(
    ("reviewed", "review_by", "today", "due"),
    [
        (date(2026, 5, 20), date(2027, 5, 20), date(2027, 5, 20), None),
        (date(2026, 5, 20), date(2027, 5, 20), date(2027, 5, 21), date(2027, 5, 20)),
        (date(2026, 5, 20), date(2028, 1, 1), date(2027, 6, 1), date(2027, 5, 20)),
        (date(2026, 5, 20), date(2026, 12, 1), MONDAY, date(2026, 12, 1)),
        (date(2028, 2, 29), date(2029, 6, 1), date(2029, 3, 1), date(2029, 2, 28)),
    ],
)
def test_the_plan_is_reviewed_every_year_or_when_it_says(
    reviewed: date, review_by: date, today: date, due: date | None
) -> None:
    site = replace(SITE, staffing_plans=(replace(PLAN, reviewed=reviewed, review_by=review_by),))
    listed = [d for d in deviations(site, MONDAY, MONDAY, today) if d.kind == DeviationKind.REVIEW]
    assert [(d.dates, d.measured) for d in listed] == ([] if due is None else [((due,), (today - due).days)])


def test_factors_that_a_plan_leaves_out_are_named() -> None:
    factors = (*PLAN.factors[:4], replace(PLAN.factors[4], text=" "), *PLAN.factors[6:])
    listed = deviations(replace(SITE, staffing_plans=(replace(PLAN, factors=factors),)), MONDAY, SUNDAY, MONDAY)
    assert [(d.kind, d.subject) for d in listed] == [
        (DeviationKind.FACTOR, "physical plant"),
        (DeviationKind.FACTOR, "population"),
    ]
    assert str(listed[0].message) == "The plan does not say how it weighs physical plant"


def test_team_needs_past_their_review_date() -> None:
    need = TeamNeed(
        post="HA",
        qualification="Q",
        authority="Order 7",
        approver="Sheriff",
        review_by=date(2026, 12, 31),
        first=date(2026, 1, 1),
    )
    lapsed = replace(need, last=date(2026, 12, 31))
    future = replace(need, review_by=MONDAY)
    (only,) = deviations(replace(SITE, team_needs=(need, lapsed, future)), MONDAY, SUNDAY, MONDAY)
    assert (only.kind, only.subject, only.dates, only.measured) == (
        DeviationKind.TEAM_NEED,
        "HA",
        (date(2026, 12, 31),),
        4,
    )
    assert str(only.message) == "The need of HA for Q was to be reviewed by 2026-12-31"


def test_documents_without_a_review_for_a_year() -> None:
    def document(code: str, version: int, effective: date, reviewed: date | None = None) -> Document:
        return Document(code=code, version=version, title=f"Order {code}", effective=effective, reviewed=reviewed)

    documents = (
        document("NEW", 1, date(2024, 1, 1)),
        document("NEW", 2, date(2026, 3, 1)),
        document("OLD", 1, date(2024, 1, 1), reviewed=date(2026, 1, 3)),
        document("KEPT", 1, date(2024, 1, 1), reviewed=date(2026, 1, 4)),
        document("NEXT", 1, date(2027, 2, 1)),
        document("NEVER", 1, date(2025, 6, 1)),
    )
    listed = deviations(replace(SITE, documents=documents), MONDAY, SUNDAY, MONDAY)
    assert [(d.kind, d.subject, d.dates[0], d.measured) for d in listed] == [
        (DeviationKind.DOCUMENT, "OLD", date(2027, 1, 3), 1),
        (DeviationKind.DOCUMENT, "NEVER", date(2026, 6, 1), 217),
    ]
    assert str(listed[0].message) == "The yearly review of Order OLD was due on 2027-01-03"
