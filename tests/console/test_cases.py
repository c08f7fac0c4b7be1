"""Look-backs and pairs in the console: from a case, approved by another, read for a while, in one order only."""

from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from console import app
from console.background import is_busy_in_background, wait_for_background
from console.dialogs.cases import AskBackDialog, PairsDialog, ShownDialog
from console.main_window import MainWindow
from console.operations import cases
from console.theme import Look
from scheduler.api import Desk
from scheduler.domain.inmates import Stay
from scheduler.domain.lookback import Office
from scheduler.domain.pairs import PairLine


def settled(window: MainWindow) -> None:
    app.settle(window)
    while is_busy_in_background():
        wait_for_background()
        QApplication.processEvents()


def asked(window: MainWindow, qtbot, case: str = "C-1") -> AskBackDialog:
    desk = window.document.desk
    dialog = AskBackDialog(desk.site(), desk.today(), window)
    qtbot.addWidget(dialog)
    dialog.case.setText(case)
    return dialog


def test_a_look_back_is_asked_for_approved_by_another_and_read(window: MainWindow, qtbot) -> None:
    window.go_to("exposure")
    page, document = window.places.exposure, window.document
    site = document.desk.site()
    stay = Stay(inmate="R-1", area=site.areas[0].code, start=0)
    document.desk.import_site(replace(site, stays=(stay,)), "x")
    said: list[str] = []
    document.failed.connect(said.append)
    assert not asked(window, qtbot, " ").ask(document)
    assert "number of the case" in said[-1]
    assert asked(window, qtbot).ask(document)
    page.show_report("backs")
    settled(window)
    page.table.choose_row(0)
    assert (page.chosen_cell(1), page.chosen_cell(7)) == ("C-1", "waits for approval")
    assert "1 asked for, 0 approved" in page._sentence.text()
    assert not cases.approve(document, 1, Office.PREA)
    assert "somebody else" in said[-1]
    assert cases.read(document, 1) is None
    with Desk.open(document.desk.url, actor="inspector") as other:
        other.look_backs.approve(1, Office.PREA)
    page.refresh()
    settled(window)
    assert "approved by inspector, PREA manager" in str(page.model.index(0, 7).data())
    found = cases.read(document, 1)
    assert found is not None
    assert "no proof of any contact" in found[0]
    assert document.desk.audit(1)[0].action == "read look-back"


def test_pairs_need_a_case_and_cannot_be_put_in_an_order(window: MainWindow, qtbot, monkeypatch) -> None:
    dialog = PairsDialog(window.document, Look(), parent=window)
    qtbot.addWidget(dialog)
    dialog.open_pairs()
    assert "for a case" in dialog.said.text()
    site = window.document.desk.site()
    line = PairLine(inmate="R-1", badge=site.officers[0].badge, days=28, minutes=1300, limit_minutes=1440)
    monkeypatch.setattr("scheduler.api.pairs.pairs_in", lambda *_: (line,))
    dialog.case.setText("C-7")
    dialog.open_pairs()
    assert dialog.model.rowCount() == 1
    assert [dialog.model.index(0, n).data() for n in (0, 3, 5)] == ["R-1", "21:40", "90%"]
    assert not dialog.table.isSortingEnabled()
    assert not dialog.table.horizontalHeader().sectionsClickable()
    noted = window.document.desk.audit(1)[0]
    assert (noted.action, "case:C-7" in noted.subjects) == ("open pairs", True)
    dialog.purpose.setCurrentIndex(1)
    assert dialog.model.rowCount() == 0, "another purpose is another look"


def test_what_was_found_stands_in_one_order(window: MainWindow, qtbot) -> None:
    dialog = ShownDialog("Look-back 1", "said", cases.BACK_HEADS, (("B", "2", "1", "0:30"),), Look(), window)
    qtbot.addWidget(dialog)
    assert not dialog.table.isSortingEnabled()
    assert dialog.model.headerData(3, Qt.Orientation.Horizontal) == "Weighted hours"


def test_only_dates_that_are_over_can_be_asked_about(window: MainWindow, qtbot) -> None:
    dialog, today = asked(window, qtbot), window.document.desk.today()
    assert dialog.last.maximumDate().toPython() == today - timedelta(days=1)
