"""The vacation bid: both orders, how many choices, what stands from before; nobody is passed over by the rules."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from support.leave_site import CLOCK, TODAY, asking_jails, away, day, jail, slots

from scheduler.domain.leave import LeaveBalance, VacationChoice
from scheduler.domain.site import Site
from scheduler.domain.words import LeaveState
from scheduler.requests import (
    BidOrder,
    BidOutcome,
    BidRules,
    BidSettlement,
    LeaveBook,
    LeaveRules,
    accept_bid,
    settle_bid,
)

LEAVE = LeaveRules()
NOW = datetime(2026, 12, 1, 15, tzinfo=UTC)
ROUNDS, OFFICER = BidRules(), BidRules(order=BidOrder.OFFICER)


def choice(badge: str, rank: int, first: int, last: int, year: int = 2027) -> VacationChoice:
    return VacationChoice(badge=badge, year=year, rank=rank, first=day(first), last=day(last))


def settled(site: Site, rules: BidRules = ROUNDS) -> BidSettlement:
    return settle_bid(site, 2027, TODAY, rules, LEAVE)


def given_to(site: Site, rules: BidRules = ROUNDS) -> list[tuple[str, int]]:
    return [(o.choice.badge, o.choice.rank) for o in settled(site, rules).outcomes if o.is_given]


def accepted(site: Site, rules: BidRules = ROUNDS) -> Site:
    change = accept_bid(settled(site, rules), "lt", TODAY, NOW)
    return replace(site, leave=(*site.leave, *change.added), leave_requests=(*site.leave_requests, *change.requests))


CONTEST = jail(
    leave_slots=(slots(1, "PITMAN-1"),),
    vacation_choices=(
        choice("4", 1, 4, 6),
        choice("0", 1, 0, 1),
        choice("0", 2, 4, 5),
        choice("8", 1, 0, 1),
        choice("8", 2, 18, 20),
    ),
    officers=12,
)
"""Officers 0, 4 and 8, of squad 1 and in order of seniority, want the same weeks; one slot."""


def test_in_rounds_a_junior_s_first_choice_goes_before_a_senior_s_second() -> None:
    assert given_to(CONTEST, BidRules(most=2)) == [("0", 1), ("4", 1), ("8", 2)]


def test_officer_by_officer_the_senior_has_all_choices_first() -> None:
    assert given_to(CONTEST, BidRules(order=BidOrder.OFFICER, most=2)) == [("0", 1), ("0", 2), ("8", 2)]


def test_later_choices_are_for_those_who_have_none_yet() -> None:
    assert given_to(CONTEST) == [("0", 1), ("4", 1), ("8", 2)]
    why = {(o.choice.badge, o.choice.rank): [str(r) for r in o.reasons] for o in settled(CONTEST).outcomes}
    assert why["0", 2] == ["has an earlier choice"]
    assert why["8", 1] == ["no slot left on 7 and 8 December"]
    assert why["4", 1] == []


def test_outcomes_of_one_officer_come_by_rank() -> None:
    assert [o.choice.rank for o in settled(CONTEST, OFFICER).of("8")] == [1, 2]


def test_leave_that_stood_before_takes_its_slot_and_balances_bind() -> None:
    site = replace(CONTEST, leave=(away("4", 0, 0),))
    assert [str(r) for r in settled(site).of("0")[0].reasons] == ["no slot left on 7 December"]
    poor = replace(CONTEST, leave_balances=(LeaveBalance(badge="0", as_of=TODAY, minutes=600),))
    assert [str(r) for r in settled(poor).of("0")[0].reasons] == ["balance is 14 h short"]


def test_other_years_are_another_bid() -> None:
    site = replace(CONTEST, vacation_choices=(choice("0", 1, 0, 1, year=2028),))
    assert settled(site).outcomes == ()


def test_accepting_makes_granted_leave_and_a_second_time_nothing() -> None:
    after = accepted(CONTEST)
    assert {(r.badge, r.state, r.decided_by) for r in after.leave_requests} == {
        (badge, LeaveState.GRANTED, "lt") for badge in ("0", "4", "8")
    }
    assert after.leave_requests[0].id == "bid-2027-0-1"
    assert after.leave[0].start == CLOCK.midnight(day(0))
    again = settled(after)
    assert again.new == again.leave == ()
    assert [o.is_given for o in again.outcomes] == [o.is_given for o in settled(CONTEST).outcomes]
    assert accepted(after) == after


def test_a_choice_that_was_withdrawn_is_not_given_again_and_its_slot_is_free() -> None:
    after = accepted(CONTEST)
    gone = replace(after.leave_requests[0], state=LeaveState.WITHDRAWN)
    site = replace(after, leave=after.leave[1:], leave_requests=(gone, *after.leave_requests[1:]))
    found = {(o.choice.badge, o.choice.rank): (o.is_given, [str(r) for r in o.reasons]) for o in settled(site).outcomes}
    assert found["0", 1] == (False, ["withdrawn"])
    assert found["0", 2] == (False, ["no slot left on 11 and 12 December"])
    assert found["8", 1] == (False, ["has an earlier choice"])


# ------------------------------------------------------------ properties


FEW = settings(max_examples=40, deadline=None)


def _claims(site: Site, rules: BidRules) -> Callable[[BidOutcome], tuple[object, ...]]:
    senior = {o.badge: (o.seniority, o.tie_breaker) for o in site.officers}
    if rules.order == BidOrder.ROUNDS:
        return lambda o: (o.choice.rank, senior[o.choice.badge])
    return lambda o: (senior[o.choice.badge], o.choice.rank)


@FEW
@pytest.mark.parametrize("rules", [ROUNDS, OFFICER, BidRules(most=2), BidRules(order=BidOrder.OFFICER, most=2)])
@given(site=asking_jails())
def test_nobody_with_a_later_claim_has_what_an_earlier_claim_was_refused(rules: BidRules, site: Site) -> None:
    """Each date for which a choice was refused is full with leave from before the bid and earlier claims alone."""
    outcomes = settled(site, rules).outcomes
    claim = _claims(site, rules)
    assert [claim(o) for o in outcomes] == sorted(claim(o) for o in outcomes)
    book = LeaveBook(site, LEAVE)
    squad_of = {o.badge: o.squad for o in site.officers}
    for n, refused in enumerate(outcomes):
        assert not refused.is_given or not refused.reasons
        if refused.is_given or not any("no slot" in str(reason) for reason in refused.reasons):
            assert refused.is_given or refused.reasons
            continue
        earlier = [o.choice for o in outcomes[:n] if o.is_given]
        mine = refused.choice
        full = False
        for on in book.dates_of(mine.badge, mine.first, mine.last):
            for squad in (squad_of[mine.badge], None):
                most, taken = book.slots_on(squad, on)
                there = {
                    c.badge
                    for c in earlier
                    if on in book.dates_of(c.badge, c.first, c.last) and squad in (None, squad_of[c.badge])
                }
                full = full or (most is not None and taken + len(there) >= most)
        assert full


@FEW
@given(asking_jails())
def test_slots_hold_after_a_bid_and_it_comes_out_the_same_whatever_the_order_of_the_lines(site: Site) -> None:
    first = settled(site)
    turned = replace(site, vacation_choices=site.vacation_choices[::-1])
    assert first == settled(turned) == settled(site)
    per_officer = [o.choice.badge for o in first.outcomes if o.is_given]
    assert len(per_officer) == len(set(per_officer))
    before, after = LeaveBook(site, LEAVE), LeaveBook(accepted(site), LEAVE)
    squads = {o.squad for o in site.officers} | {None}
    for n in range(-1, 60):
        on = day(n)
        for squad in squads:
            most, taken = after.slots_on(squad, on)
            assert most is None or taken <= max(most, before.slots_on(squad, on)[1])
    for outcome in first.new:
        assert timedelta(0) <= outcome.choice.last - outcome.choice.first
        left = after.left(outcome.choice.badge, outcome.choice.last)
        assert left is None or left >= 0
