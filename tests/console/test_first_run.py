"""First run: a workbook seen before it is imported, an empty facility and the way on from it."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from support.desk_site import small_site

from console import app
from console.dialogs.import_workbook import ImportDialog
from console.dialogs.start_empty import StartEmptyDialog
from console.document import RosterDocument
from console.main_window import MainWindow
from console.operations import exchange
from console.preferences import Preferences
from console.theme import Look
from scheduler.api import preview_import, write_workbook

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small facility as a folder of CSV files."""
    made = tmp_path / "small"
    write_workbook(small_site(), made)
    return made


def read(dialog: ImportDialog, path: Path, qtbot) -> None:
    dialog.look_at(path)
    qtbot.waitUntil(lambda: dialog.preview is not None, timeout=20_000)


def cells(dialog: ImportDialog) -> list[tuple[str, ...]]:
    model = dialog.table.model()
    return [tuple(str(model.index(r, c).data()) for c in range(4)) for r in range(model.rowCount())]


def test_a_preview_counts_what_is_new_and_what_goes(folder: Path) -> None:
    site = small_site()
    first = {s.sheet: s for s in preview_import(folder, None).sheets}
    assert (first["Officers"].rows, first["Officers"].new, first["Officers"].gone) == (10, 10, 0)
    assert "Worked tours" not in first
    path = folder / "areas.csv"
    assert path.exists()
    path.write_text(path.read_text("utf-8").replace("Housing", "Housing block"), "utf-8")
    again = {s.sheet: s for s in preview_import(folder, site).sheets}
    assert (again["Areas"].new, again["Areas"].gone) == (1, 1)
    assert (again["Officers"].new, again["Officers"].gone) == (0, 0)


def test_a_sound_workbook_can_be_imported_after_it_was_seen(document: RosterDocument, folder: Path, qtbot) -> None:
    dialog = ImportDialog(document, Look())
    assert not dialog.take.isEnabled()
    read(dialog, folder, qtbot)
    assert dialog.take.isEnabled()
    assert "Small Jail: 10 officers" in dialog.said.text()
    assert "rosters stay as they are" in dialog.said.text()
    assert ("Officers", "10", "", "") in cells(dialog)
    assert exchange.import_site(document, dialog.preview.site, dialog.preview.source)


def test_everything_wrong_is_listed_by_sheet_row_and_column(document: RosterDocument, folder: Path, qtbot) -> None:
    path = folder / "officers.csv"
    lines = path.read_text("utf-8").splitlines()
    lines[2] = lines[2].replace("2011-01-01", "some day")
    path.write_text("\n".join(lines) + "\n", "utf-8")
    before = document.desk.site()
    dialog = ImportDialog(document, Look())
    read(dialog, folder, qtbot)
    assert not dialog.take.isEnabled()
    assert dialog.said.text().startswith("1 thing is wrong in small.")
    assert cells(dialog)[0][:2] == ("Officers", "3")
    assert document.desk.site() == before
    assert dialog.fault.text() == str(dialog.preview.faults[0])  # in full, whatever the table has room for
    assert "some day" in dialog.fault.text()
    dialog.path.setText("elsewhere")
    dialog.path.textEdited.emit("elsewhere")
    assert dialog.preview is None


def test_what_is_no_workbook_is_told(document: RosterDocument, tmp_path: Path, qtbot) -> None:
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(b"nothing of the kind")
    dialog = ImportDialog(document, Look())
    read(dialog, bad, qtbot)
    assert dialog.preview.faults
    assert cells(dialog)[0][0] == "whole file"


def test_an_empty_facility_leads_to_its_lists(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.make_application()
    window = app.make_window(Preferences(None))
    window.show()

    def fill(dialog: StartEmptyDialog) -> bool:
        assert not dialog.start.isEnabled()
        dialog.name.setText("Elm Street Jail")
        assert dialog.code.text() == "ESJ"
        assert dialog.keep.text().endswith("elm_street_jail.db")
        dialog.zone.setCurrentText("Nowhere/Else")
        assert dialog.said.text() == "Choose a time zone from the list."
        dialog.zone.setCurrentText("America/Chicago")
        dialog.keep.setText(str(tmp_path / "elm.db"))
        assert dialog.start.isEnabled()
        return True

    monkeypatch.setattr(StartEmptyDialog, "exec", fill)
    window.actions_by_key["start"].trigger()
    assert window.places.current == "facility"
    assert window.document.desk.site().facility.zone == "America/Chicago"
    assert window.preferences.choices.database.endswith("elm.db")
    assert window.actions_by_key.reason("new") or window.document.roster is None
    window.close()
    window.deleteLater()


def test_a_second_facility_needs_a_file_of_its_own(window: MainWindow, database: str) -> None:
    said: list[str] = []
    window.document.failed.connect(said.append)
    assert not exchange.start_empty(window.document, small_site().facility, database)
    assert "choose another name" in said[-1]
