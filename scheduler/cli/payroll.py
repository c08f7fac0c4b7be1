"""`fairwatch payroll`: what payroll is told of closed days."""

import argparse
from collections.abc import Iterable

from scheduler.api.payroll import PayrollDraft, template_of
from scheduler.cli.desks import open_desk
from scheduler.cli.failure import CommandError
from scheduler.domain.payroll import CodeTotal, PayrollExport, control_totals
from scheduler.exchange.files import replace_file
from scheduler.exchange.payroll_template import standard_template
from scheduler.exchange.writers import CsvForm
from scheduler.rule import hours


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; returns the exit status."""
    return {"export": _export, "again": _again, "list": _list, "template": _template}[arguments.action](arguments)


def _export(arguments: argparse.Namespace) -> int:
    template = template_of(arguments.template)
    with open_desk(arguments.db) as desk:
        draft = desk.payroll.draft(template, arguments.last, arguments.first)
        for line in _told(draft):
            print(line)
        if arguments.dry_run or not draft.entries:
            print("Nothing was written.")
            return 0
        for path in desk.payroll.export(draft, arguments.out, arguments.format, _csv(arguments)):
            print(path)
    return 0


def _told(draft: PayrollDraft) -> Iterable[str]:
    officers = len({entry.badge for entry in draft.entries})
    yield f"{draft.first} to {draft.last}: {_count(len(draft.entries), 'line')} about {_count(officers, 'officer')}"
    yield from map(_total, draft.totals)
    if draft.open_dates:
        yield f"Not closed, so not paid: {', '.join(map(str, draft.open_dates))}"
    if draft.open_swaps:
        yield f"Swaps of which it is not known whose hours they were, not paid: {', '.join(draft.open_swaps)}"
    if not draft.entries:
        yield "Payroll knows everything already."


def _total(total: CodeTotal) -> str:
    text = f"  {total.code}: {hours(total.added_minutes)} in {_count(total.entries, 'line')}"
    if total.reversed_minutes:
        text += f", {hours(-total.reversed_minutes)} taken back, {hours(abs(total.minutes))}"
        text += " more" if total.minutes >= 0 else " less"
    return text


def _again(arguments: argparse.Namespace) -> int:
    with open_desk(arguments.db) as desk:
        is_same = desk.payroll.is_unchanged(arguments.number, arguments.format, _csv(arguments))
        for path in desk.payroll.again(arguments.number, arguments.out, arguments.format, _csv(arguments)):
            print(path)
    if is_same is False:
        print("Not as it was written first: a name in it has been changed since. Hours and codes are the same.")
    return 0


def _list(arguments: argparse.Namespace) -> int:
    with open_desk(arguments.db) as desk:
        exports = desk.payroll.every()
    for export in exports:
        print(_line(export))
    if not exports:
        print("Nothing was exported to payroll yet.")
    return 0


def _line(export: PayrollExport) -> str:
    codes = ", ".join(
        f"{total.code} {'-' if total.minutes < 0 else ''}{hours(abs(total.minutes))}"
        for total in control_totals(export.entries)
    )
    head = f"{export.number}  {export.template.name}  {export.first} to {export.last}"
    return f"{head}  {export.at:%Y-%m-%d %H:%M} UTC  {export.by}  {_count(len(export.entries), 'line')}: {codes}"


def _template(arguments: argparse.Namespace) -> int:
    if arguments.file.exists():
        raise CommandError(f"{arguments.file} is there already; give another name")
    try:
        replace_file(arguments.file, standard_template().read_bytes())
    except OSError as error:
        raise CommandError(f"{arguments.file}: {error.strerror or error}") from error
    print(arguments.file)
    return 0


def _csv(arguments: argparse.Namespace) -> CsvForm:
    return CsvForm(delimiter=arguments.delimiter, with_mark=arguments.bom)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
