"""From a table as found to rows of values: every cell is read, every fault is kept."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from scheduler.domain.clock import Clock
from scheduler.exchange.faults import UnfitError, WorkbookFault
from scheduler.exchange.kinds import Cell
from scheduler.exchange.layout import Column, Sheet
from scheduler.exchange.raw import Raw, Table, similar, tidy
from scheduler.exchange.sheets import SHEETS

MOST_FAULTS = 5000


class TooManyFaultsError(Exception):
    """There is no point in looking further."""


@dataclass(slots=True)
class Faults:
    """Collects faults up to a number that nobody reads to the end."""

    found: list[WorkbookFault] = field(default_factory=list)

    def add(self, sheet: str, row: int | None, column: str, expected: str) -> None:
        """Keep one fault.

        Raises:
            TooManyFaultsError: there are too many.
        """
        self.found.append(WorkbookFault(sheet=sheet, row=row, column=column, expected=expected))
        if len(self.found) >= MOST_FAULTS:
            raise TooManyFaultsError


@dataclass(slots=True)
class Row:
    """A row as read: values by field. A field whose cell has a fault is not there, and the row is not sound."""

    number: int
    values: dict[str, Any]
    is_sound: bool = True


@dataclass(slots=True)
class ParsedSheet:
    """The rows of a sheet; `is_whole` says whether all of its columns were found."""

    sheet: Sheet
    rows: list[Row] = field(default_factory=list)
    is_whole: bool = False


def parse_sheet(raw: Raw, sheet: Sheet, clock: Clock, faults: Faults) -> ParsedSheet:
    """Return the rows of one sheet; empty rows are passed over."""
    parsed = ParsedSheet(sheet)
    table = raw.tables.get(sheet.name)
    if table is None:
        parsed.is_whole = sheet.name in raw.absent
        return parsed
    places, absent = _places(sheet, table, faults)
    parsed.is_whole = len(places) + len(absent) == len(sheet.columns)
    numbers = [n for n, cells in enumerate(table[1:], start=2) if any(map(_is_filled, cells))]
    parsed.rows = [Row(number, {c.field: c.default for c in absent}, parsed.is_whole) for number in numbers]
    for column, at in places:
        _read_column(sheet, column, ((row, _cell(table[row.number - 1], at)) for row in parsed.rows), clock, faults)
    return parsed


def _places(sheet: Sheet, table: Table, faults: Faults) -> tuple[list[tuple[Column, int]], list[Column]]:
    """Return the columns with their places, and those that are not there and need not be."""
    headers = [tidy(str(cell)) if cell is not None else "" for cell in (table[0] if table else ())]
    if not any(headers):
        faults.add(sheet.name, 1, "", "the names of the columns are expected in row 1")
        return [], []
    known = {tidy(column.header) for column in sheet.columns}
    others = [header for header in headers if header and header not in known]
    found, absent = [], []
    for column in sheet.columns:
        name = tidy(column.header)
        if headers.count(name) == 1:
            found.append((column, headers.index(name)))
            continue
        near = similar(name, others, column.may_be_absent)
        if column.may_be_absent and name not in headers and not near:
            absent.append(column)
            continue
        hint = f" (is it {near!r}?)" if near else ""
        count = "are two or more" if name in headers else f"is none{hint}"
        faults.add(sheet.name, 1, column.header, f"one column of this name is expected and there {count}")
    return found, absent


def _cell(cells: list[Cell], at: int) -> Cell:
    cell = cells[at] if at < len(cells) else None
    return (cell.strip() or None) if isinstance(cell, str) else cell


def _is_filled(cell: Cell) -> bool:
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))


def _read_column(
    sheet: Sheet, column: Column, cells: "Iterator[tuple[Row, Cell]]", clock: Clock, faults: Faults
) -> None:
    """Read a column; each different cell is read once, since codes and dates repeat all the time."""
    known: dict[tuple[type, Cell], Any] = {}
    name, parse = column.field, column.kind.parse
    for row, cell in cells:
        if cell is None:
            if column.is_required:
                row.is_sound = False
                faults.add(sheet.name, row.number, column.header, "a value is expected in this cell")
            else:
                row.values[name] = column.default
            continue
        key = (type(cell), cell)
        if key in known:
            row.values[name] = known[key]
            continue
        try:
            row.values[name] = known[key] = parse(cell, clock)
        except UnfitError as error:
            row.is_sound = False
            faults.add(sheet.name, row.number, column.header, str(error))


def parse_facility(raw: Raw, faults: Faults) -> tuple[ParsedSheet, Clock]:
    """Return the sheet Facility and the facility's clock (UTC if it cannot be told)."""
    parsed = parse_sheet(raw, SHEETS[0], Clock("UTC"), faults)
    if raw.tables.get(SHEETS[0].name) is not None and parsed.is_whole and len(parsed.rows) != 1:
        faults.add(SHEETS[0].name, None, "", f"exactly one row is expected, not {len(parsed.rows)}")
    zone = parsed.rows[0].values.get("zone") if parsed.rows else None
    return parsed, Clock(zone or "UTC")
