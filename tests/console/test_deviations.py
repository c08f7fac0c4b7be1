"""Posts below the plan in the console: the list with what has no reason first, the window, an approval, from Today."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QDate, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox, QPushButton
from support.sites import FIRST, PERIOD, SHIFTS, ZONE, edit, planned_site, tour
from support.windows import Answers

from console import app
from console.background import wait_for_background
from console.dialogs.deviation import NEEDED, SPAN, WHICH, DeviationDialog
from console.main_window import MainWindow
from console.operations import deviations
from console.preferences import Preferences
from console.views.reports.below import BELOW, PlanReportsPage
from console.widgets.moment_field import qt_moment
from scheduler.api import Below, Desk, PostStatus, ReasonCode
from scheduler.domain.clock import Clock
from scheduler.domain.words import PostCode, ShiftCode

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
CLOCK = Clock(ZONE)
NEXT = FIRST + timedelta(days=1)


@pytest.fixture
def window(tmp_path: Path) -> Iterator[MainWindow]:
    """A window on a week in which P1, which the plan wants held on days, is held on the first date only."""
    path = tmp_path / "f.db"
    with Desk.open(str(path), actor="commander") as desk:
        desk.import_site(planned_site(), "small.xlsx")
        desk.create_roster(PERIOD)
        desk.apply_edit(1, edit("plan", tour("B1", FIRST)))
        desk.publish(1)
    app.make_application()
    window = app.make_window(Preferences(None))
    window.resize(1600, 960)
    window.show()
    window.open_database(str(path))
    window.go_to("reports")
    app.settle(window)
    window.places.reports.show_report(BELOW)
    yield window
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def cells(page: PlanReportsPage) -> list[list[str]]:
    return [
        [str(page.model.index(row, column).data()) for column in (0, 2, 5, 6, 8)]
        for row in range(page.model.rowCount())
    ]


def accept_of(dialog: DeviationDialog) -> QPushButton:
    role = QDialogButtonBox.ButtonRole.AcceptRole
    return next(b for b in dialog.buttons.buttons() if dialog.buttons.buttonRole(b) == role)  # type: ignore[return-value]


def below(on: date = NEXT) -> Below:
    return Below(post=PostCode("P1"), shift=ShiftCode("D"), on=on, there=0, planned=1, record=None)


def test_what_has_no_reason_comes_first_and_is_counted(window: MainWindow) -> None:
    page = window.places.reports
    days = (PERIOD.last - FIRST).days
    assert len(cells(page)) == days
    assert all(row[2] == deviations.NO_REASON for row in cells(page))
    assert f"{days} without a reason" in page._sentence.text()

    def answer(dialog: DeviationDialog) -> None:
        QTest.keyClicks(dialog.mitigation, "rover every 30 minutes")
        dialog.reason.setCurrentIndex(dialog.reason.findData(ReasonCode.VACANCY))
        accept_of(dialog).click()

    page.table.choose_row(0)
    answers = Answers((DeviationDialog, answer))  # type: ignore[arg-type]
    QTest.keyClick(page.give_reason, Qt.Key.Key_Space)
    assert not answers.left
    rows = cells(page)
    assert f"{days - 1} without a reason" in page._sentence.text()
    assert "vacancy (1)" in page._sentence.text()
    assert rows[-1][1:4] == ["P1", "vacated", "vacancy"]
    assert rows[-1][4] == window.document.desk.actor  # type: ignore[union-attr]


def test_the_window_says_what_is_missing_and_offers_what_is_whole(window: MainWindow) -> None:
    dialog = DeviationDialog(planned_site(), below(), True)
    accept = accept_of(dialog)
    assert NEEDED in accept.toolTip()
    dialog.mitigation.setText("rover")
    assert NEEDED not in accept.toolTip()
    dialog.reason.setCurrentIndex(dialog.reason.findData(ReasonCode.OTHER))
    assert WHICH in accept.toolTip()
    dialog.words.setText("flooding")
    dialog.end.setDateTime(qt_moment(datetime(NEXT.year, NEXT.month, NEXT.day, 5, 0)))
    assert SPAN in accept.toolTip()
    dialog.end.setDateTime(qt_moment(datetime(NEXT.year, NEXT.month, NEXT.day, 14, 0)))
    assert accept.toolTip() == ""
    note = dialog.note()
    start, _ = SHIFTS[0].span(CLOCK, NEXT)
    assert (note.start, note.end, note.words) == (start, CLOCK.minute(NEXT, 14 * 60), "flooding")
    dialog.deleteLater()


def test_only_a_combined_post_names_another_one(window: MainWindow) -> None:
    dialog = DeviationDialog(planned_site(), below(), True)
    assert not dialog.other.isEnabled()
    assert dialog.note().combined_with is None
    dialog.status.setCurrentIndex(dialog.status.findData(PostStatus.COMBINED))
    assert dialog.other.isEnabled()
    assert dialog.note().combined_with == "P2"
    dialog.deleteLater()


def test_today_asks_for_the_reason_of_a_post_that_is_short_now(window: MainWindow) -> None:
    window.go_to("today")
    page = window.places.today
    page.show_moment(CLOCK.minute(NEXT, 600))
    for _ in range(3):
        wait_for_background(5_000)
        app.settle(window)
    row = next(n for n in range(page.model.rowCount()) if page.model.post_at(n).code == "P1")
    page.table.choose_row(row)
    asked: list[str] = []

    def answer(dialog: DeviationDialog) -> None:
        asked.append(dialog.windowTitle())
        dialog.mitigation.setText("rover")
        dialog.accept()

    Answers((DeviationDialog, answer))  # type: ignore[arg-type]
    QTest.keyClick(page.why, Qt.Key.Key_Space)
    assert asked == ["Why below the plan?"]
    desk = window.document.desk
    assert desk is not None
    assert [b.on for b in desk.plan.below(FIRST, PERIOD.last) if b.is_justified] == [NEXT]


def test_without_a_post_below_the_plan_the_report_says_so(window: MainWindow) -> None:
    page = window.places.reports
    for field in (page.first, page.last):
        field.setDate(QDate(FIRST.year, FIRST.month, FIRST.day))
    assert cells(page) == []
    assert page._sentence.text() == "No post was published below the staffing plan on these dates."
