"""Files of the roster at the window: exported in the chosen format, changed in a spreadsheet, taken over and undone."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from support.desk_site import FIRST, badge

from console import app
from console.dialogs.export import ExportDialog
from console.dialogs.import_roster import ImportRosterDialog
from console.main_window import MainWindow
from console.operations import exchange
from console.operations import roster as edits
from console.theme import Look

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def choose(dialog: ExportDialog, form: str) -> None:
    dialog.form.setCurrentIndex(dialog.form.findData(form))


def exported(window: MainWindow, folder: Path, change: Callable[[Any], object]) -> Path:
    assert exchange.export(window.document, folder, "xlsx")
    (path,) = folder.glob("*.xlsx")
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


def place_of(book: Any, who: str) -> tuple[str, Any]:
    """Return the sheet and cell that holds a badge."""
    for name in book.sheetnames:
        if name in ("Tours", "Legend", "Metadata"):
            break
        for row in book[name].iter_rows(min_row=2, min_col=5):
            for cell in row:
                if cell.value == who:
                    return name, cell
    raise AssertionError(who)


def read(dialog: ImportRosterDialog, path: Path, qtbot: Any) -> None:
    dialog.look_at(path)
    qtbot.waitUntil(lambda: not dialog.is_reading, timeout=20_000)


def lines(dialog: ImportRosterDialog) -> list[tuple[str, ...]]:
    model = dialog.table.model()
    wide = model.columnCount()
    return [tuple(str(model.index(r, c).data()) for c in range(wide)) for r in range(model.rowCount())]


def found(dialog: ImportRosterDialog) -> list[str]:
    return [dialog.findings.item(n).text() for n in range(dialog.findings.count())]


# ---------------------------------------------------------------- export


def test_the_export_window_offers_what_each_format_has(window: MainWindow, tmp_path: Path) -> None:
    dialog = ExportDialog(window.document, Look(), window)
    dialog.show()
    assert not dialog.take.isEnabled()
    dialog.folder.setText(str(tmp_path))
    assert dialog.take.isEnabled()
    seen = {}
    parts = dialog.fields
    for form in ("xlsx", "html", "csv", "json", "ics"):
        choose(dialog, form)
        fields = (parts.names, parts.delimiter, parts.mark, parts.officer, parts.posts, parts.archive)
        seen[form] = "".join("x" if field.isVisible() else "-" for field in fields)
    assert seen == {"xlsx": "x-----", "html": "x-----", "csv": "xxx---", "json": "x-----", "ics": "---xxx"}
    assert not dialog.take.isEnabled()
    assert dialog.about.text() == "Calendars are of what is published: publish the roster first."
    choose(dialog, "csv")
    parts.delimiter.setCurrentIndex(1)
    parts.mark.setChecked(True)
    order = dialog.order()
    assert (order.formats, parts.chosen_folder, order.delimiter, order.with_mark) == (
        *(("csv",), tmp_path, "semicolon", True),
    )
    dialog.close()


def test_the_command_exports_what_was_chosen(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: Any
) -> None:
    edits.assign(window.document, badge(0), FIRST, "HB-F")

    def fill(dialog: ExportDialog) -> bool:
        choose(dialog, "html")
        dialog.fields.names.setChecked(True)
        dialog.folder.setText(str(tmp_path / "out"))
        dialog.take.click()
        qtbot.waitUntil(lambda: not dialog.is_running, timeout=20_000)
        return True

    monkeypatch.setattr(ExportDialog, "exec", fill)
    window.actions_by_key["export_roster"].trigger()
    (path,) = (tmp_path / "out").glob("*.html")
    assert "Abara N" in path.read_text("utf-8")
    assert "Draft, not published" in path.read_text("utf-8")


def test_what_cannot_be_exported_is_said(window: MainWindow, tmp_path: Path) -> None:
    said: list[str] = []
    window.document.failed.connect(said.append)
    assert exchange.export(window.document, tmp_path, "ics") == ""
    assert said == ["Nothing was exported: Calendars are of what is published, and this roster never was."]


# ---------------------------------------------------------------- import


def test_what_is_different_is_shown_with_what_it_breaks_and_undone_with_one_step(
    window: MainWindow, tmp_path: Path, qtbot: Any
) -> None:
    document = window.document
    edits.assign(document, badge(0), FIRST, "HB-F")
    before = document.roster
    app.settle(window)

    def change(book: Any) -> None:
        sheet, cell = place_of(book, badge(0))
        cell.value = badge(1)
        book[sheet].cell(cell.row, cell.column + 1).value = f"{badge(2)} (V)"

    path = exported(window, tmp_path, change)
    dialog = ImportRosterDialog(document, Look(), window)
    assert not dialog.take.isEnabled()
    read(dialog, path, qtbot)
    assert dialog.said.text().startswith(f"2 cells of {path.name} are different.")
    rows = lines(dialog)
    assert [row[3:5] for row in rows] == [(badge(0), badge(1)), ("nobody", f"{badge(2)} (V)")]
    assert all(row[1].startswith("HB-F 1, ") for row in rows)
    assert dialog.take.isEnabled()
    dialog.take.click()
    assert dialog.outcome == f"2 cells of {path.name} taken over. Ctrl+Z takes it back."
    assert {(t.badge, t.on) for t in document.roster.tours} == {
        (badge(1), FIRST), (badge(2), FIRST + timedelta(days=1)),
    }  # fmt: skip
    assert document.stack.undoText() == f"Import {path.name}, 2 cells"
    window.actions_by_key["undo"].trigger()
    assert document.roster.tours == before.tours


def test_what_a_cell_would_break_is_told_in_the_rules_own_words(window: MainWindow, tmp_path: Path, qtbot: Any) -> None:
    edits.assign(window.document, badge(0), FIRST, "HB-F")
    app.settle(window)

    def change(book: Any) -> None:
        sheet, cell = place_of(book, badge(0))
        other = next(name for name in book.sheetnames[:2] if name != sheet)
        head = [one.value for one in book[other][1]]
        row = next(row for row in book[other].iter_rows(min_row=2) if row[0].value == "HB-F")
        row[head.index(book[sheet].cell(1, cell.column).value)].value = badge(0)

    dialog = ImportRosterDialog(window.document, Look(), window)
    read(dialog, exported(window, tmp_path, change), qtbot)
    (row,) = lines(dialog)
    assert "stop" in row[5] or "never" in row[5]
    assert any("Abara N" in line for line in found(dialog))


def test_what_is_wrong_is_listed_by_place_and_nothing_can_be_taken_over(
    window: MainWindow, tmp_path: Path, qtbot: Any
) -> None:
    edits.assign(window.document, badge(0), FIRST, "HB-F")
    before = window.document.roster

    def change(book: Any) -> None:
        place_of(book, badge(0))[1].value = "=HYPERLINK(1)".replace("=", "")

    dialog = ImportRosterDialog(window.document, Look(), window)
    read(dialog, exported(window, tmp_path, change), qtbot)
    assert dialog.said.text() == "1 thing is wrong; nothing can be taken over before."
    assert lines(dialog)[0][3] == "the badge of an officer is expected, not 'HYPERLINK(1)'"
    assert not dialog.take.isEnabled()
    (tmp_path / "bad.xlsx").write_bytes(b"nothing of the kind")
    read(dialog, tmp_path / "bad.xlsx", qtbot)
    assert lines(dialog)[0][0] == "whole file"
    assert window.document.roster is before


def test_a_file_that_says_the_same_has_nothing_to_take_over(window: MainWindow, tmp_path: Path, qtbot: Any) -> None:
    edits.assign(window.document, badge(0), FIRST, "HB-F")
    dialog = ImportRosterDialog(window.document, Look(), window)
    path = exported(window, tmp_path, lambda book: None)
    read(dialog, path, qtbot)
    assert dialog.said.text() == f"Nothing in {path.name} is different from the roster."
    assert not dialog.take.isEnabled()
