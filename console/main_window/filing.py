"""The roster as files: exported, and taken over again after it was changed in a spreadsheet."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from console.dialogs.export import ExportDialog
from console.dialogs.import_list import ImportListDialog
from console.dialogs.import_roster import ImportRosterDialog
from console.dialogs.packs import PackDialog
from console.dialogs.papers import PapersDialog
from console.dialogs.payroll import PayrollDialog
from console.dialogs.secrets import is_confirmed
from console.document import RosterDocument
from console.operations import payroll
from console.theme import Look
from scheduler.language import tr


class Filing:
    """What the frame offers about files of the roster."""

    def __init__(self, document: RosterDocument, window: QWidget, tell: Callable[[str], None]) -> None:
        """Work on the open roster of a document; `tell` shows what was done for a while."""
        self._document, self._window, self._tell = document, window, tell

    def handlers(self, look: Callable[[], Look]) -> dict[str, Callable[[], object]]:
        """Return what commands do, by their keys."""
        return {
            "export_roster": lambda: self.ask_export(look()),
            "import_roster": lambda: self.ask_import(look()),
            "papers": lambda: self.show_papers(look()),
            "export_payroll": lambda: self.ask_payroll(look()),
            "evidence": lambda: self.show_packs(look()),
            "import_list": lambda: self.ask_list(look()),
        }

    def ask_export(self, look: Look) -> None:
        """Show everything that may be exported, and tell what was done last."""
        if self._document.desk is None:
            return
        dialog = ExportDialog(self._document, look, self._window)
        dialog.exec()
        if dialog.outcome:
            self._tell(dialog.outcome)

    def show_papers(self, look: Look) -> None:
        """Show what can be printed of the roster."""
        PapersDialog(self._document, look, self._window).exec()

    def show_packs(self, look: Look) -> None:
        """Show what an evidence pack would hold, to be saved, and prove one that somebody gave."""
        PackDialog(self._document, look, self._window).exec()

    def ask_import(self, look: Look) -> None:
        """Ask for a changed workbook, show what is different, and take it over when told to."""
        dialog = ImportRosterDialog(self._document, look, self._window)
        if dialog.exec():
            self._tell(dialog.outcome)

    def ask_list(self, look: Look) -> None:
        """Ask for a list of another system, show how it is read, and take it over when told to."""
        if self._document.desk is not None:
            dialog = ImportListDialog(self._document, look, self._window)
            if dialog.exec():
                self._tell(dialog.outcome)

    def ask_payroll(self, look: Look) -> None:
        """Show what payroll would be told, and export it when told to."""
        if self._document.desk is None:
            return
        dialog = PayrollDialog(self._document, look, self._window)
        if not dialog.exec() or dialog.draft is None:
            return
        if is_confirmed(
            self._document, tr("What payroll is told will be recorded and written to files."), self._window
        ):
            said = payroll.export(self._document, dialog.draft, dialog.chosen_folder, dialog.form.currentData())
            if said:
                self._tell(said)
