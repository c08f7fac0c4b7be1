"""Fair shares against numbers worked out by hand."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from scheduler.domain.facility import Area, Coverage, Facility, Post, Shift, StaticFactor
from scheduler.domain.people import Contract, Officer, Pattern, Squad
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Period, Tour
from scheduler.domain.words import Priority, TourKind
from scheduler.ledger.spread import HARD, NIGHTS, OVERTIME, WEEKENDS, Share, fair_shares

FIRST = date(2026, 12, 14)
DAY = Shift(code="D", name="Day", start_wall_minute=360, wall_minutes=720)
NIGHT = Shift(code="N", name="Night", start_wall_minute=1080, wall_minutes=720, is_night=True)


def jail(days: int = 14) -> Problem:
    """Two squads on 2-2-3 that take days and nights in turn, one officer each, and one on a free pattern."""
    cover = tuple(Coverage(shift=s.code, minimum=1, wanted=1) for s in (DAY, NIGHT))
    post = Post(code="GATE", name="Gate", facility="F", area="J", priority=Priority.CRITICAL, coverage=cover)
    unit = replace(post, code="UNIT", attention=(StaticFactor(factor="ST1", points=25),))
    cycle = ("D", "D", None, None, "N", "N", "N", None, None, "D", "D", None, None, None)
    return Problem(
        facility=Facility(id="F", name="F", zone="America/New_York"),
        period=Period(first=FIRST, days=days),
        areas=(Area(code="J", name="Jail", facility="F"),),
        shifts=(DAY, NIGHT),
        posts=(post, unit),
        patterns=(Pattern(code="P", name="2-2-3", cycle=cycle),),
        squads=tuple(
            Squad(code=code, name=code, facility="F", pattern="P", anchor=FIRST + timedelta(days=shift))
            for code, shift in (("S", 0), ("T", 7))
        ),
        officers=(
            Officer(badge="A", facility="F", seniority=FIRST, squad="S"),
            Officer(badge="B", facility="F", seniority=FIRST, squad="T"),
            Officer(badge="C", facility="F", seniority=FIRST, contract=Contract(most_minutes=7 * 720)),
        ),
    )


def worked(
    problem: Problem, badge: str, days_ago: int, shift: Shift, post: str = "GATE", kind: str = "regular"
) -> Tour:
    on = FIRST - timedelta(days=days_ago)
    start, end = shift.span(problem.clock, on)
    return Tour(badge=badge, post=post, on=on, shift=shift.code, index=0, start=start, end=end, kind=TourKind(kind))


def shares(problem: Problem, *tours: Tour, of: str, days: int = 28) -> dict[str, Share]:
    return dict(fair_shares(replace(problem, worked=tuple(sorted(tours))), problem.slots(), of, days, 25))


def test_demand_is_shared_by_what_patterns_and_contracts_bring() -> None:
    # 28 night seats in 14 days; each squad's pattern gives 3 nights, the contract 7 tours of which all dates have some.
    # Weights 3 : 3 : 7, so 28 x 3/13 = 6.5 and 28 x 7/13 = 15.1.
    assert shares(jail(), of=NIGHTS) == {"A": Share(0, 7), "B": Share(0, 7), "C": Share(0, 16)}


def test_what_all_have_carried_is_shared_as_well() -> None:
    problem = jail()
    past = [worked(problem, "A", n, NIGHT) for n in range(1, 8)] + [worked(problem, b, 28, DAY) for b in "ABC"]
    # 7 carried, weights 3 : 3 : 7 and the same days: 1.6 + 6.5 = 8.1 and 3.8 + 15.1 = 18.8.
    assert shares(problem, *past, of=NIGHTS) == {"A": Share(7, 9), "B": Share(0, 9), "C": Share(0, 19)}


def test_a_newcomer_takes_over_nothing() -> None:
    problem = jail()
    past = [worked(problem, "A", n, NIGHT) for n in range(1, 8)] + [worked(problem, "C", 28, DAY)]
    # B has worked nothing in the window; A 3 x 7 days, C 7 x 28 days: A's part of the seven is 0.7.
    assert shares(problem, *past, of=NIGHTS) == {"A": Share(7, 8), "B": Share(0, 7), "C": Share(0, 22)}


def test_tours_before_the_window_do_not_count() -> None:
    problem = jail()
    assert shares(problem, worked(problem, "A", 29, NIGHT), of=NIGHTS) == shares(problem, of=NIGHTS)
    assert shares(problem, worked(problem, "A", 28, NIGHT), of=NIGHTS)["A"].carried == 1


def test_parts_of_a_tour_count_once() -> None:
    problem = jail()
    whole = worked(problem, "A", 3, NIGHT)
    parts = (replace(whole, end=whole.start + 300), replace(whole, start=whole.start + 300))
    assert shares(problem, *parts, of=NIGHTS) == shares(problem, whole, of=NIGHTS)


def test_overtime_is_measured_by_the_mean_of_what_was_carried() -> None:
    problem = jail()
    past = [worked(problem, "A", n, DAY, kind="mandated_overtime") for n in (1, 2, 3, 4, 28)]
    past += [worked(problem, b, 28, DAY) for b in "BC"]
    # Five tours, three officers who were there all the time: 1.7.
    assert shares(problem, *past, of=OVERTIME) == {"A": Share(5, 2), "B": Share(0, 2), "C": Share(0, 2)}


def test_weekends_are_saturdays_and_sundays() -> None:
    problem = jail()
    # Saturdays 19 and 26, Sundays 20 and 27: 16 seats. A is on by pattern on 19 and 20 (nights), B on 26 and 27; the
    # contract brings 7 tours x 4 of 14 dates = 2. Weights 2 : 2 : 2.
    assert shares(problem, of=WEEKENDS) == {"A": Share(0, 6), "B": Share(0, 6), "C": Share(0, 6)}
    assert shares(problem, worked(problem, "A", 1, DAY), of=WEEKENDS)["A"].carried == 1
    assert shares(problem, worked(problem, "A", 3, DAY), of=WEEKENDS)["A"].carried == 0


def test_hard_posts_are_those_that_ask_enough_attention() -> None:
    problem = jail()
    # 28 seats of the unit; the patterns give 7 dates each, the contract 7 tours: a third each.
    past = (worked(problem, "A", 2, DAY, post="UNIT"), worked(problem, "A", 3, DAY))
    assert shares(problem, of=HARD) == {"A": Share(0, 10), "B": Share(0, 10), "C": Share(0, 10)}
    assert shares(problem, *past, of=HARD)["A"] == Share(1, 11)


@pytest.mark.parametrize("of", [OVERTIME, NIGHTS, WEEKENDS, HARD])
def test_where_nothing_is_to_be_shared_shares_are_nothing(of: str) -> None:
    problem = replace(jail(), posts=())
    assert set(shares(problem, of=of).values()) == {Share(0, 0)}
