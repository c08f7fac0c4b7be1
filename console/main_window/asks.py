"""Commands that ask something first: which file, which reason, whether really. What is then done is in operations."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from console.dialogs.build import BuildDialog
from console.dialogs.import_workbook import ImportDialog
from console.dialogs.language import LanguageDialog
from console.dialogs.notices import NoticesDialog
from console.dialogs.publish import PublishDialog
from console.dialogs.secrets import is_confirmed
from console.dialogs.start_empty import StartEmptyDialog
from console.dialogs.versions import VersionsDialog
from console.dialogs.waiver import WaiverDialog
from console.document import RosterDocument
from console.main_window.entrance import Entrance
from console.main_window.filing import Filing
from console.operations import build as building
from console.operations import comparing, exchange, publish, waivers
from console.operations.comparing import Pair
from console.preferences import Preferences
from console.solving.build_state import BuildState
from console.solving.solver_process import Options
from console.theme import Look
from scheduler.domain.findings import Finding
from scheduler.domain.words import RosterState
from scheduler.language import tr


class Asks:
    """The questions of the frame."""

    def __init__(
        self,
        document: RosterDocument,
        build: BuildState,
        preferences: Preferences,
        window: QWidget,
        may_leave: Callable[[], bool],
        tell: Callable[[str], None],
    ) -> None:
        """Ask on behalf of a window.

        Args:
            document: What is worked on.
            build: Runs builds.
            preferences: Remembers the database.
            window: Owner of the windows that ask.
            may_leave: Whether another roster or database may be opened now.
            tell: Shows what was done for a while.
        """
        self._document, self._build_state = document, build
        self._preferences, self._window = preferences, window
        self._may_leave, self._tell = may_leave, tell
        self.entrance = Entrance(document, window, self.open_database)
        self.filing = Filing(document, window, tell)

    def handlers(self, look: Callable[[], Look]) -> dict[str, Callable[[], object]]:
        """Return what the commands for databases, files, accounts and languages do; `look` is asked for each time."""
        return {
            "open": self.ask_open,
            "demo": self.open_demo,
            "import": lambda: self.ask_import(look()),
            "language": self.ask_language,
            **self.filing.handlers(look),
            **self.entrance.handlers(look),
        }

    # ------------------------------------------------------------ databases and files

    def open_database(self, url: str) -> bool:
        """Open a database and remember it."""
        if self._may_leave() and exchange.open_database(self._document, url, self.entrance.sign_in):
            self._preferences.change(database=exchange.url_of(url))
            return True
        return False

    def open_demo(self) -> bool:
        """Open the demonstration facility, made anew where it is missing."""
        if not self._may_leave() or not exchange.open_demo(self._document):
            return False
        if self._document.desk is not None:
            self._preferences.change(database=self._document.desk.url)
        return True

    def ask_open(self) -> None:
        """Ask which database to open, or where to make a new one."""
        path, _ = QFileDialog.getSaveFileName(
            self._window, tr("Open a database, or name a new one"), "", tr("Fairwatch databases (*.db);;All files (*)"),
            options=QFileDialog.Option.DontConfirmOverwrite,
        )  # fmt: skip
        if path:
            self.open_database(path)

    def ask_import(self, look: Look, path: Path | None = None) -> bool:
        """Show what importing a workbook would do, and import it when told to; return whether that was done.

        Args:
            look: Colours and sizes.
            path: The workbook, where it is known already.
        """
        if not self._may_leave():
            return False
        dialog = ImportDialog(self._document, look, self._window)
        if path is not None:
            dialog.look_at(path)
        found = dialog.preview if dialog.exec() else None
        if found is None or found.site is None:
            return False
        if self._document.desk is None and not self.open_database(dialog.keep.text().strip()):
            return False
        is_done = exchange.import_site(self._document, found.site, found.source)
        if is_done:
            self._tell(tr("{name} is imported.", name=found.site.facility.name))
        return is_done

    def ask_start(self) -> bool:
        """Ask for name, time zone and place of a new facility, and open it empty; return whether that was done."""
        if not self._may_leave():
            return False
        dialog = StartEmptyDialog(self._window)
        if not dialog.exec() or not exchange.start_empty(self._document, dialog.facility(), dialog.url()):
            return False
        self._preferences.change(database=dialog.url())
        return True

    def ask_language(self) -> None:
        """Ask for language, first day of the week and clock, and remember them for the next start."""
        dialog = LanguageDialog(self._preferences.choices, self._window)
        if dialog.exec():
            self._preferences.change(**dialog.chosen())
            self._tell(tr("Language, week and time hold from the next start of Fairwatch."))

    # ------------------------------------------------------------ the roster

    def ask_build(self) -> None:
        """Ask what the build may change and how long it may take, and start it."""
        if self._document.roster is None:
            return
        dialog = BuildDialog(self._document, self._preferences.choices.build_seconds, self._window)
        if dialog.exec():
            asked = dialog.asked()
            options = Options(seconds=asked.seconds)
            building.start_build(self._document, self._build_state, options, asked.scope, asked.words)

    def ask_versions(self) -> Pair | None:
        """Ask which two states of the roster to compare; return them, None where nothing was chosen."""
        dialog = VersionsDialog(comparing.choices(self._document), self._window)
        return comparing.versions(self._document, *dialog.chosen()) if dialog.exec() else None

    def ask_publish(self) -> None:
        """Show what is open and publish when the user says so."""
        dialog = PublishDialog(self._document, self._window, self.ask_waiver)
        if dialog.exec():
            reason = dialog.reason.toPlainText().strip()
            is_sealed = dialog.is_sealed.isChecked()
            if not is_confirmed(self._document, tr("This version of the roster will be published."), self._window):
                return
            if publish.publish(self._document, reason, is_sealed):
                self._tell(tr("Published. Officers are told of their own changes: Roster, Notices to officers."))

    def ask_archive(self) -> None:
        """Ask whether the roster is to be put away for good, and do it."""
        answer = QMessageBox.question(
            self._window,
            tr("Archive"),
            tr(
                "An archived roster takes no more changes: no edit, no new version. It can still be read and "
                "exported. Archive it?"
            ),
        )
        if answer == QMessageBox.StandardButton.Yes:
            publish.set_state(self._document, RosterState.ARCHIVED)

    def show_notices(self, look: Look) -> None:
        """Show what the last version changed for whom, and who has acknowledged it."""
        NoticesDialog(self._document, look, self._window).exec()

    def ask_waiver(self, finding: Finding) -> None:
        """Ask who approves an exception to a stop finding, and record it."""
        facts, roster = self._document.facts, self._document.roster
        if facts is None or roster is None:
            return
        is_rotation = waivers.may_put_off(self._document, finding)
        latest = finding.cells[0].on + waivers.LONGEST if is_rotation else None
        dialog = WaiverDialog(finding, facts, roster.period.last, self._window, latest)
        if dialog.exec():
            approver, reason = dialog.approver.text().strip(), dialog.reason.toPlainText().strip()
            record = waivers.put_off if is_rotation else waivers.waive
            record(self._document, finding, approver, reason, dialog.until())
