"""What payroll is told: looked at, and written."""

from datetime import date
from pathlib import Path

from console.background import attend
from console.document import RosterDocument
from scheduler.api import DeskError, PresetError
from scheduler.api.payroll import PayrollDraft, template_of
from scheduler.domain.payroll import PayrollExport, control_totals
from scheduler.rule import hours


def first_needed(document: RosterDocument, template: str) -> bool:
    """Whether nothing was exported to the receiver of a template yet, so that a first date has to be given."""
    try:
        name = template_of(Path(template) if template else None).name
        return document.desk is None or all(one.template.name != name for one in document.desk.payroll.every())
    except (DeskError, PresetError):
        return True


def draft(document: RosterDocument, template: str, first: date | None, last: date) -> PayrollDraft | str:
    """Return what the next export would hold, or why that cannot be said, in a sentence.

    Args:
        document: Whose desk is asked.
        template: Path of a template, "" for the one that comes with the program.
        first: The first date, where none was exported yet.
        last: The last date, inclusive.
    """
    desk = document.desk
    if desk is None:
        return "Open a database first."
    try:
        chosen = template_of(Path(template) if template else None)
        return attend(lambda: desk.payroll.draft(chosen, last, first))
    except (DeskError, PresetError) as error:
        return f"{str(error).rstrip('.')}."


def export(document: RosterDocument, found: PayrollDraft, folder: Path, form: str) -> str:
    """Record an export and write its files; return what was done in a sentence, "" where it was not."""
    desk = document.desk
    if desk is None:
        return ""
    try:
        written = attend(lambda: desk.payroll.export(found, folder, form))
    except DeskError as error:
        document.failed.emit(f"{str(error).rstrip('.')}.")
        return ""
    return f"Exported {', '.join(path.name for path in written)} to {folder}."


def every(document: RosterDocument) -> tuple[PayrollExport, ...]:
    """Return all exports, oldest first; none, and a sentence, where they cannot be read."""
    try:
        return document.desk.payroll.every() if document.desk is not None else ()
    except DeskError as error:
        document.failed.emit(f"{str(error).rstrip('.')}.")
        return ()


def totals_of(export: PayrollExport) -> str:
    """Return the hours of an export by pay code, in words."""
    totals = control_totals(export.entries)
    return ", ".join(f"{t.code} {'-' if t.minutes < 0 else ''}{hours(abs(t.minutes))}" for t in totals)


def again(document: RosterDocument, number: int, folder: Path, form: str) -> str:
    """Write the files of an export again; return what was done, and whether they are as they were, in sentences."""
    desk = document.desk
    if desk is None:
        return "No database is open."

    def work() -> tuple[tuple[Path, ...], bool | None]:
        is_same = desk.payroll.is_unchanged(number, form)
        return desk.payroll.again(number, folder, form), is_same

    try:
        written, is_same = attend(work)
    except DeskError as error:
        return f"Nothing was written: {str(error).rstrip('.')}."
    return f"Written: {', '.join(path.name for path in written)}. {sameness(is_same)}"


def sameness(is_same: bool | None) -> str:
    """Return whether files that were written again are as they were first, in a sentence."""
    if is_same is None:
        return "In this form it was not written before."
    if is_same:
        return "Byte for byte as it was written first."
    return "It is not as it was written first: a name in it has been changed since. Hours and codes are the same."
