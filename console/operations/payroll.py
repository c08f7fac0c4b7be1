"""What payroll is told: looked at, and written."""

from datetime import date
from pathlib import Path

from console.background import attend
from console.document import RosterDocument
from scheduler.api import DeskError, PresetError
from scheduler.api.payroll import PayrollDraft, template_of


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
