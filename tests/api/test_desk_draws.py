"""Posts drawn at muster, from the publication that promises it to the files that prove it."""

import csv
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support.sites import FIRST, NOW, PERIOD, edit, small_site, tour

from scheduler.api import Desk, DeskError, StaleEditError
from scheduler.domain.draws import Draw, Muster
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.domain.words import RosterState
from scheduler.draw import commitment_of, faults_of
from scheduler.wire import read, sha256

DAY, NIGHT = Muster(on=FIRST, shift="D"), Muster(on=FIRST, shift="N")
AT_MUSTER = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
"""Half an hour before the day shift of the first date."""
TOURS = (tour("B1", FIRST), tour("B2", FIRST, post="P2"), tour("B3", FIRST, "N"), tour("B4", FIRST, "N", "P2"))


class Clock:
    now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(database: str, clock: Clock) -> Iterator[Desk]:
    with Desk.open(database, actor="sergeant", now=clock) as opened:
        opened.import_site(small_site(), "small.xlsx")
        roster = opened.create_roster(PERIOD).id
        opened.apply_edit(roster, edit("plan", *TOURS))
        opened.publish(roster, is_sealed=True)
        yield opened


def test_a_sealed_roster_is_known_by_its_commitment(desk: Desk) -> None:
    assert desk.draws.sealed(1) == {DAY, NIGHT}
    commitment = desk.draws.commitment(1)
    assert commitment is not None
    roster, version, tours, committed = desk.audit(1)[0].subjects
    assert (roster, version, committed) == ("roster:1", "version:1", f"commitment:{commitment}")
    assert tours.startswith("tours:")


def test_posts_are_drawn_once_and_stand_for_all_that_asks(desk: Desk, clock: Clock) -> None:
    clock.now = AT_MUSTER
    record = desk.draws.draw(1, FIRST, "D", "4 1 6")
    assert record.count.plans == 2
    stored = desk.roster(1)
    assert stored.head.state == RosterState.PUBLISHED
    assert stored.head.version == 1
    held = {(t.badge, t.post) for t in stored.roster.tours if t.shift == "D"}
    assert held in ({("B1", "P1"), ("B2", "P2")}, {("B1", "P2"), ("B2", "P1")})
    assert desk.problem(PERIOD).published == stored.roster.tours, "what officers hold"
    assert desk.published(1) == stored.roster
    assert desk.draws.sealed(1) == {NIGHT}
    assert desk.draws.records(1) == (record,)
    assert desk.journal(1)[-1].kind == "draw"
    assert desk.audit(1)[0].action == "draw posts"
    with pytest.raises(DeskError, match="of 2026-11-23/D are drawn already, by sergeant"):
        desk.draws.draw(1, FIRST, "D")


def test_every_draw_has_randomness_of_its_own(desk: Desk, clock: Clock) -> None:
    clock.now = AT_MUSTER + timedelta(hours=11)
    one, two = desk.draws.draw(1, FIRST, "D"), desk.draws.draw(1, FIRST, "N")
    assert one.entropy != two.entropy
    assert one.secret != two.secret


def test_a_draw_cannot_be_undone(desk: Desk, clock: Clock) -> None:
    clock.now = AT_MUSTER
    record = desk.draws.draw(1, FIRST, "D")
    assert desk.roster(1).edits == ()
    again = desk.journal(1)[-1].edit
    assert again is not None
    with pytest.raises(StaleEditError, match="nothing of it to undo"):
        desk.apply_edit(1, again.inverse(), "undo")
    assert desk.draws.record(1, DAY) == record


def test_nothing_is_drawn_weeks_ahead_or_of_what_was_changed_meanwhile(desk: Desk, clock: Clock) -> None:
    with pytest.raises(DeskError, match="are drawn at muster: those of 2026-11-23/D from 2 hours before"):
        desk.draws.draw(1, FIRST, "D")
    clock.now = AT_MUSTER
    with pytest.raises(DeskError, match="not a muster of roster number 1"):
        desk.draws.draw(1, FIRST + timedelta(days=3), "D")
    with pytest.raises(DeskError, match="letters and numbers on one line"):
        desk.draws.draw(1, FIRST, "D", "two\nlines")
    desk.apply_edit(1, edit("late", tour("B1", FIRST + timedelta(days=2))))
    with pytest.raises(DeskError, match="is amended: publish it, then draw"):
        desk.draws.draw(1, FIRST, "D")


def test_the_next_version_is_sealed_too_and_keeps_what_was_drawn(desk: Desk, clock: Clock) -> None:
    clock.now = AT_MUSTER
    desk.draws.draw(1, FIRST, "D")
    first = desk.draws.commitment(1)
    desk.apply_edit(1, edit("late", tour("B1", FIRST + timedelta(days=2))))
    desk.publish(1, "a late tour")
    assert desk.draws.sealed(1) == {NIGHT, Muster(on=FIRST + timedelta(days=2), shift="D")}
    assert desk.draws.commitment(1) != first
    assert desk.problem(PERIOD).published == desk.roster(1).roster.tours
    desk.apply_edit(1, edit("later", tour("B2", FIRST + timedelta(days=2), post="P2")))
    desk.publish(1, "a later tour", is_sealed=False)
    assert desk.draws.commitment(1) is None
    assert desk.draws.sealed(1) == frozenset()
    with pytest.raises(DeskError, match="was not published with posts drawn at muster"):
        desk.draws.draw(1, FIRST, "N")


def test_files_given_away_hold_no_post_that_is_still_to_be_drawn(desk: Desk, clock: Clock, tmp_path: Path) -> None:
    clock.now = AT_MUSTER
    desk.draws.draw(1, FIRST, "D")
    desk.export(1, tmp_path / "out")
    text = next((tmp_path / "out").glob("*.csv")).read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert [row["badge"] for row in rows] == ["B1", "B2", "B3", "B4"]
    assert all(row["post"] and row["seat"] for row in rows[:2])
    hidden = [(row["post"], row["post_name"], row["area"], row["seat"]) for row in rows[2:]]
    assert hidden == [("", "drawn at muster", "", "")] * 2
    assert all(row["start"] for row in rows)
    exported = next((tmp_path / "out").glob("*_v1.json")).read_text("utf-8")
    assert [t["post"] for t in json.loads(exported)["content"]["tours"][2:]] == ["", ""]
    promise = json.loads(next((tmp_path / "out").glob("*_seal.json")).read_text("utf-8"))
    assert promise["commitment"] == desk.draws.commitment(1) == commitment_of(desk.draws.records(1)[0].seal)


def test_somebody_else_draws_again_from_the_files(desk: Desk, clock: Clock, tmp_path: Path) -> None:
    clock.now = AT_MUSTER
    desk.draws.draw(1, FIRST, "D")
    clock.now = AT_MUSTER + timedelta(hours=11)
    desk.draws.draw(1, FIRST, "N", "snow")
    for muster in (DAY, NIGHT):
        assert desk.draws.faults(1, muster) == ()
        paths = desk.draws.write(desk.draws.evidence(1, muster), tmp_path / "files")
        record, problem, roster = (read(path, kind) for path, kind in zip(paths, (Draw, Problem, Roster), strict=True))
        assert isinstance(record, Draw)
        assert isinstance(problem, Problem)
        assert isinstance(roster, Roster)
        assert faults_of(record, problem, roster) == ()
        assert sha256(roster) == record.roster_sha256


def test_after_an_import_only_the_files_prove_the_draw(desk: Desk, clock: Clock) -> None:
    clock.now = AT_MUSTER
    desk.draws.draw(1, FIRST, "D")
    desk.import_site(replace(small_site(), stays=()), "later.xlsx")
    with pytest.raises(DeskError, match="data has changed since the posts of 2026-11-23/D were drawn"):
        desk.draws.faults(1, DAY)


@pytest.mark.parametrize("database", ["file"], indirect=True)
@pytest.mark.parametrize("table", ["roster_seal", "roster_draw"])
def test_what_is_promised_and_drawn_cannot_be_rewritten(desk: Desk, clock: Clock, tmp_path: Path, table: str) -> None:
    clock.now = AT_MUSTER
    desk.draws.draw(1, FIRST, "D")
    with closing(sqlite3.connect(tmp_path / "f.db")) as connection:
        for change in (f"UPDATE {table} SET body = ''", f"DELETE FROM {table}"):
            with pytest.raises(sqlite3.IntegrityError, match="never changes"):
                connection.execute(change)
