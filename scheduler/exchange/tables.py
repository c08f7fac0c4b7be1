"""Single sheets of a facility, shown and changed row by row as text.

The sheets, columns and kinds of the workbook are the one definition of what a facility's data are; whoever edits them
on a screen goes through the same reading and the same checks as a workbook does.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from scheduler.domain.clock import Clock
from scheduler.domain.site import OfficerName, Site
from scheduler.exchange.assemble import site_of
from scheduler.exchange.checks import Parsed, check_all
from scheduler.exchange.faults import UnfitError, WorkbookErrors, WorkbookFault
from scheduler.exchange.kinds import Code
from scheduler.exchange.layout import Sheet
from scheduler.exchange.parse import Faults, ParsedSheet, Row, TooManyFaultsError
from scheduler.exchange.plan_checks import check_plans
from scheduler.exchange.sheets import BY_NAME, SHEETS

CARRIED: dict[str, str] = {
    "Worked tours": "worked",
    "Stays": "stays",
    "Watches": "watches",
    "Activities": "activities",
}
"""Sheets that only feeds fill, and the fields of `Site` they stand for: long, and nobody types them."""

FIRST_ROW = 2
"""Number of a sheet's first row below its headers, as spreadsheets count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChange:
    """One row put in, changed or taken out.

    Attributes:
        row: Position of the row in the sheet, from 0; None for a new row at the end.
        cells: Its new cells as text in the order of the columns, "" for an empty one; None takes the row out.
    """

    row: int | None
    cells: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Changed:
    """The site after a change, and how many rows of other sheets went with rows taken out: (sheet, rows)."""

    site: Site
    followed: tuple[tuple[str, int], ...] = ()


def sheet_named(name: str) -> Sheet:
    """Return what a sheet of the workbook and its columns are, by the name of its tab."""
    return BY_NAME[name]


def sheet_names() -> tuple[str, ...]:
    """Return the names of all sheets of the workbook, in its order."""
    return tuple(sheet.name for sheet in SHEETS)


def sheet_rows(site: Site, name: str) -> tuple[tuple[str, ...], ...]:
    """Return the rows of a sheet of a site as text, in the order of its columns, "" for empty cells.

    Raises:
        UnwritableError: the site holds what a workbook cannot.
    """
    sheet, clock = BY_NAME[name], Clock(site.facility.zone)
    kinds = [column.kind for column in sheet.columns]
    return tuple(
        tuple("" if v is None else kind.text(v, clock) for v, kind in zip(values, kinds, strict=True))
        for values in sheet.rows(site)
    )


def count_rows(site: Site, name: str, column: int, text: str) -> int:
    """Return how many rows of a sheet of a site have a text in a column, by its number; see `sheet_rows`."""
    sheet, clock = BY_NAME[name], Clock(site.facility.zone)
    kind = sheet.columns[column].kind
    values = (row[column] for row in sheet.rows(site))
    return sum(kind.text(value, clock) == text for value in values if value is not None)


def change_rows(site: Site, name: str, changes: Sequence[RowChange]) -> Changed:
    """Return a site with rows of one sheet put in, changed or taken out.

    Rows of other sheets that say something of a row taken out, and only of it, go with it: the coverage of a post, the
    leave of an officer. What merely mentions it stands in the way and is told.

    Args:
        site: The facility.
        name: Name of the sheet, none of `CARRIED`.
        changes: At most one for each row.

    Raises:
        WorkbookErrors: something is wrong with the sheet then; rows are told by their number in it, new ones last.
        UnwritableError: the site holds what a workbook cannot.
    """
    faults = Faults()
    parsed = {sheet.name: _as_parsed(sheet, site) for sheet in SHEETS}
    followed: list[tuple[str, int]] = []
    made: Site | None = None
    with suppress(TooManyFaultsError):
        gone = _change(parsed[name], changes, Clock(site.facility.zone), faults)
        _follow(parsed, name, gone, followed)
        if not faults.found:
            check_all(parsed, site.floor_plan, faults)
            check_plans(parsed, faults)
        if not faults.found:
            made = site_of(parsed, site.floor_plan)
    if made is None:
        raise WorkbookErrors(name, _own_first(faults.found, name))
    kept = {field: getattr(site, field) for field in CARRIED.values()}
    return Changed(replace(made, names=_names(site, made), **kept), tuple(followed))


def _as_parsed(sheet: Sheet, site: Site) -> ParsedSheet:
    fields = [column.field for column in sheet.columns]
    rows = () if sheet.name in CARRIED else sheet.rows(site)
    made = [Row(n, dict(zip(fields, values, strict=True))) for n, values in enumerate(rows, start=FIRST_ROW)]
    return ParsedSheet(sheet, made, is_whole=True)


def _change(parsed: ParsedSheet, changes: Sequence[RowChange], clock: Clock, faults: Faults) -> set[Any]:
    """Make the changes and return the codes that no row has any more."""
    first = parsed.sheet.columns[0].field
    before = {row.values[first] for row in parsed.rows}
    rows: list[Row | None] = list(parsed.rows)
    for change in changes:
        if change.row is None:
            rows.append(_read(parsed.sheet, len(rows) + FIRST_ROW, change.cells or (), clock, faults))
        elif change.cells is None:
            rows[change.row] = None
        else:
            rows[change.row] = _read(parsed.sheet, change.row + FIRST_ROW, change.cells, clock, faults)
    parsed.rows = [row for row in rows if row is not None]
    return before - {row.values.get(first) for row in parsed.rows}


def _read(sheet: Sheet, number: int, cells: Sequence[str], clock: Clock, faults: Faults) -> Row:
    row = Row(number, {})
    for column, text in zip(sheet.columns, cells, strict=True):
        cell = text.strip()
        try:
            if cell:
                row.values[column.field] = column.kind.parse(cell, clock)
            elif column.is_required:
                raise UnfitError("a value is expected")
            else:
                row.values[column.field] = column.default
        except UnfitError as error:
            row.is_sound = False
            faults.add(sheet.name, number, column.header, str(error))
    return row


def _follow(parsed: Parsed, name: str, gone: set[Any], followed: list[tuple[str, int]]) -> None:
    """Take out of other sheets the rows that need a row which is gone, and what needs those in turn."""
    if not gone:
        return
    for sheet in SHEETS:
        for column in sheet.columns:
            is_owner = column.refers == name and column.is_required and isinstance(column.kind, Code)
            if sheet.name == name or not is_owner:
                continue
            rows = parsed[sheet.name].rows
            kept = [row for row in rows if row.values[column.field] not in gone]
            if len(kept) < len(rows):
                first = sheet.columns[0].field
                parsed[sheet.name].rows = kept
                followed.append((sheet.name, len(rows) - len(kept)))
                left = {row.values[first] for row in kept}
                _follow(parsed, sheet.name, {row.values[first] for row in rows} - left, followed)


def _own_first(faults: Sequence[WorkbookFault], name: str) -> tuple[WorkbookFault, ...]:
    """Return the faults, those of the sheet that was changed before those that it caused elsewhere."""
    return tuple(sorted(faults, key=lambda fault: (fault.sheet != name, fault.row or 0)))


def _names(before: Site, after: Site) -> tuple[OfficerName, ...]:
    """Return the names of officers and of those whom worked tours mention; nobody else's is kept."""
    wanted = {officer.badge for officer in after.officers} | {tour.badge for tour in before.worked}
    named = {name.badge for name in after.names}
    left = (name for name in before.names if name.badge not in named)
    return tuple(name for name in (*after.names, *left) if name.badge in wanted)
