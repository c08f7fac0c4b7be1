"""The area tenure rule: dates to the day, the area tree, rovers, and agreement of terms and check."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.terms_oracle import cells_of, cost, is_feasible

from scheduler.domain.facility import Area, AreaShare, Coverage, Facility, Post, Shift
from scheduler.domain.findings import Finding
from scheduler.domain.people import Officer, Tenure
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Period, Roster, Tour
from scheduler.domain.words import Priority, RotationClass, Severity
from scheduler.rule import Frame, InvalidSettingError, Scope, View
from scheduler.rules.area_tenure import AreaTenure, Config

FIRST = date(2026, 5, 25)
RULE = AreaTenure()
AREAS = (
    ("HU", None, RotationClass.HOUSING),
    ("HU-B", "HU", RotationClass.NONE),
    ("HU-B-1", "HU-B", RotationClass.NONE),
    ("MED", "HU", RotationClass.SPECIAL),
    ("KIT", None, RotationClass.NONE),
)
POSTS = (
    ("FLOOR", "HU-B", ()),
    ("WING", "HU-B-1", ()),
    ("NURSE", "MED", ()),
    ("COOK", "KIT", ()),
    ("ROVER", "KIT", (("HU-B", 300), ("MED", 299), ("KIT", 401))),
    ("ALL", "HU", ()),
)


def problem(*tenures: Tenure) -> Problem:
    return Problem(
        facility=Facility(id="F", name="F", zone="America/New_York"),
        period=Period(first=FIRST, days=10),
        areas=tuple(Area(code=c, name=c, facility="F", parent=p, rotation=r) for c, p, r in AREAS),
        shifts=(Shift(code="D", name="Day", start_wall_minute=360, wall_minutes=720),),
        posts=tuple(
            Post(
                code=code,
                name=code,
                facility="F",
                area=area,
                priority=Priority.CRITICAL,
                covers=tuple(AreaShare(area=a, share=s) for a, s in covers),
                coverage=(Coverage(shift="D", minimum=1, wanted=1),),
            )
            for code, area, covers in POSTS
        ),
        officers=tuple(Officer(badge=b, facility="F", seniority=FIRST) for b in ("1", "2")),
        tenures=tenures,
    )


def roster(problem: Problem, *tours: tuple[str, str, date]) -> Roster:
    shift, clock = problem.shifts[0], problem.clock
    made = []
    for badge, post, on in tours:
        start, end = shift.span(clock, on)
        made.append(Tour(badge=badge, post=post, on=on, shift="D", index=0, start=start, end=end))
    return Roster(facility="F", period=problem.period, tours=tuple(made))


def breaches(problem: Problem, made: Roster, config: Config, scope: Scope | None = None):
    return RULE.check(View(problem, made), config, scope or Scope(FIRST, problem.period.last))


HOUSING_90 = Config(rotation="housing", limit_days=90)


def test_the_limit_binds_from_its_day_on() -> None:
    made = problem(Tenure(badge="1", area="HU-B", since=date(2026, 3, 1)))
    days = [date(2026, 5, d) for d in (28, 29, 30, 31)]
    found = breaches(made, roster(made, *(("1", "FLOOR", on) for on in days)), HOUSING_90)
    assert [(b.cells[0].on, b.measured, b.limit, b.amount) for b in found] == [
        (date(2026, 5, 30), 90, 90, 1),
        (date(2026, 5, 31), 91, 90, 1),
    ]
    finding = Finding(
        entry="due", rule="area_tenure", severity=Severity.ASK, cells=found[0].cells, measured=90, limit=90,
        detail=found[0].detail,
    )  # fmt: skip
    expected = "Day 90 of tenure in HU-B, which runs since 2026-03-01; rotation is due after 90 days."
    assert str(RULE.explain(finding)) == expected
    assert str(RULE.describe(HOUSING_90)) == "No tours in a housing area after 90 days of tenure there."


@pytest.mark.parametrize(
    ("area", "reached"),
    [
        ("HU-B", {"FLOOR", "WING", "ROVER", "ALL"}),
        ("HU-B-1", {"WING", "FLOOR", "ROVER", "ALL"}),
        ("HU", {"FLOOR", "WING", "NURSE", "ROVER", "ALL"}),
        ("MED", set()),  # a class of its own beats that of the area around it
        ("KIT", set()),
    ],
)
def test_which_posts_lie_in_an_area(area: str, reached: set[str]) -> None:
    made = problem(Tenure(badge="1", area=area, since=date(2025, 1, 1)))
    dates = made.period.dates
    found = breaches(made, roster(made, *(("1", p[0], dates[n]) for n, p in enumerate(POSTS))), HOUSING_90)
    assert {b.cells[0].seat.split("/")[0] for b in found} == reached


def test_a_special_area_has_its_own_limit() -> None:
    made = problem(Tenure(badge="1", area="MED", since=date(2025, 1, 1)))
    config = Config(rotation="special", limit_days=365)
    found = breaches(made, roster(made, *(("1", p[0], made.period.dates[n]) for n, p in enumerate(POSTS))), config)
    assert [b.cells[0].seat.split("/")[0] for b in found] == ["NURSE", "ALL"]


def test_other_officers_and_an_unknown_class() -> None:
    made = problem(Tenure(badge="1", area="HU-B", since=date(2025, 1, 1)))
    assert breaches(made, roster(made, ("2", "FLOOR", FIRST)), HOUSING_90) == ()
    with pytest.raises(InvalidSettingError, match="housing, special, support"):
        Config(rotation="hosing")


tours = st.lists(
    st.tuples(st.sampled_from("12"), st.sampled_from([p[0] for p in POSTS]), st.integers(0, 9)),
    unique_by=(lambda t: (t[0], t[2]), lambda t: (t[1], t[2])),
    max_size=12,
)
tenures = st.lists(
    st.builds(
        Tenure,
        badge=st.sampled_from("12"),
        area=st.sampled_from([a[0] for a in AREAS]),
        since=st.dates(FIRST - timedelta(days=99), FIRST - timedelta(days=75)),
    ),
    max_size=4,
)


@settings(max_examples=120, deadline=None)
@given(tours, tenures, st.sampled_from(["housing", "special"]), st.integers(0, 9), st.integers(0, 9))
def test_terms_and_check_agree(chosen, held, rotation, one, other) -> None:
    made = problem(*held)
    plan = roster(made, *((b, p, FIRST + timedelta(days=d)) for b, p, d in chosen))
    config, frame = Config(rotation=rotation, limit_days=90), Frame.of(made)
    whole = breaches(made, plan, config)
    terms = RULE.terms(frame, config, Scope(FIRST, made.period.last))
    cells = cells_of(frame, plan)
    assert is_feasible(frame, terms, cells) == (not whole)
    assert cost(frame, terms, cells) == sum(b.amount for b in whole)
    dates = made.period.dates
    scope = Scope(dates[min(one, other)], dates[max(one, other)], frozenset("1"))
    cut = tuple(b for b in whole if scope.covers(b.cells[0].on) and scope.has(b.cells[0].badge))
    assert breaches(made, plan, config, scope) == cut
    assert cost(frame, RULE.terms(frame, config, scope), cells) == len(cut)


def test_a_loop_of_areas_does_no_harm() -> None:
    made = problem(Tenure(badge="1", area="HU-B", since=date(2025, 1, 1)))
    looped = tuple(replace(a, parent="HU-B") if a.code == "HU" else a for a in made.areas)
    made = replace(made, areas=looped)
    found = breaches(made, roster(made, ("1", "FLOOR", FIRST)), HOUSING_90)
    assert len(found) == 1
    assert len(RULE.terms(Frame.of(made), HOUSING_90, Scope(FIRST, FIRST))[0].slot) == 5


def test_a_loop_without_a_class_and_an_area_outside_it() -> None:
    made = problem(*(Tenure(badge="1", area=a, since=date(2025, 1, 1)) for a in ("HU-B", "KIT")))
    changes = {
        "HU": {"parent": "HU-B", "rotation": RotationClass.NONE},
        "KIT": {"rotation": RotationClass.HOUSING},
    }
    made = replace(made, areas=tuple(replace(a, **changes.get(a.code, {})) for a in made.areas))
    plan = roster(made, ("1", "FLOOR", FIRST), ("1", "COOK", FIRST + timedelta(days=1)))
    assert [b.cells[0].seat for b in breaches(made, plan, HOUSING_90)] == ["COOK/2026-05-26/D/0"]
    terms = RULE.terms(Frame.of(made), HOUSING_90, Scope(FIRST, made.period.last))
    assert cost(Frame.of(made), terms, cells_of(Frame.of(made), plan)) == 1
