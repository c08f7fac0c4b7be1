"""Papers in the window: chosen, looked at, saved, printed; away from the window, each noted."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from support.desk_site import FIRST, badge
from support.windows import Answers

from console.dialogs.papers import PapersDialog
from console.main_window import MainWindow
from console.operations import roster as edits
from scheduler.api import Action

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def dialog(window: MainWindow, qtbot) -> Iterator[PapersDialog]:
    post = next(s.post for s in window.document.problem.slots() if s.on == FIRST and s.shift == "D")
    assert edits.assign(window.document, badge(0), FIRST, post)
    made = PapersDialog(window.document, window.look, window)
    made.show()
    qtbot.waitUntil(lambda: made.made is not None, timeout=30_000)
    yield made
    made.close()


def test_the_first_date_is_shown_as_a_draft_while_nothing_is_published(dialog: PapersDialog, qtbot) -> None:
    assert dialog.where.text() == "Page 1 of 1"
    assert not dialog.page.pixmap().isNull()
    assert "Post sheet" in dialog.page.accessibleDescription()
    assert "a draft" in dialog.page.accessibleDescription()
    dialog.refresh()
    assert dialog.told.text() == "Setting the pages ..."
    assert not dialog.print.isEnabled()
    qtbot.waitUntil(lambda: dialog.made is not None, timeout=30_000)
    assert dialog.print.isEnabled()


def test_fields_follow_the_paper_and_pages_are_turned_by_keys(dialog: PapersDialog, qtbot) -> None:
    assert dialog.form_rows.isRowVisible(dialog.on)
    assert not dialog.form_rows.isRowVisible(dialog.officer)
    dialog.kind.setCurrentIndex(dialog.kind.findData("officer-card"))
    qtbot.waitUntil(lambda: dialog.made is not None, timeout=30_000)
    assert dialog.form_rows.isRowVisible(dialog.officer)
    assert dialog.made.paper.kind == "officer-card"
    dialog.kind.setCurrentIndex(dialog.kind.findData("roster-by-officer"))
    qtbot.waitUntil(lambda: dialog.made is not None, timeout=30_000)
    number = len(dialog.made.pages)
    assert number > 1
    QTest.keyClick(dialog, Qt.Key.Key_PageDown)
    assert dialog.where.text() == f"Page 2 of {number}"
    QTest.keyClick(dialog, Qt.Key.Key_PageUp)
    assert not dialog.before.isEnabled()


def test_a_paper_is_saved_in_the_format_that_is_chosen_and_noted(dialog: PapersDialog, tmp_path: Path) -> None:
    dialog.save_to(tmp_path)
    (made,) = tmp_path.glob("*.pdf")
    assert dialog.told.text() == f"Written: {made.name}."
    dialog.form.setCurrentIndex(dialog.form.findData("xlsx"))
    dialog.save_to(tmp_path)
    assert list(tmp_path.glob("*.xlsx"))
    assert [row.action for row in dialog._document.desk.audit(2)] == ["export paper", "export paper"]
    (tmp_path / "file").write_text("x")
    dialog.save_to(tmp_path / "file")
    assert dialog.told.text().startswith("Nothing was written: ")


def test_what_goes_to_a_printer_is_noted(dialog: PapersDialog, tmp_path: Path) -> None:
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    assert dialog.print_on(printer) == "Sent to the printer: 1 page."
    assert (tmp_path / "printed.pdf").stat().st_size > 1000
    assert dialog._document.desk.audit(1)[0].action == "print paper"


def test_the_menu_leads_to_it(window: MainWindow) -> None:
    seen: list[str] = []
    answers = Answers((PapersDialog, lambda dialog: (seen.append(dialog.windowTitle()), dialog.reject())))
    window.actions_by_key["papers"].trigger()
    assert not answers.left
    assert seen == ["Papers to hand out"]


def test_a_report_is_printed_as_it_is_shown_and_only_where_it_may_leave(
    window: MainWindow, qtbot, tmp_path: Path
) -> None:
    window.go_to("reports")
    page = window.places.reports
    page.show_report("charged")
    assert page.paper.isVisible()
    seen: list[PapersDialog] = []

    def look(dialog: PapersDialog) -> None:
        qtbot.waitUntil(lambda: dialog.made is not None, timeout=30_000)
        seen.append(dialog.made.paper)
        assert not dialog.kind.isVisible()
        dialog.save_to(tmp_path)
        dialog.reject()

    answers = Answers((PapersDialog, look))
    page.paper.click()
    assert not answers.left
    (paper,) = seen
    assert paper.title == "Overtime charged"
    (table,) = paper.tables
    assert [column.heading for column in table.columns] == list(page._shown.columns)
    assert [tuple(str(cell) for cell in row) for row in table.rows] == list(page._shown.rows)
    assert len(list(tmp_path.glob("report_overtime_charged_*.pdf"))) == 1
    window.go_to("exposure")
    exposure = window.places.exposure
    shown = []
    for key in ("areas", "due", "kept", "rounds", "entries", "backs", "reviews"):
        exposure.show_report(key)
        shown += [key] if exposure.paper.isVisible() else []
    assert shown == ["areas", "kept", "reviews"]


def test_who_may_not_export_prints_and_saves_nothing(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot
) -> None:
    monkeypatch.setattr(window.document, "may", lambda action: action is not Action.EXPORT)
    dialog = PapersDialog(window.document, window.look, window)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.made is not None, timeout=30_000)
    assert dialog.print.isEnabled()
    assert not dialog.save.isVisible()
    assert not dialog.form.isVisible()
    dialog.close()
