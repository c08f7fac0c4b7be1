"""The plan of meals: who relieves whom, when; everybody whom the count allows, within the times, always the same."""

from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.domain.facility import Area, AreaShare, Coverage, Facility, Post, Shift
from scheduler.domain.people import Officer
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Period, Tour
from scheduler.domain.words import Priority
from scheduler.ledger.relief import MealPlan, MealTimes, plan_meals

MONDAY = date(2026, 12, 14)
DAY = Shift(code="D", name="Day", start_wall_minute=360, wall_minutes=480)
NIGHT = Shift(code="N", name="Night", start_wall_minute=1080, wall_minutes=720, is_night=True)
TIMES = MealTimes()


def post(code: str, needs: bool = False, gives: int = 0, area: str = "JAIL", covers: tuple[str, ...] = ()) -> Post:
    return Post(
        code=code,
        name=code,
        facility="F",
        area=area,
        priority=Priority.CRITICAL,
        coverage=tuple(Coverage(shift=s.code, minimum=9, wanted=9) for s in (DAY, NIGHT)),
        covers=tuple(AreaShare(area=a, share=1000 // len(covers)) for a in covers),
        needs_meal_relief=needs,
        gives_meal_reliefs=gives,
    )


def facility(*posts: Post, officers: str = "ABCDEFGHIJ") -> Problem:
    return Problem(
        facility=Facility(id="F", name="F", zone="America/New_York"),
        period=Period(first=MONDAY, days=1),
        areas=(
            Area(code="JAIL", name="Jail", facility="F"),
            Area(code="HA", name="A", facility="F", parent="JAIL"),
            Area(code="HB", name="B", facility="F", parent="JAIL"),
        ),
        shifts=(DAY, NIGHT),
        posts=posts,
        officers=tuple(Officer(badge=b, facility="F", seniority=MONDAY) for b in officers),
    )


def tour(problem: Problem, badge: str, post: str, shift: Shift = DAY, index: int = 0) -> Tour:
    start, end = shift.span(problem.clock, MONDAY)
    return Tour(badge=badge, post=post, on=MONDAY, shift=shift.code, index=index, start=start, end=end)


def hours_of(problem: Problem, plan: MealPlan) -> list[str]:
    return [
        f"{m.reliever}>{m.badge} {problem.clock.local(m.start):%H:%M}-{problem.clock.local(m.end):%H:%M}"
        for m in plan.meals
    ]


def test_a_reliever_gives_meals_one_after_another_in_the_middle_of_the_shift() -> None:
    problem = facility(post("FLOOR", needs=True), post("ROVER", gives=3))
    tours = [tour(problem, b, "FLOOR", index=n) for n, b in enumerate("ABC")]
    plan = plan_meals(problem, [*tours, tour(problem, "R", "ROVER")], MONDAY, TIMES)
    assert hours_of(problem, plan) == ["R>A 09:00-09:30", "R>B 09:30-10:00", "R>C 10:00-10:30"]
    assert plan.without == ()
    assert (plan.meals[0].seat, plan.meals[0].reliever_seat) == ("FLOOR/2026-12-14/D/0", "ROVER/2026-12-14/D/0")


def test_whoever_finds_no_reliever_is_named() -> None:
    problem = facility(post("FLOOR", needs=True), post("ROVER", gives=1))
    tours = [tour(problem, b, "FLOOR", index=n) for n, b in enumerate("AB")]
    plan = plan_meals(problem, [*tours, tour(problem, "R", "ROVER")], MONDAY, TIMES)
    assert [m.badge for m in plan.meals] == ["A"]
    assert plan.without == (("FLOOR/2026-12-14/D/1", "B"),)


def test_a_reliever_who_covers_the_area_comes_first() -> None:
    problem = facility(
        post("FA", needs=True, area="HA"),
        post("FB", needs=True, area="HB"),
        post("R1", gives=2, covers=("HB",)),
        post("R2", gives=2, covers=("HA",)),
    )
    tours = [tour(problem, b, p) for b, p in (("A", "FA"), ("B", "FB"), ("R", "R1"), ("S", "R2"))]
    plan = plan_meals(problem, tours, MONDAY, TIMES)
    assert {(m.reliever, m.badge) for m in plan.meals} == {("S", "A"), ("R", "B")}


def test_shifts_are_planned_apart_and_other_dates_left_alone() -> None:
    problem = facility(post("FLOOR", needs=True), post("ROVER", gives=3))
    tours = [tour(problem, "A", "FLOOR"), tour(problem, "R", "ROVER", NIGHT)]
    plan = plan_meals(problem, tours, MONDAY, TIMES)
    assert (plan.meals, [b for _, b in plan.without]) == ((), ["A"])
    assert plan_meals(problem, tours, date(2026, 12, 15), TIMES) == MealPlan(meals=(), without=())


def test_parts_of_a_tour_are_one_stay_and_short_stays_need_no_meal() -> None:
    problem = facility(post("FLOOR", needs=True), post("ROVER", gives=3))
    whole = tour(problem, "A", "FLOOR")
    noon = whole.start + 240
    parts = [
        replace(whole, end=noon),
        replace(whole, start=noon),
        replace(tour(problem, "B", "FLOOR", index=1), end=noon),
    ]
    plan = plan_meals(problem, [*parts, tour(problem, "R", "ROVER")], MONDAY, TIMES)
    assert [m.badge for m in plan.meals] == ["A"]
    assert plan.without == ()


def test_nobody_is_relieved_while_away() -> None:
    """A leaves at 09:00 of a long night for three hours: the meal lies while he and the reliever are there."""
    problem = facility(post("FLOOR", needs=True), post("ROVER", gives=1))
    night = tour(problem, "A", "FLOOR", NIGHT)
    parts = [replace(night, end=night.start + 180), replace(night, start=night.start + 420)]
    plan = plan_meals(problem, [*parts, tour(problem, "R", "ROVER", NIGHT)], MONDAY, TIMES)
    assert all(any(p.start <= m.start and m.end <= p.end for p in parts) for m in plan.meals)


@pytest.mark.parametrize(("start", "end", "count"), [(0, 480, 11), (0, 720, 19), (0, 180, 1), (0, 179, 0)])
def test_meals_begin_between_the_first_hour_and_the_last_two(start: int, end: int, count: int) -> None:
    starts = TIMES.starts(start, end)
    assert len(starts) == count
    assert all(start + 60 <= s <= end - 120 for s in starts)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_everybody_gets_a_meal_whom_the_count_allows(data: Any) -> None:
    gives = data.draw(st.lists(st.integers(1, 4), max_size=3))
    floors = data.draw(st.integers(0, 6))
    shift = data.draw(st.sampled_from([DAY, NIGHT]))
    posts = [post("FLOOR", needs=True), *(post(f"R{n}", gives=g) for n, g in enumerate(gives))]
    problem = facility(*posts)
    tours = [tour(problem, b, "FLOOR", shift, n) for n, b in enumerate("ABCDEF"[:floors])]
    tours += [tour(problem, b, f"R{n}", shift) for n, b in zip(range(len(gives)), "GHI", strict=False)]
    plan = plan_meals(problem, tours, MONDAY, TIMES)
    assert len(plan.meals) == min(floors, sum(gives))
    assert len(plan.meals) + len(plan.without) == floors
    start, end = shift.span(problem.clock, MONDAY)
    for reliever in {m.reliever for m in plan.meals}:
        own = [m for m in plan.meals if m.reliever == reliever]
        assert all(a.end <= b.start for a, b in pairwise(own))
    assert all(start + 60 <= m.start <= end - 120 and m.end - m.start == 30 for m in plan.meals)
    assert plan == plan_meals(problem, data.draw(st.permutations(tours)), MONDAY, TIMES)
