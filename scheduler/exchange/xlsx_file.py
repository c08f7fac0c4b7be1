"""The workbook as an XLSX file: typed cells, frozen headers with their meaning, lists of allowed words."""

import io
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import python_calamine

from scheduler.domain.clock import Clock
from scheduler.domain.site import Site
from scheduler.exchange.faults import UnwritableError, WorkbookFault
from scheduler.exchange.files import replace_file
from scheduler.exchange.kinds import (
    Cell,
    Choice,
    Day,
    Instant,
    Length,
    Month,
    Percent,
    Phrase,
    Stamp,
    WallTime,
    Whole,
    YesNo,
)
from scheduler.exchange.layout import Column, Sheet
from scheduler.exchange.raw import FLOOR_PLAN, MOST_BYTES, SHEET_BY_TIDY_NAME, Raw, note_missing, tidy
from scheduler.exchange.sheets import SHEETS
from scheduler.exchange.writers.xlsx import FIRST_DATE, OPTIONS
from scheduler.exchange.xlsx_scan import NotAWorkbookError, parts_of, scan_sheet, scan_texts

_FORMATS: dict[type, str] = {
    Day: "yyyy-mm-dd",
    Month: "yyyy-mm",
    WallTime: "hh:mm",
    Instant: "yyyy-mm-dd hh:mm",
    Stamp: "yyyy-mm-dd hh:mm",
    Length: "[h]:mm",
    Whole: "0",
    Percent: "0.0",
}
_TEXT = "@"
_LISTED_ROWS = 50_000
_PIECE = 16_000
"""A cell holds 32,767 characters; a floor plan's longer lines are split."""
_CREATED = datetime(2026, 1, 1)
"""Stands in every file, so that the same site gives the same bytes."""


def read_xlsx(path: Path) -> Raw:
    """Return what an XLSX file holds. Sheets that the workbook does not know are not read."""
    raw = Raw()
    try:
        if path.stat().st_size > MOST_BYTES:
            raise NotAWorkbookError(f"a file of at most {MOST_BYTES // 1_000_000} MB is expected")
        data = path.read_bytes()
        names = _names(data, raw)
        if not raw.faults:
            _read_tables(data, names, raw)
    except NotAWorkbookError as error:
        raw.faults.append(WorkbookFault(expected=str(error)))
    return raw


def _names(data: bytes, raw: Raw) -> dict[str, str]:
    """Return the names in the file by the names of the workbook's sheets, after scanning each."""
    parts = parts_of(data)
    names = {}
    raw.others = [part.sheet for part in parts if tidy(part.sheet) not in SHEET_BY_TIDY_NAME]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        scan_texts(archive)
        for part in parts:
            sheet = SHEET_BY_TIDY_NAME.get(tidy(part.sheet))
            name = sheet.name if sheet else FLOOR_PLAN if tidy(part.sheet) == tidy(FLOOR_PLAN) else None
            if name is None:
                continue
            if part.member not in archive.namelist():
                raise NotAWorkbookError(f"an undamaged XLSX workbook is expected, and sheet {name!r} is not in it")
            names[name] = part.sheet
            raw.faults += scan_sheet(archive, part)
    for sheet in SHEETS:
        if sheet.name not in names:
            note_missing(raw, sheet, sheet.name, "sheet")
    return names


def _read_tables(data: bytes, names: dict[str, str], raw: Raw) -> None:
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        for sheet, name in names.items():
            rows: list[list[Any]] = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            if sheet == FLOOR_PLAN:
                raw.floor_plan = _joined(rows, raw)
            else:
                raw.tables[sheet] = rows
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise NotAWorkbookError(f"an XLSX workbook is expected ({' '.join(str(error).split())})") from error
    except BaseException as error:
        # The reader is native code; what it did not foresee comes as a panic, which is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise NotAWorkbookError("an undamaged XLSX workbook is expected") from error


def _joined(rows: list[list[Any]], raw: Raw) -> str:
    """Return the floor plan: rows with the same line number are one line."""
    lines: list[str] = []
    for number, row in enumerate(rows[1:], start=2):
        line, text = (*row, "", "")[:2]
        if isinstance(line, float | int) and line == len(lines) + 1:
            lines.append(str(text))
        elif isinstance(line, float | int) and lines and line == len(lines):
            lines[-1] += str(text)
        elif line != "" or text != "":
            expected = f"line {len(lines) + 1} of the floor plan is expected"
            raw.faults.append(WorkbookFault(sheet=FLOOR_PLAN, row=number, column="Line", expected=expected))
            return ""
    return "\n".join(lines)


def write_xlsx(site: Site | None, path: Path) -> None:
    """Write a site, or an empty workbook to fill in, as an XLSX file.

    Raises:
        OSError: the file cannot be written.
        UnwritableError: the site holds what a workbook cannot.
    """
    import xlsxwriter  # takes long to load; most sessions write no workbook

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, OPTIONS)
    book.set_properties({"title": "Facility workbook", "created": _CREATED})
    writer = _Writer(book, Clock(site.facility.zone) if site else Clock("UTC"))
    writer.read_me()
    for sheet in SHEETS:
        writer.sheet(sheet, site)
    writer.floor_plan(site.floor_plan if site else "")
    try:
        book.close()
    except UnicodeEncodeError as error:
        raise UnwritableError(f"a text holds {error.object[error.start]!r}, which no file can hold") from error
    replace_file(path, out.getvalue())


class _Writer:
    """Writes sheets into one XLSX file."""

    def __init__(self, book: Any, clock: Clock) -> None:
        self._book = book
        self._clock = clock
        self._head = book.add_format({"bold": True, "bg_color": "#EAEEF2", "bottom": 1, "num_format": _TEXT})
        self._plain = book.add_format({"num_format": _TEXT})
        self._formats = {kind: book.add_format({"num_format": form}) for kind, form in _FORMATS.items()}

    def read_me(self) -> None:
        """Write the first sheet, which says what the others are."""
        page = self._book.add_worksheet("Read me")
        page.set_column(0, 0, 26)
        page.set_column(1, 1, 120)
        lines = [
            (
                "Facility workbook",
                "Everything that Fairwatch needs to know of a facility, one sheet for each sort of thing.",
            ),
            ("How to fill it in", "Row 1 of a sheet names its columns; point at a header to read what belongs there."),
            ("", "Columns may stand in any order, and you may add columns and sheets of your own: they are not read."),
            ("", "Every sheet and every column must stay, even where you have nothing to say."),
            ("", "Blanks at either end of a cell do not count, and empty rows are passed over."),
            ("Dates and times", "2026-12-06, 06:00 and 2026-12-06 06:00, always on the facility's own clock."),
            ("", ""),
            *((sheet.name, sheet.meaning) for sheet in SHEETS),
            (FLOOR_PLAN, "An SVG, line by line; its elements carry the ids that areas and posts name as Outline."),
        ]
        for row, (name, meaning) in enumerate(lines):
            page.write_string(row, 0, name, self._head if name else self._plain)
            page.write_string(row, 1, meaning)

    def sheet(self, sheet: Sheet, site: Site | None) -> None:
        """Write one sheet: headers with comments, formats of columns, allowed words, rows."""
        page = self._book.add_worksheet(sheet.name)
        page.freeze_panes(1, 0)
        page.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        formats = []
        for at, column in enumerate(sheet.columns):
            formats.append(self._formats.get(type(column.kind), self._plain))
            page.set_column(at, at, max(10, len(column.header) + 3, len(column.example) + 2), formats[-1])
            page.write_string(0, at, column.header, self._head)
            page.write_comment(0, at, comment(column), {"x_scale": 2.2, "y_scale": 1.2})
            if isinstance(column.kind, Choice | Phrase | YesNo):
                words = column.kind.allowed.split(", ")
                page.data_validation(1, at, _LISTED_ROWS, at, {"validate": "list", "source": words})
        if site is None:
            return
        kinds = [column.kind for column in sheet.columns]
        for row, values in enumerate(sheet.rows(site), start=1):
            for at, (value, kind) in enumerate(zip(values, kinds, strict=True)):
                if value is not None:
                    self._put(page, row, at, kind.cell(value, self._clock), formats[at])
        if row_count := sum(1 for _ in sheet.rows(site)):
            page.autofilter(0, 0, row_count, len(sheet.columns) - 1)

    def _put(self, page: Any, row: int, at: int, cell: Cell, form: Any) -> None:
        if isinstance(cell, datetime):
            page.write_datetime(row, at, cell, form)
        elif isinstance(cell, date) and cell < FIRST_DATE:
            page.write_string(row, at, cell.isoformat(), self._plain)
        elif isinstance(cell, date | time | timedelta):
            page.write_datetime(row, at, cell, form)
        elif isinstance(cell, str):
            if page.write_string(row, at, cell, form) != 0:
                raise UnwritableError(f"{page.get_name()} row {row + 1}: a text is too long for a cell")
        elif cell is not None:
            page.write_number(row, at, cell, form)

    def floor_plan(self, svg: str) -> None:
        """Write the floor plan line by line; the parts of a long line share its number."""
        page = self._book.add_worksheet(FLOOR_PLAN)
        page.freeze_panes(1, 0)
        page.set_column(1, 1, 120, self._plain)
        for at, header in enumerate(("Line", "SVG")):
            page.write_string(0, at, header, self._head)
        row = 0
        for number, line in enumerate(svg.split("\n") if svg else (), start=1):
            for start in range(0, max(len(line), 1), _PIECE):
                row += 1
                page.write_number(row, 0, number)
                page.write_string(row, 1, line[start : start + _PIECE], self._plain)


def comment(column: Column) -> str:
    """Return what a header's comment says of its column."""
    parts = [f"{column.meaning}.", f"{column.kind.name}: {column.kind.form}"]
    if column.kind.allowed:
        parts.append(f"Allowed: {column.kind.allowed}" + (f" ({column.unit})" if column.unit else ""))
    if column.refers:
        parts.append(f"Must stand on: {column.refers}")
    parts.append("Must be filled in" if column.is_required else f"Empty: {column.default_text}")
    if column.example:
        parts.append(f"Example: {column.example}")
    return "\n".join(parts)
