"""A roster that was changed in a spreadsheet: what is different, what each change would break, and the edit."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from scheduler.check import Checker
from scheduler.domain.draws import Muster
from scheduler.domain.findings import Cell, Finding
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Tour, TourChange, difference
from scheduler.domain.words import PostCode, ShiftCode
from scheduler.exchange import WorkbookErrors, WorkbookFault
from scheduler.exchange.roster_book import METADATA
from scheduler.exchange.roster_book_reading import CellEdit, RosterBook, edits_of, read_roster_book


@dataclass(frozen=True, slots=True, kw_only=True)
class CellChange:
    """A cell of the workbook that is different from the roster.

    Attributes:
        sheet: Its sheet.
        row: Its row, as the spreadsheet counts.
        column: The letters of its column.
        on: Local date of the seat.
        shift: Its shift.
        post: Its post.
        seat: Its number, from 1.
        before: What the roster has, as the workbook writes it; "" for nobody.
        after: What the workbook asks for.
        findings: What the import would break or make worse at this place, gravest first.
    """

    sheet: str
    row: int
    column: str
    on: date
    shift: ShiftCode
    post: PostCode
    seat: int
    before: str
    after: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterPreview:
    """What importing a roster workbook would do; nothing is written by looking.

    Attributes:
        source: Name of the file.
        number: Number of the roster that it is of.
        version: Version of the roster when it was written; 0 for none.
        cells: Cells that are different.
        changes: The same as changes of tours.
        findings: What the import would break or make worse, gravest first.
        elsewhere: What the import would break at places that are in none of the cells.
        missing: How many held seats are no longer in the workbook, and stay as they are.
    """

    source: str
    number: int
    version: int
    cells: tuple[CellChange, ...]
    changes: tuple[TourChange, ...]
    findings: tuple[Finding, ...]
    elsewhere: tuple[Finding, ...]
    missing: int


def number_in(path: Path) -> int:
    """Return the number of the roster that a roster workbook is of.

    Raises:
        WorkbookErrors: it is no roster workbook.
    """
    return read_roster_book(path).number


def preview_roster(
    path: Path,
    number: int,
    roster: Roster,
    problem: Problem,
    sealed: frozenset[Muster] = frozenset(),
    checker: Callable[[], Checker] | None = None,
) -> RosterPreview:
    """Return what importing a roster workbook would do.

    Args:
        path: The workbook.
        number: Number of the roster.
        roster: The roster as it stands.
        problem: Its facility.
        sealed: Musters whose posts are still to be drawn.
        checker: Returns the checker of the roster as it stands, where there is one already.

    Raises:
        WorkbookErrors: it cannot be imported; says everything that is wrong with it, by sheet, row and column.
    """
    book = read_roster_book(path)
    faults = _faults_of(book, number)
    edits: tuple[CellEdit, ...] = ()
    if not faults:
        edits, faults = edits_of(book, roster, problem, sealed)
    if faults:
        raise WorkbookErrors(path.name, faults)
    gone = [tour for edit in edits for tour in edit.gone]
    come = [tour for edit in edits for tour in edit.come]
    after = roster.with_changes(gone, come)
    added: tuple[Finding, ...] = ()
    if edits:
        added = (checker() if checker is not None else Checker.of(problem, roster)).added_by(after)
    by_cell = [tuple(finding for finding in added if _is_about(finding, edit)) for edit in edits]
    placed = {id(finding) for findings in by_cell for finding in findings}
    return RosterPreview(
        source=path.name,
        number=number,
        version=book.version,
        cells=tuple(_change(edit, findings) for edit, findings in zip(edits, by_cell, strict=True)),
        changes=difference(roster, after),
        findings=added,
        elsewhere=tuple(finding for finding in added if id(finding) not in placed),
        missing=len(book.missing),
    )


def _faults_of(book: RosterBook, number: int) -> tuple[WorkbookFault, ...]:
    if book.number == number:
        return ()
    found = f"roster number {book.number}" if book.number else "a roster that is not to be read back"
    expected = f"a workbook of roster number {number} is expected, not of {found}"
    return (WorkbookFault(sheet=METADATA, expected=expected),)


def _is_about(finding: Finding, edit: CellEdit) -> bool:
    """Whether a finding is about an officer and date, or a seat, that a changed cell touches."""
    tours: tuple[Tour, ...] = (*edit.gone, *edit.come)
    cells = {(tour.badge, tour.on) for tour in tours}
    seats = {tour.seat for tour in tours}

    def touches(cell: Cell) -> bool:
        return (cell.badge, cell.on) in cells if cell.badge is not None else cell.seat in seats

    return any(touches(cell) for cell in finding.cells)


def _change(edit: CellEdit, findings: tuple[Finding, ...]) -> CellChange:
    seat, cell = edit.cell.seat, edit.cell
    return CellChange(
        sheet=cell.sheet,
        row=cell.row,
        column=cell.column,
        on=seat.on,
        shift=seat.shift,
        post=seat.post,
        seat=seat.index + 1,
        before=edit.before,
        after=cell.text,
        findings=findings,
    )
