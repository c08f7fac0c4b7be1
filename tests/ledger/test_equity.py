"""What an officer carried: a tour in parts is one, ties go by name, years are whole ones."""

from dataclasses import replace
from datetime import date, timedelta

from support.sites import FIRST, small_site, tour

from scheduler.domain.roster import Tour
from scheduler.domain.words import Badge, TourKind
from scheduler.ledger.equity import Carried, Counting, Outcome, carried_by, years_of

OFFICERS = small_site().officers
COUNTING = Counting(nights=frozenset({"N"}), hard=frozenset({"P2"}), first=FIRST, last=FIRST + timedelta(days=6))


def of(badge: str, *tours: Tour) -> Carried:
    found = carried_by(OFFICERS, tours, {Badge("B1"): Outcome(decided=2, refused=1)}, {}, COUNTING)
    return next(one for one in found if one.badge == badge)


def test_a_tour_in_parts_on_one_post_is_one_and_on_two_posts_two() -> None:
    whole = tour("B1", FIRST)
    half = whole.start + 360
    early, late = replace(whole, end=half), replace(whole, start=half)
    assert (of("B1", early, late).tours, of("B1", early, late).minutes) == (1, whole.minutes)
    assert (of("B1", early, replace(late, post="P2")).tours, of("B1", early, replace(late, post="P2")).hard) == (2, 1)


def test_a_tour_that_was_held_over_counts_once_and_as_held_over() -> None:
    whole = tour("B1", FIRST)
    more = replace(whole, start=whole.end, end=whole.end + 120, kind=TourKind.HOLD_OVER)
    found = of("B1", whole, more)
    assert (found.tours, found.held_over, found.mandates, found.minutes) == (1, 1, 0, whole.minutes + 120)


def test_dates_outside_and_officers_without_tours() -> None:
    before, after = tour("B1", FIRST - timedelta(days=1)), tour("B1", FIRST + timedelta(days=7))
    assert of("B1", before, after).tours == 0
    nothing = of("B2", before)
    assert (nothing.post, nothing.shift, nothing.leave, nothing.swaps) == (None, None, Outcome(), Outcome())
    assert of("B1").leave == Outcome(decided=2, refused=1)


def test_where_somebody_was_most_often_and_of_two_the_first_by_name() -> None:
    days = [tour("B1", FIRST + timedelta(days=n), post="P2") for n in range(2)]
    assert of("B1", *days, tour("B1", FIRST + timedelta(days=3))).post == "P2"
    assert of("B1", days[0], tour("B1", FIRST + timedelta(days=3))).post == "P1"


def test_years_of_seniority_are_whole_ones() -> None:
    assert years_of(date(2020, 2, 29), date(2025, 2, 28)) == 4
    assert years_of(date(2020, 2, 29), date(2025, 3, 1)) == 5
    assert years_of(date(2027, 1, 1), date(2026, 1, 1)) == 0
