"""Decisions about breaches and high bands: of places, with a date, kept as they were made."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from support.sites import FIRST, NOW, PERIOD, small_site, tour

from scheduler.api import Desk, DeskError, check_roster, subjects_of, table_of
from scheduler.domain.dispositions import DispositionKind, Subject
from scheduler.domain.policy import PolicyEntry, Setting
from scheduler.domain.roster import Roster
from scheduler.domain.words import ContactMode, Severity

TODAY = date(2026, 11, 20)
SUBJECT = Subject(
    kind=DispositionKind.BREACH, place="H1", about="cap", first=FIRST, last=FIRST + timedelta(days=2), dates=2
)


@pytest.fixture
def desk(database: str) -> Iterator[Desk]:
    with Desk.open(database, actor="captain", now=lambda: NOW) as opened:
        opened.import_site(small_site(), "x")
        yield opened


def test_the_last_decision_holds_and_covers_no_other_dates(desk: Desk) -> None:
    assert desk.dispositions.of(SUBJECT) is None
    desk.dispositions.decide(SUBJECT, "talk to the team", TODAY)
    last = desk.dispositions.decide(SUBJECT, " rotate  two holders ", TODAY + timedelta(days=7))
    assert (last.action, last.by, last.at) == ("rotate two holders", "captain", NOW)
    assert desk.dispositions.of(SUBJECT) == last
    assert desk.dispositions.of(replace(SUBJECT, last=FIRST + timedelta(days=3))) is None
    assert desk.dispositions.of(replace(SUBJECT, place="H2")) is None
    desk.import_site(small_site(), "again")
    assert len(desk.dispositions.every()) == 2


@pytest.mark.parametrize(("action", "due", "said"), [(" ", TODAY, "says what"), ("x", date(2026, 11, 1), "to come")])
def test_a_decision_without_words_or_time_is_refused(desk: Desk, action: str, due: date, said: str) -> None:
    with pytest.raises(DeskError, match=said):
        desk.dispositions.decide(SUBJECT, action, due)


def test_a_breach_is_told_of_its_area_and_rule(desk: Desk) -> None:
    cap = PolicyEntry(
        id="cap",
        rule="contact",
        severity=Severity.STOP,
        effective=date(2020, 1, 1),
        settings=(Setting(name="days", value=28), Setting(name="limit_minutes", value=30)),
    )
    site = small_site()
    posts = tuple(replace(post, contact=ContactMode.GROUP) for post in site.posts)
    site = replace(site, posts=posts, policy=replace(site.policy, entries=(*site.policy.entries, cap)))
    problem = site.problem(PERIOD)
    roster = Roster(facility="F", period=PERIOD, tours=(tour("B1", FIRST),))
    table = table_of(problem, roster, desk.attention.inputs(PERIOD.first, PERIOD.last))
    found = subjects_of(problem, roster, check_roster(problem, roster), table)
    breaches = [subject for subject in found if subject.kind == DispositionKind.BREACH]
    assert [(s.place, s.about, s.first, s.dates) for s in breaches] == [("H1", "cap", FIRST, 1)]


@pytest.mark.parametrize("database", ["file"], indirect=True)
def test_the_table_knows_no_officer_and_no_inmate(desk: Desk) -> None:
    with sqlite3.connect(desk.url) as connection:
        columns = {row[1] for row in connection.execute("PRAGMA table_info(disposition)")}
        assert columns
        assert not columns & {"badge", "officer", "inmate"}
        desk.dispositions.decide(SUBJECT, "x", TODAY)
        with pytest.raises(sqlite3.IntegrityError, match="never changes"):
            connection.execute("UPDATE disposition SET action = 'y'")
    connection.close()
