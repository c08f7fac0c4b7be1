"""Clocks, ranks, renewal, appeal: what happens to a request by itself, and who may decide about it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from scheduler.domain.requests import Decision, Denial, Rank, Request, RequestKind, RequestState, Scope, Via
from scheduler.domain.words import AreaCode, Badge, InmateRef
from scheduler.requests import deciding as rules
from scheduler.requests.asking import ORDERS, RequestError, readers
from scheduler.requests.clocks import (
    decide_by,
    handed_up,
    holds_until,
    is_overdue,
    ladder,
    next_rank,
    protected_until,
)

FILED = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
HOURS, DAYS = timedelta(hours=1), timedelta(days=1)
WHO = Badge("1002")
CLOCKS = {
    RequestKind.KEEP_SEPARATE: 72 * HOURS,
    RequestKind.MOVE_ME: 7 * DAYS,
    RequestKind.HARDSHIP: 14 * DAYS,
    RequestKind.APPROACH: 72 * HOURS,
}


def request(kind: RequestKind, **fields: object) -> Request:
    whole = {"id": "r", "kind": kind, "badge": WHO, "by": "officer.one", "filed": FILED, "rank": ladder(kind)[0]}
    return Request(**(whole | fields))  # type: ignore[arg-type]


def denied(kind: RequestKind, by: str = "first.one", at: datetime = FILED, **fields: object) -> Request:
    return rules.deny(request(kind, **fields), by, at, Denial.NO_OTHER_POST, "nights")


@pytest.mark.parametrize("kind", CLOCKS)
def test_each_kind_has_its_clock_and_each_rank_the_whole_of_it(kind: RequestKind) -> None:
    asked, span = request(kind), CLOCKS[kind]
    assert decide_by(asked) == FILED + span
    assert not is_overdue(asked, FILED + span - HOURS)
    assert handed_up(asked, FILED + span - HOURS) == asked
    later = handed_up(asked, FILED + span)
    assert (later.rank, later.handed) == (ladder(kind)[1], FILED + span)
    assert decide_by(later) == FILED + 2 * span


@pytest.mark.parametrize("kind", CLOCKS)
def test_the_last_rank_keeps_what_nobody_decides(kind: RequestKind) -> None:
    last = handed_up(request(kind), FILED + 400 * DAYS)
    assert last.rank == ladder(kind)[-1]
    assert next_rank(last) is None
    assert is_overdue(last, FILED + 400 * DAYS)
    with pytest.raises(RequestError, match="nobody above"):
        rules.escalate(last, FILED + 400 * DAYS)


@pytest.mark.parametrize("kind", [kind for kind in ORDERS if kind != RequestKind.PRECAUTION])
def test_orders_wait_for_no_decision(kind: RequestKind) -> None:
    assert decide_by(request(kind, state=RequestState.GRANTED)) is None


def test_a_precaution_is_approved_by_a_second_one_within_a_day_and_looked_at_again_each_week() -> None:
    given = request(RequestKind.PRECAUTION, by="prea.one", state=RequestState.AWAITS_SECOND, via=Via.MANAGEMENT)
    assert decide_by(given) == FILED + DAYS
    with pytest.raises(RequestError, match="somebody else"):
        rules.second(given, "prea.one", FILED)
    force = rules.second(given, "authority.one", FILED + HOURS)
    assert decide_by(force) == FILED + HOURS + 7 * DAYS
    assert decide_by(rules.review(force, "prea.one", FILED + 6 * DAYS)) == FILED + 13 * DAYS
    assert handed_up(force, FILED + 90 * DAYS) == force, "it goes on; who reads it is told that it is late"


def test_silence_renews_a_move_and_a_word_begins_the_28_days_anew() -> None:
    moved = request(RequestKind.MOVE_ME, state=RequestState.GRANTED)
    today = FILED.date()
    for after, until in ((0, 27), (27, 27), (28, 55), (364, 391)):
        assert holds_until(moved, today + after * DAYS) == today + until * DAYS
    again = rules.renew(moved, FILED + 10 * DAYS)
    assert holds_until(again, today + 11 * DAYS) == today + 37 * DAYS
    assert holds_until(rules.withdraw(moved, FILED), today) is None
    assert holds_until(request(RequestKind.HARDSHIP), today) is None


@pytest.mark.parametrize("kind", CLOCKS)
def test_an_appeal_goes_one_rank_up_and_has_the_whole_clock_from_when_it_is_made(kind: RequestKind) -> None:
    refused, said = denied(kind, at=FILED + DAYS), FILED + 3 * DAYS
    assert decide_by(refused) is None
    assert refused.decision is not None
    assert refused.decision.appeal_to == ladder(kind)[1].value
    appealed = rules.appeal(refused, "please look again", said)
    assert (appealed.rank, decide_by(appealed)) == (ladder(kind)[1], said + CLOCKS[kind])
    with pytest.raises(RequestError, match="Somebody else than who denied it"):
        rules.refuse_decider(appealed, "first.one", None)
    rules.refuse_decider(appealed, "second.one", None)
    with pytest.raises(RequestError, match="only once"):
        rules.appeal(appealed, "and again", said)


@pytest.mark.parametrize("kind", CLOCKS)
def test_an_appeal_in_the_last_rank_stays_there_and_a_denial_says_so(kind: RequestKind) -> None:
    last = ladder(kind)[-1]
    refused = denied(kind, rank=last)
    assert refused.decision is not None
    assert refused.decision.appeal_to == last.value
    assert rules.appeal(refused, "please look again", FILED).rank == last


def test_an_appeal_that_nobody_decides_goes_up_too() -> None:
    appealed = rules.appeal(denied(RequestKind.KEEP_SEPARATE), "please look again", FILED)
    later = handed_up(appealed, FILED + 72 * HOURS)
    assert (appealed.rank, later.rank) == (Rank.AUTHORITY, Rank.PREA_MANAGER)
    assert rules.grant(later, "prea.one", FILED + 80 * HOURS).state == RequestState.GRANTED


def test_a_denial_needs_an_alternative_and_an_appeal_words() -> None:
    with pytest.raises(RequestError, match="offered in its place"):
        rules.deny(request(RequestKind.MOVE_ME), "a", FILED, Denial.RULE, "  ")
    with pytest.raises(RequestError, match="Say in a few words"):
        rules.appeal(denied(RequestKind.MOVE_ME), " ", FILED)


def test_nobody_decides_about_himself_what_he_filed_or_from_where_he_is_excluded() -> None:
    asked = request(RequestKind.MOVE_ME, excluded=("authority.one",))
    for by, badge, said in (
        ("officer.two", WHO, "about himself"),
        ("officer.one", None, "You filed this"),
        ("authority.one", None, "Somebody else has to decide"),
    ):
        with pytest.raises(RequestError, match=said):
            rules.refuse_decider(asked, by, badge)
    rules.refuse_decider(asked, "authority.two", Badge("1003"))


def test_only_those_whom_it_has_reached_read_a_move_and_all_of_its_ranks_what_needs_haste() -> None:
    moved = request(RequestKind.MOVE_ME)
    assert readers(moved) == {Rank.AUTHORITY}
    assert readers(replace(moved, rank=Rank.PREA_MANAGER)) == {Rank.AUTHORITY, Rank.PREA_MANAGER}
    assert Rank.COMMANDER not in readers(request(RequestKind.APPROACH))
    assert readers(request(RequestKind.KEEP_SEPARATE)) == set(ladder(RequestKind.KEEP_SEPARATE))


def test_a_report_moves_the_inmate_only_where_both_are_named() -> None:
    scope = Scope(area=AreaCode("HU"), inmate=InmateRef("k7f3"))
    named = rules.grant(request(RequestKind.APPROACH, scope=scope), "prea.one", FILED, moves_inmate=True)
    assert named.task is not None
    assert (named.task.inmate, named.task.area) == (scope.inmate, scope.area)
    for without in (Scope(inmate=scope.inmate), Scope(area=scope.area)):
        with pytest.raises(RequestError, match="must be named"):
            rules.grant(request(RequestKind.APPROACH, scope=without), "prea.one", FILED, moves_inmate=True)


def test_what_is_over_is_neither_decided_nor_withdrawn_nor_renewed() -> None:
    gone = rules.withdraw(request(RequestKind.MOVE_ME), FILED)
    for act in (
        lambda: rules.grant(gone, "a", FILED),
        lambda: rules.deny(gone, "a", FILED, Denial.RULE, "nights"),
        lambda: rules.withdraw(gone, FILED),
        lambda: rules.renew(gone, FILED),
        lambda: rules.end(gone, FILED),
    ):
        with pytest.raises(RequestError):
            act()
    decided = Decision(by="a", at=FILED, is_granted=True)
    order = request(RequestKind.TRAINING, state=RequestState.GRANTED, decision=decided)
    with pytest.raises(RequestError, match="nothing to withdraw"):
        rules.withdraw(order, FILED)


def test_the_window_of_protection_is_90_days() -> None:
    assert protected_until(request(RequestKind.MOVE_ME)) == date(2027, 2, 18)
