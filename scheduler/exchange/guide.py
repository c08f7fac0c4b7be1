"""The documentation of the workbook and the empty workbook, both made from the definition of its sheets."""

from collections.abc import Iterator
from pathlib import Path

from scheduler.exchange.kinds import (
    Choice,
    Code,
    Codes,
    Cycle,
    Day,
    Instant,
    Kind,
    Length,
    Limits,
    Month,
    Percent,
    Phrase,
    Settings,
    Stamp,
    Text,
    WallTime,
    Weekdays,
    Whole,
    YesNo,
    Zone,
)
from scheduler.exchange.layout import FORMAT, Column, Sheet
from scheduler.exchange.raw import FLOOR_PLAN, FLOOR_PLAN_FILE
from scheduler.exchange.sheets import SHEETS

_KINDS: tuple[type[Kind], ...] = (
    Text,
    Code,
    Codes,
    Whole,
    Percent,
    YesNo,
    Choice,
    Phrase,
    Day,
    Month,
    WallTime,
    Instant,
    Stamp,
    Length,
    Weekdays,
    Cycle,
    Limits,
    Settings,
    Zone,
)

_INTRODUCTION = f"""# The facility workbook

<!-- Made from scheduler/exchange/sheets by packaging/update_resources.py; change it there. -->

A facility workbook (`{FORMAT}`) holds everything that Fairwatch needs to know of a facility: one XLSX file with the
sheets below, or a folder with one CSV file for each of them. `fairwatch import WORKBOOK --db URL` takes it over, all or
nothing, and tells every fault by sheet, row and column. `resources/demo/template.xlsx` is an empty one to fill in.

- Every sheet and every column must be there, also where there is nothing to say, but for those that are said to be
  allowed to be missing: workbooks made before there were such sheets stay good. Columns may stand in any order; other
  columns and other sheets are not read. Rows may stand in any order unless a sheet says otherwise.
- Row 1 names the columns. Empty rows are passed over; blanks at either end of a cell do not count.
- No two rows of a sheet may be alike, and a key (marked so below) stands in one row only.
- All times are those of the facility's own clock. Ends of times are exclusive, last dates inclusive.
- CSV is UTF-8, with commas or semicolons. Text that a spreadsheet would run as a formula has an apostrophe before it,
  which is taken away in reading: `'-ABLE` is the text `-ABLE`.
- The floor plan is an SVG: the file `{FLOOR_PLAN_FILE}` of a CSV folder, and the sheet `{FLOOR_PLAN}` of an XLSX file,
  one row a line (rows with the same Line number are parts of one line). It may be missing. It has no scripts and no
  DOCTYPE.
- In an XLSX file a cell may be typed (a real date, time or number) or text in the form below; a formula counts with the
  value that it last showed.
"""


def workbook_guide() -> str:
    """Return the documentation of all sheets and columns as Markdown."""
    return "\n".join([_INTRODUCTION, *_kinds(), *(line for sheet in SHEETS for line in _sheet(sheet))])


def write_template(path: Path) -> None:
    """Write an empty workbook to fill in, as XLSX.

    Raises:
        OSError: the file cannot be written.
    """
    from scheduler.exchange.xlsx_file import write_xlsx

    write_xlsx(None, path)


def _kinds() -> Iterator[str]:
    yield "## How values are written\n"
    yield "| kind | how to write it |"
    yield "|---|---|"
    for kind in _KINDS:
        yield f"| {kind.name} | {_cell(kind.form)} |"
    yield ""


def _sheet(sheet: Sheet) -> Iterator[str]:
    yield f"## {sheet.name}\n"
    yield f"{sheet.meaning} CSV file: `{sheet.file_name}`.\n"
    if sheet.may_be_absent:
        yield "The whole sheet may be missing.\n"
    if sheet.key:
        yield f"Key: {', '.join(sheet.header_of(field) for field in sheet.key)}.\n"
    for first, last in sheet.spans:
        yield f"{sheet.header_of(last)} must be later than {sheet.header_of(first)}.\n"
    for first, last in sheet.ranges:
        yield f"{sheet.header_of(last)} may not be less than {sheet.header_of(first)}.\n"
    yield "| column | what it is | kind | allowed | empty cell | example |"
    yield "|---|---|---|---|---|---|"
    for column in sheet.columns:
        parts = (column.header, column.meaning, column.kind.name, _allowed(column), _empty(column), column.example)
        yield "| " + " | ".join(map(_cell, parts)) + " |"
    yield ""


def _allowed(column: Column) -> str:
    parts = [column.kind.allowed]
    if column.refers:
        parts.append(f"from {column.refers}")
    if column.unit:
        parts.append(column.unit)
    return "; ".join(part for part in parts if part)


def _empty(column: Column) -> str:
    if column.is_required:
        return "not allowed"
    return f"{column.default_text} (the column may be missing)" if column.may_be_absent else column.default_text


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
