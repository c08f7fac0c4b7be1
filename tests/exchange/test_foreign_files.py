"""Tables of other systems: encodings, delimiters, headings, dates, and whatever else stands in a file."""

import io
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from support.sites import small_site

from scheduler.domain.clock import Clock
from scheduler.exchange import WorkbookErrors
from scheduler.exchange.foreign_file import ForeignTable, read_foreign
from scheduler.exchange.foreign_kinds import KNOWN, WANTED, ImportKind, guess
from scheduler.exchange.foreign_rows import DateOrder, rows_of

SITE = small_site()
CLOCK = Clock(SITE.facility.zone)
TEXT = "Employee No;Nachname\nB1;Müller\nB2;Peña\n"


def table_of(folder: Path, data: bytes, name: str = "list.csv") -> ForeignTable:
    path = folder / name
    path.write_bytes(data)
    return read_foreign(path)[0]


@pytest.mark.parametrize(
    ("encoding", "spoken"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("cp1252", "Windows-1252"),
    ],
)
@pytest.mark.parametrize(("delimiter", "word"), [(",", "comma"), (";", "semicolon"), ("\t", "tab"), ("|", "bar")])
def test_encoding_and_delimiter_are_found_out(
    tmp_path: Path, encoding: str, spoken: str, delimiter: str, word: str
) -> None:
    found = table_of(tmp_path, TEXT.replace(";", delimiter).encode(encoding))
    assert found.headings == ("Employee No", "Nachname")
    assert found.rows == ((2, ("B1", "Müller")), (3, ("B2", "Peña")))
    assert found.form == f"CSV, {spoken}, {word}"


def test_titles_above_the_headings_and_blank_rows_are_passed_over(tmp_path: Path) -> None:
    text = 'Sheriff of Harrow\n\nBadge,Last day,,Badge\n\nB1,"a, b",x,y\n,,,\n'
    found = table_of(tmp_path, text.encode())
    assert found.headings == ("Badge", "Last day", "Column C", "Badge (2)")
    assert found.rows == ((5, ("B1", "a, b", "x", "y")),)


def test_a_workbook_has_a_table_for_each_sheet_that_holds_one(tmp_path: Path) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet("Empty")
        sheet = book.add_worksheet("Leave 2026")
        sheet.write_row(1, 1, ["Badge", "From"])
        sheet.write_row(2, 1, [1042, "2026-12-06"])
    path = tmp_path / "leave.xlsx"
    path.write_bytes(out.getvalue())
    (found,) = read_foreign(path)
    assert (found.sheet, found.headings, found.form) == ("Leave 2026", ("Column A", "Badge", "From"), "XLSX")
    assert found.rows == ((3, (None, 1042.0, "2026-12-06")),)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "a table with headings is expected, and the file is empty"),
        (b"\n \n", "a table with headings is expected"),
        (b"a,b\n\x81,\x8d\n", "byte 4 is none in Windows-1252"),
        (b"PK\x03\x04 and nothing", "an XLSX workbook is expected"),
        (b"\xd0\xcf\x11\xe0 old", "an XLSX workbook without a password is expected"),
        (b"\xff\xfea", "text is expected, and byte"),
    ],
)
def test_what_is_no_table_is_told_in_one_sentence(tmp_path: Path, data: bytes, sentence: str) -> None:
    with pytest.raises(WorkbookErrors) as caught:
        table_of(tmp_path, data)
    assert sentence in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(WorkbookErrors, match="cannot be read"):
        read_foreign(tmp_path / "none.csv")


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.text(max_size=200).map(lambda t: t.encode("utf-8", "surrogatepass"))))
def test_any_bytes_are_a_table_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    folder = tmp_path_factory.mktemp("f")
    try:
        found = table_of(folder, data)
    except WorkbookErrors as error:
        found = None
        said = str(error)
    assert found is not None or "expected" in said
    if found is not None:
        assert len(set(found.headings)) == len(found.headings)
        assert all(len(cells) == len(found.headings) for _, cells in found.rows)
        for kind in ImportKind:
            fields = guess(kind, found.headings)
            assert len(set(fields.values())) == len(fields)
            try:
                rows_of(found, kind, fields, DateOrder.MONTH, SITE)
            except WorkbookErrors as error:
                assert error.faults  # noqa: PT017


@pytest.mark.parametrize(
    ("kind", "headings", "fields"),
    [
        (
            ImportKind.STAFF,
            ("Emp. ID", "Full Name", "Hire-Date", "Team", "Salary"),
            {"badge": "Emp. ID", "name": "Full Name", "seniority": "Hire-Date", "squad": "Team"},
        ),
        (ImportKind.LEAVE, ("BADGE NO", "From", "Through"), {"badge": "BADGE NO", "start": "From", "last": "Through"}),
        (
            ImportKind.QUALIFICATIONS,
            ("Employee", "Certification", "Expiration Date"),
            {"badge": "Employee", "qualification": "Certification", "expires": "Expiration Date"},
        ),
        (
            ImportKind.MOVES,
            ("Reference", "Housing Unit", "Moved"),
            {"inmate": "Reference", "area": "Housing Unit", "start": "Moved"},
        ),
        (
            ImportKind.ROSTERS,
            ("Work Date", "Watch", "Assignment", "Officer"),
            {"badge": "Officer", "on": "Work Date", "shift": "Watch", "post": "Assignment"},
        ),
    ],
)
def test_headings_are_guessed(kind: ImportKind, headings: tuple[str, ...], fields: dict[str, str]) -> None:
    assert guess(kind, headings) == fields


def test_every_field_is_known_by_some_heading_and_by_its_own() -> None:
    for kind, wanted in WANTED.items():
        assert KNOWN[kind].keys() == {column.field for column in wanted.sheet.columns}


@pytest.mark.parametrize(
    ("texts", "order", "first"),
    [
        (["12/06/2026"], DateOrder.MONTH, "2026-12-06"),
        (["06.12.2026"], DateOrder.DAY, "2026-12-06"),
        (["03/04/2026", "25/12/2026"], DateOrder.MONTH, "2026-04-03"),
        (["03/04/2026", "12/25/2026"], DateOrder.DAY, "2026-03-04"),
        (["6 Dec 2026"], DateOrder.MONTH, "2026-12-06"),
        (["December 6, 2026"], DateOrder.MONTH, "2026-12-06"),
        (["12/6/26"], DateOrder.MONTH, "2026-12-06"),
        (["2026/12/6"], DateOrder.MONTH, "2026-12-06"),
        (["12/06/2026 00:00"], DateOrder.MONTH, "2026-12-06"),
    ],
)
def test_dates_are_read_as_they_are_written(tmp_path: Path, texts: list[str], order: DateOrder, first: str) -> None:
    rows = [f"B1,{text}" if "," not in text else f'B1,"{text}"' for text in texts]
    found = table_of(tmp_path, "\n".join(["Badge,Hired", *rows]).encode())
    read = rows_of(found, ImportKind.STAFF, {"badge": "Badge", "seniority": "Hired"}, order, SITE)
    assert str(read[0].values["seniority"]) == first


@pytest.mark.parametrize("text", ["12/05/2026 2:10 PM", "2026-12-05 14:10", "12/05/2026 14:10:00", "12/05/2026 1410"])
def test_moments_and_columns_that_are_joined(tmp_path: Path, text: str) -> None:
    day, _, time = text.partition(" ")
    one = table_of(tmp_path, f"Ref,Unit,Moved\nR-1,H1,{text}\n".encode())
    two = table_of(tmp_path, f"Ref,Unit,Day,Hour\nR-1,H1,{day},{time}\n".encode())
    moment = CLOCK.minute(date(2026, 12, 5), 14 * 60 + 10)
    for table, start in ((one, "Moved"), (two, "Day + Hour")):
        mapped = {"inmate": "Ref", "area": "Unit", "start": start}
        (row,) = rows_of(table, ImportKind.MOVES, mapped, DateOrder.MONTH, SITE)
        assert row.values == {"inmate": "R-1", "area": "H1", "start": moment}


def test_faults_are_told_by_the_files_own_rows_and_headings(tmp_path: Path) -> None:
    text = "Title\n\nWho,From,To\nB1,2026-12-06,2026-12-07\nB9,soon,2026-12-07\n"
    found = table_of(tmp_path, text.encode())
    with pytest.raises(WorkbookErrors) as caught:
        rows_of(found, ImportKind.LEAVE, {"badge": "Who", "start": "From", "last": "To"}, DateOrder.MONTH, SITE)
    assert [(f.row, f.column) for f in caught.value.faults] == [(5, "From"), (5, "Who")]
    assert "a badge of an officer is expected, not 'B9'" in str(caught.value)


def test_a_mapping_that_does_not_fit_the_file(tmp_path: Path) -> None:
    found = table_of(tmp_path, b"Who,From\nB1,2026-12-06\n")
    for mapped, sentence in (
        ({"badge": "Badge", "start": "From"}, "a column 'Badge' is expected, and there is none"),
        ({"badge": "Who"}, "First day: a column of the file is expected for it"),
        ({"badge": "Who", "start": "From", "x": "From"}, "not 'x'"),
    ):
        with pytest.raises(WorkbookErrors) as caught:
            rows_of(found, ImportKind.LEAVE, mapped, DateOrder.MONTH, SITE)
        assert sentence in str(caught.value)
