"""Lists of other systems: looked at, taken over as one, remembered, taken back."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.sites import FIRST, NOW, ZONE, small_site, tour

from scheduler.api import Desk, DeskError
from scheduler.api.imports import ColumnPlan, ListPreview, tables_of
from scheduler.domain.clock import Clock
from scheduler.domain.facility import Area
from scheduler.domain.list_patch import ListPatch
from scheduler.domain.people import Held, Leave, Qualification
from scheduler.domain.site import Site
from scheduler.exchange.foreign_kinds import ImportKind
from scheduler.exchange.foreign_rows import DateOrder

CLOCK = Clock(ZONE)
DAY = timedelta(days=1)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk.open(str(tmp_path / "f.db"), actor="clerk", now=lambda: NOW) as opened:
        site = small_site()
        areas = (*site.areas, Area(code="H2", name="Housing 2", facility="F"))
        opened.import_site(replace(site, areas=areas, qualifications=(Qualification(code="CPR", name="CPR"),)), "small")
        yield opened


def looked_at(desk: Desk, folder: Path, kind: ImportKind, text: str, name: str = "list.csv") -> ListPreview:
    path = folder / name
    path.write_text(text, "utf-8")
    table = tables_of(path)[0]
    return desk.imports.preview(table, kind, desk.imports.suggest(table, kind))


def facts(site: Site) -> Site:
    return replace(site, policy=small_site().policy)


STAFF = "Emp ID;Name;Hire date;Class\nB1;Alvarez J;;Supervisor\nB7;New, Ann;03/02/2024;\n"


def test_a_staff_list_adds_who_is_new_and_keeps_what_it_does_not_tell(desk: Desk, tmp_path: Path) -> None:
    before = desk.site()
    preview = looked_at(desk, tmp_path, ImportKind.STAFF, STAFF)
    assert (preview.faults, preview.new, preview.changed, preview.same) == ((), 1, 1, 0)
    assert desk.site() == before
    assert desk.imports.take(preview) == 1
    officers = {officer.badge: officer for officer in desk.site().officers}
    assert (officers["B1"].seniority, officers["B1"].staff_class) == (date(2015, 1, 1), "supervisor")
    assert (officers["B7"].seniority, officers["B7"].staff_class) == (date(2024, 3, 2), "sworn")
    assert desk.names()["B7"] == "New, Ann"
    assert len(officers) == 5
    assert [row.action for row in desk.audit(2)] == ["import list", "change facility"]
    again = looked_at(desk, tmp_path, ImportKind.STAFF, STAFF)
    assert (again.new, again.changed, again.same) == (0, 0, 2)
    with pytest.raises(DeskError, match="Nothing in the list is new"):
        desk.imports.take(again)


def test_how_columns_were_read_is_remembered_by_kind_and_headings(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("A,B,C\nB1,01/02/2027,02/02/2027\n", "utf-8")
    (table,) = tables_of(path)
    assert desk.imports.suggest(table, ImportKind.LEAVE) == ColumnPlan(fields={})
    plan = ColumnPlan(fields={"badge": "A", "start": "B", "last": "C"}, order=DateOrder.DAY)
    desk.imports.take(desk.imports.preview(table, ImportKind.LEAVE, plan))
    path.write_text("B,A,C\n03/02/2027,B2,04/02/2027\n", "utf-8")
    (table,) = tables_of(path)
    assert desk.imports.suggest(table, ImportKind.LEAVE) == replace(plan, is_remembered=True)
    assert desk.imports.suggest(table, ImportKind.STAFF).fields == {}
    assert desk.site().leave == (
        Leave(badge="B1", start=CLOCK.midnight(date(2027, 2, 1)), end=CLOCK.midnight(date(2027, 2, 3))),
    )


def test_leave_over_a_clock_change_ends_at_midnight(desk: Desk, tmp_path: Path) -> None:
    text = (
        "Badge,First day,Last day,Back\nB1,2027-03-13,2027-03-14,\nB2,2027-03-13,,2027-03-14 06:00\nB3,2027-03-13,,\n"
    )
    desk.imports.take(looked_at(desk, tmp_path, ImportKind.LEAVE, text))
    assert [(leave.badge, leave.end - leave.start) for leave in desk.site().leave] == [
        ("B1", 47 * 60),
        ("B2", 29 * 60),
        ("B3", 24 * 60),
    ]


def test_qualifications_get_the_dates_of_the_file(desk: Desk, tmp_path: Path) -> None:
    first = "Badge,Certification,Issued,Expires\nB1,CPR,2026-01-05,2027-01-04\n"
    desk.imports.take(looked_at(desk, tmp_path, ImportKind.QUALIFICATIONS, first))
    later = "Badge,Certification,Expires\nB1,CPR,2028-01-04\nB2,CPR,\n"
    preview = looked_at(desk, tmp_path, ImportKind.QUALIFICATIONS, later)
    assert (preview.new, preview.changed) == (1, 1)
    desk.imports.take(preview)
    held = {officer.badge: officer.qualifications for officer in desk.site().officers}
    assert held["B1"] == (Held(qualification="CPR", earned=date(2026, 1, 5), expires=date(2028, 1, 4)),)
    assert held["B2"] == (Held(qualification="CPR"),)


def test_moves_are_laid_over_stays_as_a_feed_does(desk: Desk, tmp_path: Path) -> None:
    text = "Reference,To unit,Moved\nI1,H2,11/19/2026 2:30 PM\n"
    desk.imports.take(looked_at(desk, tmp_path, ImportKind.MOVES, text))
    moved = CLOCK.minute(date(2026, 11, 19), 870)
    assert [(stay.area, stay.end) for stay in desk.site().stays] == [("H1", moved), ("H2", None)]


def test_a_past_roster_counts_as_worked_and_a_coming_one_is_refused(desk: Desk, tmp_path: Path) -> None:
    on = FIRST - 4 * DAY
    text = f"Date,Watch,Post,Officer\n{on},D,P1,B1\n{on},D,P1,B2\n{FIRST - 3 * DAY},D,P2,B1\n"
    # Today is 20 November: the third row replaces nothing, as it lies on today.
    preview = looked_at(desk, tmp_path, ImportKind.ROSTERS, text)
    assert [(f.row, f.column) for f in preview.faults] == [(4, "Date")]
    with pytest.raises(DeskError, match="Something is wrong"):
        desk.imports.take(preview)
    desk.imports.take(looked_at(desk, tmp_path, ImportKind.ROSTERS, text.rsplit("\n", 2)[0] + "\n"))
    known = {(t.badge, t.on, t.index) for t in desk.site().worked}
    assert known == {("B1", on, 0), ("B2", on, 1), ("B1", FIRST - 3 * DAY, 0)}
    assert tour("B1", on, "D", "P1") in desk.site().worked


def test_an_import_is_taken_back_and_only_once(desk: Desk, tmp_path: Path) -> None:
    before = desk.site()
    for kind, text in (
        (ImportKind.STAFF, STAFF),
        (ImportKind.LEAVE, "Badge,From,To\nB7,2026-12-01,2026-12-02\n"),
        (ImportKind.MOVES, "Ref,Area,Start\nI1,H2,2026-11-19 10:00\n"),
    ):
        desk.imports.take(looked_at(desk, tmp_path, kind, text))
    with pytest.raises(DeskError, match="B7"):
        desk.imports.undo(1)  # leave of an officer who would be gone
    for number in (3, 2, 1):
        assert desk.imports.undo().number == number
    assert facts(desk.site()) == facts(before)
    with pytest.raises(DeskError, match="Import 1 was undone already"):
        desk.imports.undo(1)
    with pytest.raises(DeskError, match="no import that can be undone"):
        desk.imports.undo()
    with pytest.raises(DeskError, match="There is no import 9"):
        desk.imports.undo(9)
    assert [row.action for row in desk.audit(1)] == ["undo import of list"]


def test_what_changed_since_is_not_undone(desk: Desk, tmp_path: Path) -> None:
    desk.imports.take(looked_at(desk, tmp_path, ImportKind.STAFF, STAFF))
    desk.imports.take(looked_at(desk, tmp_path, ImportKind.STAFF, STAFF.replace("Supervisor", "Civilian")))
    with pytest.raises(DeskError, match="has changed since"):
        desk.imports.undo(1)


def opened_after(folder: Path, days: int) -> Desk:
    return Desk.open(str(folder / "f.db"), actor="clerk", now=lambda: NOW + timedelta(days=days))


def test_what_an_old_import_changed_is_forgotten_and_that_it_was_made_is_kept(desk: Desk, tmp_path: Path) -> None:
    desk.imports.take(looked_at(desk, tmp_path, ImportKind.STAFF, STAFF))
    with opened_after(tmp_path, 364) as later:
        assert later.imports.every()[0].patches
    after = desk.site()
    with opened_after(tmp_path, 366) as later:
        (made,) = later.imports.every()
        assert (made.patches, made.source, made.by, made.kind) == ((), "list.csv", "clerk", "staff")
        assert made.mapping["badge"] == "Emp ID"
        (row,) = later.audit(1)
        assert (row.action, row.actor, row.subjects) == ("forget imports", "fairwatch", ("import:1",))
        with pytest.raises(DeskError, match="What import 1 changed is no longer kept; change it by hand"):
            later.imports.undo()
        assert later.site() == after
    with opened_after(tmp_path, 367) as again:
        assert again.audit(1)[0].id == row.id


@pytest.mark.parametrize(
    ("statement", "days", "is_forgotten"),
    [
        ("INSERT INTO retention VALUES ('import', 60)", 61, True),
        ("INSERT INTO retention VALUES ('import', NULL)", 4000, False),
        (
            "INSERT INTO litigation_hold (scope, case_name, placed_at, placed_by)"
            " VALUES ('everything', 'C-1', '2026-11-01 00:00:00.000000', 'x')",
            *(400, False),
        ),
        (
            "INSERT INTO litigation_hold (scope, case_name, placed_at, placed_by)"
            " VALUES ('log', 'C-1', '2026-11-01 00:00:00.000000', 'x')",
            *(400, True),
        ),
    ],
)
def test_how_long_is_the_sites_to_say_and_a_hold_stops_it(
    desk: Desk, tmp_path: Path, statement: str, days: int, is_forgotten: bool
) -> None:
    desk.imports.take(looked_at(desk, tmp_path, ImportKind.STAFF, STAFF))
    with closing(sqlite3.connect(tmp_path / "f.db")) as connection, connection:
        connection.execute(statement)
    with opened_after(tmp_path, days) as later:
        assert (later.imports.every()[0].patches == ()) is is_forgotten


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE imported_list SET patches = '[1]'",
        "UPDATE imported_list SET patches = '[]', source = 'other.csv'",
        "UPDATE imported_list SET by = 'other'",
        "DELETE FROM imported_list",
    ],
)
def test_nothing_else_of_an_import_ever_changes(desk: Desk, tmp_path: Path, statement: str) -> None:
    desk.imports.take(looked_at(desk, tmp_path, ImportKind.STAFF, STAFF))
    with closing(sqlite3.connect(tmp_path / "f.db")) as connection, pytest.raises(sqlite3.IntegrityError):
        connection.execute(statement)


def test_a_preview_that_is_old_is_refused_and_nothing_is_half_written(desk: Desk, tmp_path: Path) -> None:
    one = looked_at(desk, tmp_path, ImportKind.STAFF, STAFF)
    desk.imports.take(looked_at(desk, tmp_path, ImportKind.LEAVE, "Badge,From,To\nB1,2026-12-01,2026-12-02\n"))
    with pytest.raises(DeskError, match="changed meanwhile"):
        desk.imports.take(one)
    assert len(desk.imports.every()) == 1


@pytest.mark.parametrize(
    ("kind", "text", "row", "column", "expected"),
    [
        (ImportKind.STAFF, "Badge,Hired\nB1,2020-01-01\nB1,2021-01-01\n", 3, "Badge", "expected once"),
        (ImportKind.STAFF, "Badge,Name\nB9,Who\n", 2, "Seniority", "a date is expected for an officer who is new"),
        (ImportKind.LEAVE, "Badge,From,To\nB1,2026-12-05,2026-12-04\n", 2, "To", "not before the first day"),
        (ImportKind.QUALIFICATIONS, "Badge,Cert\nB1,XYZ\n", 2, "Cert", "a code of the facility is expected"),
        (ImportKind.MOVES, "Ref,Unit,Moved\nI1,H9,2026-11-01\n", 2, "Unit", "a code of the facility is expected"),
        (ImportKind.ROSTERS, "Date,Shift,Post,Badge\n2026-11-01,X,P1,B1\n", 2, "Shift", "a code of the facility"),
    ],
)
def test_what_is_wrong_is_told_by_row_and_column(
    desk: Desk, tmp_path: Path, kind: ImportKind, text: str, row: int, column: str, expected: str
) -> None:
    (fault,) = looked_at(desk, tmp_path, kind, text).faults
    assert (fault.row, fault.column) == (row, column)
    assert expected in fault.expected


@given(st.lists(st.integers(0, 5), max_size=8), st.lists(st.integers(0, 5), max_size=8))
def test_a_patch_gives_back_what_was_there(before: list[int], after: list[int]) -> None:
    patch = ListPatch.between("x", before, after)
    assert patch.undone(after) == tuple(before)
