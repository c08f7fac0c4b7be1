"""The Help menu: help on what is looked at, the manual, the keys, and what this is."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from console.dialogs.help import HelpDialog
from console.dialogs.policy_entry import PolicyEntryDialog
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
        """Show what helps where the keys are, in the place that is shown, or in a window over it."""
        if isinstance(over, PolicyEntryDialog):
            return self.open(find(f"{RULES}/{over.rule_key}"), over)
        if over is None and (near := self._near()) is not None:
            return self.open(near)
        name = type(over).__name__ if over is not None else ""
        section, heading = of_window(name, self._window.places.current)
        return self.open(section, over, heading)

    def _near(self) -> Section | None:
        """Return what is about the very part that has the keys: a rule, a list of the facility, None for neither."""
        window, places = self._window, self._window.places
        if window.panel.findings.hasFocus() or places.policy.table.hasFocus():
            rule = self._rule()
            return find(f"{RULES}/{rule}") if rule else None
        focus = window.focusWidget()
        page = {"officers": places.officers, "facility": places.facility}.get(places.current)
        if page is None or focus is None or page.model.sheet is None:
            return None
        is_in = page.table.isAncestorOf(focus) or page.form.isAncestorOf(focus) or focus is page.table
        return find("workbook", page.model.sheet.name) if is_in else None

    def show_rule(self) -> None:
        """Show the page of the rule of the chosen finding, or of the chosen line of the policy."""
        if rule := self._rule():
            self.open(find(f"{RULES}/{rule}"))
        else:
            self._window.say(_NO_RULE)

    def _rule(self) -> str:
        """Return the rule of what is chosen in the place that is shown, "" for none."""
        places = self._window.places
        if places.current == "policy":
            row = places.policy.current()
            return row.rule.key if row is not None else ""
        finding = self._window.panel.findings.chosen if places.is_roster else None
        return finding.rule if finding is not None else ""

    def open(self, section: Section, over: QWidget | None = None, heading: str = "") -> HelpDialog:
        """Show a section, from a heading in it on; the window below stays usable beside it."""
        parent = over or self._window
        for shown in parent.findChildren(HelpDialog):
            if shown.isVisible():
                shown.show_section(section, heading)
                shown.raise_()
                shown.activateWindow()
                return shown
            shown.deleteLater()
        made = HelpDialog(self._window.look, parent, section, heading)
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
