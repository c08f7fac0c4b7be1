"""Rows of another system's list as values of ours, by a mapping of columns; every fault in the words of its file."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from scheduler.domain.clock import Clock
from scheduler.domain.site import Site
from scheduler.exchange.faults import WorkbookErrors, WorkbookFault
from scheduler.exchange.foreign_file import ForeignTable
from scheduler.exchange.foreign_kinds import WANTED, ImportKind
from scheduler.exchange.kinds import Cell, Choice, Day, Instant, shown
from scheduler.exchange.kinds.base import text_of
from scheduler.exchange.layout import Sheet
from scheduler.exchange.parse import Faults, Row, TooManyFaultsError, parse_sheet
from scheduler.exchange.raw import Raw

Mapped = Mapping[str, str]
"""Heading of the file by field of the kind; `Date + Time` joins two columns."""
JOINED = " + "


class DateOrder(StrEnum):
    """Which part of a date such as 03/04/2026 comes first, where its numbers do not tell."""

    MONTH = "month"
    DAY = "day"


_NUMBERS = re.compile(r"([0-9]{1,4})[/.\-]([0-9]{1,2})[/.\-]([0-9]{1,4})(?:[ T]+(.+))?")
_WORDS = re.compile(r"([0-9]{1,2})[ \-]([A-Za-z]{3,9})[ \-,]+([0-9]{4})(?:[ T,]+(.+))?")
_AMERICAN = re.compile(r"([A-Za-z]{3,9})\.? ([0-9]{1,2}),? ([0-9]{4})(?:[ T,]+(.+))?")
_TIME = re.compile(r"([0-9]{1,2}):?([0-9]{2})(?::[0-9]{2})?\s*([AaPp])?[.Mm]*")
_MONTHS = {
    name: n
    for n, name in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)
}


def rows_of(table: ForeignTable, kind: ImportKind, mapped: Mapped, order: DateOrder, site: Site) -> list[Row]:
    """Return the rows of a table as values by field, numbered as in the file.

    Args:
        table: The table.
        kind: What it is about.
        mapped: Which column holds which field. Fields without one are not in the rows at all, where they may lack.
        order: How dates are written where their numbers do not tell.
        site: The facility, whose codes the rows may name.

    Raises:
        WorkbookErrors: anything is wrong; lists all faults by the file's own rows and headings.
    """
    sheet = WANTED[kind].sheet
    faults = Faults()
    _refuse_mapping(table, sheet, mapped, faults)
    rows: list[Row] = []
    if not faults.found:
        held = replace(sheet, columns=tuple(column for column in sheet.columns if column.field in mapped))
        raw = Raw(tables={sheet.name: _grid(table, held, mapped, order)})
        with suppress(TooManyFaultsError):
            rows = parse_sheet(raw, held, Clock(site.facility.zone), faults).rows
            _check(held, rows, site, faults)
    if faults.found:
        raise WorkbookErrors(table.source, tuple(_in_words(fault, table, sheet, mapped) for fault in faults.found))
    return rows


def as_read(table: ForeignTable, kind: ImportKind, mapped: Mapped, order: DateOrder) -> tuple[tuple[str, ...], ...]:
    """Return the rows of a table as texts: row number, then the mapped fields in order, dates as they are read."""
    sheet = WANTED[kind].sheet
    known = set(table.headings)
    held = tuple(
        column
        for column in sheet.columns
        if column.field in mapped
        and (mapped[column.field] in known or set(mapped[column.field].split(JOINED)) <= known)
    )
    grid = _grid(table, replace(sheet, columns=held), mapped, order)
    filled = ((number, grid[number - 1]) for number, _ in table.rows)
    return tuple(
        (str(number), *(_part(cell) for cell in [*row, *[None] * len(held)][: len(held)])) for number, row in filled
    )


def told(table: ForeignTable, kind: ImportKind, mapped: Mapped, row: int, field: str, expected: str) -> WorkbookFault:
    """Return a fault of a cell in the words of its file."""
    sheet = WANTED[kind].sheet
    header = sheet.header_of(field)
    fault = WorkbookFault(sheet=sheet.name, row=row, column=header, expected=expected)
    return _in_words(fault, table, sheet, mapped)


def _refuse_mapping(table: ForeignTable, sheet: Sheet, mapped: Mapped, faults: Faults) -> None:
    fields = {column.field: column for column in sheet.columns}
    for field, heading in mapped.items():
        if field not in fields:
            faults.add(sheet.name, None, "", f"one of {', '.join(fields)} is expected, not {field!r}")
            continue
        for part in heading.split(JOINED) if heading not in table.headings else (heading,):
            if part not in table.headings:
                faults.add(sheet.name, None, "", f"a column {part!r} is expected, and there is none")
    for column in sheet.columns:
        if column.field not in mapped and not column.may_be_absent:
            faults.add(sheet.name, None, column.header, "a column of the file is expected for it")


def _grid(table: ForeignTable, sheet: Sheet, mapped: Mapped, order: DateOrder) -> list[list[Cell]]:
    """Return the table under our own headers, each row where it stands in the file."""
    last = table.rows[-1][0] if table.rows else 1
    grid: list[list[Cell]] = [[] for _ in range(last)]
    grid[0] = [column.header for column in sheet.columns]
    for at, column in enumerate(sheet.columns):
        cells = _column(table, mapped[column.field])
        if isinstance(column.kind, Day | Instant):
            cells = _dated(cells, order, isinstance(column.kind, Day))
        elif isinstance(column.kind, Choice):
            cells = [c.strip().replace(" ", "_").replace("-", "_") if isinstance(c, str) else c for c in cells]
        for (number, _), cell in zip(table.rows, cells, strict=True):
            row = grid[number - 1]
            row.extend([None] * (at + 1 - len(row)))
            row[at] = cell
    return grid


def _column(table: ForeignTable, heading: str) -> list[Cell]:
    names = (heading,) if heading in table.headings else tuple(heading.split(JOINED))
    places = [table.headings.index(name) for name in names]
    if len(places) == 1:
        return [cells[places[0]] for _, cells in table.rows]
    return [" ".join(filter(None, (_part(cells[at]) for at in places))) or None for _, cells in table.rows]


def _part(cell: Cell) -> str:
    """Return a cell that is joined with others; a date-and-time cell at midnight is only a date."""
    if isinstance(cell, datetime) and cell.time() == time(0):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell == int(cell):
        return str(int(cell))
    return text_of(cell)


def _dated(cells: list[Cell], order: DateOrder, is_day: bool) -> list[Cell]:
    """Return texts that show dates as YYYY-MM-DD and HH:MM; what shows none stays and is a fault later.

    If the numbers of one row tell which part comes first, that holds for the whole column.
    """
    firsts, seconds = set[int](), set[int]()
    for cell in cells:
        if isinstance(cell, str) and (match := _NUMBERS.fullmatch(cell)) and len(match[1]) <= 2:
            firsts.add(int(match[1]))
            seconds.add(int(match[2]))
    if max(firsts, default=0) > 12:
        order = DateOrder.DAY
    elif max(seconds, default=0) > 12:
        order = DateOrder.MONTH
    return [_iso(cell, order, is_day) if isinstance(cell, str) else cell for cell in cells]


def _iso(text: str, order: DateOrder, is_day: bool) -> str:
    year, month, day, rest = 0, 0, 0, None
    if match := _NUMBERS.fullmatch(text):
        first, second, third = int(match[1]), int(match[2]), int(match[3])
        rest = match[4]
        if len(match[1]) == 4:
            year, month, day = first, second, third
        elif len(match[1]) <= 2 and len(match[3]) in (2, 4):
            month, day = (first, second) if order is DateOrder.MONTH else (second, first)
            year = third if len(match[3]) == 4 else third + (2000 if third < 70 else 1900)
    elif match := _WORDS.fullmatch(text):
        year, month, day, rest = int(match[3]), _MONTHS.get(match[2][:3].casefold(), 0), int(match[1]), match[4]
    elif match := _AMERICAN.fullmatch(text):
        year, month, day, rest = int(match[3]), _MONTHS.get(match[1][:3].casefold(), 0), int(match[2]), match[4]
    try:
        shown_date = date(year, month, day).isoformat()
    except ValueError:
        return text
    if rest is None:
        return shown_date
    clock = _clock(rest.strip())
    if clock is None:
        return f"{shown_date} {rest}" if len(text) == len(rest) + 11 else text
    return shown_date if is_day and clock == "00:00" else f"{shown_date} {clock}"


def _clock(text: str) -> str | None:
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    hour, minute, half = int(match[1]), int(match[2]), (match[3] or "").casefold()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    elif half:
        return None
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else None


def _check(sheet: Sheet, rows: list[Row], site: Site, faults: Faults) -> None:
    """Add codes that nobody knows, and spans that run backwards."""
    officers = frozenset[Any](officer.badge for officer in site.officers)
    known: dict[str, frozenset[Any]] = {
        "Areas": frozenset(area.code for area in site.areas),
        "Posts": frozenset(post.code for post in site.posts),
        "Shifts": frozenset(shift.code for shift in site.shifts),
        "Squads": frozenset(squad.code for squad in site.squads),
        "Qualifications": frozenset(held.code for held in site.qualifications),
        "Officers": officers,
        "Everybody": officers | {name.badge for name in site.names} | {tour.badge for tour in site.worked},
    }
    for row in rows:
        for column in sheet.columns:
            code = row.values.get(column.field)
            if column.refers in known and code is not None and code not in known[column.refers]:
                what = "badge of an officer" if column.refers in ("Officers", "Everybody") else "code of the facility"
                faults.add(sheet.name, row.number, column.header, f"a {what} is expected, not {shown(code)}")
        for low, high, is_strict in (("start", "end", True), ("earned", "expires", False)):
            early, late = row.values.get(low), row.values.get(high)
            if early is not None and late is not None and (late < early or (is_strict and late == early)):
                faults.add(sheet.name, row.number, sheet.header_of(high), "a later moment than the first is expected")


def _in_words(fault: WorkbookFault, table: ForeignTable, sheet: Sheet, mapped: Mapped) -> WorkbookFault:
    """Return a fault with the names of the file in place of ours."""
    field = next((column.field for column in sheet.columns if column.header == fault.column), "")
    column = mapped.get(field, fault.column)
    return replace(fault, sheet=table.sheet, column=column)
