"""Tours left in an area: arithmetic of the demo facility, and that no inmate is named."""

from dataclasses import fields, replace
from datetime import date, timedelta

from scheduler.domain.facility import Area, AreaShare, Coverage, Facility, Post, Shift
from scheduler.domain.inmates import Stay, Watch
from scheduler.domain.people import Cadence, Officer, RotationWaiver, Tenure
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Period, Roster, Tour
from scheduler.domain.words import ContactMode, Priority, RotationClass, WatchKind
from scheduler.ledger import ContactLimit, ToursLeft, tours_left

FIRST = date(2026, 4, 6)
DAY = Shift(code="D", name="D", start_wall_minute=360, wall_minutes=720)
TARGETS = (ContactLimit(days=28, limit_minutes=1440), ContactLimit(days=90, limit_minutes=3600))
CADENCE = {RotationClass.HOUSING: (Cadence(days=90),)}


def problem() -> Problem:
    posts = (
        ("B1", "HB", ContactMode.GROUP, ()),
        ("C1", "HC", ContactMode.CREW, ()),
        ("RV", "HQ", ContactMode.GROUP, (AreaShare(area="HB", share=500), AreaShare(area="HC", share=500))),
        ("HSP", "HOSP", ContactMode.WATCH, ()),
        ("TWR", "HQ", ContactMode.NONE, ()),
    )
    made = Problem(
        facility=Facility(id="F", name="F", zone="America/New_York"),
        period=Period(first=FIRST, days=7),
        areas=(
            Area(code="HB", name="HB", facility="F", rotation=RotationClass.HOUSING),
            Area(code="HC", name="HC", facility="F", rotation=RotationClass.SPECIAL),
            Area(code="HOSP", name="HOSP", facility="F"),
            Area(code="HQ", name="HQ", facility="F"),
        ),
        shifts=(DAY,),
        posts=tuple(
            Post(
                code=code,
                name=code,
                facility="F",
                area=area,
                priority=Priority.CRITICAL,
                contact=mode,
                covers=covers,
                coverage=(Coverage(shift="D", minimum=2 if code == "HSP" else 1, wanted=2),),
            )
            for code, area, mode, covers in posts
        ),
        officers=tuple(Officer(badge=b, facility="F", seniority=FIRST) for b in ("1", "2")),
        tenures=(Tenure(badge="1", area="HB", since=FIRST - timedelta(days=80)),),
    )
    midnight = made.clock.midnight
    return replace(
        made,
        stays=(
            Stay(inmate="secret-i", area="HB", start=midnight(FIRST - timedelta(days=100))),
            Stay(inmate="secret-j", area="HC", start=midnight(FIRST - timedelta(days=2))),
            Stay(inmate="secret-k", area="HC", start=midnight(FIRST - timedelta(days=2))),
        ),
        watches=(Watch(inmate="secret-k", post="HSP", kind=WatchKind.HOSPITAL, start=midnight(FIRST)),),
        worked=tuple(tour(made, "1", "B1", FIRST - timedelta(days=d)) for d in range(1, 11)),
    )


def tour(made: Problem, badge: str, post: str, on: date) -> Tour:
    start, end = DAY.span(made.clock, on)
    return Tour(badge=badge, post=post, on=on, shift="D", index=0, start=start, end=end)


def left(made: Problem, *tours: Tour) -> dict[str, list[tuple[str, int]]]:
    roster = Roster(facility="F", period=made.period, tours=tours)
    found = tours_left(made, roster, TARGETS, CADENCE)
    return {badge: [(line.area, line.tours) for line in lines] for badge, lines in found.items()}


def test_targets_in_tours_of_12_hours() -> None:
    # Fresh: group 20 tours, crew 10, paired watch 4; the rover's half of a group tour 40. Ten group tours are behind 1.
    assert left(problem()) == {
        "1": [("HOSP", 4), ("HB", 10), ("HC", 10), ("HQ", 20)],
        "2": [("HOSP", 4), ("HC", 10), ("HB", 20), ("HQ", 40)],
    }


def test_what_the_roster_has_counts_as_worked() -> None:
    made = problem()
    tours = [tour(made, "2", "C1", FIRST + timedelta(days=d)) for d in range(3)]
    # 2: three crew tours of 2.4 h leave 7 on the post, and with the same inmate 16.8 h of 0.6 h on the rover.
    assert left(made, *tours)["2"] == [("HOSP", 4), ("HC", 7), ("HB", 20), ("HQ", 28)]
    assert left(made, *tours)["1"] == left(made)["1"]


def test_rotation_due_and_no_inmate_named() -> None:
    made = problem()
    found = tours_left(made, Roster(facility="F", period=made.period), TARGETS, CADENCE)
    assert {line.area: line.rotation_due for line in found["1"]} == {
        "HB": FIRST + timedelta(days=10),
        "HC": None,
        "HQ": None,
        "HOSP": None,
    }
    assert {f.name for f in fields(ToursLeft)} == {"badge", "area", "tours", "rotation_due"}
    assert "secret" not in repr(found)


def test_rotation_waits_for_the_end_of_waivers() -> None:
    due = FIRST + timedelta(days=10)
    until = (due + timedelta(days=4), due + timedelta(days=9))
    waivers = tuple(
        RotationWaiver(badge="1", area="HB", first=FIRST, expires=on, approver="Captain", reason="training")
        for on in until
    )
    made = replace(problem(), rotation_waivers=waivers[:1])
    for each, expected in ((made, until[0]), (replace(made, rotation_waivers=waivers), until[1])):
        found = tours_left(each, Roster(facility="F", period=made.period), TARGETS, CADENCE)
        assert [line.rotation_due for line in found["1"] if line.area == "HB"] == [expected + timedelta(days=1)]


def test_without_limits_there_is_nothing_to_say() -> None:
    made = problem()
    assert tours_left(made, Roster(facility="F", period=made.period), (), CADENCE) == {"1": (), "2": ()}
