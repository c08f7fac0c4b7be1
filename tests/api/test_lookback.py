"""Looking back for a case: never from an officer, approved by a second person, gone after two weeks, counted."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from support.sites import NOW, SHIFTS, ZONE, small_site

from scheduler.api import Desk, DeskError
from scheduler.cli.main import main
from scheduler.domain.clock import Clock
from scheduler.domain.lookback import LONGEST_DAYS, VALID_DAYS, Office
from scheduler.domain.roster import Tour
from scheduler.domain.words import ContactMode

LAST = date(2026, 11, 18)
Opener = Callable[..., Desk]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opener]:
    """Opens the database as somebody, at some time. B1 works two days in H1, B2 one, and GONE, who has left, one."""
    clock, site, desks = Clock(ZONE), small_site(), []
    worked = []
    for badge, days in (("B1", (0, 1)), ("B2", (1,)), ("GONE", (2,))):
        for day in days:
            on = LAST - timedelta(days=day)
            start, end = SHIFTS[0].span(clock, on)
            worked.append(Tour(badge=badge, post="P1", on=on, shift="D", index=0, start=start, end=end))
    posts = tuple(replace(post, contact=ContactMode.GROUP) for post in site.posts)

    def open_as(actor: str, now: datetime = NOW) -> Desk:
        desk = Desk.open(str(tmp_path / "f.db"), actor=actor, now=lambda: now)
        desks.append(desk)
        if desk.is_empty():
            desk.import_site(replace(site, posts=posts, worked=tuple(sorted(worked))), "x")
        return desk

    yield open_as
    for desk in desks:
        desk.close()


def test_what_was_asked_by_one_and_approved_by_another_can_be_read(opened: Opener) -> None:
    asked = opened("investigator").look_backs.ask("C-17", "I1", LAST - timedelta(days=9), LAST)
    with pytest.raises(DeskError, match="not approved yet"):
        opened("investigator").look_backs.read(asked.id)
    with pytest.raises(DeskError, match="somebody else"):
        opened("investigator").look_backs.approve(asked.id, Office.PREA)
    approved = opened("inspector").look_backs.approve(asked.id, Office.PREA)
    assert approved.expires_at == NOW + timedelta(days=VALID_DAYS)
    with pytest.raises(DeskError, match="approved already"):
        opened("third").look_backs.approve(asked.id, Office.PREA)
    found = opened("investigator").look_backs.read(asked.id)
    assert [(line.badge, line.dates, line.minutes) for line in found] == [
        ("B1", 2, 144),
        ("B2", 1, 72),
        ("GONE", 1, 72),
    ]
    actions = [row.action for row in opened("x").audit(3)]
    assert actions == ["read look-back", "approve look-back", "ask to look back"]


def test_it_expires(opened: Opener) -> None:
    asked = opened("investigator").look_backs.ask("C-17", "I1", LAST, LAST)
    opened("inspector").look_backs.approve(asked.id, Office.PREA)
    after = NOW + timedelta(days=VALID_DAYS)
    assert opened("investigator", after - timedelta(minutes=1)).look_backs.read(asked.id)
    with pytest.raises(DeskError, match="has expired"):
        opened("investigator", after).look_backs.read(asked.id)


@pytest.mark.parametrize(
    ("case", "inmate", "first", "last", "said"),
    [
        (" ", "I1", LAST, LAST, "number of the case"),
        ("C", "I9", LAST, LAST, "Nothing is known of where I9 was"),
        ("C", "I1", LAST, LAST - timedelta(days=1), "window of 1 to"),
        ("C", "I1", LAST - timedelta(days=LONGEST_DAYS), LAST, "window of 1 to"),
        ("C", "I1", LAST, NOW.date(), "dates that are over"),
    ],
)
def test_what_cannot_be_asked_is_said(
    opened: Opener, case: str, inmate: str, first: date, last: date, said: str
) -> None:
    with pytest.raises(DeskError, match=said):
        opened("investigator").look_backs.ask(case, inmate, first, last)


def test_there_is_no_way_to_ask_by_officer(opened: Opener) -> None:
    desk = opened("x").look_backs
    for name in ("ask", "read", "approve", "every", "quarters"):
        assert not {"badge", "officer"} & set(inspect.signature(getattr(desk, name)).parameters)


def test_requests_are_counted_by_quarter(opened: Opener) -> None:
    assert opened("x").look_backs.quarters() == ()
    for _ in range(2):
        opened("investigator").look_backs.ask("C-17", "I1", LAST, LAST)
    opened("inspector").look_backs.approve(1, Office.PREA)
    (line,) = opened("x").look_backs.quarters()
    assert (line.year, line.quarter, line.asked, line.approved) == (2026, 4, 2, 1)


def test_an_import_keeps_requests(opened: Opener) -> None:
    desk = opened("investigator")
    asked = desk.look_backs.ask("C-17", "I1", LAST, LAST)
    desk.import_site(small_site(), "again")
    assert desk.look_backs.every() == (asked,)


def test_as_typed(opened: Opener, capsys: pytest.CaptureFixture[str]) -> None:
    desk = opened("investigator")
    url = ["--db", desk.url]
    span = ["--from", "2026-11-16", "--to", "2026-11-18"]
    assert main(["lookback", "ask", *url, "--case", "C-17", "--inmate", "I1", *span]) == 0
    opened("inspector").look_backs.approve(1, Office.PREA)
    assert main(["lookback", "read", *url, "--number", "1"]) in (0, 2)  # by the real clock it may have expired
    assert main(["lookback", "list", *url]) == 0
    assert main(["lookback", "quarters", *url]) == 0
    assert "case C-17, I1, 2026-11-16 to 2026-11-18" in capsys.readouterr().out
