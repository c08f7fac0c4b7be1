"""The only place that wires: application, settings, document, window. Also the picture of the window for records."""

import gc
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QEventLoop, QRect
from PySide6.QtWidgets import QApplication, QStyleFactory

from console.assets import icon, load_fonts
from console.background import wait_for_background
from console.document import RosterDocument
from console.main_window import MainWindow
from console.operations import exchange
from console.operations.recovery import Recovery, recover
from console.preferences import Choices, Preferences, default_path
from console.solving.build_state import BuildState
from console.solving.questions import Questions
from console.theme import Look

CHECK_MILLISECONDS = 120_000


def make_application(arguments: list[str] | None = None) -> QApplication:
    """Return the application, made at the first call."""
    found = QApplication.instance()
    application = found if isinstance(found, QApplication) else QApplication(arguments or ["fairwatch"])
    application.setApplicationName("fairwatch")
    application.setApplicationDisplayName("Fairwatch")
    application.setDesktopFileName("fairwatch")
    load_fonts()
    application.setWindowIcon(icon("fairwatch"))
    application.setStyle(QStyleFactory.create("Fusion"))
    return application


def make_window(
    preferences: Preferences, command: list[str] | None = None, answers: list[str] | None = None
) -> MainWindow:
    """Return a wired window, without a database.

    Args:
        preferences: The user's choices.
        command: The solver's program and arguments, where not the usual ones.
        answers: The same of the process that answers questions.
    """
    document = RosterDocument()
    build = BuildState(command=command)
    questions = Questions(command=answers)
    window = MainWindow(document, build, preferences, questions)
    for part in (document, build, questions):
        part.setParent(window)
    window.look_changed.connect(dress)
    dress(window.look)
    return window


def keep_still(window: MainWindow) -> None:
    """Leave what a roster brings along out of later searches for garbage: each would halt the window for long.

    A facility of 260 officers with its roster is some hundred thousand objects that stay; going through all of them
    takes 0.1 to 0.2 s, and would come unasked, in the middle of an edit.
    """
    window.checking.whole_judged.connect(gc.freeze)


def dress(look: Look) -> None:
    """Give the whole application a look."""
    application = QApplication.instance()
    if isinstance(application, QApplication):
        application.setPalette(look.palette())
        application.setFont(look.font())
        application.setStyleSheet(look.style_sheet())


def run(url: str = "") -> int:
    """Open the console on a database, or on the last one used; return the exit status."""
    application = make_application()
    preferences = Preferences(default_path())
    window = make_window(preferences)
    _place(window, preferences.choices)
    window.show()
    keep_still(window)
    recovery = Recovery(window.document, default_path().parent)
    left = recovery.begin()
    window.build_state.changed.connect(lambda: recovery.note(window.build_state.is_running))
    wanted = url or exchange.still_there(preferences.choices.database)
    if wanted:
        window.open_database(wanted)
    words = recover(window.document, left) if left is not None else ""
    if words:
        window.say(words)
    window.answering.keep_warm()
    status = application.exec()
    recovery.end()
    return status


def grab(url: str, path: Path, size: tuple[int, int] = (1600, 960), theme: str = "light", view: str = "grid") -> bool:
    """Draw the window on a database's newest roster into a PNG; return whether the file was written.

    Args:
        url: The database.
        path: The picture.
        size: Width and height of the window.
        theme: light, dark or contrast.
        view: grid or board.
    """
    make_application()
    preferences = Preferences(None)
    preferences.change(theme=theme)
    window = make_window(preferences)
    window.resize(*size)
    window.show()
    is_open = window.open_database(url)
    if is_open:
        window.work.show_view(view)
        settle(window)
        is_open = window.grab().save(str(path))
    window.close()
    return is_open


def settle(window: MainWindow, milliseconds: int = CHECK_MILLISECONDS) -> None:
    """Let the window draw itself and wait for the checker's answer."""
    deadline = QDeadlineTimer(milliseconds)
    while window.checking.is_busy and not deadline.hasExpired():
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
        wait_for_background(50)
    for _ in range(5):
        QCoreApplication.processEvents()


def _place(window: MainWindow, choices: Choices) -> None:
    """Put the window where it was, if that is still on a screen."""
    screens = [screen.availableGeometry() for screen in QApplication.screens()]
    if choices.window and any(screen.intersects(QRect(*choices.window)) for screen in screens):
        window.setGeometry(*choices.window)
    elif screens:
        window.resize(min(1600, screens[0].width()), min(960, screens[0].height()))
