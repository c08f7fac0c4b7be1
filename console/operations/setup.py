"""Change the facility's own data: areas, posts, squads, officers. Each saved change can be undone and redone."""

from collections.abc import Sequence

from PySide6.QtGui import QUndoCommand, QUndoStack

from console.document import RosterDocument
from console.document.words import count
from console.operations import exchange
from scheduler.api import ChangedSite, DeskError, RowChange, UnwritableError, WorkbookErrors, WorkbookFault
from scheduler.domain.inmates import Watch
from scheduler.domain.site_edit import SiteEdit

SAVED = "Saved."
"""How the sentence on a change that is saved begins."""


class ChangeFacility(QUndoCommand):
    """A saved change; what cannot be undone any more leaves the stack."""

    def __init__(self, document: RosterDocument, edit: SiteEdit) -> None:
        """Hold a change that is made already."""
        super().__init__(edit.label)
        self._document, self._edit, self._is_made = document, edit, True

    def redo(self) -> None:
        """Make it again."""
        if not self._is_made and not _apply(self._document, self._edit):
            self.setObsolete(True)
        self._is_made = False

    def undo(self) -> None:
        """Take it back."""
        if not _apply(self._document, self._edit.inverse()):
            self.setObsolete(True)


def save(
    document: RosterDocument, stack: QUndoStack, name: str, changes: Sequence[RowChange]
) -> tuple[tuple[WorkbookFault, ...], str]:
    """Save changes of rows of a sheet, all or nothing.

    Returns:
        What is wrong with them (nothing: they are saved), and a sentence on what was done or why not.
    """
    if document.desk is None:
        return (), "Open a database first: File, Open database."
    try:
        done = document.desk.setup.change(name, changes, label_of(name, changes))
    except WorkbookErrors as error:
        return error.faults, f"Nothing was saved: {count(len(error.faults), 'cell is', 'cells are')} to be mended."
    except (DeskError, UnwritableError) as error:
        return (), f"Nothing was saved: {str(error).rstrip('.')}."
    if done.edit.changes:
        stack.push(ChangeFacility(document, done.edit))
        exchange.reload(document)
    return (), _done_words(done)


def open_watch(document: RosterDocument, stack: QUndoStack, watch: Watch) -> str:
    """Write down that a watch opens; return why that did not work, in a sentence, "" where it did."""
    if document.desk is None:
        return "Open a database first: File, Open database."
    try:
        done = document.desk.setup.open_watch(watch)
    except DeskError as error:
        return f"The watch was not saved: {str(error).rstrip('.')}."
    if done.edit.changes:
        stack.push(ChangeFacility(document, done.edit))
        exchange.reload(document)
    return ""


def label_of(name: str, changes: Sequence[RowChange]) -> str:
    """Return what a change does in a few words: "Posts: 1 changed, 2 added"."""
    added = sum(c.row is None for c in changes)
    removed = sum(c.cells is None for c in changes)
    changed = len(changes) - added - removed
    parts = [f"{n} {what}" for n, what in ((changed, "changed"), (added, "added"), (removed, "removed")) if n]
    return f"{name}: {', '.join(parts)}"


def _done_words(done: ChangedSite) -> str:
    if not done.edit.changes:
        return "Nothing was different from what is saved."
    if not done.followed:
        return f"{SAVED} {done.edit.label}."
    also = ", ".join(f"{rows} in {sheet}" for sheet, rows in done.followed)
    return f"{SAVED} {done.edit.label}. What belonged to it went too: {also}. Undo brings all back."


def _apply(document: RosterDocument, edit: SiteEdit) -> bool:
    if document.desk is None:
        return False
    try:
        document.desk.setup.apply(edit)
    except DeskError as error:
        document.failed.emit(f"{str(error).rstrip('.')}. Nothing was undone or redone.")
        return False
    exchange.reload(document)
    return True
