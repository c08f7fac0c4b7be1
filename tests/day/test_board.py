"""The board of the day: which watches run and come, who is missing, what is due, over midnight and clock changes."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.day import DueKind, Gap, Watch, board_of, watches_at
from scheduler.domain.draws import Muster
from scheduler.domain.facility import Area, Coverage, Facility, Post, Shift
from scheduler.domain.people import Officer
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Period, Tour
from scheduler.domain.stints import StintTimes
from scheduler.domain.words import ContactMode, Priority
from scheduler.ledger import MealTimes, plan_meals

MONDAY = date(2026, 12, 14)
DAY = Shift(code="D", name="Day", start_wall_minute=360, wall_minutes=720)
NIGHT = Shift(code="N", name="Night", start_wall_minute=1080, wall_minutes=720, is_night=True)
OFFICE = Shift(code="O", name="Office", start_wall_minute=480, wall_minutes=480)
SHIFTS = {s.code: s for s in (DAY, NIGHT, OFFICE)}


def post(
    code: str, priority: Priority = Priority.CRITICAL, minimum: int = 1, shifts: str = "DN", **more: object
) -> Post:
    return Post(
        code=code,
        name=code,
        facility="F",
        area="JAIL",
        priority=priority,
        coverage=tuple(Coverage(shift=s, minimum=minimum, wanted=minimum + 1) for s in shifts),
        **more,
    )


def facility(*posts: Post, first: date = MONDAY, days: int = 2) -> Problem:
    return Problem(
        facility=Facility(id="F", name="F", zone="America/New_York"),
        period=Period(first=first, days=days),
        areas=(Area(code="JAIL", name="Jail", facility="F"),),
        shifts=tuple(SHIFTS.values()),
        posts=posts,
        officers=tuple(Officer(badge=b, facility="F", seniority=MONDAY) for b in "ABCDEFGH"),
    )


def tour(problem: Problem, badge: str, post: str, shift: str = "D", on: date = MONDAY, **times: int) -> Tour:
    """Return a tour; `begin` and `stop` are minutes after the shift's start."""
    start, end = SHIFTS[shift].span(problem.clock, on)
    stop = start + times["stop"] if "stop" in times else end
    index = times.get("index", 0)
    return Tour(badge=badge, post=post, on=on, shift=shift, index=index, start=start + times.get("begin", 0), end=stop)  # type: ignore[arg-type]


def at(problem: Problem, wall: str, on: date = MONDAY) -> int:
    hour, minute = wall.split(":")
    return problem.clock.minute(on, int(hour) * 60 + int(minute))


def codes(watches: tuple[Watch, ...]) -> list[str]:
    return [f"{w.shift}{w.on.day}" for w in watches]


@pytest.mark.parametrize(
    ("wall", "running", "coming"),
    [
        ("05:59", ["N13"], ["D14"]),
        ("06:00", ["D14"], ["O14", "N14"]),
        ("10:00", ["D14", "O14"], ["N14"]),
        ("17:59", ["D14"], ["N14"]),
        ("18:00", ["N14"], ["D15"]),
        ("23:59", ["N14"], ["D15"]),
    ],
)
def test_the_watches_that_run_and_those_that_relieve_them(wall: str, running: list[str], coming: list[str]) -> None:
    office = post("LOB", Priority.PULL, shifts="O")
    problem = facility(post("HB"), office, first=MONDAY - timedelta(days=1), days=3)
    board = board_of(problem, (), at(problem, wall), {})
    assert (codes(board.current.watches), codes(board.coming.watches)) == (running, coming)


def test_where_none_runs_the_next_ones_are_those_that_begin_first() -> None:
    problem = facility(post("LOB", shifts="O"))
    board = board_of(problem, (), at(problem, "17:00"), {})
    assert board.current.watches == ()
    assert codes(board.coming.watches) == ["O15"]
    assert board.current.minimum == board.current.missing == 0


def test_after_the_last_one_nothing_comes() -> None:
    problem = facility(post("LOB", shifts="O"))
    board = board_of(problem, (), at(problem, "17:00", MONDAY + timedelta(days=1)), {})
    assert (board.current.watches, board.coming.watches) == ((), ())


def test_a_night_over_the_clock_change_runs_as_long_as_it_really_is() -> None:
    """On 7 March 2027 night has 11 hours, on 6 November 2027 it has 13."""
    for on, minutes in ((date(2027, 3, 13), 660), (date(2027, 11, 6), 780)):
        problem = facility(post("HB"), first=on)
        (night,) = board_of(problem, (), at(problem, "23:00", on), {}).current.watches
        assert night.end - night.start == minutes
        assert board_of(problem, (), night.end - 1, {}).current.watches == (night,)
        assert codes(board_of(problem, (), night.end, {}).current.watches) == [f"D{on.day + 1}"]


def test_posts_stand_in_the_order_in_which_they_must_be_kept() -> None:
    problem = facility(post("YRD", Priority.PULL), post("HC"), post("TWR", Priority.MANDATORY), post("HB"))
    board = board_of(problem, (), at(problem, "10:00"), {})
    assert [line.post.code for line in board.current.lines] == ["HC", "HB", "TWR", "YRD"]


def test_who_is_missing_is_counted_from_now_on() -> None:
    problem = facility(post("HB", minimum=2), post("HC"))
    tours = [
        tour(problem, "A", "HB"),
        tour(problem, "B", "HB", index=1, begin=120),
        tour(problem, "C", "HB", index=1, stop=60),
        tour(problem, "D", "HC", stop=600),
    ]
    early = board_of(problem, tours, at(problem, "06:30"), {}).current
    start = at(problem, "06:00")
    assert {line.post.code: line.gaps for line in early.lines} == {
        "HB": (Gap(start=start + 60, end=start + 120, missing=1),),
        "HC": (Gap(start=start + 600, end=start + 720, missing=1),),
    }
    assert (early.minimum, early.missing, early.missing_of(Priority.CRITICAL)) == (3, 2, 2)
    late = board_of(problem, tours, at(problem, "08:30"), {}).current
    assert [(line.post.code, line.missing) for line in late.lines] == [("HB", 0), ("HC", 1)]


def test_somebody_on_a_post_that_asks_for_nobody_is_shown() -> None:
    problem = facility(post("HB"), post("LOB", Priority.PULL, shifts="O"))
    board = board_of(problem, [tour(problem, "A", "LOB", "N")], at(problem, "20:00"), {})
    assert [(x.post.code, x.minimum, [t.badge for t in x.tours]) for x in board.current.lines] == [
        ("HB", 1, []),
        ("LOB", 0, ["A"]),
    ]


def test_meals_that_are_not_over_are_due_in_order() -> None:
    problem = facility(post("HB", minimum=2, needs_meal_relief=True), post("ROV", gives_meal_reliefs=1))
    tours = [tour(problem, "A", "HB"), tour(problem, "B", "HB", index=1), tour(problem, "R", "ROV")]
    plan = plan_meals(problem, tours, MONDAY, MealTimes())
    (meal,) = plan.meals
    before = board_of(problem, tours, meal.start - 30, {MONDAY: plan}).current
    assert [(d.at, d.by, d.kind, d.badge, d.reliever) for d in before.due] == [
        (meal.start, meal.end, DueKind.MEAL, meal.badge, "R")
    ]
    assert before.without_meal == (("A" if meal.badge == "B" else "B", "HB"),)
    assert board_of(problem, tours, meal.end, {MONDAY: plan}).current.due == ()


def test_a_stint_on_a_watch_is_due_after_its_time_and_names_whoever_is_planned() -> None:
    problem = facility(post("CWT", contact=ContactMode.WATCH))
    tours = [
        tour(problem, "A", "CWT", stop=60),
        tour(problem, "A", "CWT", begin=60, stop=180),  # the same officer goes on: one stint
        tour(problem, "B", "CWT", begin=180),
    ]
    start = at(problem, "06:00")
    board = board_of(problem, tours, at(problem, "06:30"), {}, StintTimes(due_minutes=120, hard_minutes=240))
    assert [(d.at - start, d.by - start, d.badge, d.reliever) for d in board.current.due] == [
        (120, 180, "A", "B"),
        (300, 420, "B", None),
    ]
    assert board_of(problem, tours, at(problem, "06:30"), {}).current.due == ()


def test_stints_that_keep_to_their_time_end_with_the_relief_that_is_planned() -> None:
    problem = facility(post("CWT", contact=ContactMode.WATCH))
    tours = [tour(problem, badge, "CWT", begin=n * 120, stop=n * 120 + 120) for n, badge in enumerate("ABABAB")]
    start, due = at(problem, "06:00"), board_of(problem, tours, at(problem, "10:30"), {}, StintTimes()).current.due
    assert [(d.at - start, d.badge, d.reliever) for d in due] == [(360, "A", "B"), (480, "B", "A"), (600, "A", "B")]
    assert board_of(problem, tours, at(problem, "16:30"), {}, StintTimes()).current.due == ()


def test_what_is_drawn_at_muster_is_not_told_before() -> None:
    problem = facility(post("HB"), post("HC"))
    tours = [tour(problem, "A", "HB", "N"), tour(problem, "B", "HC")]
    undrawn = frozenset({Muster(on=MONDAY, shift="N")})
    board = board_of(problem, tours, at(problem, "10:00"), {}, None, undrawn)
    assert [(line.post.code, line.tours, line.gaps) for line in board.coming.lines] == [("HB", (), ()), ("HC", (), ())]
    assert [t.badge for t in board.coming.to_be_drawn] == ["A"]
    assert [t.badge for line in board.current.lines for t in line.tours] == ["B"]
    assert board.current.missing_of(Priority.CRITICAL) == 1


@given(
    st.lists(st.tuples(st.integers(0, 719), st.integers(1, 720)), max_size=6),
    st.integers(0, 3),
    st.integers(0, 719),
)
def test_gaps_say_minute_by_minute_who_is_missing(spans: list[tuple[int, int]], minimum: int, now: int) -> None:
    problem = facility(post("HB", minimum=minimum))
    tours = [
        tour(problem, badge, "HB", index=n, begin=begin, stop=min(720, begin + length))
        for n, (badge, (begin, length)) in enumerate(zip("ABCDEF", spans, strict=False))
    ]
    start = at(problem, "06:00")
    lines = board_of(problem, tours, start + now, {}).current.lines
    gaps = [gap for line in lines for gap in line.gaps]
    for minute in range(now, 720):
        there = sum(t.start <= start + minute < t.end for t in tours)
        told = sum(gap.missing for gap in gaps if gap.start <= start + minute < gap.end)
        assert told == max(0, minimum - there)
    assert all(a.end < b.start or a.missing != b.missing for a, b in pairwise(gaps))
    assert all(start + now <= gap.start < gap.end <= start + 720 for gap in gaps)


@given(st.lists(st.tuples(st.integers(0, 3000), st.integers(1, 900)), max_size=12), st.integers(0, 4000))
def test_no_watch_is_both_running_and_coming_and_none_is_forgotten(spans: list[tuple[int, int]], now: int) -> None:
    watches = [
        replace(Watch(start=0, end=1, on=MONDAY, shift=f"S{n}"), start=start, end=start + length)
        for n, (start, length) in enumerate(spans)
    ]
    running, coming = watches_at(watches, now)
    assert set(running) == {w for w in watches if w.start <= now < w.end}
    assert all(w.start > now for w in coming)
    later = [w.start for w in watches if w.start > now]
    assert bool(coming) == bool(later)
    if coming:
        assert min(later) == coming[0].start
        assert not {w.start for w in set(watches) - set(coming)} & {coming[0].start}
