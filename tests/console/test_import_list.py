"""A list of another system at the window: columns offered and remembered, faults, taken over, taken back."""

import threading
from pathlib import Path
from typing import Any

import pytest
from support.desk_site import badge

from console.dialogs.import_list import ImportListDialog
from console.main_window import MainWindow
from console.theme import Look
from scheduler.api.imports import ImportDesk, ImportKind, ListPreview

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def dialog(window: MainWindow, qtbot: Any) -> ImportListDialog:
    made = ImportListDialog(window.document, Look(), window)
    qtbot.addWidget(made)
    return made


def read(dialog: ImportListDialog, path: Path, kind: ImportKind, qtbot: Any) -> None:
    dialog.kind.setCurrentIndex(dialog.kind.findData(kind))
    dialog.look_at(path)
    qtbot.waitUntil(lambda: not dialog.is_reading, timeout=20_000)


def checked(dialog: ImportListDialog, qtbot: Any) -> None:
    qtbot.waitUntil(lambda: not dialog.is_reading, timeout=20_000)


def lines(dialog: ImportListDialog) -> list[tuple[str, ...]]:
    model = dialog.table.model()
    wide = range(model.columnCount())
    return [tuple(str(model.index(r, c).data()) for c in wide) for r in range(model.rowCount())]


def test_columns_are_offered_chosen_and_remembered(
    window: MainWindow, dialog: ImportListDialog, qtbot: Any, tmp_path: Path
) -> None:
    path = tmp_path / "leave.csv"
    path.write_text(f"Who;From;Through\n{badge(1)};06.12.2026;08.12.2026\n", "utf-8")
    assert not dialog.take.isEnabled()
    assert not dialog.back.isEnabled()
    read(dialog, path, ImportKind.LEAVE, qtbot)
    assert "1 thing is wrong" in dialog.said.text()
    assert lines(dialog) == [("", "Badge", "a column of the file is expected for it")]
    who, _ = dialog.columns["badge"]
    who.setCurrentText("Who")
    checked(dialog, qtbot)
    assert "CSV, UTF-8, semicolon, 1 row; columns read by their headings" in dialog.said.text()
    assert lines(dialog) == [("2", badge(1), "2026-06-12", "2026-08-12")]
    dialog.order.setCurrentIndex(1)
    checked(dialog, qtbot)
    assert lines(dialog) == [("2", badge(1), "2026-12-06", "2026-12-08")]
    before = window.document.desk.site().leave
    dialog.take.click()
    assert dialog.outcome == "Leave from leave.csv taken over: 1 row new, 0 changed."
    assert len(window.document.desk.site().leave) == len(before) + 1

    again = ImportListDialog(window.document, Look(), window)
    qtbot.addWidget(again)
    read(again, path, ImportKind.LEAVE, qtbot)
    assert "columns read as the last time" in again.said.text()
    assert not again.take.isEnabled()
    assert again.take.toolTip() == "Nothing in the list is new."
    again.back.click()
    assert again.outcome == "Leave from leave.csv taken back."
    assert window.document.desk.site().leave == before


def test_date_and_time_may_stand_in_two_columns(
    window: MainWindow, dialog: ImportListDialog, qtbot: Any, tmp_path: Path
) -> None:
    area = window.document.desk.site().areas[0].code
    path = tmp_path / "moves.csv"
    path.write_text(f"Reference,Unit,Moved,Hour\nR-9,{area},11/02/2026,2:10 PM\n", "utf-8")
    read(dialog, path, ImportKind.MOVES, qtbot)
    assert lines(dialog) == [("2", "R-9", area, "2026-11-02")]
    _, hour = dialog.columns["start"]
    assert hour is not None
    hour.setCurrentText("Hour")
    checked(dialog, qtbot)
    assert lines(dialog) == [("2", "R-9", area, "2026-11-02 14:10")]


def test_the_window_stays_free_while_a_list_is_checked_and_shows_what_was_chosen_last(
    dialog: ImportListDialog, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "leave.csv"
    path.write_text(f"Badge;From;To\n{badge(1)};06.12.2026;08.12.2026\n", "utf-8")
    read(dialog, path, ImportKind.LEAVE, qtbot)
    may_end, preview = threading.Event(), ImportDesk.preview

    def slowly(desk: ImportDesk, *asked: Any) -> ListPreview:
        assert may_end.wait(20)
        return preview(desk, *asked)

    monkeypatch.setattr(ImportDesk, "preview", slowly)
    dialog.order.setCurrentIndex(1)
    assert dialog.said.text() == "The list is being checked ..."
    assert dialog.take.toolTip() == "It is being checked."
    dialog.order.setCurrentIndex(0)
    dialog.order.setCurrentIndex(1)
    may_end.set()
    checked(dialog, qtbot)
    assert lines(dialog) == [("2", badge(1), "2026-12-06", "2026-12-08")]
    assert dialog.take.isEnabled()


def test_what_cannot_be_read_is_told_and_nothing_can_be_taken_over(
    dialog: ImportListDialog, qtbot: Any, tmp_path: Path
) -> None:
    path = tmp_path / "empty.csv"
    path.write_bytes(b"")
    read(dialog, path, ImportKind.STAFF, qtbot)
    assert lines(dialog) == [("", "", "a table with headings is expected, and the file is empty")]
    assert dialog.take.toolTip() == "Mend what is wrong first."


def test_the_menu_leads_there(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    monkeypatch.setattr(ImportListDialog, "exec", lambda self: seen.append(self.windowTitle()))
    window.actions_by_key["import_list"].trigger()
    assert seen == ["Import a list from another system"]
