"""The window of all that leaves: looked at before, carried out with the window free, given up at once, found again."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from support.desk_site import FIRST, badge

from console.dialogs.export import CANCELLED, TOO_LATE, ExportDialog
from console.dialogs.export_history import ExportHistoryDialog
from console.dialogs.export_profile import ExportProfileDialog
from console.main_window import MainWindow
from console.operations import roster as edits
from console.theme import Look
from scheduler.api import Action, Desk
from scheduler.api import export as roster_files
from scheduler.api.export_centre import KINDS

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def dialog(window: MainWindow, qtbot: Any, tmp_path: Path) -> Iterator[ExportDialog]:
    edits.assign(window.document, badge(0), FIRST, "HB-F")
    made = ExportDialog(window.document, Look(), window)
    made.show()
    made.folder.setText(str(tmp_path / "out"))
    looked(made, qtbot)
    yield made
    made.close()


def looked(dialog: ExportDialog, qtbot: Any) -> None:
    qtbot.waitUntil(lambda: dialog.shown is not None, timeout=20_000)


def titles(dialog: ExportDialog) -> list[str]:
    return [dialog.list.item(row).text().strip() for row in range(dialog.list.count())]


def rows(dialog: ExportHistoryDialog) -> list[tuple[str, ...]]:
    model = dialog.table.model()
    return [tuple(str(model.index(r, c).data()) for c in range(7)) for r in range(model.rowCount())]


class SlowWriter:
    """Makes JSON only when it is let go on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun, self.may_end = threading.Event(), threading.Event()
        monkeypatch.setattr(roster_files, "json_bytes", self)

    def __call__(self, *_: object) -> bytes:
        self.begun.set()
        assert self.may_end.wait(20)
        return b"{}"


def test_all_that_may_leave_is_listed_and_looked_at(dialog: ExportDialog, qtbot: Any) -> None:
    assert titles(dialog)[:3] == ["Rosters", "Roster", "Roster without people"]
    assert {kind.title for kind in KINDS.values()} <= set(titles(dialog))
    assert dialog.preview.said.text() == "1 row."
    assert "Officers' names: badges stand for them." in dialog.preview.left_out.text()
    dialog.fields.names.setChecked(True)
    looked(dialog, qtbot)
    assert "Officers' names" not in dialog.preview.left_out.text()
    dialog.choose("post-sheet")
    looked(dialog, qtbot)
    assert dialog.preview.said.text().endswith("; this is how it begins.")
    assert not dialog.preview.page.pixmap().isNull()
    dialog.choose("officer-card")
    assert dialog.take.toolTip() == "Choose an officer."
    dialog.fields.officer.setCurrentIndex(1)
    looked(dialog, qtbot)
    assert dialog.take.isEnabled()
    dialog.choose("payroll")
    qtbot.waitUntil(lambda: "has not chosen how overtime is priced" in dialog.preview.said.text(), timeout=20_000)
    assert not dialog.take.isEnabled()


def test_an_equity_audit_is_of_dates_and_its_keys_are_a_file_of_their_own(
    dialog: ExportDialog, qtbot: Any, tmp_path: Path
) -> None:
    dialog.choose("equity-by-key")
    assert dialog.fields.first.isVisible()
    assert dialog.fields.last.isVisible()
    assert dialog.fields.first.date().daysTo(dialog.fields.last.date()) == 89
    dialog.fields.first.setDate(dialog.fields.last.date().addDays(-30))
    dialog.choose("equity-by-badge")
    dialog.choose("equity-by-key")
    assert dialog.fields.first.date().daysTo(dialog.fields.last.date()) == 30
    looked(dialog, qtbot)
    assert not dialog.preview.page.pixmap().isNull()
    assert "which key is whose stands in a file of its own" in dialog.preview.left_out.text()
    dialog.form.setCurrentIndex(dialog.form.findData("csv"))
    looked(dialog, qtbot)
    dialog.take.click()
    qtbot.waitUntil(lambda: not dialog.is_running, timeout=20_000)
    counts, keys = sorted((tmp_path / "out").glob("*.csv"), key=lambda path: "keys" in path.name)
    assert badge(0) in keys.read_text("utf-8")
    assert badge(0) not in counts.read_text("utf-8")


def test_it_is_written_while_the_window_is_free(
    dialog: ExportDialog, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = SlowWriter(monkeypatch)
    dialog.form.setCurrentIndex(dialog.form.findData("json"))
    dialog.take.click()
    assert slow.begun.wait(20)
    qtbot.waitUntil(lambda: dialog.fields.said.text() == "Making JSON ...", timeout=20_000)
    assert dialog.fields.bar.isVisible()
    assert dialog.cancel.text() == "Cancel"
    assert not dialog.take.isEnabled()
    slow.may_end.set()
    qtbot.waitUntil(lambda: not dialog.is_running, timeout=20_000)
    (path,) = (tmp_path / "out").glob("*.json")
    assert dialog.outcome == dialog.fields.said.text() == f"Exported {path.name} to {tmp_path / 'out'}."
    assert not dialog.fields.bar.isVisible()
    dialog.reject()
    assert not dialog.isVisible()


def test_giving_up_frees_the_window_at_once_and_writes_nothing(
    dialog: ExportDialog, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = SlowWriter(monkeypatch)
    dialog.form.setCurrentIndex(dialog.form.findData("json"))
    looked(dialog, qtbot)
    dialog.take.click()
    assert slow.begun.wait(20)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert (dialog.fields.said.text(), dialog.is_running) == (CANCELLED, False)
    assert dialog.list.isEnabled()
    slow.may_end.set()
    looked(dialog, qtbot)
    qtbot.wait(50)
    assert dialog.fields.said.text() == CANCELLED
    assert not (tmp_path / "out").exists()
    assert dialog.outcome == ""
    desk: Desk = dialog._document.desk
    assert desk.exports.history() == ((), 0)


def test_what_is_being_written_is_not_given_up(
    dialog: ExportDialog, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, may_end = threading.Event(), threading.Event()
    replace = roster_files.replace_file

    def slowly(path: Path, data: bytes) -> None:
        begun.set()
        assert may_end.wait(20)
        replace(path, data)

    monkeypatch.setattr(roster_files, "replace_file", slowly)
    dialog.take.click()
    assert begun.wait(20)
    dialog.reject()
    assert (dialog.isVisible(), dialog.fields.said.text()) == (True, TOO_LATE)
    may_end.set()
    qtbot.waitUntil(lambda: not dialog.is_running, timeout=20_000)
    assert dialog.outcome.startswith("Exported roster_")
    assert len(list((tmp_path / "out").glob("*.xlsx"))) == 1


def test_what_cannot_be_written_is_said(dialog: ExportDialog, qtbot: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    dialog.folder.setText(str(tmp_path / "file"))
    looked(dialog, qtbot)
    dialog.take.click()
    qtbot.waitUntil(lambda: not dialog.is_running, timeout=20_000)
    assert dialog.fields.said.text().startswith(f"Nothing was exported: {tmp_path / 'file'}: ")
    assert dialog.outcome == ""


def test_a_profile_brings_everything_back_as_it_was_kept(
    dialog: ExportDialog, window: MainWindow, qtbot: Any, tmp_path: Path
) -> None:
    dialog.form.setCurrentIndex(dialog.form.findData("csv"))
    dialog.fields.delimiter.setCurrentIndex(1)
    dialog.fields.names.setChecked(True)
    order = dialog.order()
    assert dialog.keep_as("") == "A profile needs a name of at most 60 letters on one line."
    assert dialog.keep_as("Table with names", ("scheduler",)) == ""
    assert dialog.fields.said.text() == "Kept as the profile Table with names."
    assert titles(dialog)[:2] == ["Profiles", "Table with names"]
    again = ExportDialog(window.document, Look(), window)
    again.list.setCurrentRow(1)
    assert (again.order(), again.folder.text()) == (order, str(tmp_path / "out"))
    looked(again, qtbot)
    asked = ExportProfileDialog(order, "", "Table with names", again)
    assert [box.text() for box in asked.roles.values()] == ["Scheduler", "Watch commander"]
    again.remove_profile()
    assert again.fields.said.text() == "Removed: Table with names."
    assert "Profiles" not in titles(again)
    again.close()


def test_a_file_is_found_among_the_exports(
    dialog: ExportDialog, window: MainWindow, qtbot: Any, tmp_path: Path
) -> None:
    dialog.take.click()
    qtbot.waitUntil(lambda: not dialog.is_running, timeout=20_000)
    (path,) = (tmp_path / "out").glob("*.xlsx")
    history = ExportHistoryDialog(window.document, Look(), window)
    ((_, who, what, about, form, number, digest),) = rows(history)
    assert (who, what, about, form, number) == (
        *(window.document.desk.actor, "Roster exported", "roster:1", "xlsx", "1"),
    )
    assert len(digest) == 16
    history.hold(path)
    assert history.found.text().startswith(f"{path.name} is as {who} exported it on 2026-11-20 at ")
    assert [index.row() for index in history.table.selectionModel().selectedRows()] == [0]
    path.write_bytes(b"changed")
    history.hold(path)
    assert history.found.text() == (
        f"{path.name}: no export that you may read of wrote this file, or it was changed since."
    )
    assert history.table.selectionModel().selectedRows() == []
    history.close()


def test_whoever_may_export_nothing_is_told(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    session = type(window.document.desk.session)
    monkeypatch.setattr(session, "may", lambda self, action: action is Action.READ_ROSTER)
    dialog = ExportDialog(window.document, Look(), window)
    assert titles(dialog) == []
    assert dialog.about.text() == "There is nothing that you may export."
    assert not dialog.take.isEnabled()
    dialog.close()
