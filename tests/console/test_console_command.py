"""The `fairwatch` command: where it leads, what it refuses, and the picture it draws."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from console import __main__ as command

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--nonsense", "1"], "There is no option --nonsense."),
        (["--db"], "--db needs a value."),
        (["--theme", "pink", "--db", "x"], "--theme is light, dark or contrast, not pink."),
        (["--size", "12"], "--size is WIDTHxHEIGHT"),
        (["--screenshot", "x.png"], "--screenshot needs --db"),
        (["--language", "latin"], "--language is en, es, fr, pseudo, mirrored, not latin."),
        (["--view", "list"], "--view is grid or day_board"),
    ],
)
def test_a_wrong_option_is_told(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(arguments) == 2
    assert words in capsys.readouterr().err


def test_options_may_be_joined() -> None:
    options = command.read_options(["--db=sqlite:///x.db", "--size", "800X600"])
    assert options["--db"] == "sqlite:///x.db"
    assert command.read_size(options["--size"]) == (800, 600)


def test_a_file_named_in_full_opens_in_the_console(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    opened: list[str] = []
    monkeypatch.setattr(command, "open_console", lambda options: opened.append(options["--db"]) or 0)
    assert command.main([str(tmp_path / "jail.db")]) == 0
    assert opened == [str(tmp_path / "jail.db")]


def test_without_a_display_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    assert command.why_no_window({}).startswith("There is no display here")
    assert command.why_no_window({"QT_QPA_PLATFORM": "offscreen"}) == ""


def test_missing_libraries_are_named_by_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(command, "_loads", lambda soname: not soname.startswith("libxcb-cursor"))
    assert command.why_no_window({"DISPLAY": ":0"}).endswith("sudo apt-get install libxcb-cursor0")
    assert command.why_no_window({"WAYLAND_DISPLAY": "w"}) == ""


def test_a_qt_that_loses_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert command.why_unsafe() == ""
    counts = iter([5000, 4000])
    monkeypatch.setattr(sys, "getrefcount", lambda _: next(counts))
    assert "would crash" in command.why_unsafe()


def test_sub_commands_and_the_worker_start_without_qt() -> None:
    script = (
        "import sys\n"
        "from console.__main__ import main\n"
        "try:\n"
        "    main(['--help'])\n"
        "except SystemExit:\n"
        "    pass\n"
        "assert not any(name.startswith('PySide6') for name in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "fairwatch" in done.stdout


@pytest.mark.parametrize("view", ["grid", "day_board"])
def test_a_picture_of_the_newest_roster(database: str, tmp_path: Path, view: str) -> None:
    target = tmp_path / "console.png"
    options = ["--screenshot", str(target), "--db", database, "--theme", "dark", "--size", "1280x800", "--view", view]
    done = subprocess.run(
        [sys.executable, "-m", "console", *options],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": "1"},
    )
    assert done.returncode == 0, done.stderr
    picture = QImage(str(target))
    assert (picture.width(), picture.height()) == (1280, 800)
    colours = {picture.pixelColor(x, y).name() for x in range(0, 1280, 16) for y in range(0, 800, 16)}
    assert {"#1d2126", "#15181c"} <= colours


def test_no_picture_without_a_roster(tmp_path: Path) -> None:
    options = ["--screenshot", str(tmp_path / "x.png"), "--db", str(tmp_path / "missing" / "x.db")]
    done = subprocess.run(
        [sys.executable, "-m", "console", *options], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 2
    assert "was not written" in done.stderr
    assert "Traceback" not in done.stderr
