"""The running day as the desk reads it: what is published counts, and nobody is told more than his role may know."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from support.accounts import NOW as SIGNED_IN
from support.accounts import Clock as Turned
from support.accounts import add_accounts, as_role, with_quick_passwords
from support.sites import FIRST, NOW, PERIOD, ZONE, edit, small_site, tour

from scheduler.api import Desk, NotPermittedError, Role
from scheduler.domain.clock import Clock
from scheduler.domain.words import AreaCode, Badge, Minute

CLOCK = Clock(ZONE)
TOURS = (tour("B1", FIRST), tour("B2", FIRST, post="P2"), tour("B3", FIRST, "N"))
TEN, NIGHT = CLOCK.minute(FIRST, 600), CLOCK.minute(FIRST, 1200)


def publish(desk: Desk, is_sealed: bool = False) -> None:
    roster = desk.create_roster(PERIOD).id
    desk.apply_edit(roster, edit("plan", *TOURS))
    desk.publish(roster, is_sealed=is_sealed)


@pytest.fixture
def desk(database: str) -> Iterator[Desk]:
    with Desk.open(database, actor="sergeant", now=lambda: NOW) as opened:
        opened.import_site(small_site(), "small.xlsx")
        yield opened


def test_the_board_holds_what_is_published_now_and_next(desk: Desk) -> None:
    publish(desk)
    found = desk.day.read(TEN)
    assert found.is_published
    assert [(x.post.code, [t.badge for t in x.tours]) for x in found.board.current.lines] == [
        ("P1", ["B1"]),
        ("P2", ["B2"]),
    ]
    assert [(x.post.code, x.missing) for x in found.board.coming.lines] == [("P1", 0), ("P2", 1)]
    assert {place[2] for place in found.attention} == {"P1", "P2"}
    assert {place[1] for place in found.attention} == {"D", "N"}


def test_a_draft_is_on_no_board(desk: Desk) -> None:
    roster = desk.create_roster(PERIOD).id
    desk.apply_edit(roster, edit("plan", *TOURS))
    found = desk.day.read(TEN)
    assert not found.is_published
    assert all(not line.tours for line in found.board.current.lines)
    assert found.next_published is None


def test_before_the_first_published_date_the_board_says_when_it_begins(desk: Desk) -> None:
    publish(desk)
    found = desk.day.read()
    assert desk.day.now() == int(NOW.timestamp()) // 60
    assert (found.board.now, found.is_published) == (desk.day.now(), False)
    assert found.next_published == TOURS[0].start


def test_what_is_to_be_drawn_is_not_on_the_board_before_muster(desk: Desk) -> None:
    publish(desk, is_sealed=True)
    found = desk.day.read(TEN)
    assert all(not line.tours for line in (*found.board.current.lines, *found.board.coming.lines))
    assert {t.badge for t in found.board.current.to_be_drawn} == {"B1", "B2"}
    assert found.attention == {}


def test_rounds_count_from_the_start_of_the_running_watch(desk: Desk) -> None:
    publish(desk)
    area = AreaCode("H1")
    start = TOURS[0].start
    turned = Turned(datetime.fromtimestamp(TEN * 60, tz=NOW.tzinfo))
    with Desk.open(desk.url, actor="commander", now=turned) as later:
        assert [(x.area, x.last) for x in later.day.read().rounds] == [("H1", None)]
        later.observations.add_round(area, Minute(start - 1), Badge("B4"))
        assert [x.last for x in later.day.read().rounds] == [None]
        later.observations.add_round(area, Minute(TEN), Badge("B4"))
        later.observations.add_round(area, Minute(start + 20), Badge("B4"))
        assert [x.last for x in later.day.read().rounds] == [TEN]
        assert [x.last for x in later.day.read(Minute(TEN - 1)).rounds] == [start + 20]


def test_nobody_is_told_of_rounds_or_attention_who_may_not_know(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_quick_passwords(monkeypatch)
    url = str(tmp_path / "f.db")
    with Desk.open(url, actor="setup", now=lambda: SIGNED_IN - timedelta(hours=1)) as opened:
        opened.import_site(small_site(), "test")
        publish(opened)
        add_accounts(opened, "B1")
    told = {}
    for role in (Role.SERGEANT, Role.COMMANDER, Role.AUTHORITY):
        with as_role(url, role) as found:
            reading = found.day.read(TEN)
            told[role] = (bool(reading.attention), bool(reading.rounds), reading.board.current.lines != ())
    assert told == {
        Role.SERGEANT: (True, False, True),
        Role.COMMANDER: (True, True, True),
        Role.AUTHORITY: (False, False, True),
    }
    with as_role(url, Role.OFFICER) as own, pytest.raises(NotPermittedError):
        own.day.read(TEN)
