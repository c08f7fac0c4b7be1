"""Published figures for posts and teams: juvenile ratios, meals, searches and post orders, as the presets hold them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from scheduler.check import check_roster
from scheduler.domain.facility import Area, Coverage, Document, Facility, Post, Shift, TeamNeed
from scheduler.domain.findings import Finding
from scheduler.domain.inmates import Stay
from scheduler.domain.people import Held, Officer, Qualification, Reading
from scheduler.domain.policy import Policy
from scheduler.domain.problem import InvalidProblemError, Problem
from scheduler.domain.roster import Period, Roster, Tour
from scheduler.domain.words import ContactMode, Priority, RotationClass, Severity
from scheduler.ledger.relief import plan_meals
from scheduler.policies import preset
from scheduler.rule import read_config
from scheduler.rules import rule_of
from scheduler.rules.meal_relief import Config as MealConfig

MONDAY = date(2026, 12, 14)
DAY = Shift(code="D", name="Day", start_wall_minute=360, wall_minutes=720)
NIGHT = Shift(code="N", name="Night", start_wall_minute=1080, wall_minutes=720, is_night=True)


def place(
    residents: int = 0, is_juvenile: bool = False, names: tuple[str, ...] = ("juvenile",), **more: object
) -> Problem:
    """A cottage with up to nine officers by day and night, under the entries of the named presets."""
    clock_start = 29_000_000
    policies = [preset(name).policy for name in names]
    tiers = {tier.key: tier for policy in policies for tier in policy.tiers}
    problem = Problem(
        facility=Facility(id="F", name="F", zone="America/New_York", is_juvenile=is_juvenile),
        period=Period(first=MONDAY, days=1),
        areas=(Area(code="COT", name="Cottage", facility="F", rotation=RotationClass.HOUSING),),
        shifts=(DAY, NIGHT),
        posts=(post("COTTAGE"), post("ROVER", gives_meal_reliefs=3)),
        officers=tuple(Officer(badge=b, facility="F", seniority=date(2020, 1, 1)) for b in "ABCDEFGHI"),
        stays=tuple(Stay(inmate=f"I{n}", area="COT", start=clock_start) for n in range(residents)),
        policy=Policy(entries=tuple(e for p in policies for e in p.entries), tiers=tuple(tiers.values())),
    )
    return replace(problem, **more)  # type: ignore[arg-type]


def post(code: str, **more: object) -> Post:
    cover = tuple(Coverage(shift=s.code, minimum=0, wanted=9) for s in (DAY, NIGHT))
    base = Post(code=code, name=code, facility="F", area="COT", priority=Priority.CRITICAL, coverage=cover)
    return replace(base, contact=ContactMode.GROUP, **more)  # type: ignore[arg-type]


def tours(problem: Problem, badges: str, shift: Shift, at: str = "COTTAGE", on: date = MONDAY) -> list[Tour]:
    start, end = shift.span(problem.clock, on)
    return [
        Tour(badge=b, post=at, on=on, shift=shift.code, index=n, start=start, end=end) for n, b in enumerate(badges)
    ]


def findings(problem: Problem, *made: Tour, rule: str) -> list[Finding]:
    report = check_roster(problem, Roster(facility="F", period=problem.period, tours=tuple(made)))
    return [f for f in (*report.findings, *report.charges) if f.rule == rule]


def words(finding: Finding) -> str:
    return str(rule_of(finding.rule).explain(finding))


@pytest.mark.parametrize(
    ("residents", "waking", "sleeping"),
    [(0, 0, 0), (1, 1, 1), (8, 1, 1), (9, 2, 1), (16, 2, 1), (17, 3, 2), (24, 3, 2), (32, 4, 2), (33, 5, 3)],
)
def test_one_to_eight_waking_and_one_to_sixteen_sleeping(residents: int, waking: int, sleeping: int) -> None:
    """28 CFR 115.313(c): so many officers are enough, one fewer is not."""
    problem = place(residents, is_juvenile=True)
    enough = [*tours(problem, "ABCDE"[:waking], DAY), *tours(problem, "FGHI"[:sleeping], NIGHT)]
    assert findings(problem, *enough, rule="juvenile_ratio") == []
    if residents:
        one_fewer = [*tours(problem, "ABCDE"[: waking - 1], DAY), *tours(problem, "FGHI"[: sleeping - 1], NIGHT)]
        found = findings(problem, *one_fewer, rule="juvenile_ratio")
        assert sorted((f.measured, f.limit) for f in found) == sorted([(waking - 1, waking), (sleeping - 1, sleeping)])


def test_seventeen_residents_at_night_with_one_officer_is_a_breach() -> None:
    problem = place(17, is_juvenile=True)
    (found,) = findings(problem, *tours(problem, "ABC", DAY), *tours(problem, "F", NIGHT), rule="juvenile_ratio")
    assert (found.severity, found.measured, found.limit, found.amount) == (Severity.STOP, 1, 2, 720)
    assert words(found) == (
        "Cottage, Night: 17 residents need 2 officers (1 to 16), 1 at the fewest are there; 12 h short."
    )


def test_there_is_no_ratio_for_adults() -> None:
    assert findings(place(400), rule="juvenile_ratio") == []


def meal_times() -> MealConfig:
    entry = next(e for e in preset("lasd_jail").policy.entries if e.rule == "meal_relief")
    config = read_config(MealConfig, entry)
    assert isinstance(config, MealConfig)
    return config


@pytest.mark.parametrize("shift", [DAY, NIGHT])
def test_meals_of_thirty_minutes_begin_two_hours_before_the_shift_ends_at_the_latest(shift: Shift) -> None:
    """LASD Manual of Policy 3-02/010.10."""
    problem = place(posts=(post("COTTAGE", needs_meal_relief=True), post("ROVER", gives_meal_reliefs=99)))
    crew = [*tours(problem, "ABCDEFGH", shift), *tours(problem, "I", shift, at="ROVER")]
    plan = plan_meals(problem, crew, MONDAY, meal_times().times)
    end = crew[0].end
    assert len(plan.meals) == 8
    assert all(meal.end - meal.start == 30 and meal.start <= end - 120 for meal in plan.meals)


def test_a_lawful_need_is_met_by_the_team_and_bars_nobody() -> None:
    """28 CFR 115.15 and Title 15 s1027: somebody available, by day and by night; never a ban of a whole post."""
    need = TeamNeed(
        post="COTTAGE",
        qualification="SEARCH",
        helpers=("ROVER",),
        authority="28 CFR 115.15",
        approver="Warden",
        review_by=date(2027, 6, 30),
        first=date(2026, 1, 1),
    )
    problem = place(
        names=("twelve_hour",),
        qualifications=(Qualification(code="SEARCH", name="Search course"),),
        team_needs=(need,),
    )
    holder = replace(problem.officers[0], qualifications=(Held(qualification="SEARCH"),))
    problem = replace(problem, officers=(holder, *problem.officers[1:]))
    without = tours(problem, "B", DAY)
    (day, night) = findings(problem, *without, rule="team_qualification")
    assert (day.severity, day.measured, day.limit, day.amount) == (Severity.STOP, 0, 1, 720)
    assert words(day) == (
        "COTTAGE and its helpers: 0 of 1 with Search course on this shift, 12 h short (authority: 28 CFR 115.15)."
    )
    assert day.cells[0].badge is night.cells[0].badge is None
    helped = [*without, *tours(problem, "A", DAY, at="ROVER")]
    assert [f.cells[0].seat for f in findings(problem, *helped, rule="team_qualification")] == [night.cells[0].seat]


@pytest.mark.parametrize("missing", ["authority", "approver"])
def test_a_need_without_authority_or_approver_is_refused(missing: str) -> None:
    values = {"authority": "28 CFR 115.15", "approver": "Warden"} | {missing: ""}
    need = TeamNeed(post="COTTAGE", qualification="SEARCH", review_by=MONDAY, first=MONDAY, **values)
    with pytest.raises(InvalidProblemError, match="an authority in words and an approver are expected"):
        place(qualifications=(Qualification(code="SEARCH", name="S"),), team_needs=(need,))


def test_a_need_past_its_review_says_so() -> None:
    need = TeamNeed(
        post="COTTAGE",
        qualification="SEARCH",
        authority="court order 12",
        approver="Warden",
        review_by=MONDAY - timedelta(days=1),
        first=date(2026, 1, 1),
    )
    problem = place(
        names=("twelve_hour",), qualifications=(Qualification(code="SEARCH", name="S"),), team_needs=(need,)
    )
    found = findings(problem, rule="team_qualification")
    assert words(found[0]).endswith("(authority: court order 12; its review was due on 2026-12-13).")


def test_post_orders_are_read_before_the_post_is_worked() -> None:
    """Idaho ISCC field memo: staff read and initial post orders first; the presets give 14 days for a new version."""
    order = Document(code="PO", version=1, title="Cottage order", effective=date(2026, 1, 1), posts=("COTTAGE",))
    later = replace(order, version=2, effective=MONDAY - timedelta(days=13))
    problem = place(names=("twelve_hour",), documents=(order, later))
    (found,) = findings(problem, *tours(problem, "A", DAY), rule="documents_read")
    assert (found.severity, words(found)) == (Severity.STOP, "Not yet read and signed for this post: Cottage order.")
    old = Reading(badge="A", document="PO", version=1, on=date(2026, 2, 1))
    assert findings(replace(problem, readings=(old,)), *tours(problem, "A", DAY), rule="documents_read") == []
    overdue = replace(later, effective=MONDAY - timedelta(days=14))
    problem = replace(problem, readings=(old,), documents=(order, overdue))
    assert len(findings(problem, *tours(problem, "A", DAY), rule="documents_read")) == 1
