"""The window of evidence packs: what is chosen, what would be in it, saved, and a pack proved."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from support.sites import FIRST, PERIOD, edit, small_site, tour

from console import app
from console.dialogs.packs import PackDialog
from console.main_window import MainWindow
from console.preferences import Preferences
from scheduler.api import Desk

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def window(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    monkeypatch.setenv("FAIRWATCH_KEYS", str(tmp_path / "keys"))
    path = tmp_path / "f.db"
    with Desk.open(str(path), actor="commander") as desk:
        desk.import_site(small_site(), "small.xlsx")
        for number in (1, 2):
            desk.create_roster(PERIOD)
            desk.apply_edit(number, edit(f"plan {number}", tour("B1", FIRST)))
            desk.publish(number)
        desk.apply_edit(2, edit("more", tour("B3", FIRST + timedelta(days=1))))
        desk.publish(2, "SICKCALLWORDS")
    app.make_application()
    window = app.make_window(Preferences(None))
    window.show()
    window.open_database(str(path))
    yield window
    window.close()


@pytest.fixture
def dialog(window: MainWindow, qtbot) -> Iterator[PackDialog]:
    made = PackDialog(window.document, window.look, window)
    made.show()
    qtbot.waitUntil(lambda: made.evidence is not None, timeout=30_000)
    yield made
    made.close()


def lines(dialog: PackDialog) -> dict[str, str]:
    model = dialog.table.model()
    return {str(model.index(row, 0).data()): str(model.index(row, 1).data()) for row in range(model.rowCount())}


def choose(dialog: PackDialog, profile: str, qtbot) -> None:
    dialog.profile.setCurrentIndex(dialog.profile.findData(profile))
    qtbot.waitUntil(lambda: dialog.evidence is not None, timeout=30_000)


def test_what_would_be_in_it_and_what_not_is_seen_before_anything_is_written(dialog: PackDialog, qtbot) -> None:
    assert dialog.wanted().rosters == (2,), "the newest is chosen"
    shown = lines(dialog)
    assert shown["Roster 2, version 1"] == "1 tour"
    assert shown["Roster 2, version 2"] == "2 tours"
    assert "Not in it: badges" in shown
    dialog.rosters.item(1).setCheckState(Qt.CheckState.Checked)
    qtbot.waitUntil(lambda: dialog.evidence is not None, timeout=30_000)
    assert "Roster 1, version 1" in lines(dialog)
    choose(dialog, "court", qtbot)
    assert "Not in it: badges" not in lines(dialog)
    assert lines(dialog)["Names of officers"] == "2"
    for row in (0, 1):
        dialog.rosters.item(row).setCheckState(Qt.CheckState.Unchecked)
    assert dialog.told.text() == "Choose a roster."
    assert not dialog.save.isEnabled()


def test_a_case_is_asked_for_its_number_where_the_profile_needs_one(dialog: PackDialog, qtbot) -> None:
    assert not dialog.fields.isRowVisible(dialog.case)
    dialog.profile.setCurrentIndex(dialog.profile.findData("case"))
    assert dialog.fields.isRowVisible(dialog.case)
    assert dialog.told.text() == "The number of the case is expected."
    dialog.case.setText("26-117")
    dialog.case.editingFinished.emit()
    qtbot.waitUntil(lambda: dialog.evidence is not None, timeout=30_000)
    assert dialog.evidence.case == "26-117"


def test_a_saved_pack_holds_and_a_changed_one_does_not(dialog: PackDialog, tmp_path: Path, qtbot) -> None:
    choose(dialog, "court", qtbot)
    path = tmp_path / "pack.zip"
    dialog.save_to(path)
    assert "the audit log notes it" in dialog.told.text()
    assert dialog.prove_pack(path)
    assert "pack.zip holds" in dialog.told.text()
    data = path.read_bytes()
    path.write_bytes(data.replace(b"SICKCALLWORDS", b"OTHERWORDSAAA"))
    assert not dialog.prove_pack(path)
    assert "does not hold" in dialog.told.text()
    assert not dialog.prove_pack(tmp_path / "none.zip")
    assert "No such file" in dialog.told.text()
    (tmp_path / "pack.zip").unlink()
    dialog.save_to(tmp_path / "pack.zip" / "x" / "y.zip")
    (tmp_path / "file").write_text("")
    dialog.save_to(tmp_path / "file" / "y.zip")
    assert dialog.told.text().startswith("Nothing was written:")


def test_before_anything_is_published_it_says_so(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    with Desk.open(str(path), actor="commander") as desk:
        desk.import_site(small_site(), "small.xlsx")
    app.make_application()
    window = app.make_window(Preferences(None))
    window.open_database(str(path))
    dialog = PackDialog(window.document, window.look, window)
    assert dialog.told.text().startswith("No roster was published yet")
    assert not dialog.save.isEnabled()
    dialog.close()
    window.close()
