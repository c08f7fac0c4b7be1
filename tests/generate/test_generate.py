"""Made-up facilities: the same on every machine, whole, and lawful up to the first day of the roster."""

from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler.check import check_roster
from scheduler.domain.floor_plan import read_floor_plan
from scheduler.domain.plan import PLAN_FACTORS
from scheduler.domain.roster import Period, Roster
from scheduler.domain.site import Site
from scheduler.domain.words import ContactMode, DutyKind, LeaveState
from scheduler.generate import DEMO_DAYS, DEMO_FIRST, DEMO_OFFICERS, demo_site, generate_site
from scheduler.generate.floor_plan import floor_plan
from scheduler.ledger import tenures
from scheduler.wire import sha256


@pytest.fixture(scope="module")
def demo() -> Site:
    return demo_site()


def test_the_demonstration_jail_is_the_one_described(demo: Site) -> None:
    problem = demo.problem(Period(first=DEMO_FIRST, days=DEMO_DAYS))
    assert len(problem.officers) == DEMO_OFFICERS
    day, night = (
        sum(s.wanted for s in problem.slots() if s.on == DEMO_FIRST + timedelta(days=1) and s.shift == shift)
        for shift in "DN"
    )
    assert (day, night) == (3 + 13 + 3, 3 + 12 + 1)  # command and seniors, fixed posts, tower with kitchen and RH-2
    assert len(problem.restrictions) == 5
    assert {w.kind.value for w in problem.watches} == {"hospital", "constant"}
    midnight = problem.clock.midnight(DEMO_FIRST)
    housed = sum(1 for s in problem.stays if s.start <= midnight and (s.end is None or s.end > midnight))
    assert 280 <= housed <= 312


def test_the_same_seed_makes_the_same_facility(demo: Site) -> None:
    assert sha256(demo_site()) == sha256(demo)
    assert sha256(generate_site(officers=DEMO_OFFICERS, seed=2)) != sha256(demo)


def test_every_outline_is_on_the_floor_plan(demo: Site) -> None:
    on_site = [a for a in demo.areas if "off site" not in a.name and a.code != "COMMAND"]
    assert [a.code for a in on_site if f'id="{a.outline}"' not in demo.floor_plan] == []


@pytest.mark.parametrize("officers", [24, 60, 109, 140])
def test_history_breaks_no_never_or_stop_rule(officers: int) -> None:
    site = generate_site(officers=officers, seed=3)
    past = Period(first=DEMO_FIRST - timedelta(days=28), days=28)
    problem = replace(site, watches=()).problem(past)
    tours = tuple(t for t in site.worked if t.on in past)
    roster = Roster(facility=site.facility.id, period=past, tours=tours)
    broken = [f for f in check_roster(problem, roster).blocking if not f.rule.startswith(("seats", "area_tenure"))]
    assert broken == []


@pytest.fixture(scope="module")
def long() -> Site:
    return generate_site(officers=100, seed=4, history_days=400)


@pytest.mark.parametrize("weeks_ago", [13, 26, 39, 52])
def test_a_past_period_of_a_long_history_can_be_rostered_again(long: Site, weeks_ago: int) -> None:
    """Its tours break no stop rule, its overtime was offered, and nobody worked on leave or during a duty."""
    past = Period(first=DEMO_FIRST - timedelta(weeks=weeks_ago), days=28)
    policy = replace(long.policy, entries=tuple(replace(e, effective=past.first) for e in long.policy.entries))
    problem = replace(long, watches=(), policy=policy).problem(past)
    tours = tuple(t for t in long.worked if t.on in past)
    report = check_roster(problem, Roster(facility=long.facility.id, period=past, tours=tours))
    assert [f for f in report.blocking if not f.rule.startswith(("seats", "area_tenure"))] == []
    officers = {o.badge: o for o in problem.officers}
    assert {t.kind for t in tours} <= {problem.kind_of(officers[t.badge], t.on, t.shift) for t in tours}
    for tour in (t for t in tours if t.kind.is_overtime):
        assert problem.kind_of(officers[tour.badge], tour.on, tour.shift) == tour.kind
    assert problem.leave, "leave of the past is known"
    moved = {s.inmate for s in problem.stays if s.end is not None and problem.clock.date_of(s.end) in past}
    assert len(moved) > 100, "inmates came and went"


def test_a_long_history_has_every_date(long: Site) -> None:
    dates = {t.on for t in long.worked}
    assert dates == {DEMO_FIRST - timedelta(days=n) for n in range(1, 401)}
    assert {a.last is None for a in long.activities} == {True, False}, "crews of the past have left"
    assert any(w.end < problem_start(long) for w in long.watches if w.end is not None)


def problem_start(site: Site) -> int:
    return site.problem(Period(first=DEMO_FIRST, days=1)).clock.midnight(DEMO_FIRST)


@pytest.mark.parametrize("days", [27, 401])
def test_an_impossible_history_is_refused(days: int) -> None:
    with pytest.raises(ValueError, match="28 to 400 days of history are expected"):
        generate_site(officers=60, seed=1, history_days=days)


def test_the_papers_of_the_demonstration_jail(demo: Site) -> None:
    contact = {p.code for p in demo.posts if p.contact != "none"}
    asked = {code for d in demo.documents for code in d.posts or contact}
    assert asked == {p.code for p in demo.posts}, "each post has an order"
    unread = [
        (o.badge, d.code)
        for d in demo.documents
        for o in demo.officers
        for post in demo.posts
        if post.code in d.posts and set(post.qualifications) <= {h.qualification for h in o.qualifications}
        if not any(r.badge == o.badge and r.document == d.code for r in demo.readings)
    ]
    assert len(unread) == 4
    assert [(n.post, n.qualification) for n in demo.team_needs] == [("INT-1", "SEARCH")]
    assert demo.team_needs[0].authority.startswith("28 CFR 115.15")
    assert demo.team_needs[0].review_by > DEMO_FIRST
    away = sum(a.minutes for a in demo.absences) / demo.absences[0].officers / 60
    assert 2184 - away == 1784, "net annual work hours"
    (plan,) = demo.staffing_plans
    assert [f.factor for f in plan.factors] == list(PLAN_FACTORS)
    assert (plan.review_by - plan.reviewed).days <= 365
    period = demo.policy.pay_periods[0]
    assert (period.days, (DEMO_FIRST - period.anchor).days % period.days) == (14, 0)
    assert len(demo.exemptions) == 2
    assert len(demo.rotation_waivers) == 1
    granted = [r for r in demo.leave_requests if r.state == LeaveState.GRANTED]
    clock = demo.problem(Period(first=DEMO_FIRST, days=1)).clock
    leave = {(a.badge, clock.date_of(a.start), clock.date_of(a.end - 1)) for a in demo.leave}
    assert {(r.badge, r.first, r.last) for r in granted} <= leave
    assert all((r.last - r.first).days < 30 for r in demo.leave_requests), "long absences were not asked for like this"
    assert {c.year for c in demo.vacation_choices} == {DEMO_FIRST.year + 1}, "the coming year's bid"
    posts = [p for p in demo.posts if p.contact is not ContactMode.WATCH]
    alone = [p.code for p in posts if any(f.factor == "ST2" and f.points == 12 for f in p.attention)]
    assert [p.code for p in posts if p.is_solo] == alone, "alone all the shift"
    assert {d.kind for d in demo.duties} == {DutyKind.COURT, DutyKind.TRAINING}


@pytest.mark.parametrize("officers", [19, 5001])
def test_an_impossible_size_is_refused(officers: int) -> None:
    with pytest.raises(ValueError, match="20 to 5000 officers are expected"):
        generate_site(officers=officers, seed=1)


def test_steady_holders_of_the_demonstration_jail_were_where_their_tenure_says(demo: Site) -> None:
    """Day 4 of the demonstration: 92 days on housing B, 187 on housing D by night, 210 in the kitchen."""
    problem = demo.problem(Period(first=DEMO_FIRST, days=DEMO_DAYS))
    days = {t.area: (DEMO_FIRST - t.since).days for t in demo.tenures}
    assert days == {"HU-B": 92, "HU-D": 187, "KITCHEN": 210}
    assert set(demo.tenures) <= set(tenures(problem)), "none of them has ended by what was worked"
    for held in demo.tenures:
        there = {p.code for p in demo.posts if p.area == held.area}
        own = [t for t in demo.worked if t.badge == held.badge]
        late = [t.post in there for t in own if t.on >= DEMO_FIRST - timedelta(days=28)]
        assert sum(late) * 10 >= len(late) * 3
        assert sum(t.post in there for t in own) * 100 <= len(own) * 50


@pytest.mark.parametrize("count", [6, 36, 120])
def test_a_plan_of_many_rooms_is_as_wide_as_a_screen(count: int) -> None:
    rooms = [(f"U{n}", f"Unit {n}") for n in range(count)]
    width, height = read_floor_plan(floor_plan(rooms, [(f"P{n}", f"U{n}") for n in range(count)])).box[2:]
    assert 1.2 < width / height < 3.6
    assert count < 12 or width / height < 2.1
