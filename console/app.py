"""The only place that wires: application, settings, document, window. Also the picture of the window for records."""

import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QEvent, QEventLoop, QRect
from PySide6.QtWidgets import QApplication, QStyleFactory

from console import site
from console.assets import icon, load_fonts
from console.background import wait_for_background
from console.document import RosterDocument
from console.garbage import GarbageTime
from console.main_window import MainWindow
from console.operations import exchange
from console.operations.recovery import Recovery, recover
from console.preferences import Choices, Preferences, default_path
from console.solving.build_state import BuildState
from console.solving.questions import Questions
from console.theme import Look
from console.widgets.local import speak

CHECK_MILLISECONDS = 120_000
TURN_SECONDS = 0.0005


def make_application(arguments: list[str] | None = None) -> QApplication:
    """Return the application, made at the first call."""
    found = QApplication.instance()
    application = found if isinstance(found, QApplication) else QApplication(arguments or ["fairwatch"])
    application.setApplicationName("fairwatch")
    application.setApplicationDisplayName("Fairwatch")
    application.setDesktopFileName("fairwatch")
    load_fonts()
    speak(application)
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
    dress(window.look)
    window.look_changed.connect(_take_colours)  # from now on the window dresses its parts itself
    return window


def keep_still(window: MainWindow) -> GarbageTime:
    """See to it that nothing halts the window unasked: neither a search for garbage nor work in another thread.

    Python lets one thread run at a time. With its usual 5 ms a turn, each call that lets others go first, as most of
    Qt's do, would wait so long while a roster is judged.
    """
    sys.setswitchinterval(TURN_SECONDS)
    return GarbageTime(window.document, window.checking, window)


def dress(look: Look) -> None:
    """Give the whole application a look, before there is much of it: every widget is gone through."""
    application = QApplication.instance()
    if isinstance(application, QApplication):
        _take_colours(look)
        if application.styleSheet() != (sheet := look.style_sheet()):
            application.setStyleSheet(sheet)


def _take_colours(look: Look) -> None:
    application = QApplication.instance()
    if isinstance(application, QApplication):
        application.setPalette(look.palette())
        if application.font() != look.font():  # told to every widget, even where it is as before
            application.setFont(look.font())


def run(url: str = "") -> int:
    """Open the console on a database, else on the site's, else on the last one used; return the exit status."""
    make_application()
    preferences = Preferences(default_path())
    status, is_over = _sit(url, preferences, is_again=False)
    while is_over:  # somebody signed out: all that was read is gone with the window, and the next one signs in
        status, is_over = _sit(url, preferences, is_again=True)
    return status


def _sit(url: str, preferences: Preferences, is_again: bool) -> tuple[int, bool]:
    """Show a window until it is closed; return the exit status, and whether it was closed by signing out."""
    window = make_window(preferences)
    window.asks.entrance.is_again = is_again
    _place(window, preferences.choices)
    window.show()
    garbage = keep_still(window)
    recovery = Recovery(window.document, default_path().parent)
    left = recovery.begin()
    window.build_state.changed.connect(lambda: recovery.note(window.build_state.is_running))
    words = _open_wanted(window, url)
    words = (recover(window.document, left) if left is not None else "") or words
    if words:
        window.say(words)
    window.answering.keep_warm()
    status = show_until_closed(window)
    garbage.end()
    recovery.end()
    is_over = window.sitting.is_over
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return status, is_over


def _open_wanted(window: MainWindow, url: str) -> str:
    """Open the database that was named, else the site's, else the last one used; return what is to be told of it."""
    words = ""
    if not url:
        try:
            url = site.database()
        except site.SiteError as error:
            words = str(error)
    url = url or exchange.still_there(window.preferences.choices.database)
    if url:
        window.open_database(url)
    return words


def show_until_closed(window: MainWindow) -> int:
    """Let somebody work in a window; return the exit status once it is closed."""
    return QCoreApplication.exec() if window.isVisible() else 0


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
    while (window.checking.is_busy or window.turns.is_waiting) and not deadline.hasExpired():
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
