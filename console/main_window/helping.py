"""The Help menu: help on what is looked at, the manual, the keys, and what this is."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from console.dialogs.help import HelpDialog
from console.dialogs.shortcuts import ShortcutsDialog
from console.dialogs.texts import ListDialog
from console.main_window.menus import shortcut_groups
from console.models.help_pages import RULES, Section, find, of_window
from scheduler.language import tr
from scheduler.locate import program_version

if TYPE_CHECKING:
    from console.main_window import MainWindow

KEY = "F1"
_MARK = "helped"
_NO_RULE = tr("Choose a finding of the roster (F8), or a line of the policy (Alt+7), first.")


class Helping(QObject):
    """Shows help over the window, and over each window that asks something."""

    def __init__(self, window: "MainWindow") -> None:
        """Give every window that comes up its key."""
        super().__init__(window)
        self._window = window
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusWindowChanged.connect(self._on_window)
        findings = window.panel.findings
        about = QAction(tr("About this rule"), findings)
        about.triggered.connect(self.show_rule)
        findings.addAction(about)
        findings.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Return what the commands of the menu do."""
        return {
            "help": self.show_help,
            "about_rule": self.show_rule,
            "first_hour": lambda: self.open(find("first_hour")),
            "manual": lambda: self.open(find("manual")),
            "shortcuts": lambda: ShortcutsDialog(shortcut_groups(), self._window).exec(),
            "about": self.show_about,
        }

    def _on_window(self, *_: object) -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog) and not isinstance(dialog, HelpDialog) and not dialog.property(_MARK):
            dialog.setProperty(_MARK, True)
            QShortcut(QKeySequence(KEY), dialog, lambda: self.show_help(dialog))

    def show_help(self, over: QWidget | None = None) -> HelpDialog:
        """Show what helps in the place that is shown, or in a window over it."""
        if over is None and self._is_on_rule() and (rule := self._rule()):
            return self.open(find(f"{RULES}/{rule}"))
        name = type(over).__name__ if over is not None else ""
        return self.open(of_window(name, self._window.places.current), over)

    def show_rule(self) -> None:
        """Show the page of the rule of the chosen finding, or of the chosen line of the policy."""
        if rule := self._rule():
            self.open(find(f"{RULES}/{rule}"))
        else:
            self._window.say(_NO_RULE)

    def _is_on_rule(self) -> bool:
        """Whether the keys are on a finding or a line of the policy."""
        window = self._window
        return window.panel.findings.hasFocus() or window.places.policy.table.hasFocus()

    def _rule(self) -> str:
        """Return the rule of what is chosen in the place that is shown, "" for none."""
        places = self._window.places
        if places.current == "policy":
            row = places.policy.current()
            return row.rule.key if row is not None else ""
        finding = self._window.panel.findings.chosen if places.is_roster else None
        return finding.rule if finding is not None else ""

    def open(self, section: Section, over: QWidget | None = None) -> HelpDialog:
        """Show a section; the window below stays usable beside it."""
        parent = over or self._window
        for shown in parent.findChildren(HelpDialog):
            if shown.isVisible():
                shown.show_section(section)
                shown.raise_()
                shown.activateWindow()
                return shown
            shown.deleteLater()
        made = HelpDialog(self._window.look, parent, section)
        made.show()
        return made

    def show_about(self) -> None:
        """Say what this is."""
        lines = [
            tr(
                "Fairwatch builds, checks and explains jail rosters that keep officer-inmate contact within "
                "fair limits."
            ),
            tr("It models access and guardianship of posts. It never scores a person."),
            tr("Licence: Apache 2.0. Typeface: Inter, SIL Open Font License 1.1. Qt for Python: LGPL 3."),
        ]
        ListDialog(
            tr("About Fairwatch"), tr("Version {version}", version=program_version()).rstrip(), lines, self._window
        ).exec()
