"""Deciding on leave: order of filing, slots, balance, other dates, granting and withdrawing; in plain words."""

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from support.leave_site import CLOCK, TODAY, asking_jails, away, day, jail, request, slots

from scheduler.domain.leave import LeaveBalance
from scheduler.domain.people import Leave
from scheduler.domain.site import Site
from scheduler.domain.words import LeaveState
from scheduler.requests import (
    LeaveBook,
    LeaveError,
    LeaveRules,
    ask_leave,
    dates_in_words,
    decide_leave,
    grant_leave,
    refuse_leave,
    withdraw_leave,
)

RULES = LeaveRules()
NOW = datetime(2026, 12, 1, 15, tzinfo=UTC)
FEW = settings(max_examples=40, deadline=None)


def says(site: Site, n: int = 0) -> str:
    return str(decide_leave(site, TODAY, RULES)[n].message)


def granted(site: Site, id: str) -> Site:
    change = grant_leave(site, id, "lt", TODAY, RULES)
    rest = tuple(r for r in site.leave_requests if r.id != id)
    return replace(site, leave=(*site.leave, *change.added), leave_requests=(*rest, *change.requests))


# ------------------------------------------------------------ words


@pytest.mark.parametrize(
    ("days", "text"),
    [
        ([date(2026, 12, 14)], "14 December"),
        ([date(2026, 12, 15), date(2026, 12, 14)], "14 and 15 December"),
        ([date(2026, 12, d) for d in (14, 15, 16, 18)], "14 to 16 and 18 December"),
        ([date(2026, 12, d) for d in (3, 5, 7)], "3, 5 and 7 December"),
        ([date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 2)], "30 November to 2 December"),
        ([date(2026, 11, 30), date(2026, 12, 5)], "30 November and 5 December"),
        (
            [date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 2)],
            "31 December 2026 to 2 January 2027",
        ),
        ([date(2026, 12, 31), date(2027, 1, 1)], "31 December 2026 and 1 January 2027"),
        ([], ""),
    ],
)
def test_dates_in_words(days: list[date], text: str) -> None:
    assert dates_in_words(days) == text


# ------------------------------------------------------------ deciding


def test_the_one_who_filed_first_gets_the_last_slot_and_the_other_hears_of_the_next_free_dates() -> None:
    """Squad 1 works days 0, 1, 4, 5, 6, 9, 10; one slot; officer 4 filed before the more senior officer 0."""
    site = jail(
        leave_slots=(slots(1, "PITMAN-1"),),
        leave_requests=(request("a", "0", 4, 5, filed=9), request("b", "4", 0, 4, filed=1)),
    )
    first, second = decide_leave(site, TODAY, RULES)
    assert (first.request.id, first.is_grantable) == ("b", True)
    assert str(first.message) == "Can be granted; costs 36 h"
    assert (second.request.id, second.is_grantable) == ("a", False)
    assert str(second.message) == (
        "Cannot be granted: no slot left on 11 December. Free instead: 12 and 13 December, 13 and 14 December, "
        "15 and 16 December"
    )


def test_two_filed_at_once_go_by_seniority() -> None:
    site = jail(leave_slots=(slots(1, "PITMAN-1"),), leave_requests=(request("a", "4", 0, 1), request("b", "0", 0, 1)))
    assert [(d.request.badge, d.is_grantable) for d in decide_leave(site, TODAY, RULES)] == [("0", True), ("4", False)]


def test_slots_are_taken_on_tour_dates_only_and_by_any_leave() -> None:
    """Days 2 and 3 are off for squad 1; leave of others counts whatever it is for."""
    site = jail(leave_slots=(slots(1, "PITMAN-1"),), leave=(away("4", 2, 4),))
    assert str(_only(site, "0", 2, 3)) == "Can be granted; costs 0 h"
    assert str(_only(site, "0", 3, 4)).startswith("Cannot be granted: no slot left on 11 December.")
    assert str(_only(site, "1", 0, 4)) == "Can be granted; costs 24 h"


def test_leave_that_begins_within_a_night_takes_the_slot_of_its_date() -> None:
    """Leave from midnight of day 1 also cuts night 0 of squad 3, which began on day 0."""
    site = jail(leave_slots=(slots(1, "PITMAN-3"),), leave=(away("2", 1, 1),))
    assert str(_only(site, "6", 0, 0)).startswith("Cannot be granted: no slot left on 7 December.")


def test_a_request_that_cannot_be_granted_takes_no_slot_from_the_next() -> None:
    balance = LeaveBalance(badge="0", as_of=date(2026, 11, 30), minutes=0)
    site = jail(
        leave_slots=(slots(1, "PITMAN-1"),),
        leave_balances=(balance,),
        leave_requests=(request("a", "0", 0, 1), request("b", "4", 0, 1, filed=5)),
    )
    assert [d.is_grantable for d in decide_leave(site, TODAY, RULES)] == [False, True]


def test_of_two_dates_as_near_the_later_is_offered_first() -> None:
    site = jail(is_last_free=True, leave_slots=(slots(1),), leave=(away("2", 9, 9),))
    assert str(_only(site, "7", 9, 9)).endswith("Free instead: 17 December, 15 December, 18 December")


def test_a_slot_of_the_facility_binds_all_squads_and_the_later_line_of_a_date_holds() -> None:
    site = jail(leave_slots=(slots(1), slots(2, None, 4, 4), slots(9, "PITMAN-1")), leave=(away("2", 0, 6),))
    # Squads 1 and 3 share their dates: on days 0, 1, 5 and 6 the one slot of all is taken.
    assert str(_only(site, "0", 4, 6)).startswith("Cannot be granted: no slot left on 12 and 13 December.")
    assert str(_only(site, "0", 4, 4)) == "Can be granted; costs 12 h"


def test_without_a_line_leave_is_not_limited() -> None:
    site = jail(leave_requests=tuple(request(str(n), str(n), 0, 13) for n in range(8)))
    assert all(decision.is_grantable for decision in decide_leave(site, TODAY, RULES))


def test_a_balance_that_is_short_says_by_how_much() -> None:
    balance = LeaveBalance(badge="0", as_of=date(2026, 11, 30), minutes=18 * 60)
    site = jail(leave_balances=(replace(balance, as_of=date(2026, 10, 1), minutes=0), balance))
    assert str(_only(site, "0", 0, 1)).startswith("Cannot be granted: balance is 6 h short.")
    assert str(_only(site, "0", 0, 0)) == "Can be granted; costs 12 h, 6 h left"


def test_what_is_granted_for_later_dates_draws_on_the_balance_whenever_it_was_granted() -> None:
    balance = LeaveBalance(badge="0", as_of=day(4), minutes=36 * 60)
    taken = request("old", "0", 0, 4, state=LeaveState.GRANTED, decided=TODAY)
    ahead = request("new", "0", 5, 5, state=LeaveState.GRANTED, decided=date(2026, 10, 1))
    undone = request("gone", "0", 6, 6, state=LeaveState.WITHDRAWN, decided=TODAY)
    book = LeaveBook(jail(leave_balances=(balance,), leave_requests=(taken, ahead, undone)), RULES)
    assert [book.left("0", day(n)) for n in (4, 5, 40)] == [None, 24 * 60, 24 * 60]
    assert book.left("1", day(9)) is None
    # What is shown today is the balance to come.
    assert [book.balance("0", day(n)) for n in (0, 5)] == [24 * 60, 24 * 60]
    assert book.balance("1", day(0)) is None


def test_next_year_s_balance_can_be_stated_in_advance() -> None:
    """Squad 1 works days 14, 15, 18, 19 and 20; the old balance ends with day 18."""
    old = LeaveBalance(badge="0", as_of=date(2026, 11, 30), minutes=30 * 60)
    new = LeaveBalance(badge="0", as_of=day(18), minutes=18 * 60)
    site = jail(leave_balances=(new, old))
    assert str(_only(site, "0", 14, 15)) == "Can be granted; costs 24 h, 6 h left"
    assert str(_only(site, "0", 15, 19)) == "Can be granted; costs 36 h, 6 h left"
    assert str(_only(site, "0", 14, 20)).startswith("Cannot be granted: balance is 12 h short.")
    kept = granted(replace(site, leave_requests=(request("a", "0", 15, 19),)), "a")
    book = LeaveBook(kept, RULES)
    assert (book.left("0", day(18)), book.left("0", day(19))) == (6 * 60, 6 * 60)


def test_requests_of_one_officer_share_the_balance() -> None:
    balance = LeaveBalance(badge="0", as_of=date(2026, 11, 30), minutes=24 * 60)
    site = jail(leave_balances=(balance,), leave_requests=(request("a", "0", 0, 1), request("b", "0", 4, 4, filed=1)))
    assert says(site, 0) == "Can be granted; costs 24 h, 0 h left"
    assert says(site, 1).startswith("Cannot be granted: balance is 12 h short")


def test_dates_that_are_past_or_already_leave() -> None:
    site = jail(leave=(away("0", 4, 4),))
    assert str(_only(site, "0", 4, 5)).startswith("Cannot be granted: already on leave on 11 December.")
    assert str(_only(site, "0", -8, -6)).startswith("Cannot be granted: already past: 29 and 30 November.")


def test_an_officer_on_a_free_pattern_pays_by_weekday_and_takes_a_slot_each_date() -> None:
    site = jail(is_last_free=True, leave_slots=(slots(1),), leave=(away("2", 9, 9),))
    assert str(_only(site, "7", 0, 6)) == "Can be granted; costs 40 h"
    assert str(_only(site, "7", 8, 10)).startswith("Cannot be granted: no slot left on 16 December.")


def _only(site: Site, badge: str, first: int, last: int) -> object:
    asked = replace(site, leave_requests=(*site.leave_requests, request("x", badge, first, last)))
    return decide_leave(asked, TODAY, RULES)[-1].message


# ------------------------------------------------------------ acts


def test_the_night_before_leave_is_worked_and_the_night_of_its_last_date_is_not() -> None:
    """Squad 3 is on nights 0 and 1: leave for day 1 begins when night 0 is over and ends with night 1."""
    site = granted(jail(leave_requests=(request("a", "2", 1, 1),)), "a")
    assert site.leave == (Leave(badge="2", start=CLOCK.minute(day(1), 360), end=CLOCK.minute(day(2), 360)),)
    assert site.leave_requests[0].state == LeaveState.GRANTED
    assert (site.leave_requests[0].decided_by, site.leave_requests[0].decided) == ("lt", TODAY)


def test_leave_on_two_touching_spans_is_no_double_leave() -> None:
    site = granted(jail(leave_requests=(request("a", "2", 0, 0), request("b", "2", 1, 1, filed=1))), "a")
    assert says(site) == "Can be granted; costs 12 h"


def test_leave_over_a_clock_change_costs_true_hours() -> None:
    """Saturday 13 March 2027, 96 days on, is a tour of squads 2 and 4; the night has eleven hours."""
    book = LeaveBook(jail(), RULES)
    on = date(2027, 3, 13)
    assert on == day(96)
    assert [book.cost(badge, on, on) for badge in ("0", "1", "2", "3")] == [0, 720, 0, 660]


def test_a_request_that_cannot_be_granted_is_refused_with_the_sentence_unless_it_may_exceed() -> None:
    site = jail(leave_slots=(slots(0, "PITMAN-1"),), leave_requests=(request("a", "0", 0, 1),))
    with pytest.raises(LeaveError, match="no slot left on 7 and 8 December"):
        grant_leave(site, "a", "lt", TODAY, RULES)
    assert len(grant_leave(site, "a", "lt", TODAY, RULES, may_exceed=True).added) == 1


def test_granting_out_of_turn_leaves_earlier_requests_their_slot() -> None:
    site = jail(
        leave_slots=(slots(1, "PITMAN-1"),), leave_requests=(request("a", "0", 0, 1), request("b", "4", 0, 1, filed=5))
    )
    with pytest.raises(LeaveError, match="no slot left"):
        grant_leave(site, "b", "lt", TODAY, RULES)
    refused = refuse_leave(site, "a", "lt", TODAY).requests[0]
    assert refused.state == LeaveState.REFUSED
    site = replace(site, leave_requests=(refused, site.leave_requests[1]))
    assert grant_leave(site, "b", "lt", TODAY, RULES).added


def test_withdrawing_gives_slot_and_balance_back() -> None:
    balance = LeaveBalance(badge="0", as_of=date(2026, 11, 30), minutes=24 * 60)
    site = jail(
        leave_slots=(slots(1, "PITMAN-1"),),
        leave_balances=(balance,),
        leave_requests=(request("a", "0", 0, 1), request("b", "4", 0, 1, filed=5)),
    )
    held = granted(site, "a")
    assert LeaveBook(held, RULES).left("0", day(0)) == 0
    assert says(held).startswith("Cannot be granted: no slot left on 7 and 8 December")
    change = withdraw_leave(held, "a", "lt", TODAY, RULES)
    assert change.removed == held.leave
    after = replace(held, leave=(), leave_requests=(change.requests[0], held.leave_requests[0]))
    assert LeaveBook(after, RULES).left("0", day(0)) == 24 * 60
    assert says(after) == "Can be granted; costs 24 h"


def test_withdrawing_finds_the_leave_after_a_change_of_squad_and_never_another_one() -> None:
    site = jail(leave_requests=(request("a", "2", 0, 1, state=LeaveState.GRANTED),), leave=(away("2", 0, 1),))
    assert withdraw_leave(site, "a", "lt", TODAY, RULES).removed == site.leave
    other = replace(site, leave=(away("2", 5, 6), away("3", 0, 1)))
    assert withdraw_leave(other, "a", "lt", TODAY, RULES).removed == ()


def test_withdrawing_an_open_request_touches_no_leave() -> None:
    site = jail(leave_requests=(request("a", "0", 0, 1),), leave=(away("0", 0, 1),))
    change = withdraw_leave(site, "a", "lt", TODAY, RULES)
    assert (change.added, change.removed, change.requests[0].state) == ((), (), LeaveState.WITHDRAWN)


@pytest.mark.parametrize("state", [LeaveState.GRANTED, LeaveState.REFUSED, LeaveState.WITHDRAWN])
def test_what_is_decided_is_not_decided_again(state: LeaveState) -> None:
    site = jail(leave_requests=(request("a", "0", 0, 1, state=state),))
    for act in (lambda: grant_leave(site, "a", "lt", TODAY, RULES), lambda: refuse_leave(site, "a", "lt", TODAY)):
        with pytest.raises(LeaveError, match=f"The request a was {state} already"):
            act()
    if state != LeaveState.GRANTED:
        with pytest.raises(LeaveError, match="already"):
            withdraw_leave(site, "a", "lt", TODAY, RULES)


def test_an_unknown_request_is_one_sentence() -> None:
    for act in (grant_leave, withdraw_leave):
        with pytest.raises(LeaveError, match="There is no request 'z' for leave"):
            act(jail(), "z", "lt", TODAY, RULES)


def test_asking() -> None:
    site = jail(leave_requests=(request("a", "0", 4, 6), request("b", "0", 9, 9, state=LeaveState.REFUSED)))
    asked = ask_leave(site, "n", "0", day(9), day(10), NOW)
    assert (asked.id, asked.badge, asked.state, asked.filed) == ("n", "0", LeaveState.ASKED, NOW)
    for badge, first, last, sentence in (
        ("99", 0, 1, "99 is not the badge of an officer"),
        ("0", 1, 0, "Leave ends on or after the date on which it begins; 2026-12-07 is before 2026-12-08"),
        ("0", 0, 400, "Leave of at most 366 days is asked for at once"),
        ("0", 6, 8, "0 has already asked for 11 to 13 December"),
    ):
        with pytest.raises(LeaveError, match=sentence):
            ask_leave(site, "n", badge, day(first), day(last), NOW)


# ------------------------------------------------------------ properties


@FEW
@given(asking_jails())
def test_slots_and_balances_are_never_exceeded_by_what_is_granted(site: Site) -> None:
    """An own count, date by date: who is away on a tour date that the decisions added, against the line that holds."""
    decisions = decide_leave(site, TODAY, RULES)
    book = LeaveBook(site, RULES)
    squad_of = {o.badge: o.squad for o in site.officers}
    away_on: dict[date, set[str]] = defaultdict(set)
    new_on: dict[date, set[str]] = defaultdict(set)
    added = []
    for decision in decisions:
        if decision.is_grantable:
            asked = decision.request
            added.append(book.leave_of(asked.badge, asked.first, asked.last))
    for leave in (*site.leave, *added):
        for n in range(-20, 60):
            tour = book.calendar.tour_on(squad_of[leave.badge], day(n))
            span = (tour.start, tour.end) if tour else (CLOCK.midnight(day(n)), CLOCK.midnight(day(n + 1)))
            if (tour or squad_of[leave.badge] is None) and leave.start < span[1] and span[0] < leave.end:
                away_on[day(n)].add(leave.badge)
                if leave in added:
                    new_on[day(n)].add(leave.badge)
    for on, badges in new_on.items():
        for squad in {squad_of[badge] for badge in badges} | {None}:
            lines = [line.most for line in site.leave_slots if line.squad == squad and line.first <= on <= line.last]
            there = [b for b in away_on[on] if squad is None or squad_of[b] == squad]
            assert not lines or len(there) <= lines[-1], (on, squad)
    for badge in squad_of:
        left = book.left(badge, day(0))
        cost = sum(d.cost_minutes for d in decisions if d.is_grantable and d.request.badge == badge)
        assert left is None or cost <= max(left, 0)


@FEW
@given(asking_jails())
def test_dates_offered_can_be_had_and_are_as_long(site: Site) -> None:
    for n, decision in enumerate(decide_leave(site, TODAY, RULES)):
        asked = decision.request
        for span in decision.others:
            assert span.last - span.first == asked.last - asked.first
            assert span.first != asked.first
            moved = [replace(r, first=span.first, last=span.last) if r == asked else r for r in site.leave_requests]
            again = decide_leave(replace(site, leave_requests=tuple(moved)), TODAY, RULES)
            assert again[n].is_grantable
        offers = [abs((span.first - asked.first) / timedelta(days=1)) for span in decision.others]
        assert offers == sorted(offers)
