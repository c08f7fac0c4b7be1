"""Commands about backups, and the backups that are made by themselves while the window is open."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from console.dialogs.backup import BackUpDialog, BackupPlanDialog, RestoreDialog
from console.document import RosterDocument
from console.operations.backup import DueBackups
from scheduler.language import tr


class BackingUp:
    """What the frame offers about backups."""

    def __init__(
        self, document: RosterDocument, window: QWidget, tell: Callable[[str], None], warn: Callable[[str], None]
    ) -> None:
        """Look after the backups of a document.

        Args:
            document: Whose database is backed up.
            window: Owner of the windows.
            tell: Shows what was done for a while.
            warn: Shows for as long as it holds that the last backup is too old, "" for no longer.
        """
        self._document, self._window, self._tell = document, window, tell
        self.due = DueBackups(document, window)
        self.due.told.connect(warn)
        document.published.connect(self.due.look)
        document.opened.connect(self.due.look)

    def ask_back_up(self) -> None:
        """Ask where to, and back up now."""
        dialog = BackUpDialog(self._document, self._window)
        if dialog.exec():
            self._tell(dialog.outcome)
            self.due.look()

    def ask_plan(self) -> None:
        """Ask when backups are made by themselves; the first one follows at once."""
        if BackupPlanDialog(self._document, self._window).exec():
            self.due.look()

    def ask_restore(self) -> None:
        """Ask for a backup and make a new database of it."""
        dialog = RestoreDialog(self._document, self._window)
        if dialog.exec():
            self._tell(tr("{outcome} Open it with File, Open database.", outcome=dialog.outcome))
