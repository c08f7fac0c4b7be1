"""The replay's window: progress, answer, failure, stop, and nothing left behind."""

import sys
from pathlib import Path

import pytest

from console.dialogs.replay import ReplayDialog
from scheduler.api import presets

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
FAKES = {
    "answers": "import sys; print('  1 of 2  from 2026-01-01', file=sys.stderr); print('four columns')",
    "fails": "import sys; print('fairwatch: nothing worked is known', file=sys.stderr); sys.exit(2)",
    "waits": (
        "import signal, sys, time\n"
        "def end(*_):\n    print('one period'); sys.stdout.flush(); sys.exit(130)\n"
        "signal.signal(signal.SIGINT, end)\n"
        "print('  1 of 2  from 2026-01-01', file=sys.stderr); sys.stderr.flush()\n"
        "time.sleep(60)"
    ),
}


@pytest.fixture
def made(qtbot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    def make(mode: str) -> ReplayDialog:
        dialog = ReplayDialog("sqlite:///x.db", presets()[0], command=[sys.executable, "-c", FAKES[mode]])
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return make


def test_figures_come_with_the_end(made, qtbot) -> None:
    dialog = made("answers")
    with qtbot.waitSignal(dialog._process.ended, timeout=20_000):
        dialog.begin()
        assert not dialog.start.isEnabled()
    assert dialog.answer.toPlainText() == "four columns\n"
    assert dialog._words.text().startswith("Done.")
    assert dialog.start.isEnabled()


def test_a_failure_is_told_in_the_commands_words(made, qtbot) -> None:
    dialog = made("fails")
    with qtbot.waitSignal(dialog._process.ended, timeout=20_000):
        dialog.begin()
    assert dialog._words.text() == "fairwatch: nothing worked is known"
    assert dialog.answer.toPlainText() == ""


@pytest.mark.skipif(sys.platform == "win32", reason="a child cannot be interrupted there; it is killed")
def test_a_stop_keeps_what_is_done(made, qtbot) -> None:
    dialog = made("waits")
    dialog.begin()
    qtbot.waitUntil(lambda: dialog._bar.maximum() == 2, timeout=20_000)
    with qtbot.waitSignal(dialog._process.ended, timeout=20_000):
        dialog.stop.click()
    assert dialog.answer.toPlainText() == "one period\n"


def test_closing_leaves_no_process(made, qtbot) -> None:
    dialog = made("waits")
    dialog.begin()
    qtbot.waitUntil(lambda: dialog._bar.maximum() == 2, timeout=20_000)
    dialog.close()
    assert not dialog._process.is_running


def test_a_program_that_is_not_there_is_one_sentence(qtbot) -> None:
    dialog = ReplayDialog("sqlite:///x.db", presets()[0], command=["/nowhere/at/all"])
    qtbot.addWidget(dialog)
    with qtbot.waitSignal(dialog._process.ended, timeout=20_000):
        dialog.begin()
    assert dialog._words.text().startswith("It could not be started")
