"""The page for the first hour is walked through to its end: every command that it names, in its order, by its keys."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from campaigns.new_user import NewUser
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from console import app
from console.dialogs.help import HelpDialog
from console.dialogs.publish import PublishDialog
from console.main_window import MainWindow
from console.main_window.menus import commands
from console.preferences import Preferences
from scheduler.domain.words import RosterState
from scheduler.locate import resource

pytestmark = [pytest.mark.slow, pytest.mark.qt_log_ignore("This plugin does not support", extend=True)]
PAGE = resource("docs", "first_hour.md").read_text("utf-8")
NAMED = re.compile(r"\*(\w+), ([^*]+)\*(?: \(([^)]+)\))?")
BUILD_SECONDS = 10
MENUS = {menu for menu, _ in commands()}
BY_NAME = {(menu, command.plain.removesuffix("...")): command for menu, command in commands()}


def steps() -> list[str]:
    """Return the numbered steps of the page, each on one line."""
    found = re.split(r"^\d+\. ", PAGE, flags=re.MULTILINE)[1:]
    return [" ".join(text.split("\n## ")[0].split()) for text in found]


def named(step: str) -> list[tuple[str, str, str]]:
    """Return (menu, command, keys) of what a step names, in its order."""
    return [(menu, " ".join(what.split()), keys) for menu, what, keys in NAMED.findall(step) if menu in MENUS]


def test_menus_hold_every_command_that_the_page_names_with_its_keys() -> None:
    told = [one for step in steps() for one in named(step)]
    assert len(told) > 20
    for menu, what, keys in told:
        command = BY_NAME[menu, what]
        assert keys == command.shortcut, (what, command.shortcut)


class Walker(NewUser):
    """Follows the page."""

    def follow(self) -> None:
        """Take every step; each one is followed by what the page says is there then."""
        after = self.seen_after()
        for number, step in enumerate(steps(), 1):
            if "Choose a" in step:
                self.choose_tour()
            if "press Del" in step:
                self.take_off()
            for menu, what, keys in named(step):
                key = BY_NAME[menu, what].key
                if key == "stop":
                    continue  # the page offers it, and goes on without
                reason = self.window.actions_by_key.reason(key)
                self.expect(not reason, f"step {number}, {what}, can be done: {reason}")
                self.give(key, keys)
                assert key in after, f"nothing is known to look for after {what}"
                self.settle()
                self.expect(after[key](), f"step {number}, {what}, does what it says")

    def give(self, key: str, keys: str) -> None:
        """Give a command, by its keys where it has some, and deal with the window that it opens."""
        action = self.window.actions_by_key[key]
        self.window.activateWindow()  # a window manager would, once another window is closed
        self.settle()

        def press() -> None:
            if not keys:
                action.trigger()
            else:
                combination = action.shortcut()[0]
                self.press(combination.key(), combination.keyboardModifiers())

        if key in WINDOWS:
            self.in_dialog(press, lambda box: self.look_at(key, box))
        else:
            press()
        if key == "build":
            self.wait(lambda: bool(self.window.build_state.tiers), 60, "the build shows what it reaches")
        if key == "course":
            self.wait(lambda: not self.window.build_state.is_running, BUILD_SECONDS + 120, "the build ends")

    def look_at(self, key: str, box: QDialog) -> None:
        """Look at a window; publish in the one for it."""
        self.expect(type(box).__name__ == WINDOWS[key], f"{WINDOWS[key]} opens, not {type(box).__name__}")
        if isinstance(box, PublishDialog):
            QTest.keyClicks(box.reason, "My first roster")
            self.expect(box.publish_button.isEnabled(), f"publishing is not refused: {box.obstacle}")
            QTest.keyClick(box.publish_button, Qt.Key.Key_Space)

    def choose_tour(self) -> None:
        """Choose the cell of a tour, as a click does."""
        window = self.window
        window.activateWindow()
        first = window.document.roster.period.first
        tour = next(tour for tour in window.document.roster.tours if tour.on > first)
        window.going._show_cell(tour.badge, tour.on)
        window.work.grid.table.setFocus(Qt.FocusReason.MouseFocusReason)
        self.settle()

    def take_off(self) -> None:
        """Take the chosen tour off."""
        before = len(self.window.document.roster.tours)
        self.press(Qt.Key.Key_Delete)
        self.expect(len(self.window.document.roster.tours) == before - 1, "Del takes the tour off")

    def seen_after(self) -> dict[str, Callable[[], bool]]:
        """Return what is there after each command of the page."""
        window, work = self.window, self.window.work
        return {
            "demo": lambda: self.page_title() == "No roster yet",
            "new": lambda: window.document.roster is not None and not window.document.roster.tours,
            "build": lambda: bool(window.build_state.tiers),
            "course": lambda: work.view == "course" and window.document.proposal is not None,
            "accept": lambda: bool(window.document.roster.tours),
            "grid": lambda: work.view == "grid",
            "board": lambda: work.view == "board",
            "next_day": lambda: work.view == "board",
            "posts": lambda: work.view == "posts",
            "next_finding": lambda: window.panel.findings.chosen is not None,
            "about_rule": self.sees_rule,
            "who": lambda: window.panel.isVisible(),
            "undo": lambda: window.document.stack.canRedo(),
            "lock": lambda: bool(window.document.roster.locks),
            "prices": lambda: True,
            "publish": lambda: window.document.roster.state == RosterState.PUBLISHED,
            "repair": lambda: True,
            **{f"go_{place}": lambda place=place: window.places.current == place for place, _ in window.places.names()},
            "papers": lambda: True,
            "palette": lambda: True,
        }

    def sees_rule(self) -> bool:
        """Whether the page of the chosen finding's rule is shown; it is closed again."""
        shown = self.window.findChild(HelpDialog)
        is_right = shown.section.page == f"rules/{self.window.panel.findings.chosen.rule}"
        shown.reject()
        return is_right


WINDOWS = {
    "prices": "PricesDialog",
    "publish": "PublishDialog",
    "repair": "RepairDialog",
    "papers": "PapersDialog",
    "palette": "Palette",
}


@pytest.fixture
def walker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Walker]:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    app.make_application()
    preferences = Preferences(None)
    preferences.change(build_seconds=BUILD_SECONDS)
    window: MainWindow = app.make_window(preferences)
    window.resize(1600, 960)
    window.show()
    yield Walker(window, None, "light")
    window.close()
    window.deleteLater()


def test_the_page_leads_from_an_empty_window_to_its_end(walker: Walker) -> None:
    walker.follow()
