"""Feeds, rounds, counts and reviews, through the desk and as typed."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from support.sites import FIRST, NOW, PERIOD, ZONE, edit, small_site, tour

from scheduler.api import Desk, DeskError, Reader, WorkbookErrors
from scheduler.cli.main import main
from scheduler.domain.clock import Clock
from scheduler.domain.observations import (
    FEWEST_SHOWN,
    FeedKind,
    Incidents,
    StaticReview,
    UnitEntries,
    by_quarter,
    review_due,
)
from scheduler.domain.rounds import Round
from scheduler.storage import FeedDelivery

TODAY = date(2026, 11, 20)
MINUTE = int(NOW.timestamp()) // 60


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "f.db"


@pytest.fixture
def desk(path: Path) -> Iterator[Desk]:
    with Desk.open(str(path), actor="sergeant", now=lambda: NOW) as opened:
        opened.import_site(small_site(), "small.xlsx")
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "drop"
    made.mkdir()
    return made


def fill(folder: Path, name: str, *lines: str) -> None:
    (folder / f"{name}.csv").write_text("\n".join((*lines, "")))


# ---------------------------------------------------------------- feed


def test_a_feed_is_seen_first_and_then_taken_over(desk: Desk, folder: Path) -> None:
    (folder / "moves.csv").write_text(
        "Inmate,Area,Start,End,Officer\nI1,,2026-11-01 09:00,,x\nI2,H1,2026-11-02 10:00,\n"
    )
    (folder / "watches.csv").write_text(
        "Inmate,Post,Kind,Start,End\nI2,P1,constant,2026-11-03 06:00,2026-11-03 18:00\n"
    )
    (folder / "activities.csv").write_text(
        "Inmate,Area,Weekdays,Start,Length,First,Last\nI2,H1,,05:00,8:00,2026-11-02,\n"
    )
    (folder / "entries.csv").write_text("Area,Date,Count\nH1,2026-11-19,2\n")
    preview = desk.feed.preview(folder)
    assert {line.kind: (line.rows, line.new, line.closed) for line in preview.lines} == {
        FeedKind.MOVES: (2, 1, 1),
        FeedKind.WATCHES: (1, 1, 0),
        FeedKind.ACTIVITIES: (1, 1, 0),
        FeedKind.ENTRIES: (1, 1, 0),
    }
    assert desk.site() == small_site()
    assert desk.feed.marks() == ()
    desk.feed.take(preview)
    clock = Clock(ZONE)
    stays = {stay.inmate: (stay.start, stay.end) for stay in desk.site().stays}
    assert stays["I1"][1] == clock.minute(date(2026, 11, 1), 540)
    assert stays["I2"] == (clock.minute(date(2026, 11, 2), 600), None)
    assert [watch.inmate for watch in desk.site().watches] == ["I2"]
    assert desk.observations.read(TODAY - timedelta(days=7), TODAY).entries == (
        UnitEntries(area="H1", on=date(2026, 11, 19), count=2),
    )
    assert {mark.kind: (mark.at, mark.rows) for mark in desk.feed.marks()}[FeedKind.MOVES] == (NOW, 2)
    again = desk.feed.preview(folder)
    assert {(line.new, line.changed, line.closed) for line in again.lines} == {(0, 0, 0)}
    assert again.repairs == ()


def test_an_overlap_is_shown_before_it_is_mended(desk: Desk, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "moves.csv").write_text("Inmate,Area,Start,End\nI1,H1,2026-11-01 09:00,2026-11-02 09:00\n")
    preview = desk.feed.preview(folder)
    (repair,) = preview.repairs
    assert (repair.inmate, repair.place, len(repair.left)) == ("I1", "H1", 2)
    assert main(["feed", str(folder), "--db", desk.url, "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "overlap: I1 in H1" in said
    assert "Nothing was written" in said
    assert desk.site() == small_site()


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("moves.csv", "Inmate,Area,Start,End\nI1,H9,2026-11-01 09:00,\n", "moves.csv row 2, Area: a code from 'Areas'"),
        ("moves.csv", "Inmate,Area,Start,End\nI1,H1,yesterday,\n", "moves.csv row 2, Start: a date and time"),
        ("moves.csv", "Inmate,Area\nI1,H1\n", "moves.csv row 1, Start: one column"),
        ("moves.csv", "Inmate,Area,Start,End\nI1,H1,2026-11-02,2026-11-01\n", "moves.csv row 2, End: a value later"),
        ("moves.csv", "Inmate,Area,Start,End\nI1,H1,2026-11-02,\nI1,,2026-11-02,\n", "row 3, Start: each Inmate and"),
        ("entries.csv", "Area,Date,Count\nH1,2026-11-02,-1\n", "entries.csv row 2, Count:"),
        ("move.csv", "Inmate\n", "move.csv: moves.csv is expected"),
        ("notes.txt", "hello", "one of moves.csv"),
    ],
)
def test_a_bad_row_is_one_sentence_and_nothing_is_written(
    desk: Desk, folder: Path, name: str, text: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "watches.csv").write_text("Inmate,Post,Kind,Start,End\nI2,P1,constant,2026-11-03 06:00,\n")
    if name == "notes.txt":
        (folder / "watches.csv").unlink()
    (folder / name).write_text(text)
    assert main(["feed", str(folder), "--db", desk.url]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert said in lines[0]
    assert desk.site() == small_site()
    assert desk.feed.marks() == ()


def test_a_preview_of_data_that_has_changed_is_refused(desk: Desk, folder: Path) -> None:
    (folder / "moves.csv").write_text("Inmate,Area,Start,End\nI2,H1,2026-11-01 09:00,\n")
    old = desk.feed.preview(folder)
    desk.feed.take(desk.feed.preview(folder))
    with pytest.raises(DeskError, match="changed meanwhile"):
        desk.feed.take(old)


def test_what_is_not_a_folder_is_said(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(WorkbookErrors, match="a folder of CSV files is expected"):
        desk.feed.preview(tmp_path / "nothing")


# ---------------------------------------------------------------- rounds


def test_rounds_keep_both_times_and_say_when_they_were_entered_late(desk: Desk) -> None:
    assert desk.observations.read(TODAY, TODAY).rounds_since is None
    prompt = desk.observations.add_round("H1", MINUTE - 10, "B1", post="P1")
    late = desk.observations.add_round("H1", MINUTE - 200, "B2", is_unannounced=False)
    assert (prompt.is_late_entry, late.is_late_entry) == (False, True)
    found = desk.observations.read(TODAY, TODAY)
    assert found.rounds == (late, prompt)
    assert found.rounds_since == MINUTE - 200
    with pytest.raises(DeskError, match="written down already"):
        desk.observations.add_round("H1", MINUTE - 10, "B1")


@pytest.mark.parametrize(
    ("area", "at", "badge", "post", "said"),
    [
        ("H9", -1, "B1", None, "no area H9"),
        ("H1", 1, "B1", None, "after it was made"),
        ("H1", -1, "B9", None, "no officer B9"),
        ("H1", -1, "B1", "P9", "no post P9"),
    ],
)
def test_a_round_that_cannot_be_is_refused(
    desk: Desk, area: str, at: int, badge: str, post: str | None, said: str
) -> None:
    with pytest.raises(DeskError, match=said):
        desk.observations.add_round(area, MINUTE + at, badge, post)


def test_suggested_times_are_of_hours_to_come_and_leave_no_trace(desk: Desk, path: Path) -> None:
    before = path.read_bytes()
    audit = desk.audit(50)
    for _ in range(20):
        found = desk.observations.suggest_times(2, MINUTE - 60, MINUTE + 60)
        assert all(MINUTE <= minute < MINUTE + 60 for minute in found)
    assert desk.audit(50) == audit
    assert path.read_bytes() == before
    with pytest.raises(DeskError, match="are over"):
        desk.observations.suggest_times(2, MINUTE - 60, MINUTE)


def test_rounds_as_typed(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    url = ["--db", desk.url]
    assert main(["rounds", "add", *url, "--area", "H1", "--at", "2026-11-01 02:40", "--officer", "B1"]) == 0
    assert main(["rounds", "list", *url, "--from", "2026-11-01", "--to", "2026-11-02"]) == 0
    assert "1 rounds from 2026-11-01 to 2026-11-02, 1 entered late" in capsys.readouterr().out
    assert main(["rounds", "add", *url, "--area", "H1", "--at", "noon", "--officer", "B1"]) == 2
    assert "a date and time such as" in capsys.readouterr().err


@pytest.mark.parametrize("reader", list(Reader))
def test_rounds_and_cameras_are_for_two_roles(desk: Desk, reader: Reader) -> None:
    desk.observations.add_round("H1", MINUTE - 10, "B1")
    desk.observations.review([StaticReview(post="P1", factor="ST3", points=5, reviewed_on=TODAY, by="")])
    found = desk.observations.read(TODAY, TODAY, reader)
    sees = reader in (Reader.COMMANDER, Reader.PREA_MANAGER)
    assert bool(found.rounds) is bool(found.reviews) is (found.rounds_since is not None) is sees
    assert any(line.scale.factor == "ST3" for line in desk.observations.reviews(TODAY, reader)) is sees
    if sees:
        assert desk.observations.suggest_times(1, MINUTE, MINUTE + 60, reader)
    else:
        with pytest.raises(DeskError, match="not shown to a"):
            desk.observations.suggest_times(1, MINUTE, MINUTE + 60, reader)


HEADS = {
    "moves": ("Inmate", "Area", "Start", "End"),
    "watches": ("Inmate", "Post", "Kind", "Start", "End"),
    "activities": ("Inmate", "Area", "Weekdays", "Start", "Length", "First", "Last"),
    "entries": ("Area", "Date", "Count"),
    "incidents": ("Area", "Date", "Count"),
}
CELLS = ("I1", "H1", "P1", "constant", "2026-11-01 09:00", "2026-11-02", "05:00", "8:00", "3", "", "-1", "x" * 300,
         "2026-03-08 02:30", "9999-12-31", "0000-00-00", '"', "a,b", "=1+1", "\x00", "Ä", "١٢", "1e9", " ")  # fmt: skip


@pytest.mark.parametrize("seed", range(5))
def test_whatever_a_feed_holds_it_is_taken_over_or_refused_in_one_sentence(
    desk: Desk, folder: Path, seed: int, capsys: pytest.CaptureFixture[str]
) -> None:
    chance, before = Random(seed), desk.site()
    refused = 0
    for _ in range(30):
        name = chance.choice(list(HEADS))
        heads = [h for h in HEADS[name] if chance.random() > 0.03]
        lines = [",".join(heads)]
        lines += [",".join(chance.choice(CELLS) for _ in heads) for _ in range(chance.randint(0, 4))]
        data = bytearray("\n".join(lines).encode(chance.choice(("utf-8", "utf-16", "cp1252")), "replace"))
        for _ in range(chance.choice((0, 0, 1, 5))):
            data[chance.randrange(len(data))] = chance.randrange(256)
        path = folder / f"{name}.csv"
        path.write_bytes(bytes(data))
        status = main(["feed", str(folder), "--db", desk.url, "--dry-run"])
        said = capsys.readouterr().err
        assert status in (0, 2)
        assert "Traceback" not in said
        if status == 2:
            refused += 1
            assert said.strip()
            assert f"{name}.csv" in said or "drop" in said
        path.unlink()
    assert refused
    assert desk.site() == before


# ---------------------------------------------------------------- counts


def test_small_numbers_of_incidents_are_withheld_by_quarter() -> None:
    lines = [Incidents(area="H1", on=date(2026, month, 3), count=2) for month in (1, 2, 3, 4)]
    found = {(line.year, line.quarter): line.count for line in by_quarter(lines)}
    assert found == {(2026, 1): 6, (2026, 2): None}
    assert by_quarter([Incidents(area="H1", on=TODAY, count=FEWEST_SHOWN)])[0].count == FEWEST_SHOWN


def test_counts_replace_those_of_the_same_date(desk: Desk) -> None:
    desk.observations.set_counts([UnitEntries(area="H1", on=TODAY, count=1), Incidents(area="H1", on=TODAY, count=2)])
    desk.observations.set_counts([UnitEntries(area="H1", on=TODAY, count=3)])
    found = desk.observations.read(TODAY, TODAY)
    assert [line.count for line in found.entries] == [3]
    assert found.entries_since == TODAY
    assert [line.count for line in desk.observations.incidents(TODAY)] == [None]
    with pytest.raises(DeskError, match="future"):
        desk.observations.set_counts([UnitEntries(area="H1", on=TODAY + timedelta(days=2), count=1)])


def test_the_command_line_never_shows_a_small_number_of_incidents(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    url = ["--db", desk.url]
    today = desk.today().replace(day=1)
    assert main(["counts", "incidents", *url, "--area", "H1", "--on", str(today), "--count", "3"]) == 0
    assert main(["counts", "list", *url]) == 0
    said = capsys.readouterr().out
    assert "incidents: fewer than 5" in said
    assert " 3" not in said.replace(str(today), "").replace("quarter 3", "")


# ---------------------------------------------------------------- reviews


def test_a_review_is_due_after_a_year(desk: Desk) -> None:
    assert review_due(StaticReview(post="P1", factor="ST3", points=5, reviewed_on=date(2024, 2, 29), by="x")) == date(
        2025, 3, 1
    )
    every = desk.observations.reviews(TODAY)
    assert len(every) == 14
    assert all(line.is_overdue and line.due is None for line in every)
    desk.observations.review([StaticReview(post="P1", factor="ST3", points=5, reviewed_on=TODAY, by="")])
    (done,) = [line for line in desk.observations.reviews(TODAY) if not line.is_overdue]
    assert (done.post, done.points, done.by, done.due) == ("P1", 5, "sergeant", date(2027, 11, 20))
    assert desk.observations.reviews(TODAY)[-1] == done
    later = {(r.post, r.scale.factor): r for r in desk.observations.reviews(date(2027, 11, 20))}
    assert later["P1", "ST3"].is_overdue


@pytest.mark.parametrize(
    ("post", "factor", "points", "on", "said"),
    [
        ("P9", "ST3", 5, TODAY, "no post P9"),
        ("P1", "D1", 5, TODAY, "no static factor D1"),
        ("P1", "ST3", 7, TODAY, "ST3 has 0, 5, 10 points, not 7"),
        ("P1", "ST3", 5, TODAY + timedelta(days=3), "not before"),
    ],
)
def test_a_review_that_cannot_be_is_refused(
    desk: Desk, post: str, factor: str, points: int, on: date, said: str
) -> None:
    with pytest.raises(DeskError, match=said):
        desk.observations.review([StaticReview(post=post, factor=factor, points=points, reviewed_on=on, by="")])


def test_reviews_as_typed(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    url = ["--db", desk.url]
    assert main(["reviews", "add", *url, "--post", "P1", "--factor", "ST3", "--points", "10"]) == 0
    assert main(["reviews", "list", *url]) == 0
    said = capsys.readouterr().out
    assert "13 of 14 are overdue" in said
    assert "P1         ST3" not in said


# ---------------------------------------------------------------- what an import leaves alone


def test_an_import_keeps_what_was_observed_and_acknowledged(desk: Desk) -> None:
    roster = desk.create_roster(PERIOD).id
    desk.apply_edit(roster, edit("plan", tour("B1", FIRST)))
    desk.publish(roster)
    desk.notices.acknowledge(roster, 1, "B1")
    desk.observations.add_round("H1", MINUTE - 10, "B1")
    desk.observations.review([StaticReview(post="P1", factor="ST3", points=5, reviewed_on=TODAY, by="")])
    desk.observations.set_counts([UnitEntries(area="H1", on=TODAY, count=1)])
    before = desk.observations.read(TODAY, TODAY)
    desk.import_site(small_site(), "small.xlsx")
    assert desk.observations.read(TODAY, TODAY) == before
    assert before.rounds == (Round(area="H1", performed_at=MINUTE - 10, entered_at=MINUTE, badge="B1"),)
    assert desk.notices.waiting(roster) == ()


def test_nothing_of_a_feed_is_kept_where_a_part_of_it_fails(desk: Desk, folder: Path) -> None:
    (folder / "moves.csv").write_text("Inmate,Area,Start,End\nI2,H1,2026-11-01 09:00,\n")
    preview = desk.feed.preview(folder)
    broken = FeedDelivery(
        site=preview.delivery.site,
        edit=preview.delivery.edit,
        entries=(UnitEntries(area="H1", on=TODAY, count=-1),),
        incidents=(),
        marks=preview.delivery.marks,
    )
    with pytest.raises(DeskError):
        desk._store.observations.deliver(preview.revision, broken, NOW, "x")
    assert desk.site() == small_site()
    assert desk.feed.marks() == ()


def test_points_of_the_latest_review_are_those_of_the_post(desk: Desk) -> None:
    def points() -> dict[str, int]:
        return {factor.factor: factor.points for factor in desk.site().posts[0].attention}

    def found(points: int, on: date) -> StaticReview:
        return StaticReview(post="P1", factor="ST3", points=points, reviewed_on=on, by="")

    desk.observations.review([found(10, TODAY - timedelta(days=2))])
    assert points() == {"ST3": 10}
    desk.observations.review([found(5, TODAY)])
    desk.observations.review([found(0, TODAY - timedelta(days=1))])
    assert points() == {"ST3": 5}


def test_the_age_of_housing_data_is_that_of_the_last_moves(path: Path, folder: Path) -> None:
    now = [NOW]
    with Desk.open(str(path), actor="sergeant", now=lambda: now[0]) as desk:
        desk.import_site(small_site(), "small.xlsx")
        now[0] = NOW + timedelta(hours=2)
        fill(folder, "entries", "Area,Date,Count", "H1,2026-11-19,2")
        desk.feed.take(desk.feed.preview(folder))
        assert desk.data_age() == NOW
        fill(folder, "moves", "Inmate,Area,Start", "I2,H1,2026-11-02 10:00")
        desk.feed.take(desk.feed.preview(folder))
        assert desk.data_age() == now[0]
