"""Backups from the window: made now, made by themselves, restored into a new file."""

import time
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QFileDialog

from console.dialogs.backup import BackUpDialog, BackupPlanDialog, RestoreDialog
from console.document import RosterDocument
from console.operations.backup import DueBackups
from scheduler.api import Desk

WORDS = "correct horse battery staple"


def settle(dialog: object) -> None:
    end = time.monotonic() + 60
    while dialog.task.is_running and time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.005)
    QApplication.processEvents()


def backed_up(document: RosterDocument, folder: Path) -> Path:
    dialog = BackUpDialog(document)
    dialog.folder.setText(str(folder))
    dialog.first.setText(WORDS)
    dialog.second.setText(WORDS)
    dialog.accept()
    settle(dialog)
    assert dialog.outcome.startswith("Backed up: fairwatch-")
    assert dialog.first.text() == "", "the passphrase is forgotten"
    return next(folder.glob("*.fwbackup"))


def test_a_backup_is_made_and_restored_into_a_new_file(document: RosterDocument, tmp_path: Path) -> None:
    path = backed_up(document, tmp_path / "out")
    dialog = RestoreDialog(document)
    dialog.show_backup(path)
    dialog.new.setText(str(tmp_path / "new.db"))
    dialog.passphrase.setText("the wrong words altogether")
    dialog.accept()
    settle(dialog)
    assert "does not fit" in dialog.said.text()
    assert not (tmp_path / "new.db").exists()
    dialog.passphrase.setText(WORDS)
    dialog.accept()
    settle(dialog)
    assert dialog.outcome.startswith("Restored as it stood"), dialog.said.text()
    with Desk.open(str(tmp_path / "new.db")) as desk:
        assert document.desk is not None
        assert desk.site() == document.desk.site()


def test_what_is_missing_is_said_and_nothing_begins(document: RosterDocument, tmp_path: Path) -> None:
    dialog = BackUpDialog(document)
    dialog.accept()
    assert dialog.said.text() == "Choose a folder first."
    dialog.folder.setText(str(tmp_path / "out"))
    dialog.first.setText("short")
    dialog.accept()
    assert "At least 15 letters" in dialog.said.text()
    dialog.first.setText(WORDS)
    dialog.second.setText(f"{WORDS}!")
    dialog.accept()
    assert "The two differ" in dialog.said.text()
    assert not (tmp_path / "out").exists()
    restoring = RestoreDialog(document)
    restoring.accept()
    assert "Choose a backup" in restoring.said.text()


def test_a_backup_can_be_stopped(document: RosterDocument, tmp_path: Path) -> None:
    dialog = BackUpDialog(document)
    dialog.folder.setText(str(tmp_path / "out"))
    dialog.first.setText(WORDS)
    dialog.second.setText(WORDS)
    dialog.accept()
    dialog.reject()
    settle(dialog)
    assert dialog.outcome == ""
    assert dialog.said.text() == "Stopped; nothing was written."
    assert list((tmp_path / "out").glob("*")) == []


def test_backups_are_set_and_then_made_by_themselves(
    document: RosterDocument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = BackupPlanDialog(document)
    dialog.accept()
    assert "A backup key begins with" in dialog.said.text()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "stick.key"), ""))
    dialog._make_key()
    assert "keep it, and a copy, away from this machine" in dialog.said.text()
    dialog.folder.setText(str(tmp_path / "out"))
    dialog.hours.setValue(12)
    dialog.accept()
    assert document.desk is not None
    plan = document.desk.backups.plan()
    assert (plan.hours, plan.at_publication, plan.keep) == (12, True, 14)

    owner = QObject()
    due = DueBackups(document, owner)
    told: list[str] = []
    due.told.connect(told.append)
    due.look()
    end = time.monotonic() + 60
    while due._task.is_running and time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.005)
    QApplication.processEvents()
    assert told == ["No backup was made yet: that is too long", ""]
    assert len(list((tmp_path / "out").glob("*.fwbackup"))) == 1
    assert BackUpDialog(document).is_with_key
    restoring = RestoreDialog(document)
    assert restoring.backup.count() == 1
    assert "Make none" in [b.text() for b in BackupPlanDialog(document).buttons.buttons()]


def test_a_folder_that_cannot_be_written_is_said_in_the_status_line(document: RosterDocument, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    dialog = BackUpDialog(document)
    dialog.folder.setText(str(tmp_path / "file"))
    dialog.first.setText(WORDS)
    dialog.second.setText(WORDS)
    dialog.accept()
    settle(dialog)
    assert dialog.outcome == ""
    assert dialog.said.text().endswith("exists.")
