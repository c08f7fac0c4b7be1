"""The one undo command: a roster edit."""

from collections.abc import Iterable

from PySide6.QtGui import QUndoCommand

from console.document import EditKind, RosterDocument
from scheduler.domain.roster import RosterEdit


class ApplyEdit(QUndoCommand):
    """Does, undoes and redoes one edit. Every step is saved; one that cannot be saved leaves the stack."""

    def __init__(self, document: RosterDocument, edit: RosterEdit) -> None:
        """Hold the document and the edit."""
        super().__init__(edit.label)
        self._document = document
        self._edit = edit
        self._kind: EditKind = "do"

    @property
    def edit(self) -> RosterEdit:
        """The edit as it was done."""
        return self._edit

    def redo(self) -> None:
        """Apply the edit."""
        if not self._document.is_restoring and not self._document.commit(self._edit, self._kind):
            self.setObsolete(True)
        self._kind = "redo"

    def undo(self) -> None:
        """Take the edit back."""
        if not self._document.is_restoring and not self._document.commit(self._edit.inverse(), "undo"):
            self.setObsolete(True)


def restore_stack(document: RosterDocument, done: Iterable[RosterEdit], undone: Iterable[RosterEdit]) -> None:
    """Fill the undo stack from the journal: the roster already holds what is done, and nothing is saved again.

    Args:
        document: What is edited.
        done: Edits that can be undone, oldest first.
        undone: Edits that can be redone, the next one last.
    """
    again = list(undone)[::-1]
    document.is_restoring = True
    try:
        for edit in (*done, *again):
            document.stack.push(ApplyEdit(document, edit))
        for _ in again:
            document.stack.undo()
    finally:
        document.is_restoring = False
