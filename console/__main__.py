"""The `fairwatch` command: the solver's processes, a sub-command, or the console. Imports Qt last, only if needed."""

import ctypes
import gc
import os
import sys
from importlib import import_module
from pathlib import Path

from scheduler.language import TONGUES, choose, inherit, of_system
from scheduler.locate import resource

USAGE = """fairwatch [--db URL]                 open the console on a database (default: the site's, or the last one)
fairwatch --screenshot OUT.png --db URL [--theme light|dark|contrast] [--size 1600x960] [--view grid|day_board]
fairwatch --language CODE            the console once in another language: en, es, fr; pseudo and mirrored try screens
fairwatch COMMAND ...                work without a window: fairwatch --help lists the commands"""
OPTIONS = {"--db": "", "--screenshot": "", "--theme": "light", "--size": "1600x960", "--view": "grid", "--language": ""}
VIEWS = {"grid": "grid", "roster": "grid", "roster_grid": "grid", "board": "board", "day_board": "board"}

# What Qt loads from the system, with the Debian packages that hold it.
LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon.so.0": "libxkbcommon0",
}
X11_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}


class UsageError(Exception):
    """The command line cannot be read; the text is one sentence."""


def main(argv: list[str] | None = None) -> int:
    """Run the command; return the exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments and Path(arguments[0]).is_absolute():  # so desktops name the file that was double-clicked
        arguments.insert(0, "--db")
    # Our matrices are small: threads for them take cores from the solver. To be said before numpy is imported.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if arguments[:1] == ["--solve-worker"]:
        _inherit_language()
        from scheduler.worker.build import main as build

        return build()
    if arguments[:1] == ["--answer-worker"]:
        _inherit_language()
        from scheduler.worker.answers import main as answer

        return answer()
    if arguments and (not arguments[0].startswith("--") or arguments[0] in ("--help", "--version")):
        _inherit_language()
        from scheduler.cli import main as run_command

        return run_command(arguments)
    try:
        options = read_options(arguments)
    except UsageError as error:
        return _fail(f"{error}\n{USAGE}")
    return open_console(options)


def read_options(arguments: list[str]) -> dict[str, str]:
    """Return the value of each option of the console.

    Raises:
        UsageError: an option is not known, lacks its value, or the value cannot be.
    """
    options = dict(OPTIONS)
    rest = list(arguments)
    while rest:
        name, _, value = rest.pop(0).partition("=")
        if name not in options:
            raise UsageError(f"There is no option {name}.")
        if not value and not rest:
            raise UsageError(f"{name} needs a value.")
        options[name] = value or rest.pop(0)
    if options["--theme"] not in ("light", "dark", "contrast"):
        raise UsageError(f"--theme is light, dark or contrast, not {options['--theme']}.")
    if options["--view"] not in VIEWS:
        raise UsageError(f"--view is grid or day_board, not {options['--view']}.")
    if options["--language"] not in ("", *TONGUES):
        raise UsageError(f"--language is {', '.join(TONGUES)}, not {options['--language']}.")
    if options["--screenshot"] and not options["--db"]:
        raise UsageError("--screenshot needs --db, the database to draw.")
    read_size(options["--size"])
    return options


def read_size(text: str) -> tuple[int, int]:
    """Return width and height of "1600x960".

    Raises:
        UsageError: that is not what the text says.
    """
    parts = text.lower().split("x")
    if len(parts) == 2 and all(part.isdigit() and 200 <= int(part) <= 8000 for part in parts):
        return int(parts[0]), int(parts[1])
    raise UsageError(f"--size is WIDTHxHEIGHT in pixels, 200 to 8000 each, such as 1600x960, not {text}.")


def open_console(options: dict[str, str]) -> int:
    """Open the console, or draw it into a file; return the exit status.

    What is loaded and laid out at the start stays. Python would look through all of it for garbage again and again,
    which took a fifth of the time until the window can be used; the open window sees to it itself, now and then.
    """
    gc.disable()
    try:
        return _open_console(options)
    finally:
        gc.enable()


def _open_console(options: dict[str, str]) -> int:
    is_picture = bool(options["--screenshot"])
    if is_picture:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sentence = why_no_window()
    if sentence:
        return _fail(sentence)
    _choose_language(options["--language"], is_picture)  # before the rooms that keep words in tables
    # What is imported after Qt is looked through by it line by line, for uses of its own; what is there already is not.
    import_module("scheduler.api")
    try:
        from console import app
    except ImportError as error:
        return _fail(
            f"Qt could not be loaded ({error}). On Debian or Ubuntu install what it needs with: "
            f"sudo apt-get install {' '.join(LIBRARIES.values())}"
        )
    sentence = why_unsafe()
    if sentence:
        return _fail(sentence)
    if not is_picture:
        return app.run(options["--db"])
    target = Path(options["--screenshot"])
    is_drawn = app.grab(
        options["--db"], target, read_size(options["--size"]), options["--theme"], VIEWS[options["--view"]]
    )
    return 0 if is_drawn else _fail(f"{target} was not written: the database has no roster to draw or cannot be read.")


def _choose_language(code: str, is_picture: bool) -> None:
    """Take the user's language, or another one for once; a picture for records is English unless told otherwise."""
    from console.preferences import Preferences, default_path

    choices = Preferences(None if is_picture else default_path()).choices
    chosen = choices.language if not is_picture else "en"
    spoken = code or (of_system().code if chosen == "system" else chosen)
    choose(spoken, resource("languages"), choices.hours, choices.first_day)


def _inherit_language() -> None:
    inherit(resource("languages"))


def why_no_window(environment: dict[str, str] | None = None) -> str:
    """Return one sentence that says why Qt could not start here, "" when nothing is known against it."""
    known = dict(os.environ) if environment is None else environment
    if not sys.platform.startswith("linux"):
        return ""
    missing = [package for soname, package in LIBRARIES.items() if not _loads(soname)]
    platform = known.get("QT_QPA_PLATFORM", "")
    if not platform and not known.get("DISPLAY") and not known.get("WAYLAND_DISPLAY"):
        return (
            "There is no display here (DISPLAY and WAYLAND_DISPLAY are not set): start Fairwatch on a desktop, "
            "or work without a window; fairwatch --help lists the commands."
        )
    is_x11 = platform.startswith("xcb") or (not platform and not known.get("WAYLAND_DISPLAY"))
    if is_x11:
        missing += [package for soname, package in X11_LIBRARIES.items() if not _loads(soname)]
    if missing:
        return (
            f"Qt needs libraries that this system lacks; on Debian or Ubuntu: sudo apt-get install {' '.join(missing)}"
        )
    return ""


def why_unsafe() -> str:
    """Return one sentence when this Qt would end the program, "" otherwise.

    PySide6 6.12.0 loses a reference to None in every call that returns nothing; Python 3.11 aborts when none is left.
    """
    from PySide6 import __version__
    from PySide6.QtCore import QPoint

    point = QPoint()
    before = sys.getrefcount(None)
    for _ in range(1000):
        point.setX(1)
    if sys.getrefcount(None) > before - 500:
        return ""
    return (
        f"PySide6 {__version__} would crash on Python {sys.version.split()[0]}: "
        'install "PySide6-Essentials>=6.11.3,<6.12", or use Python 3.12 or newer.'
    )


def _loads(soname: str) -> bool:
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def _fail(sentence: str) -> int:
    sys.stderr.write(f"fairwatch: {sentence}\n")
    return 2


if __name__ == "__main__":
    sys.exit(main())
