"""What is wrong with a workbook is told by sheet, row and column, all of it at once; nothing is half read."""

import csv
import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from support.sites import planned_site, small_site

from scheduler.exchange import WorkbookErrors, read_workbook, write_workbook
from scheduler.exchange.faults import MOST_LINES
from scheduler.exchange.parse import MOST_FAULTS
from scheduler.exchange.sheets import SHEETS

Table = list[list[str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_workbook(small_site(), tmp_path / "site")
    return tmp_path / "site"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    write_workbook(small_site(), tmp_path / "site.xlsx")
    return tmp_path / "site.xlsx"


def rewrite(folder: Path, sheet: str, change: Callable[[Table], object]) -> None:
    path = folder / f"{sheet}.csv"
    table = list(csv.reader(io.StringIO(path.read_text("utf-8"), newline="")))
    change(table)
    out = io.StringIO(newline="")
    csv.writer(out).writerows(table)
    path.write_text(out.getvalue(), "utf-8", newline="")


def put(header: str, value: str, row: int = 2) -> Callable[[Table], None]:
    def change(table: Table) -> None:
        table[row - 1][table[0].index(header)] = value

    return change


def add(**values: str) -> Callable[[Table], None]:
    """Add a row; keywords are headers with _ for blanks."""

    def change(table: Table) -> None:
        table.append([values.get(header.replace(" ", "_").replace("-", "_"), "") for header in table[0]])

    return change


def faults(path: Path) -> list[str]:
    with pytest.raises(WorkbookErrors) as refusal:
        read_workbook(path)
    lines = str(refusal.value).split("\n")
    assert len(lines) == len(refusal.value.faults)
    return [line.removeprefix(f"{path.name}: ") for line in lines]


CELLS = [
    ("facility", put("Time zone", "Mars/Olympus"), "Facility row 2, Time zone: a time zone such as"),
    ("facility", put("Format", "fairwatch/workbook/9"), "Facility row 2, Format: fairwatch/workbook/1 is expected"),
    ("facility", lambda t: t.append([*t[1][:2], "UTC", "", ""]), "exactly one row is expected, not 2"),
    ("facility", lambda t: t.pop(), "Facility: exactly one row is expected, not 0"),
    (
        "areas",
        put("Code", "A/B"),
        "Areas row 2, Code: a code of at most 80 characters without '/' is expected, not 'A/B'",
    ),
    ("areas", put("Code", ""), "Areas row 2, Code: a value is expected in this cell"),
    ("areas", put("Parent", "H1"), "Areas row 2, Parent: an area outside this one is expected"),
    ("areas", put("Parent", "NOWHERE"), "Areas row 2, Parent: a code from 'Areas' is expected, not 'NOWHERE'"),
    ("areas", put("Rotation", "often"), "one of none, housing, special, support is expected, not 'often'"),
    ("areas", put("Name", "a\0b"), "Areas row 2, Name: text without control characters is expected"),
    ("areas", put("Name", "x" * 9000), "Areas row 2, Name: text of at most 8000 characters is expected, not of 9000"),
    ("areas", add(Code="H1"), "Areas row 3, Code: 'H1' is expected once and stands in row 2 too"),
    ("shifts", put("Start", "25:00"), "Shifts row 2, Start: a time of day such as 06:00 is expected, not '25:00'"),
    ("shifts", put("Length", "0:00"), "Shifts row 2, Length: a length of time from 0:01 to 48:00 hours is expected"),
    ("shifts", put("Muster", "1e99"), "Shifts row 2, Muster: a whole number from 0 to 240 is expected, not '1e99'"),
    ("shifts", put("Not before", "D X"), "Shifts row 2, Not before: a code from 'Shifts' is expected, not 'X'"),
    ("posts", put("Solo", "maybe"), "Posts row 2, Solo: yes or no is expected, not 'maybe'"),
    ("posts", put("ST2", "13"), "Posts row 2, ST2: a whole number from 0 to 12 is expected, not '13'"),
    (
        "posts",
        put("Opens", "2026-02-30"),
        "Posts row 2, Opens: a date such as 2026-12-06 is expected, not '2026-02-30'",
    ),
    ("posts", put("Opens", "9999-01-01"), "Posts row 2, Opens: a date such as"),
    (
        "coverage",
        put("Minimum", "5"),
        "Coverage row 2, Wanted: a value not less than Minimum in the same row is expected",
    ),
    ("coverage", put("Weekdays", "Mo Xx"), "Coverage row 2, Weekdays: weekdays such as"),
    ("coverage", put("Minimum", "99999999999999999999"), "a whole number from 0 to 999 is expected"),
    (
        "coverage",
        add(Post="P1", Shift="D", Minimum="1", Wanted="1"),
        "rows that differ are expected; the same as row 2",
    ),
    ("areas_covered", add(Post="P1", Area="H1", Share_="50"), "Areas covered row 2, Share %: a value is expected"),
    ("patterns", add(Code="P", Cycle='D "'), "Patterns row 2, Cycle: shift codes and - for days off"),
    ("patterns", add(Code="P", Cycle="D Q -"), "Patterns row 2, Cycle: a code from 'Shifts' is expected, not 'Q'"),
    ("officers", put("Squad", "Z"), "Officers row 2, Squad: a code from 'Squads' is expected, not 'Z'"),
    ("former_officers", add(Badge="B1"), "somebody who is not on the sheet Officers is expected"),
    ("contracts", add(Badge="B1", Shift_limits="D=1 D=2"), "Contracts row 2, Shift limits: one limit for each shift"),
    ("contracts", add(Badge="B1", Shift_limits="D=x"), "Contracts row 2, Shift limits: limits such as D=10, N=4"),
    ("leave", add(Badge="B1", Start="2026-12-06 00:00", End="2026-12-06 00:00"), "End: a value later than Start"),
    ("leave", add(Badge="B1", Start="2026-12-06 24:00", End="2026-12-07"), "Leave row 2, Start: a date and time such"),
    ("leave", add(Badge="B9", Start="2026-12-06", End="2026-12-07"), "Leave row 2, Badge: a code from 'Officers'"),
    (
        "restrictions",
        add(Badge="B1", First="2026-12-06", Area="H1", Post="P1"),
        "an area or a post is expected, not both",
    ),
    ("carried_overtime", add(Badge="B1", Month="2026-12-06", Overtime="1:00"), "a month such as 2026-12 is expected"),
    ("stays", add(Inmate="I1", Area="H1", Start="2026-11-01 00:00"), "one area at a time"),
    ("worked_tours", put("Badge", "B77"), "Badge: a code from 'Officers' or 'Former officers' is expected, not 'B77'"),
    ("policy", put("Rule", "no_rule"), "Policy row 2, Rule: a rule is expected: 'no_rule' is not a rule"),
    (
        "policy",
        put("Settings", "rest_minutes=-1"),
        "Policy row 2, Settings: rest_minutes: 0 to 2880",
    ),
    ("policy", put("Settings", "rest=1"), "Policy row 2, Settings: 'rest' is not one of"),
    ("policy", put("Settings", "480"), "Policy row 2, Settings: settings such as"),
    ("policy", put("Tier", "none"), "Policy row 2, Tier: a code from 'Tiers' is expected, not 'none'"),
    (
        "tiers",
        lambda t: t[0].__setitem__(0, "Keys"),
        "column of this name is expected and there is none (is it 'keys'?)",
    ),
    ("tiers", lambda t: t[0].__setitem__(1, "Key"), "column of this name is expected and there are two or more"),
    ("tiers", lambda t: t[1].append("stray"), "Tiers row 2: 4 cells are expected, not 5"),
    ("tiers", lambda t: t.clear(), "Tiers row 1: the names of the columns are expected in row 1"),
]


@pytest.mark.parametrize(("sheet", "change", "expected"), CELLS)
def test_a_wrong_cell_is_named_with_its_place(
    folder: Path, sheet: str, change: Callable[[Table], object], expected: str
) -> None:
    rewrite(folder, sheet, change)
    found = faults(folder)
    assert any(expected in line for line in found), found
    assert len(found) <= 3


PLANNED = [
    ("documents", put("Posts", "P1 P9"), "Documents row 2, Posts: a code from 'Posts' is expected, not 'P9'"),
    ("documents", put("Version", "0"), "Documents row 2, Version: a whole number from 1 to"),
    ("documents", add(Code="PO-P1", Version="1", Effective="2026-01-01"), "'PO-P1 with 1' is expected once"),
    ("readings", put("Document", "PO-P9"), "Readings row 2, Document: a code from 'Documents' is expected"),
    ("readings", put("Version", "7"), "Readings row 2, Version: a version of PO-P1 from 'Documents' is expected"),
    ("team_needs", put("Authority", ""), "Team needs row 2, Authority: a value is expected in this cell"),
    ("team_needs", put("Helpers", "P2 NO"), "Team needs row 2, Helpers: a code from 'Posts' is expected, not 'NO'"),
    ("exemptions", put("Last", "2026-01-01"), "Exemptions row 2, Last: a value not less than First"),
    ("preferences", add(Badge="B1", First="2026-12-06"), "Preferences row 3, Post: a post or a shift is expected"),
    (
        "rotation_waivers",
        put("Expires", "2027-02-21"),
        "waivers row 2, Expires: at most 90 dates are expected",
    ),
    ("rotation_waivers", put("Reason", " "), "Rotation waivers row 2, Reason: a value is expected in this cell"),
    ("leave_slots", put("Squad", "Z"), "Leave slots row 2, Squad: a code from 'Squads' is expected, not 'Z'"),
    ("leave_requests", put("Filed", "yesterday"), "Leave requests row 2, Filed: a date and time such as"),
    ("leave_requests", put("State", "maybe"), "one of asked, granted, refused, withdrawn is expected, not 'maybe'"),
    ("leave_balances", put("Left", "-5:00"), "Leave balances row 2, Left: a length of time from"),
    ("vacation_choices", put("Rank", "0"), "Vacation choices row 2, Rank: a whole number from 1 to 999"),
    ("staffing_plan", put("Review by", "2025-01-01"), "Staffing plan row 2, Review by: a value not less than Reviewed"),
    (
        "plan_factors",
        put("Factor", "sex of officers"),
        "factors row 2, Factor: one of accepted practice, judicial",
    ),
    ("plan_factors", put("Effective", "2024-01-01"), "Effective: a code from 'Staffing plan' is expected"),
    ("plan_minimums", put("Shift", "X"), "Plan minimums row 2, Shift: a code from 'Shifts' is expected, not 'X'"),
    ("absences", put("Away", "60 h"), "Absences row 2, Away: a length of time from 0:00"),
    ("pay_periods", put("Basis", "forty_hours"), "Pay periods row 2, Days: 7 is expected with forty_hours"),
    ("pay_periods", put("Days", "6"), "Pay periods row 2, Days: a whole number from 7 to 28 is expected"),
    ("posts", put("Gives reliefs", "100"), "Posts row 2, Gives reliefs: a whole number from 0 to 99 is expected"),
]


@pytest.mark.parametrize(("sheet", "change", "expected"), PLANNED)
def test_a_wrong_cell_of_a_plan_is_named_with_its_place(
    tmp_path: Path, sheet: str, change: Callable[[Table], object], expected: str
) -> None:
    write_workbook(planned_site(), tmp_path / "site")
    rewrite(tmp_path / "site", sheet, change)
    found = faults(tmp_path / "site")
    assert any(expected in line for line in found), found
    assert len(found) <= 2


def test_a_workbook_of_an_earlier_version_is_read(tmp_path: Path) -> None:
    """Sheets and columns that it could not know are empty; what only looks like one of them is asked about."""
    write_workbook(small_site(), tmp_path / "site")
    for sheet in SHEETS:
        if sheet.may_be_absent:
            (tmp_path / "site" / sheet.file_name).unlink()
    rewrite(tmp_path / "site", "posts", lambda t: [row.pop(t[0].index("Gives reliefs")) for row in t[::-1]])
    assert read_workbook(tmp_path / "site") == small_site()
    (tmp_path / "site" / "document.csv").write_text("Code\n", "utf-8")
    rewrite(tmp_path / "site", "posts", lambda t: t[0].append("Give reliefs"))
    assert faults(tmp_path / "site") == [
        "documents.csv: a file of this name is expected and there is none (is it 'document.csv'?)",
        "Posts row 1, Gives reliefs: one column of this name is expected and there is none (is it 'give reliefs'?)",
    ]


def test_an_xlsx_workbook_of_an_earlier_version_is_read(book: Path) -> None:
    copy = openpyxl.load_workbook(book)
    for sheet in SHEETS:
        if sheet.may_be_absent:
            del copy[sheet.name]
    copy.save(book)
    assert read_workbook(book) == small_site()


def test_shares_of_a_post_add_up(folder: Path) -> None:
    rewrite(folder, "areas_covered", lambda t: t.append(["P1", "H1", "50.5"]))
    assert faults(folder) == [
        "Areas covered row 2, Share %: shares of post P1 that add up to 100 are expected, not to 50.5"
    ]


def test_all_faults_come_at_once_in_the_order_of_the_workbook(folder: Path) -> None:
    rewrite(folder, "stays", put("Area", "HU-X"))
    rewrite(folder, "areas", put("Rotation", "x"))
    rewrite(folder, "posts", put("Area", "HU-Y", row=3))
    assert [line.split(":")[0] for line in faults(folder)] == [
        "Areas row 2, Rotation",
        "Posts row 3, Area",
        "Stays row 2, Area",
    ]


def test_a_faulty_code_is_told_of_once_and_not_by_those_who_refer_to_it(folder: Path) -> None:
    rewrite(folder, "areas", put("Code", "H/1"))
    assert len(faults(folder)) == 1


def test_a_missing_sheet_and_one_with_a_similar_name(folder: Path, book: Path) -> None:
    (folder / "stays.csv").rename(folder / "stay.csv")
    assert faults(folder) == ["stays.csv: a file of this name is expected and there is none (is it 'stay.csv'?)"]
    copy = openpyxl.load_workbook(book)
    copy["Stays"].title = "Stayz"
    copy.save(book)
    assert faults(book) == ["Stays: a sheet of this name is expected and there is none (is it 'Stayz'?)"]


def test_sheets_of_ones_own_and_columns_in_any_order_are_fine(book: Path) -> None:
    copy = openpyxl.load_workbook(book)
    copy.create_sheet("Notes")["A1"] = "buy paper"
    page = copy["Areas"]
    page.move_range("A1:A2", cols=8)
    page["A1"], page["A2"] = "Remarks", "nice"
    page["A9"] = "   "
    copy.save(book)
    assert read_workbook(book) == small_site()


def test_typed_by_a_person_means_the_same(book: Path) -> None:
    """Numbers for codes, text for dates, upper case, doubled blanks in headers, dates with a time of 0:00."""
    copy = openpyxl.load_workbook(book)
    officers, areas = copy["Officers"], copy["Areas"]
    officers["D2"] = "2015-01-01"
    officers["G2"] = "NO"
    areas["A2"], areas["D1"] = "  H1 ", "  rotation  "
    areas["D2"] = "Housing"
    copy.save(book)
    assert read_workbook(book) == small_site()


def test_cells_that_show_an_error_are_not_taken_for_empty_ones(book: Path) -> None:
    copy = openpyxl.load_workbook(book)
    copy["Areas"]["C2"] = "#REF!"
    copy["Areas"]["C2"].data_type = "e"
    copy.save(book)
    assert faults(book) == ["Areas row 2: a value is expected in cell C2, not an error"]


def test_a_sheet_full_of_nonsense_ends_early(folder: Path) -> None:
    rewrite(folder, "stays", lambda t: t.extend([["I", "?", "?", "?"]] * 9000))
    with pytest.raises(WorkbookErrors) as refusal:
        read_workbook(folder)
    assert len(refusal.value.faults) == MOST_FAULTS
    lines = str(refusal.value).split("\n")
    assert len(lines) == MOST_LINES + 1
    assert lines[-1] == f"site: and {MOST_FAULTS - MOST_LINES} more of these"


PLANS = [
    ("<svg", "an SVG is expected"),
    ("<html/>", "an SVG without scripts is expected"),
    ("<svg><script/></svg>", "an SVG without scripts is expected"),
    ('<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>', "an SVG without DOCTYPE and entities is expected"),
    ("<svg>" + "<g>" * 5 + "</svg>", "an SVG is expected"),
]


@pytest.mark.parametrize(("svg", "expected"), PLANS)
def test_a_bad_floor_plan(folder: Path, svg: str, expected: str) -> None:
    (folder / "floor_plan.svg").write_text(svg, "utf-8")
    assert [expected in line for line in faults(folder)] == [True]


def test_the_lines_of_a_floor_plan_are_in_order(book: Path) -> None:
    copy = openpyxl.load_workbook(book)
    page = copy["Floor plan"]
    for row in ((1, "<svg>"), (2, "<g"), (2, " id='a'/>"), (3, ""), (4, "</svg>")):
        page.append(row)
    copy.save(book)
    assert read_workbook(book).floor_plan == "<svg>\n<g id='a'/>\n\n</svg>"
    page["A5"] = 9
    copy.save(book)
    assert faults(book) == ["Floor plan row 5, Line: line 3 of the floor plan is expected"]


def test_an_outline_must_be_on_the_floor_plan(folder: Path) -> None:
    rewrite(folder, "areas", put("Outline", "area-9"))
    (folder / "floor_plan.svg").write_text('<svg><g id="area-1"/></svg>', "utf-8")
    assert faults(folder) == ["Areas row 2, Outline: an id of the floor plan is expected, not 'area-9'"]


# ---------------------------------------------------------------- the file itself


def cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def flip(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 255]) * 40 + data[middle + 40 :]


def without(name: str) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        return rezip(data, lambda n, content: None if n == name else content)

    return change


def inside(name: str, old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        return rezip(data, lambda n, content: content.replace(old, new, 1) if n == name else content)

    return change


def rezip(data: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    return out.getvalue()


AREAS = "xl/worksheets/sheet3.xml"
FILES = [
    (cut, "an XLSX workbook is expected"),
    (flip, "an XLSX workbook is expected|an undamaged XLSX workbook is expected"),
    (lambda _: b"", "an XLSX workbook is expected"),
    (lambda _: b"\xd0\xcf\x11\xe0" + b"\0" * 600, "not an older or a locked one"),
    (lambda _: b"%PDF-1.7", "an XLSX workbook is expected"),
    (without("xl/workbook.xml"), "an XLSX workbook is expected"),
    (without("[Content_Types].xml"), ""),
    (without("xl/_rels/workbook.xml.rels"), "an XLSX workbook is expected"),
    (without(AREAS), "sheet 'Areas' is not in it"),
    (without("xl/sharedStrings.xml"), "shared strings"),
    (inside(AREAS, b"<sheetData>", b"<sheetData><"), "an XLSX workbook is expected"),
    (inside("xl/sharedStrings.xml", b"<si>", b"<si"), "is not XML"),
    (inside(AREAS, b"UTF-8", b"UTFJ8"), "is not XML"),
    (inside(AREAS, b"<worksheet", b"<!DOCTYPE x><worksheet"), "has a document type"),
    (inside(AREAS, b'r="A2"', b'r="XFD1048576"'), "Areas: at most 10,000,000 cells are expected"),
    (inside(AREAS, b"<v>", b"<v>99999999"), "shared strings"),
    (inside("xl/workbook.xml", b"<sheets>", b"<sheets><"), "an XLSX workbook is expected"),
]


@pytest.mark.parametrize(("change", "expected"), FILES)
def test_a_damaged_file_is_one_sentence(book: Path, change: Callable[[bytes], bytes], expected: str) -> None:
    book.write_bytes(change(book.read_bytes()))
    if not expected:
        assert read_workbook(book) == small_site()
        return
    found = faults(book)
    assert len(found) == 1
    assert any(part in found[0] for part in expected.split("|")), found


def test_a_file_that_unpacks_to_too_much_is_refused_unread(book: Path) -> None:
    with zipfile.ZipFile(book, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("bomb.xml", "w") as member:
        for _ in range(450):
            member.write(b"\0" * 1_000_000)
    assert book.stat().st_size < 2_000_000
    assert faults(book) == ["a workbook that unpacks to at most 400 MB is expected"]


def test_what_is_no_file_is_one_sentence(tmp_path: Path) -> None:
    for path, expected in (
        (tmp_path / "none.xlsx", "there is no such file or folder"),
        (tmp_path / "a\0b.xlsx", "no such file|null"),
        (Path(os.devnull), "an XLSX file or a folder of CSV is expected"),
    ):
        with pytest.raises(WorkbookErrors, match=expected) as refusal:
            read_workbook(path)
        assert "\n" not in str(refusal.value)
    found = tmp_path / "empty"
    found.mkdir()
    assert all("is expected and there is none" in line for line in faults(found))


def test_csv_of_other_programs(folder: Path) -> None:
    """With a byte order mark and semicolons it is read; in another encoding or with open quotes it is refused."""
    areas = folder / "areas.csv"
    plain = areas.read_text("utf-8")
    areas.write_text(plain.replace(",", ";"), "utf-8-sig")
    assert read_workbook(folder) == small_site()
    areas.write_bytes(plain.replace("Housing 1", "Büro").encode("latin-1"))
    assert "UTF-8 is expected, and byte" in faults(folder)[0]
    areas.write_text(plain + 'H2,"open', "utf-8")
    assert "Areas row 3: comma-separated values are expected" in faults(folder)[0]
    areas.write_text(plain + "H2," + "x" * 200_000, "utf-8")
    assert "Areas row 3: comma-separated values are expected (field larger" in faults(folder)[0]
