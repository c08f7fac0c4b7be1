"""Calls to officers, through the desk: lists from what is published and offered, nothing rewritten, own names only."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from support.accounts import NAMES, add_accounts, as_role, with_quick_passwords
from support.accounts import NOW as SIGNED_IN
from support.sites import FIRST, NOW, PERIOD, edit, small_site, tour

from scheduler.api import (
    CallOrder,
    CallOutcome,
    CallRules,
    Desk,
    DeskError,
    NotPermittedError,
    Role,
)
from scheduler.domain.answers import Candidate
from scheduler.domain.calls import USUAL
from scheduler.domain.findings import Message
from scheduler.domain.people import Willingness
from scheduler.domain.roster import seat_id
from scheduler.domain.site import Site
from scheduler.domain.words import Badge, PostCode, SeatId, ShiftCode, TourKind

SEAT = seat_id(PostCode("P2"), FIRST, ShiftCode("N"), 0)
RULES = CallRules(effective=FIRST, sequence=CallOrder.SENIORITY, source="agreement 7.2")


def site() -> Site:
    """Return the small facility, in which B2 and B3 volunteer on the first date."""
    offers = tuple(Willingness(badge=Badge(b), first=FIRST, last=FIRST) for b in ("B2", "B3"))
    return replace(small_site(), willing=offers)


def candidates(*tired: str) -> list[Candidate]:
    kind = {"B2": TourKind.VOLUNTARY_OVERTIME, "B3": TourKind.VOLUNTARY_OVERTIME}
    return [
        Candidate(
            tour=replace(tour(b, FIRST, "N", post="P2"), kind=kind.get(b, TourKind.MANDATED_OVERTIME)),
            is_possible=b not in tired,
            words=(Message(template="Rest of 6 h."),) if b in tired else (),
        )
        for b in ("B1", "B2", "B3", "B4")
    ]


@pytest.fixture
def desk(database: str) -> Iterator[Desk]:
    with Desk.open(database, actor="sergeant", now=lambda: NOW) as opened:
        opened.import_site(site(), "small.xlsx")
        roster = opened.create_roster(PERIOD).id
        early = replace(tour("B2", FIRST), kind=TourKind.VOLUNTARY_OVERTIME)
        opened.apply_edit(roster, edit("plan", early, tour("B1", FIRST)))
        opened.publish(roster)
        yield opened


def called(desk: Desk, outcome: CallOutcome, *tired: str, seat: SeatId = SEAT) -> str:
    """Call whoever is next, note what came of it, and return his badge."""
    step = desk.calls.lists(seat, candidates(*tired)).next
    assert step is not None
    desk.calls.note(seat, step[1].officer.badge, outcome, candidates(*tired))
    return step[1].officer.badge


def test_the_lists_follow_what_is_published_and_what_is_noted(desk: Desk) -> None:
    """B2 has published overtime, so that B3 is called first; then the least senior who has not offered."""
    asked = [called(desk, CallOutcome.NO_ANSWER) for _ in range(3)]
    assert asked == ["B3", "B2", "B4"]
    assert called(desk, CallOutcome.ACCEPTED) == "B1"
    lists = desk.calls.lists(SEAT, candidates())
    assert lists.next is None
    assert lists.accepted is not None
    assert [(c.badge, c.list.value, c.place, c.outcome.value) for c in desk.calls.about(SEAT)] == [
        ("B3", "voluntary", 1, "no answer"),
        ("B2", "voluntary", 2, "no answer"),
        ("B4", "mandate", 1, "no answer"),
        ("B1", "mandate", 2, "accepted"),
    ]
    assert desk.audit(1)[0].action == "call officer"


def test_what_is_charged_is_overtime_published_and_offers_refused(desk: Desk) -> None:
    before = {line.badge: line.standing.charged for line in desk.calls.charged(FIRST)}
    assert before == {"B1": 0, "B2": 720, "B3": 0, "B4": 0}
    called(desk, CallOutcome.REFUSED)
    after = desk.calls.charged(FIRST)
    assert {line.badge: line.standing.charged for line in after} == {**before, "B3": 720}
    assert [line.badge for line in after] == ["B1", "B4", "B2", "B3"]


def test_rules_hold_from_their_date_on_and_those_before_stay(desk: Desk) -> None:
    assert desk.calls.rules(FIRST) == USUAL
    desk.calls.set_rules(RULES)
    assert desk.calls.rules(FIRST) == RULES
    assert desk.calls.rules(FIRST - timedelta(days=1)) == USUAL
    assert called(desk, CallOutcome.NO_ANSWER) == "B2"
    with pytest.raises(DeskError, match="agreement or order"):
        desk.calls.set_rules(replace(RULES, source=" "))
    with pytest.raises(DeskError, match="days are charged"):
        desk.calls.set_rules(replace(RULES, counted_days=0))


def test_what_cannot_come_of_a_call_is_refused_and_not_written(desk: Desk) -> None:
    for badge, outcome, words in (
        ("B3", CallOutcome.EXCUSED, "cannot end with 'excused'"),
        ("B2", CallOutcome.ACCEPTED, "B2 is not next .* next is B3"),
        ("B9", CallOutcome.ACCEPTED, "B9 is not next"),
    ):
        with pytest.raises(DeskError, match=words):
            desk.calls.note(SEAT, Badge(badge), outcome, candidates())
    desk.calls.note(SEAT, Badge("B3"), CallOutcome.REFUSED, candidates())
    with pytest.raises(DeskError, match="B3 is not next"):
        desk.calls.note(SEAT, Badge("B3"), CallOutcome.ACCEPTED, candidates())
    with pytest.raises(DeskError, match="is not a seat"):
        desk.calls.about(SeatId("P2"))
    assert len(desk.calls.about(SEAT)) == 1
    assert called(desk, CallOutcome.NO_ANSWER) == "B2"
    with pytest.raises(DeskError, match="cannot end with 'refused'"):
        desk.calls.note(SEAT, Badge("B4"), CallOutcome.REFUSED, candidates())


def test_calling_goes_on_where_whoever_accepted_is_not_there_after_all(desk: Desk) -> None:
    assert called(desk, CallOutcome.ACCEPTED) == "B3"
    assert desk.calls.lists(SEAT, candidates()).next is None
    assert called_again(desk) == "B2"


def called_again(desk: Desk) -> str:
    step = desk.calls.lists(SEAT, candidates(), is_empty=True).next
    assert step is not None
    return desk.calls.note(SEAT, step[1].officer.badge, CallOutcome.ACCEPTED, candidates()).badge


def test_whoever_is_on_duty_anyway_needs_no_call(desk: Desk) -> None:
    spare = replace(candidates()[0], tour=tour("B1", FIRST, "N", post="P2"))
    assert desk.calls.lists(SEAT, (spare, *candidates()[1:])).on_duty == (spare,)
    assert desk.calls.between(FIRST, FIRST) == ()


@pytest.fixture
def open_as(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Role], Desk]:
    with_quick_passwords(monkeypatch)
    url = str(tmp_path / "f.db")
    with Desk.open(url, actor="setup", now=lambda: SIGNED_IN - timedelta(hours=1)) as opened:
        opened.import_site(site(), "test")
        add_accounts(opened, "B1")
    return lambda role: as_role(url, role)


def test_a_sergeant_calls_and_a_commander_sets_the_rules(open_as: Callable[[Role], Desk]) -> None:
    with open_as(Role.SERGEANT) as sergeant:
        called(sergeant, CallOutcome.NO_ANSWER)
        assert sergeant.calls.about(SEAT)[0].by == NAMES[Role.SERGEANT]
        with pytest.raises(NotPermittedError):
            sergeant.calls.set_rules(RULES)
    with open_as(Role.COMMANDER) as commander:
        commander.calls.set_rules(RULES)
    with open_as(Role.OFFICER) as own, pytest.raises(NotPermittedError):
        own.calls.about(SEAT)
