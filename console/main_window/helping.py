"""The Help menu: help on what is looked at, the manual, the keys, and what this is."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from console.dialogs.help import HelpDialog
from console.dialogs.shortcuts import ShortcutsDialog
from console.dialogs.texts import ListDialog
from console.main_window.menus import shortcut_groups
from console.models.help_pages import RULES, Section, find, of_window

if TYPE_CHECKING:
    from console.main_window import MainWindow

KEY = "F1"
_MARK = "helped"


class Helping(QObject):
    """Shows help over the window, and over each window that asks something."""

    def __init__(self, window: "MainWindow") -> None:
        """Give every window that comes up its key."""
        super().__init__(window)
        self._window = window
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusWindowChanged.connect(self._on_window)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Return what the commands of the menu do."""
        return {
            "help": self.show_help,
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
        if over is None and (rule := self._rule()):
            return self.open(find(f"{RULES}/{rule}"))
        name = type(over).__name__ if over is not None else ""
        return self.open(of_window(name, self._window.places.current), over)

    def _rule(self) -> str:
        """Return the rule of the finding that the keys are on, "" while they are elsewhere."""
        findings = self._window.panel.findings
        finding = findings.chosen if findings.hasFocus() else None
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
            "Fairwatch builds, checks and explains jail rosters that keep officer-inmate contact within fair limits.",
            "It models access and guardianship of posts. It never scores a person.",
            "Licence: Apache 2.0. Typeface: Inter, SIL Open Font License 1.1. Qt for Python: LGPL 3.",
        ]
        ListDialog("About Fairwatch", "Version 0.1.0", lines, self._window).exec()
