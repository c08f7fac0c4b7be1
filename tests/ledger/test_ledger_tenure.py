"""Tenure from history: golden cases to the day."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from scheduler.domain.facility import Area, AreaShare, Facility, Post, Shift
from scheduler.domain.people import Officer, Tenure
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Period, Tour
from scheduler.domain.words import Priority, RotationClass
from scheduler.ledger import tenures

START = date(2026, 1, 1)


def day(n: int) -> date:
    return START + timedelta(days=n)


def problem(days: int, worked: Iterable[tuple[int, str]], given: tuple[Tenure, ...] = ()) -> Problem:
    """A period that begins on day `days`; `worked` holds (day, post) of officer 1. Post R roves, A with a third."""
    shift = Shift(code="D", name="D", start_wall_minute=360, wall_minutes=720)
    areas = (("A", RotationClass.HOUSING), ("B", RotationClass.HOUSING), ("C", RotationClass.NONE))
    shares = tuple(AreaShare(area=a, share=s) for a, s in (("A", 333), ("B", 299), ("C", 368)))
    posts = [("A", "A", ()), ("B", "B", ()), ("C", "C", ()), ("R", "C", shares)]
    base = Problem(
        facility=Facility(id="F", name="F", zone="America/New_York"),
        period=Period(first=day(days), days=7),
        areas=tuple(Area(code=c, name=c, facility="F", rotation=r) for c, r in areas),
        shifts=(shift,),
        posts=tuple(
            Post(code=c, name=c, facility="F", area=a, priority=Priority.CRITICAL, covers=s) for c, a, s in posts
        ),
        officers=(Officer(badge="1", facility="F", seniority=START), Officer(badge="2", facility="F", seniority=START)),
        tenures=given,
    )
    tours = []
    for n, post in worked:
        start, end = shift.span(base.clock, day(n))
        tours.append(Tour(badge="1", post=post, on=day(n), shift="D", index=0, start=start, end=end))
    return replace(base, worked=tuple(tours))


def since(made: Problem) -> dict[str, int]:
    assert all(t.badge == "1" for t in tenures(made))
    return {t.area: (t.since - START).days for t in tenures(made)}


def run(post: str, first: int, last: int) -> list[tuple[int, str]]:
    return [(n, post) for n in range(first, last + 1)]


MOVED = run("B", 0, 9) + run("A", 10, 60)


def test_it_begins_with_the_first_tour_of_a_new_officer() -> None:
    assert since(problem(20, run("A", 4, 19))) == {"A": 4}


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (10, {"B": 0}),
        (14, {"B": 0}),  # day 13: 4 of 14 tours in A, 28.6%
        (15, {"B": 0, "A": 14}),  # day 14: 5 of 15, 33.3%
        (29, {"B": 0, "A": 14}),  # day 28: 9 of 28 in B, 32.1%
        (30, {"A": 14}),  # day 29: 8 of 28, 28.6%
        (61, {"A": 14}),
    ],
)
def test_after_a_move_it_begins_and_ends_at_the_share_of_30_percent(days: int, expected: dict[str, int]) -> None:
    assert since(problem(days, [w for w in MOVED if w[0] < days])) == expected


def test_it_stands_through_weaker_weeks_and_is_over_after_a_break() -> None:
    # Day 34: days 7 to 9 of 28 dates are in B, 10.7%: no break yet. Day 35: two of 28, 7.1%: over.
    back_in_time = [w for w in MOVED if w[0] <= 34] + run("B", 35, 60)
    assert since(problem(61, back_in_time))["B"] == 0
    too_late = [w for w in MOVED if w[0] <= 35] + run("B", 36, 60)
    # Day 36 to 44: nine of 28 dates, 32.1%, on day 44; eight, 28.6%, on day 43.
    assert since(problem(61, too_late))["B"] == 44


def test_28_dates_away_are_a_break_and_27_are_not() -> None:
    assert since(problem(60, run("A", 0, 20) + run("A", 48, 59))) == {"A": 0}  # away on days 21 to 47
    assert since(problem(60, run("A", 0, 20) + run("A", 49, 59))) == {"A": 49}  # away on days 21 to 48


def test_a_rover_counts_by_share() -> None:
    assert since(problem(30, run("R", 0, 29))) == {"A": 0}


def test_a_given_start_runs_on_from_before_history() -> None:
    given = (Tenure(badge="1", area="A", since=day(-150)),)
    assert since(problem(40, run("A", 0, 39), given)) == {"A": -150}
    # With fewer than 28 dates of history it stands whatever they show; later it ends like any other.
    assert since(problem(20, run("B", 0, 19), given)) == {"A": -150, "B": 0}
    assert since(problem(28, run("B", 0, 27), given)) == {"B": 0}
    assert since(problem(40, run("B", 0, 27) + run("A", 28, 39), given)) == {"A": 36, "B": 0}


def test_a_given_start_within_history_holds_from_its_date() -> None:
    given = (Tenure(badge="1", area="A", since=day(12)),)
    assert since(problem(40, run("A", 0, 39), given)) == {"A": 12}


def test_without_history_what_is_given_stands_and_areas_without_class_are_not_watched() -> None:
    given = (Tenure(badge="1", area="C", since=day(-9)), Tenure(badge="1", area="A", since=day(31)))
    assert tenures(problem(30, [], given)) == tuple(sorted(given, key=lambda t: t.area))
    assert since(problem(30, run("C", 0, 29), given)) == {"C": -9, "A": 31}
    assert since(problem(30, run("C", 0, 29))) == {}
