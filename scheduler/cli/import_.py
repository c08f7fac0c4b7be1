"""`fairwatch import`: a facility workbook, or a list of another system, into a database, all or nothing."""

import argparse
from dataclasses import replace

from scheduler.api import WorkbookErrors, read_workbook
from scheduler.api.imports import ColumnPlan, ListPreview, tables_of
from scheduler.cli.desks import open_desk
from scheduler.cli.failure import CommandError
from scheduler.exchange.foreign_file import ForeignTable
from scheduler.exchange.foreign_kinds import WANTED, ImportKind
from scheduler.exchange.foreign_rows import DateOrder


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; returns the exit status."""
    if arguments.kind is not None:
        return _list(arguments)
    if arguments.map or arguments.sheet or arguments.dates:
        raise CommandError("--map, --sheet and --dates are for lists of other systems: --kind is needed")
    site = read_workbook(arguments.workbook)
    what = f"{len(site.officers)} officers, {len(site.posts)} posts, {len(site.worked)} worked tours"
    if arguments.dry_run:
        print(f"{arguments.workbook}: {what}; nothing is wrong, nothing was written")
        return 0
    desk = open_desk(arguments.db)
    try:
        desk.import_site(site, str(arguments.workbook))
    finally:
        desk.close()
    print(f"{site.facility.name}: {what} imported")
    return 0


def _list(arguments: argparse.Namespace) -> int:
    kind = ImportKind(arguments.kind)
    table = _table(arguments)
    with open_desk(arguments.db) as desk:
        plan = _planned(arguments, kind, desk.imports.suggest(table, kind))
        print(f"{table.source}: {table.form}, {_rows(len(table.rows))}")
        for line in _read_as(kind, table, plan):
            print(line)
        preview = desk.imports.preview(table, kind, plan)
        if preview.faults:
            raise WorkbookErrors(table.source, preview.faults)
        print(_would(preview))
        if arguments.dry_run or preview.edit is None or not preview.edit.changes:
            print("Nothing was written.")
            return 0
        number = desk.imports.take(preview)
    print(f"Import {number} is taken over; fairwatch imports undo takes it back.")
    return 0


def _table(arguments: argparse.Namespace) -> ForeignTable:
    tables = tables_of(arguments.workbook)
    if arguments.sheet is None:
        return tables[0]
    for table in tables:
        if table.sheet == arguments.sheet:
            return table
    known = ", ".join(table.sheet for table in tables if table.sheet) or "none"
    raise CommandError(f"{arguments.workbook}: there is no sheet {arguments.sheet!r}; there are {known}")


def _planned(arguments: argparse.Namespace, kind: ImportKind, plan: ColumnPlan) -> ColumnPlan:
    fields, known = dict(plan.fields), [column.field for column in WANTED[kind].sheet.columns]
    for text in arguments.map or ():
        field, is_given, heading = text.partition("=")
        if not is_given or field not in known:
            raise CommandError(f"--map takes FIELD=HEADING with one of {', '.join(known)}, not {text!r}")
        fields = {name: other for name, other in fields.items() if other != heading and name != field}
        if heading:
            fields[field] = heading
    order = DateOrder(arguments.dates) if arguments.dates else plan.order
    return replace(plan, fields=fields, order=order)


def _read_as(kind: ImportKind, table: ForeignTable, plan: ColumnPlan) -> list[str]:
    lines = ["Columns as they were read last:" if plan.is_remembered else "Columns:"]
    for column in WANTED[kind].sheet.columns:
        heading = plan.fields.get(column.field)
        lines.append(f"  {column.field}: {heading if heading is not None else '-'}")
    left = [heading for heading in table.headings if heading not in plan.fields.values()]
    if left:
        lines.append(f"  passed over: {', '.join(left)}")
    return lines


def _would(preview: ListPreview) -> str:
    return f"{_rows(preview.new)} new, {preview.changed} changed, {preview.same} known already"


def _rows(number: int) -> str:
    return f"{number} row{'' if number == 1 else 's'}"
