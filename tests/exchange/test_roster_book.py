"""A roster as a workbook: read by another program's reader, changed there as people do, and read back."""

import io
import random
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.sites import small_site, tour

from scheduler.domain.draws import Muster
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Period, Roster, Tour
from scheduler.domain.words import TourKind
from scheduler.exchange.faults import UnfitError, WorkbookErrors
from scheduler.exchange.roster_book import book_bytes, texts_of
from scheduler.exchange.roster_book_reading import CellEdit, RosterBook, edits_of, letters, read_roster_book
from scheduler.exchange.roster_cells import SeatKey, key_of, parse_cell, tour_text

PERIOD = Period(first=date(2026, 10, 31), days=3)
NOW = datetime(2026, 10, 30, 12, 0, tzinfo=UTC)
D1, D2, D3 = PERIOD.dates
NAMES = {"B1": "=cmd|' /C calc'!A0", "B2": 'Ødegård, "Li"'}


@pytest.fixture(scope="module")
def problem() -> Problem:
    return small_site().problem(PERIOD)


@pytest.fixture(scope="module")
def roster(problem: Problem) -> Roster:
    whole = tour("B3", D2)
    half = whole.start + 360
    return Roster(
        facility="F",
        period=PERIOD,
        tours=(
            tour("B1", D1, "N"),
            tour("B2", D1),
            replace(tour("B2", D2), kind=TourKind.MANDATED_OVERTIME),
            replace(tour("B3", D2, post="P2"), end=half),
            replace(tour("B4", D2, post="P2"), start=half, kind=TourKind.VOLUNTARY_OVERTIME),
            replace(tour("B4", D1, post="P2"), is_locked=True),
        ),
        version=3,
    )


def written(roster: Roster, problem: Problem, **more: Any) -> bytes:
    return book_bytes(roster, problem, NOW, number=7, **more)


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


Change = Callable[[Any], object]


def reading(path: Path, data: bytes, change: Change) -> RosterBook:
    """Change a workbook with another program and read it."""
    book = opened(data)
    change(book)
    book.save(path / "changed.xlsx")
    return read_roster_book(path / "changed.xlsx")


def put(sheet: str, place: str, value: object) -> Change:
    def change(book: Any) -> None:
        book[sheet][place] = value

    return change


def words(edit: CellEdit) -> tuple[str, int, str, str, str]:
    return edit.cell.sheet, edit.cell.row, edit.cell.column, edit.before, edit.cell.text


# ---------------------------------------------------------------- writing


def test_each_watch_has_a_sheet_of_seats_by_date(problem: Problem, roster: Roster) -> None:
    book = opened(written(roster, problem))
    assert book.sheetnames == ["Day", "Night", "Tours", "Legend", "Metadata"]
    head, *rows = book["Day"].iter_rows(values_only=True)
    assert head == ("Post", "Name", "Area", "Seat", *(datetime(on.year, on.month, on.day) for on in PERIOD.dates))
    assert rows == [
        ("P1", "Post P1", "H1", 1, "B2", "B2 (M)", None),
        ("P2", "Post P2", "H1", 1, "B4", "B3 06:00-12:00; B4 (V) 12:00-18:00", None),
    ]
    assert book["Day"].freeze_panes == "E2"
    assert book["Day"].auto_filter.ref == "A1:G3"
    assert book["Night"]["E2"].value == "B1"


def test_the_list_of_tours_is_typed_and_reconciles_with_the_roster(problem: Problem, roster: Roster) -> None:
    page = opened(written(roster, problem, names=NAMES))["Tours"]
    head, *rows = page.iter_rows(values_only=True)
    found = [dict(zip(head, row, strict=True)) for row in rows]
    assert len(found) == len(roster.tours)
    for row, one in zip(found, roster.tours, strict=True):
        assert (row["badge"], row["seat"], row["minutes"], row["kind"]) == (one.badge, one.seat, one.minutes, one.kind)
        assert row["start"] == problem.clock.local(one.start).replace(tzinfo=None)
        assert row["date"] == datetime(one.on.year, one.on.month, one.on.day)
    assert {row["name"] for row in found} == {NAMES["B1"], NAMES["B2"], None} or "" in {row["name"] for row in found}
    assert page.freeze_panes == "A2"
    assert page.auto_filter.ref.startswith("A1:")


def test_the_metadata_say_version_moment_and_hash(problem: Problem, roster: Roster) -> None:
    about = {row[0]: row[1] for row in opened(written(roster, problem))["Metadata"].iter_rows(values_only=True)}
    assert (about["Form"], about["Roster number"], about["Version"]) == ("fairwatch/roster-workbook/1", 7, 3)
    assert about["Generated at (UTC)"] == NOW.replace(tzinfo=None)
    assert len(about["SHA-256 of the content"]) == 64
    assert about["Sheet of watch N"] == "Night"


def test_names_of_officers_are_text_on_a_sheet_of_their_own(problem: Problem, roster: Roster) -> None:
    rows = list(opened(written(roster, problem, names=NAMES))["Officers"].iter_rows(min_row=2))
    assert [[cell.value for cell in row] for row in rows] == [[*pair] for pair in sorted(NAMES.items())]
    assert {cell.data_type for row in rows for cell in row} == {"s"}


def test_the_same_roster_gives_the_same_bytes(problem: Problem, roster: Roster) -> None:
    assert written(roster, problem) == written(roster, problem)


def test_posts_still_to_be_drawn_stand_nowhere(problem: Problem, roster: Roster) -> None:
    book = opened(written(roster, problem, sealed=frozenset({Muster(on=D1, shift="D")})))
    assert [row[4] for row in book["Day"].iter_rows(min_row=2, values_only=True)] == [None, None]
    drawn = [row for row in book["Tours"].iter_rows(min_row=2, values_only=True) if "drawn at muster" in row]
    assert len(drawn) == 2
    assert not [row for row in drawn if "P1" in row or "P2" in row]


# ---------------------------------------------------------------- reading


def test_a_workbook_that_nobody_changed_changes_nothing(problem: Problem, roster: Roster, tmp_path: Path) -> None:
    book = reading(tmp_path, written(roster, problem), lambda book: None)
    assert edits_of(book, roster, problem) == ((), ())
    assert (book.number, book.version, book.missing) == (7, 3, ())


def test_changed_cells_become_tours(problem: Problem, roster: Roster, tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book["Day"]["G2"] = "B1 (v)"
        book["Day"]["F3"] = "B3 06:00-12:00;  B1 12:00 - 18:00"
        book["Night"]["E2"] = None
        book["Night"]["E3"] = "B1 00:00-06:00"

    edits, faults = edits_of(reading(tmp_path, written(roster, problem), change), roster, problem)
    assert faults == ()
    assert [words(edit) for edit in edits] == [
        ("Night", 2, "E", "B1", ""),
        ("Night", 3, "E", "", "B1 00:00-06:00"),
        ("Day", 3, "F", "B3 06:00-12:00; B4 (V) 12:00-18:00", "B3 06:00-12:00; B1 12:00 - 18:00"),
        ("Day", 2, "G", "", "B1 (v)"),
    ]
    assert edits[3].come == (replace(tour("B1", D3), kind=TourKind.VOLUNTARY_OVERTIME),)
    assert [t.badge for t in edits[2].gone] == ["B4"]
    assert [t.badge for t in edits[2].come] == ["B1"]
    night = tour("B1", D1, "N", post="P2")
    # On the night of the autumn change midnight lies six hours into the watch, and the rest has seven.
    assert edits[1].come == (replace(night, start=night.start + 360),)
    assert edits[1].come[0].minutes == 420


def test_badges_typed_as_numbers_are_badges(tmp_path: Path) -> None:
    site = small_site()
    officers = tuple(replace(officer, badge=f"100{n}") for n, officer in enumerate(site.officers))
    problem = replace(site, officers=officers, names=(), worked=()).problem(PERIOD)
    empty = Roster(facility="F", period=PERIOD)
    edits, _ = edits_of(reading(tmp_path, written(empty, problem), put("Day", "E2", 1002)), empty, problem)
    assert [t.badge for edit in edits for t in edit.come] == ["1002"]


def test_sorted_and_filtered_rows_change_nothing_and_rows_taken_out_are_said(
    problem: Problem, roster: Roster, tmp_path: Path
) -> None:
    def change(book: Any) -> None:
        page = book["Day"]
        rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=2)]
        for at, row in enumerate(reversed(rows), start=2):
            for column, value in enumerate(row, start=1):
                page.cell(at, column).value = value
        book["Night"].delete_rows(2)
        page.insert_cols(2)

    book = reading(tmp_path, written(roster, problem), change)
    assert edits_of(book, roster, problem) == ((), ())
    assert book.missing == (SeatKey(on=D1, shift="N", post="P1", index=0),)


def test_what_others_changed_meanwhile_stays_and_is_said_where_both_did(
    problem: Problem, roster: Roster, tmp_path: Path
) -> None:
    data = written(roster, problem)
    now = roster.with_tours((*(t for t in roster.tours if t.badge != "B2"), tour("B3", D1), tour("B1", D3)))
    edits, faults = edits_of(reading(tmp_path, data, put("Night", "G2", "B4")), now, problem)
    assert ([t.badge for edit in edits for t in edit.come], faults) == (["B4"], ())
    _, faults = edits_of(reading(tmp_path, data, put("Day", "E2", "B4")), now, problem)
    assert [str(fault) for fault in faults] == [
        "Day row 2, column E: what was there is expected, and it has changed meanwhile to B3; export again"
    ]


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        ("E2", "B9", "Day row 2, column E: the badge of an officer is expected, not 'B9'"),
        ("E2", "=1+1", "Day row 2: a plain value is expected in cell E2, not a formula"),
        ("E2", "B1 (Q)", "one of V, M, H, E, S is expected in parentheses, not 'Q'"),
        ("F2", "B1 25:00-26:00", "times such as 06:00-12:00 are expected, not 25:00-26:00"),
        ("F2", "B1; B1", "each officer is expected once, not 'B1; B1'"),
        ("F2", ";".join(["B1"] * 30), "at most 20 officers on one seat are expected"),
        ("E3", "B1", "the cell is expected as it was: B4 is locked on this date"),
        ("A2", "P9", "Day row 2, column E: a post of the facility is expected, not 'P9'"),
        ("G1", datetime(2027, 1, 1), ""),
        ("E1", datetime(2026, 11, 1), "Day row 1: each date is expected once"),
        ("D3", "x", "Day row 3: a post and the number of a seat, 1 to 200, are expected"),
        ("A3", "P1", "each seat is expected once, and row 2 has it too"),
        ("I3", "B1", "Day row 3, column I: a date is expected above a cell that is filled in"),
    ],
)
def test_what_is_wrong_is_said_by_sheet_row_and_column(
    problem: Problem, roster: Roster, tmp_path: Path, place: str, value: object, said: str
) -> None:
    try:
        edits, faults = edits_of(reading(tmp_path, written(roster, problem), put("Day", place, value)), roster, problem)
        told = "\n".join(str(fault) for fault in faults)
    except WorkbookErrors as error:
        edits, told = (), str(error)
    if said:
        assert said in told
    else:
        assert (edits, told) == ((), "")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda book: book.remove(book["Metadata"]), "Metadata: a sheet of this name is expected and there is none"),
        (lambda book: book.remove(book["Night"]), "Night: a sheet of this name is expected and there is none"),
        (put("Metadata", "B1", "other"), "a roster workbook that Fairwatch wrote is expected"),
        (put("Tours", "P2", "B4"), "Tours: this sheet is expected as it was written"),
        (put("Metadata", "B6", "soon"), "number, version and dates of the roster are expected"),
    ],
)
def test_a_workbook_of_another_kind_is_refused(
    problem: Problem, roster: Roster, tmp_path: Path, change: Change, said: str
) -> None:
    with pytest.raises(WorkbookErrors, match=said):
        reading(tmp_path, written(roster, problem), change)


def test_a_workbook_of_another_roster_is_refused(problem: Problem, roster: Roster, tmp_path: Path) -> None:
    book = reading(tmp_path, written(roster, problem), lambda book: None)
    other = replace(roster, facility="G")
    assert "a workbook of G, 2026-10-31" in str(edits_of(book, other, problem)[1][0])


def test_nothing_can_be_changed_where_posts_are_drawn(problem: Problem, roster: Roster, tmp_path: Path) -> None:
    sealed = frozenset({Muster(on=D1, shift="D")})
    data = written(roster, problem, sealed=sealed)
    book = reading(tmp_path, data, lambda book: None)
    assert edits_of(book, roster, problem, sealed) == ((), ())
    book = reading(tmp_path, data, put("Day", "E2", "B1"))
    assert "posts of this watch are drawn at muster" in str(edits_of(book, roster, problem, sealed)[1][0])


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"a,b\r\n", b"\xd0\xcf\x11\xe0" * 9])
def test_what_is_no_workbook_is_one_sentence(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.xlsx").write_bytes(data)
    with pytest.raises(WorkbookErrors, match="XLSX workbook"):
        read_roster_book(tmp_path / "x.xlsx")
    with pytest.raises(WorkbookErrors, match="cannot be read"):
        read_roster_book(tmp_path / "none.xlsx")


def test_letters_of_columns() -> None:
    assert [letters(at) for at in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


# ---------------------------------------------------------------- fuzz


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 2000), st.floats(allow_nan=False, allow_infinity=False),
    st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1)), st.timedeltas(timedelta(0), timedelta(days=3)),
    st.text(st.sampled_from("B1234 ();:-–0918VMx=\n/"), max_size=30),
    st.sampled_from(["B1", "B2 (V)", "B3 06:00-12:00; B4", "B1 00:00-24:00"]),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    changes=st.lists(
        st.tuples(st.sampled_from(["Day", "Night", "Tours", "Metadata"]), st.integers(1, 9), st.integers(1, 9), VALUES),
        min_size=1, max_size=8,
    )
)  # fmt: skip
def test_whatever_is_typed_in_it_is_taken_whole_or_refused(
    problem: Problem, roster: Roster, tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[str, int, int, Any]]
) -> None:
    def change(book: Any) -> None:
        for sheet, row, column, value in changes:
            book[sheet].cell(row, column).value = value

    try:
        book = reading(tmp_path_factory.mktemp("fuzz"), written(roster, problem), change)
        edits, faults = edits_of(book, roster, problem)
    except WorkbookErrors as error:
        edits, faults = (), error.faults
    assert [fault for fault in faults if not str(fault).isprintable()] == []
    gone, come = [t for edit in edits for t in edit.gone], [t for edit in edits for t in edit.come]
    after = roster.with_changes(gone, come)
    texts = texts_of(after, problem)
    for edit in edits:
        assert {t.badge for t in edit.come} <= {officer.badge for officer in problem.officers}
        assert bool(texts.get(edit.cell.seat)) == bool(edit.cell.text)
    assert {t for t in roster.tours if t.is_locked} <= set(after.tours)


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(["D", "N"]), st.integers(0, 720), st.integers(15, 720), st.sampled_from(list(TourKind)),
    st.sampled_from(PERIOD.dates),
)  # fmt: skip
def test_what_is_written_in_a_cell_reads_back(
    problem: Problem, code: str, late: int, length: int, kind: TourKind, on: date
) -> None:
    shift = next(shift for shift in problem.shifts if shift.code == code)
    clock = problem.clock
    start = clock.minute(on, shift.start_wall_minute + min(late, 719))
    end = clock.minute(on, shift.start_wall_minute + min(late, 719) + length)
    one: Tour = replace(tour("B1", on, code), start=start, end=end, kind=kind)
    read = parse_cell(tour_text(one, shift, clock), key_of(one), shift, clock, {"B1"})
    # A wall time that the autumn change repeats is its first occurrence.
    assert read == (one,) or on == D1
    with pytest.raises(UnfitError):
        parse_cell(tour_text(one, shift, clock), key_of(one), shift, clock, {"B2"})


@pytest.mark.parametrize("seed", range(4))
def test_damaged_files_are_refused_in_sentences_or_read(
    problem: Problem, roster: Roster, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    data = written(roster, problem)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    said = []
    for number in range(80):
        (tmp_path / "damaged.xlsx").write_bytes(damaged(data, members, chance, is_inside=bool(number % 3)))
        try:
            said += edits_of(read_roster_book(tmp_path / "damaged.xlsx"), roster, problem)[1]
        except WorkbookErrors as error:
            said += error.faults
    assert [str(fault) for fault in said if not str(fault).isprintable() or not fault.expected] == []


def damaged(data: bytes, members: dict[str, bytes], chance: random.Random, is_inside: bool) -> bytes:
    """Return a workbook with wrong bytes in it: in the archive itself, or in a part that is packed anew."""
    if not is_inside:
        return wrong(data, chance)
    name = chance.choice([name for name in members if "sheet" in name or "sharedStrings" in name or "book" in name])
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for each, content in members.items():
            archive.writestr(each, wrong(content, chance) if each == name else content)
    return made.getvalue()


def wrong(data: bytes, chance: random.Random) -> bytes:
    found = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(found))
        end = min(len(found), at + chance.randint(1, 40))
        found[at:end] = chance.choice([b"", bytes(found[at:end]) * 2, bytes([chance.randrange(256)]), b"<", b"9", b'"'])
    return bytes(found)
