"""An export of payroll as a paper: the lines as the template wants them, and the control totals."""

from collections.abc import Iterable, Mapping
from datetime import date
from zoneinfo import ZoneInfo

from scheduler.domain.facility import Facility
from scheduler.domain.papers import Cell, CellKind, Column, Facts, Paper, Standing, Table
from scheduler.domain.payroll import (
    DATE_FORMS,
    Field,
    PayrollColumn,
    PayrollEntry,
    PayrollExport,
    PayrollTemplate,
    control_totals,
)
from scheduler.domain.words import Badge

NEW, REVERSAL = "new", "reversal"
_KINDS = {Field.HOURS: CellKind.NUMBER, Field.MINUTES: CellKind.COUNT, Field.EXPORT: CellKind.COUNT}
_KINDS |= {Field.LINE: CellKind.COUNT}
_DATES = (Field.DATE, Field.PERIOD_FIRST, Field.PERIOD_LAST)


def payroll_paper(export: PayrollExport, facility: Facility, names: Mapping[Badge, str]) -> Paper:
    """Return an export as a paper of two tables: `payroll` and `control`.

    Args:
        export: The export.
        facility: Whose it is.
        names: How officers are written.
    """
    template = export.template
    return Paper(
        kind="payroll",
        title="Payroll",
        facility=facility.name,
        span=f"{export.first} to {export.last}",
        standing=Standing.NEITHER,
        version=0,
        anchor="",
        made_at=export.at.astimezone(ZoneInfo(facility.zone)),
        marking="Payroll only",
        is_wide=False,
        blocks=(
            Facts(
                title="Export",
                pairs=(
                    ("Number", str(export.number)),
                    ("Receiver", template.name),
                    ("Officers", str(len({entry.badge for entry in export.entries}))),
                    ("Rounded to", f"{template.rounding_minutes} minutes"),
                ),
            ),
            _lines(export, facility, names),
            control_table(export.entries),
        ),
    )


def hours_of(minutes: int) -> float:
    """Return minutes as hours with two places."""
    return round(minutes / 60, 2)


def control_table(entries: Iterable[PayrollEntry]) -> Table:
    """Return the control totals by pay code, and of all."""
    totals = control_totals(entries)
    rows: list[tuple[Cell, ...]] = [
        (t.code, t.entries, hours_of(t.added_minutes), hours_of(t.reversed_minutes), hours_of(t.minutes), t.minutes)
        for t in totals
    ]
    added, taken = sum(t.added_minutes for t in totals), sum(t.reversed_minutes for t in totals)
    every = sum(t.entries for t in totals)
    rows.append(("All", every, hours_of(added), hours_of(taken), hours_of(added + taken), added + taken))
    return Table(
        name="control",
        title="Control totals",
        columns=(
            Column(name="code", heading="Pay code"),
            Column(name="entries", heading="Entries", kind=CellKind.COUNT),
            Column(name="new_hours", heading="New hours", kind=CellKind.NUMBER),
            Column(name="reversed_hours", heading="Reversed hours", kind=CellKind.NUMBER),
            Column(name="hours", heading="Hours", kind=CellKind.NUMBER),
            Column(name="minutes", heading="Minutes", kind=CellKind.COUNT),
        ),
        rows=tuple(rows),
    )


def _lines(export: PayrollExport, facility: Facility, names: Mapping[Badge, str]) -> Table:
    template = export.template
    return Table(
        name="payroll",
        title="Lines",
        columns=tuple(_column(column, template) for column in template.columns),
        rows=tuple(
            tuple(_cell(column, entry, export, facility, names) for column in template.columns)
            for entry in export.entries
        ),
    )


def _column(column: PayrollColumn, template: PayrollTemplate) -> Column:
    kind = _KINDS.get(column.field, CellKind.TEXT)
    if column.field in _DATES and template.date_form == "YYYY-MM-DD":
        kind = CellKind.DATE
    return Column(name=column.heading, heading=column.heading, kind=kind)


def _cell(
    column: PayrollColumn, entry: PayrollEntry, export: PayrollExport, facility: Facility, names: Mapping[Badge, str]
) -> Cell:
    field = column.field
    if field in _DATES:
        days = {Field.DATE: entry.on, Field.PERIOD_FIRST: entry.first, Field.PERIOD_LAST: entry.last}
        return _date(days[field], export.template)
    cells: dict[Field, Cell] = {
        Field.BADGE: entry.badge,
        Field.NAME: names.get(entry.badge, ""),
        Field.CODE: entry.code,
        Field.HOURS: hours_of(entry.minutes),
        Field.MINUTES: entry.minutes,
        Field.KIND: REVERSAL if entry.reverses else NEW,
        Field.EXPORT: export.number,
        Field.LINE: entry.number,
        Field.REVERSES: "{}/{}".format(*entry.reverses) if entry.reverses else "",
        Field.FACILITY: facility.id,
        Field.TEXT: column.text,
    }
    return cells[field]


def _date(on: date, template: PayrollTemplate) -> Cell:
    if template.date_form == "YYYY-MM-DD":
        return on
    return on.strftime(DATE_FORMS[template.date_form])
