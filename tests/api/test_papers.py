"""Papers about a roster: what stands on them and what does not, of which version, and what is noted of them."""

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pypdf
import pytest
from support.sites import FIRST, PERIOD, edit, small_site, tour

from scheduler.api import Desk, DeskError
from scheduler.api.papers import KINDS, PageSize, Print
from scheduler.cli.roster_arguments import PAPERS
from scheduler.domain.papers import Paper, Standing
from scheduler.domain.words import Badge

LAST = PERIOD.last


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk.open(str(tmp_path / "f.db"), actor="commander") as opened:
        opened.import_site(small_site(), "small.xlsx")
        opened.create_roster(PERIOD)
        opened.apply_edit(
            1, edit("plan", tour("B1", FIRST), tour("B2", FIRST, "N"), tour("B1", FIRST + timedelta(days=1)))
        )
        yield opened


def made(desk: Desk, kind: str, **more: object) -> Paper:
    return desk.papers.make(Print(roster=1, kind=kind, on=FIRST, badge=Badge("B1"), **more))


def cells(paper: Paper) -> list[str]:
    return [str(cell) for table in paper.tables for row in table.rows for cell in row if cell is not None]


def test_the_command_line_knows_the_papers_that_there_are() -> None:
    assert tuple(KINDS) == PAPERS


def test_a_post_sheet_has_a_block_a_watch_with_who_and_what_stays_empty(desk: Desk) -> None:
    paper = made(desk, "post-sheet")
    day = next(table for table in paper.tables if table.name == "D")
    (held,) = [row for row in day.rows if "Officer 1 (B1)" in row]
    assert held[:2] == ("P1", "Post P1")
    assert held[5:8] == ("R", "06:00", "18:00")
    empty = [at for at, row in enumerate(day.rows) if row[4] == "NOBODY"]
    assert frozenset(empty) == day.alerts != frozenset()
    by_hand = {column.heading for column in day.columns if column.is_for_hand}
    assert by_hand == {"Radio", "Keys", "Equip.", "In", "Init.", "Out", "Remarks"}
    assert paper.standing is Standing.DRAFT


def test_a_wall_sheet_has_no_keys_radios_reliefs_kinds_or_empty_posts(desk: Desk) -> None:
    paper = made(desk, "wall-sheet")
    heads = {column.heading for table in paper.tables for column in table.columns}
    assert heads == {"Post", "Where", "Officer", "From", "To"}
    assert "Officer 1 (B1)" in cells(paper)
    assert "NOBODY" not in cells(paper)


def test_rosters_by_post_and_by_officer_say_the_same(desk: Desk) -> None:
    by_post, by_officer = made(desk, "roster-by-post"), made(desk, "roster-by-officer")
    held = {
        (column.name, cell, row[0], table.name[0])
        for table in by_post.tables
        for row in table.rows
        for column, cell in zip(table.columns[1:], row[1:], strict=True)
        if cell
    }
    roster = desk.roster(1).roster
    names = desk.names()
    assert held == {(str(t.on), names[t.badge], str(t.post), str(t.shift)) for t in roster.tours}
    days = {
        (column.name, row[0], cell)
        for table in by_officer.tables
        for row in table.rows
        for column, cell in zip(table.columns[1:-1], row[1:-1], strict=True)
        if cell
    }
    assert days == {(str(t.on), f"{names[t.badge]} ({t.badge})", f"{t.post} {t.shift}") for t in roster.tours}
    assert sum(float(row[-1]) for table in by_officer.tables for row in table.rows) == 36


def test_a_card_holds_the_own_tours_only(desk: Desk) -> None:
    paper = made(desk, "officer-card")
    assert len(paper.tables[0].rows) == 2
    assert not any("B2" in cell for cell in cells(paper))


def test_what_is_published_is_printed_until_a_draft_is_asked_for_and_bytes_stay(desk: Desk, tmp_path: Path) -> None:
    desk.publish(1)
    first = desk.papers.write(made(desk, "post-sheet"), tmp_path / "a")[0].read_bytes()
    desk.apply_edit(1, edit("more", tour("B3", FIRST + timedelta(days=2))))
    assert desk.papers.write(made(desk, "post-sheet"), tmp_path / "b")[0].read_bytes() == first
    card = Print(roster=1, kind="officer-card", badge=Badge("B3"))
    assert not desk.papers.make(card).tables[0].rows
    draft = desk.papers.make(Print(roster=1, kind="officer-card", badge=Badge("B3"), as_it_stands=True))
    assert (len(draft.tables[0].rows), draft.standing) == (1, Standing.DRAFT)
    text = pypdf.PdfReader(io.BytesIO(first)).pages[0].extract_text()
    published = next(row for row in desk.audit() if row.action == "publish")
    assert f"audit log {published.id}:" in text
    assert "Published, version 1" in text


def test_each_file_is_noted_with_its_hash_and_every_format_is_there(desk: Desk, tmp_path: Path) -> None:
    from hashlib import sha256

    formats = ("pdf", "xlsx", "csv", "html", "json")
    paths = desk.papers.write(made(desk, "roster-by-officer"), tmp_path / "out", formats, PageSize.A4)
    assert len({path.suffix for path in paths}) == 5
    noted = next(row for row in desk.audit() if row.action == "export paper")
    assert {f"sha256:{sha256(path.read_bytes()).hexdigest()}" for path in paths} <= set(noted.subjects)
    assert (tmp_path / "out" / "audit_anchors.txt").exists()
    desk.papers.note_printed(made(desk, "wall-sheet"))
    assert desk.audit()[0].action == "print paper"


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (Print(roster=1, kind="poster"), "'poster' is no paper"),
        (Print(roster=1, kind="post-sheet"), "a date from"),
        (Print(roster=1, kind="wall-sheet", on=LAST + timedelta(days=1)), "a date from"),
        (Print(roster=1, kind="officer-card"), "badge of an officer"),
        (Print(roster=1, kind="officer-card", badge=Badge("X")), "not X"),
        (Print(roster=7, kind="roster-by-post"), "7"),
    ],
)
def test_what_cannot_be_made_is_said_in_a_sentence(desk: Desk, asked: Print, words: str) -> None:
    with pytest.raises(DeskError, match=words):
        desk.papers.make(asked)


def test_a_format_that_is_not_known_writes_nothing(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(DeskError, match="'docx' is not a format"):
        desk.papers.write(made(desk, "wall-sheet"), tmp_path / "out", ("pdf", "docx"))
    assert not (tmp_path / "out").exists()
