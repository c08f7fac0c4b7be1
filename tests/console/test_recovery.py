"""After a crash the roster is opened as it was, undo included, and the user is told; after an orderly end nobody is."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from support.desk_site import FIRST, badge

from console import app
from console.document import RosterDocument
from console.main_window import MainWindow
from console.operations import exchange
from console.operations import roster as edits
from console.operations.recovery import LOCK, NOTE, Recovery, recover
from scheduler.domain.roster import Period

CRASH = "import os, sys; from PySide6.QtCore import QLockFile as L; lock = L(sys.argv[1]); lock.tryLock(0); os._exit(9)"


def crash(folder: Path) -> None:
    """Leave the lock of a console behind that is no more."""
    subprocess.run([sys.executable, "-c", CRASH, str(folder / LOCK)], check=False, timeout=60)
    assert (folder / LOCK).exists()


def test_an_orderly_end_leaves_nothing(document: RosterDocument, tmp_path: Path) -> None:
    recovery = Recovery(document, tmp_path)
    assert recovery.begin() is None
    document.opened.emit()
    assert (tmp_path / NOTE).exists()
    recovery.end()
    assert list(tmp_path.glob("*.lock")) == []
    assert not (tmp_path / NOTE).exists()
    assert Recovery(document, tmp_path).begin() is None


def test_a_second_console_neither_notes_nor_recovers(document: RosterDocument, tmp_path: Path) -> None:
    first, second = Recovery(document, tmp_path), Recovery(document, tmp_path)
    assert first.begin() is None
    document.opened.emit()
    assert second.begin() is None
    second.end()
    assert (tmp_path / NOTE).exists()
    first.end()


def test_the_roster_that_was_open_comes_back_with_its_undo(
    document: RosterDocument, database: str, tmp_path: Path
) -> None:
    before = Recovery(document, tmp_path)
    before.begin()
    older = document.roster_id
    newer = document.desk.create_roster(Period(first=FIRST + timedelta(days=14), days=7))
    assert exchange.open_roster(document, older)
    edits.assign(document, badge(0), FIRST, "HB-F")
    edits.assign(document, badge(1), FIRST, "CTL-A")
    document.stack.undo()
    was, redo = document.roster, document.stack.redoText()
    before._lock.unlock()
    crash(tmp_path)
    left = Recovery(document, tmp_path).begin()
    assert exchange.open_database(document, database)
    assert document.roster_id == newer.id
    words = recover(document, left)
    assert (document.roster_id, document.roster, document.stack.redoText()) == (older, was, redo)
    assert words.startswith("Fairwatch did not close in order last time. This is the roster as it was, saved ")
    assert words.endswith("Undo still reaches back, to: Put Abara on HB-F, 6 Dec.")


def test_a_note_of_another_database_or_none_is_left_alone(document: RosterDocument, tmp_path: Path) -> None:
    (tmp_path / NOTE).write_text("[]")
    crash(tmp_path)
    assert Recovery(document, tmp_path).begin() is None


def test_the_console_tells_of_a_crash_when_it_starts(
    qapp: QApplication, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []

    def look(window: MainWindow) -> int:
        said.append(window.work.notice.text)
        window.close()
        return 0

    monkeypatch.setattr(app, "default_path", lambda: tmp_path / "console.json")
    monkeypatch.setattr(app, "show_until_closed", look)
    (tmp_path / NOTE).write_text(f'{{"database": "{database}", "roster": 1, "has_proposal": true}}')
    crash(tmp_path)
    assert app.run(database) == 0
    assert said[0].startswith("Fairwatch did not close in order last time.")
    assert said[0].endswith("A build or its proposal, not yet accepted, is lost: build again.")
    assert app.run(database) == 0
    assert said[1] == ""
