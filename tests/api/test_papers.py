"""Papers about a roster: what stands on them and what does not, of which version, and what is noted of them."""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pypdf
import pytest
from support.accounts import add_accounts, as_role, with_quick_passwords
from support.sites import FIRST, PERIOD, edit, planned_site, small_site, tour

from scheduler.api import Desk, DeskError, Role
from scheduler.api.papers import KINDS, PageSize, Print
from scheduler.cli.roster_arguments import PAPERS
from scheduler.domain.calls import USUAL, CallOrder
from scheduler.domain.deviations import DeviationNote, PostStatus, ReasonCode
from scheduler.domain.facility import StaticFactor
from scheduler.domain.papers import Facts, Paper, Standing
from scheduler.domain.words import Badge, TourKind

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


def test_an_attention_report_says_what_the_overlay_says_of_each_post_on_each_watch(desk: Desk) -> None:
    paper, table = made(desk, "attention"), desk.attention.table(1, FIRST)
    said = {(table_.name, row[0]): row[2:5] for table_ in paper.tables for row in table_.rows}
    assert len(said) == 4
    for (shift, post), (band, least, most) in said.items():
        one = desk.attention.reading(1, post, shift, FIRST)
        if one.is_uncovered:
            assert (band, least, most) == ("critical, nobody there", None, None)
        else:
            assert (least, most) == (one.low, one.high)
            assert band == " to ".join(dict.fromkeys(b.value for b in one.band_range))
    nobody = {place for place, one in said.items() if one[0] == "critical, nobody there"}
    assert nobody == {("D", "P2"), ("N", "P2")}
    for table_ in paper.tables:
        uncovered = {at for at, row in enumerate(table_.rows) if row[3] is None}
        assert uncovered <= table_.alerts
    assert not any("B1" in cell or "Officer" in cell for cell in cells(paper))
    assert table.dates[0] == FIRST


def test_an_attention_report_is_for_those_who_read_the_overlay(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with_quick_passwords(monkeypatch)
    site = small_site()
    rated = (StaticFactor(factor="ST3", points=10),)
    desk.import_site(replace(site, posts=tuple(replace(post, attention=rated) for post in site.posts)), "rated.xlsx")
    url = desk.url
    add_accounts(desk)
    with as_role(url, Role.AUTHORITY) as authority, pytest.raises(DeskError, match="may read the risk overlay"):
        made(authority, "attention")
    with as_role(url, Role.SERGEANT) as sergeant:
        paper = made(sergeant, "attention")
    with as_role(url, Role.COMMANDER) as commander:
        more = made(commander, "attention")
    spans = [
        [row[4] - row[3] for table in one.tables for row in table.rows if row[3] is not None] for one in (paper, more)
    ]
    assert all(one > other for one, other in zip(*spans, strict=True)), "a sergeant sees what is withheld as a range"


def test_the_log_of_deviations_lists_each_post_below_the_plan_and_marks_those_without_a_reason(desk: Desk) -> None:
    desk.import_site(planned_site(), "planned.xlsx")
    desk.publish(1)
    below = desk.plan.below(FIRST, LAST)
    assert below
    first = below[0]
    start = tour("B1", first.on, first.shift).start
    note = DeviationNote(
        post=first.post, shift=first.shift, on=first.on, start=start, end=start + 60, status=PostStatus.VACATED,
        reason=ReasonCode.VACANCY, mitigation="the rover looks in", overtime_tried=True,
    )  # fmt: skip
    desk.plan.write_deviation(note)
    paper = made(desk, "deviation-log")
    (table,) = paper.tables
    assert {(row[2], row[0], row[1]) for row in table.rows} == {(b.post, b.on, b.shift) for b in below}
    told = [at for at, row in enumerate(table.rows) if "the rover looks in" in row]
    assert len(told) == 1
    assert table.alerts == frozenset(range(len(table.rows))) - set(told)
    (facts,) = [block for block in paper.blocks if isinstance(block, Facts)]
    assert dict(facts.pairs)["Without a written reason"] == str(len(below) - 1)
    assert dict(facts.pairs)["Reason: vacancy"] == "1"
    assert paper.standing is Standing.NEITHER


def test_standings_are_in_the_order_in_which_volunteers_are_called(desk: Desk) -> None:
    (table,) = made(desk, "overtime-standings").tables
    assert [row[0] for row in table.rows] == [1, 2, 3, 4]
    assert [row[1] for row in table.rows] == [f"Officer {n} (B{n})" for n in (1, 2, 3, 4)]
    source = replace(USUAL, effective=FIRST, sequence=CallOrder.SENIORITY, source="Agreement 12.4")
    desk.calls.set_rules(source)
    worked = replace(tour("B1", FIRST), kind=TourKind.VOLUNTARY_OVERTIME)
    desk.apply_edit(1, edit("overtime", worked, gone=(tour("B1", FIRST),)))
    desk.publish(1)
    paper = made(desk, "overtime-standings")
    assert [row[1][-3:-1] for row in paper.tables[0].rows] == ["B1", "B2", "B3", "B4"], "by seniority, hours or not"
    assert paper.tables[0].rows[0][3] == 720
    assert ("These rules come from", "Agreement 12.4") in paper.blocks[0].pairs
    desk.calls.set_rules(replace(source, sequence=CallOrder.LEAST_HOURS))
    assert [row[1][-3:-1] for row in made(desk, "overtime-standings").tables[0].rows] == ["B2", "B3", "B4", "B1"]


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
