"""Reads a roster workbook back, and finds what was changed in it since it was written."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import python_calamine

from scheduler.domain.draws import Muster
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Tour
from scheduler.domain.words import PostCode, ShiftCode
from scheduler.exchange.faults import UnfitError, WorkbookErrors, WorkbookFault
from scheduler.exchange.raw import MOST_BYTES, tidy
from scheduler.exchange.roster_book import FORM, HEADS, METADATA, TOUR_COLUMNS, TOURS, cells_hash, texts_of
from scheduler.exchange.roster_cells import SeatKey, key_of, parse_cell, parts_of, seat_text
from scheduler.exchange.xlsx_scan import NotAWorkbookError, formula_cells, scan_sheet, scan_texts
from scheduler.exchange.xlsx_scan import parts_of as sheets_of

_MOST_INDEX = 200
_Rows = list[list[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class BookCell:
    """A cell of a grid: its row as a spreadsheet counts, the letters of its column, its seat, and what stands in it."""

    sheet: str
    row: int
    column: str
    seat: SeatKey
    text: str

    def fault(self, expected: str) -> WorkbookFault:
        """Return what is wrong with it."""
        return WorkbookFault(sheet=self.sheet, row=self.row, column=f"column {self.column}", expected=expected)


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterBook:
    """A roster workbook as it was read.

    Attributes:
        facility: Id of its facility.
        number: Of the roster in its database.
        first: First date of the roster.
        last: Last one, inclusive.
        version: Of the roster.
        cells: What stands on the grids, by seat.
        base: What stood on them when the file was written, by seat; no entry for nothing.
        missing: Seats that somebody held and that are no longer on the grids.
    """

    facility: str
    number: int
    first: date
    last: date
    version: int
    cells: Mapping[SeatKey, BookCell]
    base: Mapping[SeatKey, str]
    missing: tuple[SeatKey, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CellEdit:
    """A cell that was changed: its words before and after, and the tours that leave and enter the roster."""

    cell: BookCell
    before: str
    gone: tuple[Tour, ...]
    come: tuple[Tour, ...]


# ---------------------------------------------------------------- the file


def read_roster_book(path: Path) -> RosterBook:
    """Return what a roster workbook holds.

    Raises:
        WorkbookErrors: it is none, it was written for something else, or cells of it are not what they should be.
    """
    name = path.name
    try:
        return _Reader(name, _sheets(path)).read()
    except NotAWorkbookError as error:
        raise WorkbookErrors(name, (WorkbookFault(expected=str(error)),)) from error
    except OSError as error:
        raise WorkbookErrors(
            name, (WorkbookFault(expected=f"it cannot be read: {error.strerror or error}"),)
        ) from error


def _sheets(path: Path) -> dict[str, _Rows]:
    if path.stat().st_size > MOST_BYTES:
        raise NotAWorkbookError(f"a file of at most {MOST_BYTES // 1_000_000} MB is expected")
    data = path.read_bytes()
    parts = sheets_of(data)
    faults: list[WorkbookFault] = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        scan_texts(archive)
        for part in parts:
            if part.member not in archive.namelist():
                raise NotAWorkbookError(
                    f"an undamaged XLSX workbook is expected, and sheet {part.sheet!r} is not in it"
                )
            faults += scan_sheet(archive, part) or formula_cells(archive, part)
    if faults:
        raise WorkbookErrors(path.name, tuple(faults))
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        return {part.sheet: book.get_sheet_by_name(part.sheet).to_python(skip_empty_area=False) for part in parts}
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise NotAWorkbookError(f"an XLSX workbook is expected ({' '.join(str(error).split())})") from error
    except BaseException as error:
        # The reader is native code; what it did not foresee comes as a panic, which is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise NotAWorkbookError("an undamaged XLSX workbook is expected") from error


@dataclass(slots=True)
class _Reader:
    """Takes the sheets apart and collects what is wrong."""

    name: str
    sheets: dict[str, _Rows]
    faults: list[WorkbookFault] = field(default_factory=list)

    def read(self) -> RosterBook:
        """Return the workbook."""
        about = {_text(row[0]): row[1] for row in self._sheet(METADATA) if len(row) > 1}
        if _text(about.get("Form")) != FORM:
            raise self._refused(METADATA, f"a roster workbook that Fairwatch wrote is expected ({FORM})")
        first, last = _date(about.get("First date")), _date(about.get("Last date"))
        number, version = _whole(about.get("Roster number")), _whole(about.get("Version"))
        if first is None or last is None or number is None or version is None:
            raise self._refused(METADATA, "number, version and dates of the roster are expected")
        base = self._base()
        if cells_hash(base) != _text(about.get("SHA-256 of the cells")):
            words = "this sheet is expected as it was written; export the roster again and change only the watches"
            raise self._refused(TOURS, words)
        watches = [(key.removeprefix(_WATCH), _text(name)) for key, name in about.items() if key.startswith(_WATCH)]
        cells: dict[SeatKey, BookCell] = {}
        for shift, sheet in watches:
            self._read_grid(ShiftCode(shift), sheet, cells)
        if self.faults:
            raise WorkbookErrors(self.name, tuple(self.faults))
        missing = tuple(sorted(base.keys() - cells.keys()))
        return RosterBook(
            facility=_text(about.get("Facility")),
            number=number,
            first=first,
            last=last,
            version=version,
            cells=cells,
            base=base,
            missing=missing,
        )

    def _refused(self, sheet: str, expected: str) -> WorkbookErrors:
        return WorkbookErrors(self.name, (WorkbookFault(sheet=sheet, expected=expected),))

    def _sheet(self, name: str) -> _Rows:
        found = next((rows for sheet, rows in self.sheets.items() if tidy(sheet) == tidy(name)), None)
        if found is None:
            raise self._refused(name, "a sheet of this name is expected and there is none")
        return found

    def _base(self) -> dict[SeatKey, str]:
        """Return what stood on the grids, from the list of tours."""
        head, *rows = self._sheet(TOURS) or [[]]
        columns = {_text(cell): at for at, cell in enumerate(head)}
        if not set(TOUR_COLUMNS) <= columns.keys():
            raise self._refused(TOURS, "the columns that it was written with are expected")
        found: dict[SeatKey, list[tuple[str, str]]] = {}
        for row in rows:
            on, index = _date(row[columns["date"]]), _whole(row[columns["seat_number"]])
            if on is None or index is None:
                continue  # drawn at muster: it stands on no grid
            shift, post = _text(row[columns["shift"]]), _text(row[columns["post"]])
            key = SeatKey(on=on, shift=ShiftCode(shift), post=PostCode(post), index=index - 1)
            found.setdefault(key, []).append((_order(row[columns["start"]]), _text(row[columns["text"]])))
        # Whoever sorted the list has not changed it.
        return {key: seat_text(text for _, text in sorted(parts)) for key, parts in found.items()}

    def _read_grid(self, shift: ShiftCode, sheet: str, cells: dict[SeatKey, BookCell]) -> None:
        rows = self._sheet(sheet)
        heads = [_text(cell) for cell in rows[0]] if rows else []
        missing = [name for name in (HEADS[0], HEADS[3]) if name not in heads]
        if missing:
            self._note(sheet, 1, "", f"columns {HEADS[0]} and {HEADS[3]} are expected")
            return
        post_at, seat_at = heads.index(HEADS[0]), heads.index(HEADS[3])
        dates = [None if heads[at] in HEADS else _date(cell) for at, cell in enumerate(rows[0])]
        if len({on for on in dates if on}) != sum(on is not None for on in dates):
            self._note(sheet, 1, "", "each date is expected once")
            return
        for row_number, row in enumerate(rows[1:], start=2):
            post, index = _text(row[post_at]), _whole(row[seat_at])
            filled = [at for at, on in enumerate(dates) if on is not None and _text(row[at])]
            if not post and index is None and not filled:
                continue
            if not post or index is None or not 1 <= index <= _MOST_INDEX:
                self._note(sheet, row_number, "", f"a post and the number of a seat, 1 to {_MOST_INDEX}, are expected")
                continue
            for at, on in enumerate(dates):
                if on is None:
                    continue
                key = SeatKey(on=on, shift=shift, post=PostCode(post), index=index - 1)
                cell = BookCell(sheet=sheet, row=row_number, column=letters(at), seat=key, text=_cell_text(row[at]))
                if key in cells:
                    self.faults.append(cell.fault(f"each seat is expected once, and row {cells[key].row} has it too"))
                    break
                cells[key] = cell
            self._note_stray(sheet, row_number, row, dates, heads)

    def _note_stray(self, sheet: str, number: int, row: list[Any], dates: list[date | None], heads: list[str]) -> None:
        for at, on in enumerate(dates):
            if on is None and not heads[at] and _text(row[at]):
                self._note(sheet, number, letters(at), "a date is expected above a cell that is filled in")

    def _note(self, sheet: str, row: int, column: str, expected: str) -> None:
        place = f"column {column}" if column else ""
        self.faults.append(WorkbookFault(sheet=sheet, row=row, column=place, expected=expected))


_WATCH = "Sheet of watch "


def letters(at: int) -> str:
    """Return the letters of a column from 0: A, B, ... Z, AA."""
    found = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        found = chr(65 + rest) + found
    return found


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _cell_text(cell: Any) -> str:
    return seat_text(parts_of(_text(cell)))


def _date(cell: Any) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    try:
        return date.fromisoformat(_text(cell))
    except ValueError:
        return None


def _whole(cell: Any) -> int | None:
    text = _text(cell)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


def _order(cell: Any) -> str:
    return cell.isoformat() if isinstance(cell, datetime) else _text(cell)


# ---------------------------------------------------------------- against the roster


def edits_of(
    book: RosterBook, roster: Roster, problem: Problem, sealed: frozenset[Muster] = frozenset()
) -> tuple[tuple[CellEdit, ...], tuple[WorkbookFault, ...]]:
    """Return the cells that were changed in a workbook, and what is wrong with them.

    With a fault nothing is to be taken over. What somebody else changed meanwhile in cells that the workbook leaves
    alone stays.

    Args:
        book: The workbook.
        roster: The roster as it stands.
        problem: The facility that it is of.
        sealed: Musters whose posts are still to be drawn.
    """
    if book.facility != roster.facility or (book.first, book.last) != (roster.period.first, roster.period.last):
        what = f"{book.facility}, {book.first} to {book.last}"
        here = f"{roster.facility}, {roster.period.first} to {roster.period.last}"
        return (), (WorkbookFault(sheet=METADATA, expected=f"a workbook of {here} is expected, not of {what}"),)
    against = _Against(roster, problem, sealed)
    edits, faults = [], []
    for key in sorted(book.cells):
        cell, before = book.cells[key], book.base.get(key, "")
        if cell.text in (_cell_text(before), _cell_text(against.text(key))):
            continue
        try:
            edits.append(against.edit(cell, before))
        except UnfitError as error:
            faults.append(cell.fault(str(error)))
    return tuple(edits), tuple(faults)


class _Against:
    """A roster, by seat, against which cells are held."""

    def __init__(self, roster: Roster, problem: Problem, sealed: frozenset[Muster]) -> None:
        self._problem, self._sealed, self._period = problem, sealed, roster.period
        self._texts = texts_of(roster, problem, sealed)
        self._shifts = {shift.code: shift for shift in problem.shifts}
        self._posts = {post.code for post in problem.posts}
        self._badges = {officer.badge for officer in problem.officers}
        self._locked = {(lock.badge, lock.on) for lock in roster.locks}
        self._tours: dict[SeatKey, list[Tour]] = {}
        for tour in roster.tours:
            self._tours.setdefault(key_of(tour), []).append(tour)

    def text(self, key: SeatKey) -> str:
        """Return what stands on a seat now."""
        return self._texts.get(key, "")

    def edit(self, cell: BookCell, before: str) -> CellEdit:
        """Return what a changed cell asks for.

        Raises:
            UnfitError: it cannot be.
        """
        seat, shift = cell.seat, self._shifts.get(cell.seat.shift)
        if seat.post not in self._posts or shift is None:
            raise UnfitError(f"a post of the facility is expected, not {str(seat.post)[:80]!r}")
        if seat.on not in self._period:
            raise UnfitError(f"a date from {self._period.first} to {self._period.last} is expected, not {seat.on}")
        if Muster(on=seat.on, shift=seat.shift) in self._sealed:
            raise UnfitError("nothing is expected here: posts of this watch are drawn at muster")
        if self.text(seat) != before:
            now = self.text(seat) or "nobody"
            raise UnfitError(f"what was there is expected, and it has changed meanwhile to {now}; export again")
        standing = self._tours.get(seat, [])
        asked = parse_cell(cell.text, seat, shift, self._problem.clock, self._badges, standing)
        gone, come = tuple(t for t in standing if t not in asked), tuple(t for t in asked if t not in standing)
        for tour in (*gone, *come):
            if tour.is_locked or (tour.badge, tour.on) in self._locked:
                raise UnfitError(f"the cell is expected as it was: {tour.badge} is locked on this date")
        return CellEdit(cell=cell, before=before, gone=gone, come=come)
