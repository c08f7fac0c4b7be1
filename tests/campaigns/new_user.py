"""Campaign: somebody new opens the console, builds and publishes the demonstration roster by keyboard, looks around.

    python tests/campaigns/new_user.py [--out FOLDER] [--seconds 30] [--themes light dark]

Every step is one that the screen offers at that moment; where none leads on, the walk ends with status 1 and says so.
With --out, pictures of the key screens are written there, in each theme, named as the manual shows them.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [p for p in (str(ROOT),) if p not in sys.path]

from PySide6.QtCore import QCoreApplication, QEventLoop, Qt, QTimer  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QApplication, QDialog, QWidget  # noqa: E402

from console import app  # noqa: E402
from console.dialogs.publish import PublishDialog  # noqa: E402
from console.main_window import MainWindow  # noqa: E402
from console.preferences import TIME_LIMITS, Preferences  # noqa: E402
from console.widgets.empty_page import EmptyPage  # noqa: E402
from scheduler.domain.words import RosterState  # noqa: E402

SIZE = (1600, 960)
SLACK_SECONDS = 120
"""How long the walk waits for a build beyond its own time limit, on a busy machine."""

Keys = tuple[Qt.Key, Qt.KeyboardModifier]
CTRL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


class DeadEndError(AssertionError):
    """The screen offers no way on; the message says where."""


class NewUser:
    """Presses keys, reads the screen, and takes pictures."""

    def __init__(self, window: MainWindow, folder: Path | None, theme: str) -> None:
        """Sit down at a window that has just been opened for the first time."""
        self.window, self.folder, self.theme = window, folder, theme
        self.pictures: list[Path] = []

    def walk(self, seconds: int) -> None:
        """Do what somebody new would: look, open the demonstration, build, read, publish, look around.

        Args:
            seconds: Time limit of the build, one that the menu offers.

        Raises:
            DeadEndError: a step does not lead on.
        """
        self.picture("first_run")
        self.window.preferences.change(build_seconds=seconds)
        self.choose_offer("demonstration")
        self.expect(self.page_title() == "No roster yet", "an empty facility says how to begin")
        self.press_focused()
        self.wait(lambda: self.window.document.roster is not None, 60, "a roster is opened")
        self.wait(lambda: bool(self.window.build_state.tiers), 60, "the build shows what it reaches")
        self.picture("building")
        self.wait(lambda: not self.window.build_state.is_running, seconds + SLACK_SECONDS, "the build ends")
        self.settle()
        self.expect(self.window.document.proposal is not None, "the build leaves a proposal")
        self.picture("proposal")
        self.press(Qt.Key.Key_Return, CTRL)
        self.expect(bool(self.window.document.roster.tours), "the proposal is accepted")
        self.settle()
        self.look_around()
        self.publish()

    def look_around(self) -> None:
        """Go through grid, board and every place by its key."""
        self.picture("officers_by_day")
        self.press(Qt.Key.Key_2, CTRL)
        self.expect(self.window.work.view == "board", "Ctrl+2 shows the day board")
        self.picture("day_board")
        self.press(Qt.Key.Key_1, CTRL)
        for place, _ in self.window.places.open_names():
            keys = self.window.actions_by_key[f"go_{place}"].shortcut()
            self.press(keys[0].key(), keys[0].keyboardModifiers())
            self.expect(self.window.places.current == place, f"{keys.toString()} goes to {place}")
            if place != "roster":
                self.read(place)
                self.picture(place)
        self.press(Qt.Key.Key_1, ALT)
        self.in_dialog(lambda: self.press(Qt.Key.Key_P, CTRL | SHIFT), lambda box: self.picture("find_anything", box))

    def read(self, place: str) -> None:
        """Wait for what a place is about: figures that are worked out, or a list with something in it."""
        places = self.window.places
        if place == "overlay":
            self.wait(lambda: places.overlay.picturing.is_current, 120, "the overlay has its figures")
        elif place == "exposure":
            self.wait(lambda: places.exposure.model.rowCount() > 0, 120, "the areas are listed")
        elif place == "facility":
            places.facility.list.setFocus(Qt.FocusReason.TabFocusReason)
            while places.facility.model.sheet.name != "Posts":
                before = places.facility.list.currentRow()
                self.press(Qt.Key.Key_Down)
                self.expect(places.facility.list.currentRow() > before, "the list of sheets leads to Posts")

    def publish(self) -> None:
        """Publish the roster, with a reason."""

        def fill(box: QDialog) -> None:
            assert isinstance(box, PublishDialog), "Ctrl+P publishes"
            QTest.keyClicks(box.reason, "First roster of the demonstration facility")
            self.picture("publish", box)
            if not box.publish_button.isEnabled():
                raise DeadEndError(f"publishing is refused: {box.obstacle}")
            QTest.keyClick(box.publish_button, Qt.Key.Key_Space)

        self.in_dialog(lambda: self.press(Qt.Key.Key_P, CTRL), fill)
        state = self.window.document.roster.state
        self.expect(state == RosterState.PUBLISHED, f"the roster is published, not {state}")
        self.settle()
        self.picture("published")

    # ------------------------------------------------------------ hands and eyes

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the cursor is."""
        target = QApplication.focusWidget() or self.window
        QTest.keyClick(target, key, modifier)
        self.settle()

    def press_focused(self) -> None:
        """Press the button that has the cursor, which is the usual next step."""
        self.press(Qt.Key.Key_Space)

    def choose_offer(self, words: str) -> None:
        """Press the button of the page shown that offers something."""
        page = self.page()
        offers = page.buttons if isinstance(page, EmptyPage) else []
        wanted = [button for button in offers if words in button.text().casefold()]
        self.expect(bool(wanted), f"an offer with the word {words!r} is on the page")
        QTest.keyClick(wanted[0], Qt.Key.Key_Space)
        self.settle()

    def in_dialog(self, opens: Callable[[], None], does: Callable[[QDialog], None]) -> None:
        """Do something in a window that opens over this one and waits for an answer; it is closed afterwards."""
        seen: list[BaseException | None] = []
        looks = QTimer(interval=100)

        def act() -> None:
            box = QApplication.activeModalWidget() or QApplication.activePopupWidget()
            if not isinstance(box, QDialog):
                return
            looks.stop()
            try:
                does(box)
                seen.append(None)
            except BaseException as error:  # told after the window is closed, lest the walk hangs in it
                seen.append(error)
            if box.isVisible():
                box.reject()

        looks.timeout.connect(act)
        looks.start()
        opens()
        self.wait(lambda: bool(seen), 20, "a window opens")
        if QApplication.activeWindow() is None:
            self.window.activateWindow()  # a window manager would; the offscreen platform has none
        self.settle()
        if seen[0] is not None:
            raise seen[0]

    def page(self) -> QWidget:
        """Return the page shown."""
        return self.window._pages.currentWidget()

    def page_title(self) -> str:
        """Return the words at the top of the page shown, "" where it has none."""
        page = self.page()
        return page.title if isinstance(page, EmptyPage) else ""

    def settle(self) -> None:
        """Let the screen draw itself and the checker answer."""
        app.settle(self.window)

    def wait(self, holds: Callable[[], bool], seconds: float, what: str) -> None:
        """Wait until something holds, or say that it never did."""
        until = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > until:
                raise DeadEndError(f"waited {seconds} s in vain: {what}")
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
            time.sleep(0.02)

    def expect(self, holds: bool, what: str) -> None:
        """Stop where a step did not lead on."""
        if not holds:
            raise DeadEndError(f"expected: {what}")

    def picture(self, name: str, of: QWidget | None = None) -> None:
        """Take a picture of the window, or of one over it."""
        self.settle()
        if self.folder is not None:
            path = self.folder / f"{name}_{self.theme}.png"
            (of or self.window).grab().save(str(path))
            self.pictures.append(path)


def walk(folder: Path | None, theme: str, seconds: int) -> list[Path]:
    """Walk once through the console with a user's data of its own; return the pictures taken.

    Raises:
        DeadEndError: the screen offered no way on.
    """
    with tempfile.TemporaryDirectory() as home:
        before = os.environ.get("XDG_DATA_HOME")
        os.environ["XDG_DATA_HOME"] = home
        app.make_application()
        preferences = Preferences(None)
        preferences.change(theme=theme)
        window = app.make_window(preferences)
        window.resize(*SIZE)
        window.show()
        user = NewUser(window, folder, theme)
        try:
            user.walk(seconds)
        finally:
            window.close()
            QCoreApplication.processEvents()
            if before is None:
                del os.environ["XDG_DATA_HOME"]
            else:
                os.environ["XDG_DATA_HOME"] = before
    return user.pictures


def main(arguments: list[str] | None = None) -> int:
    """Walk in each theme; return the exit status."""
    parser = argparse.ArgumentParser(description="Use the console as somebody new would.")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--seconds", type=int, default=30, choices=TIME_LIMITS)
    parser.add_argument("--themes", nargs="+", default=["light", "dark"])
    asked = parser.parse_args(arguments)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if asked.out is not None:
        asked.out.mkdir(parents=True, exist_ok=True)
    for theme in asked.themes:
        begun = time.monotonic()
        try:
            pictures = walk(asked.out, theme, asked.seconds)
        except DeadEndError as error:
            print(f"{theme}: a dead end: {error}")
            return 1
        print(f"{theme}: built and published in {time.monotonic() - begun:.0f} s, {len(pictures)} pictures")
    return 0


if __name__ == "__main__":
    sys.exit(main())
