"""Pairs are opened for a case, from an area; every look is in the log, and nothing puts officers in an order."""

import inspect
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from support.sites import FIRST, NOW, PERIOD, SHIFTS, ZONE, small_site

from scheduler.api import Desk, DeskError, Reader
from scheduler.api.pairs import PairDesk
from scheduler.domain.clock import Clock
from scheduler.domain.pairs import LEAST_PERCENT, PairPurpose
from scheduler.domain.policy import PolicyEntry, Setting
from scheduler.domain.roster import Tour
from scheduler.domain.words import ContactMode, Severity


def cap(minutes: int) -> PolicyEntry:
    settings = (Setting(name="days", value=28), Setting(name="limit_minutes", value=minutes))
    return PolicyEntry(
        id="contact_cap", rule="contact", severity=Severity.STOP, effective=date(2020, 1, 1), settings=settings
    )


@pytest.fixture
def desk(tmp_path: Path):
    """B1 has worked two days of 72 weighted minutes in H1, B2 one; the cap is 150 minutes."""
    clock, site, worked = Clock(ZONE), small_site(), []
    for badge, days in (("B1", (2, 3)), ("B2", (2,))):
        for day in days:
            on = FIRST - timedelta(days=day)
            start, end = SHIFTS[0].span(clock, on)
            worked.append(Tour(badge=badge, post="P1", on=on, shift="D", index=0, start=start, end=end))
    posts = tuple(replace(post, contact=ContactMode.GROUP) for post in site.posts)
    policy = replace(site.policy, entries=(*site.policy.entries, cap(150)))
    with Desk.open(str(tmp_path / "f.db"), actor="commander", now=lambda: NOW) as opened:
        opened.import_site(replace(site, posts=posts, policy=policy, worked=tuple(sorted(worked))), "x")
        yield opened


def look(desk: Desk, case: str = "C-9", area: str = "H1", reader: Reader = Reader.COMMANDER):
    roster = desk.roster(desk.create_roster(PERIOD).id).roster
    return desk.pairs.open(case, PairPurpose.BREACH, area, desk.problem(PERIOD), roster, reader)


def test_only_pairs_near_a_limit_are_shown_and_the_look_is_noted(desk: Desk) -> None:
    found = look(desk)
    assert [(line.inmate, line.badge, line.days, line.minutes, line.percent) for line in found] == [
        ("I1", "B1", 28, 144, 96)
    ]
    assert all(line.percent >= LEAST_PERCENT for line in found)
    noted = desk.audit(1)[0]
    assert (noted.action, noted.actor) == ("open pairs", "commander")
    assert set(noted.subjects) >= {"case:C-9", "area:H1", f"purpose:{PairPurpose.BREACH}"}
    assert "B1" not in str(noted)
    assert "I1" not in str(noted)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"case": "  "}, "for a case"),
        ({"area": "H9"}, "no area H9"),
        ({"reader": Reader.SERGEANT}, "not shown to a shift sergeant"),
        ({"reader": Reader.SCHEDULER}, "not shown to a scheduler"),
    ],
)
def test_nobody_looks_without_a_case_or_the_role(desk: Desk, change: dict, said: str) -> None:
    before = [row.action for row in desk.audit(50)].count("open pairs")
    with pytest.raises(DeskError, match=said):
        look(desk, **change)
    assert [row.action for row in desk.audit(50)].count("open pairs") == before


def test_there_is_no_way_to_ask_from_an_officer() -> None:
    for name, call in inspect.getmembers(PairDesk, inspect.isfunction):
        if not name.startswith("_"):
            assert not {"badge", "officer"} & set(inspect.signature(call).parameters), name
