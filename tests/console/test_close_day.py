"""Closing a day: prefilled as planned, times typed over, one key closes, corrections keep the original."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLineEdit
from support.sites import FIRST, PERIOD, ZONE, edit, small_site, tour
from support.windows import Answers

from console import app
from console.dialogs.worked_entry import WorkedEntryDialog
from console.document import RosterDocument
from console.models.worked import FROM, TO, WHAT
from console.operations import worked
from console.operations.ages import age_words, ages_of
from console.theme import Look
from console.views.today.worked import CloseDayDialog
from console.widgets.moment_field import moment_of, qt_moment
from scheduler.api import Desk, WorkedKind
from scheduler.domain.clock import Clock
from scheduler.domain.words import TourKind

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
CLOCK = Clock(ZONE)
LATER = CLOCK.local(CLOCK.minute(FIRST + timedelta(days=3), 9 * 60))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk.open(str(tmp_path / "f.db"), actor="commander", now=lambda: LATER) as opened:
        opened.import_site(small_site(), "small.xlsx")
        opened.create_roster(PERIOD)
        opened.apply_edit(1, edit("plan", tour("B1", FIRST), tour("B2", FIRST, "N")))
        opened.publish(1)
        yield opened


@pytest.fixture
def dialog(desk: Desk) -> Iterator[CloseDayDialog]:
    app.make_application()
    document = RosterDocument()
    document.desk = desk
    made = CloseDayDialog(document, Look())
    QAbstractItemModelTester(made.model)
    made.show()
    yield made
    made.close()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def text(dialog: CloseDayDialog, row: int, column: int) -> str:
    return str(dialog.model.index(row, column).data())


def type_time(dialog: CloseDayDialog, row: int, column: int, keys: str) -> None:
    dialog.table.setFocus()
    dialog.table.choose_row(row, column)
    QTest.keyClick(dialog.table, Qt.Key.Key_F2)
    (field,) = dialog.table.viewport().findChildren(QLineEdit)
    field.selectAll()
    QTest.keyClicks(field, keys)
    QTest.keyClick(field, Qt.Key.Key_Return)
    QCoreApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_a_time_is_typed_over_and_one_key_closes_the_day(dialog: CloseDayDialog, desk: Desk) -> None:
    assert dialog.on == FIRST
    assert [text(dialog, row, FROM) for row in range(2)] == ["06:00", "18:00"]
    assert not dialog.save.isEnabled()
    type_time(dialog, 0, TO, "1930")
    assert (text(dialog, 0, TO), text(dialog, 0, WHAT)) == ("19:30", "hold-over")
    type_time(dialog, 1, TO, "5:15")  # the morning after
    assert text(dialog, 1, WHAT) == "early relief"
    QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    sheet = desk.worked.sheet(FIRST)
    assert sheet.close is not None
    assert [(e.kind.value, e.minutes) for e in sheet.entries] == [("hold-over", 810), ("early relief", 675)]
    assert "closed" in dialog._told.text()
    assert dialog.close_day.isHidden()
    kinds = {(t.badge, t.kind) for t in desk.past_site(FIRST + timedelta(days=1)).worked if t.on == FIRST}
    assert ("B1", TourKind.HOLD_OVER) in kinds


def test_an_absence_is_one_key_and_as_planned_takes_it_back(dialog: CloseDayDialog) -> None:
    dialog.table.setFocus()
    dialog.table.choose_row(0, TO)
    QTest.keyClick(dialog.table, Qt.Key.Key_Delete)
    assert (text(dialog, 0, TO), text(dialog, 0, WHAT)) == ("-", "absent")
    assert dialog.model.notes()[0].kind is WorkedKind.ABSENT
    dialog.as_planned.click()
    assert text(dialog, 0, TO) == "18:00"
    assert dialog.model.change_count == 0


def test_what_is_no_time_is_said_and_changes_nothing(dialog: CloseDayDialog) -> None:
    type_time(dialog, 0, TO, "25:00")
    assert "18:30 is expected" in dialog._told.text()
    assert dialog.model.change_count == 0


def test_a_closed_day_is_corrected_with_a_reason_only(dialog: CloseDayDialog, desk: Desk) -> None:
    dialog.close_day.click()
    (before,) = [e for e in desk.worked.sheet(FIRST).entries if e.badge == "B1"]
    type_time(dialog, 0, TO, "17:00")
    assert not dialog.reason.isHidden()
    dialog.save.click()
    assert "needs a reason" in dialog._told.text()
    dialog.reason.setText("by the log of the post")
    dialog.save.click()
    entries = desk.worked.sheet(FIRST).entries
    assert before in entries
    assert entries[-1].corrects == before.number
    assert desk.worked.sheet(FIRST).exceptions == 1


def test_what_was_worked_is_compared_with_the_plan(dialog: CloseDayDialog, desk: Desk) -> None:
    assert "None of these days is closed" in worked.planned_and_worked(desk, PERIOD).sentence
    type_time(dialog, 0, TO, "19:30")
    dialog.close_day.click()
    report = worked.planned_and_worked(desk, PERIOD)
    assert report.rows[0][:5] == ("Officer 1", "12 h", "13 h 30 min", "1 h 30 min", "1 h 30 min")
    assert "1 closed day of 7" in report.sentence
    assert "2 days before today are open" in report.sentence


def test_the_status_line_says_how_far_back_days_are_closed(dialog: CloseDayDialog, desk: Desk) -> None:
    assert age_words(None) == ""
    assert age_words(ages_of(desk)).startswith("Housing data ")
    assert age_words(ages_of(desk)).endswith(" old, 3 days not closed")
    dialog.close_day.click()
    assert age_words(ages_of(desk)).endswith(" old, worked time to 23 Nov, 2 days not closed")


def test_what_nobody_had_planned_is_added(dialog: CloseDayDialog, desk: Desk) -> None:
    def court(window: WorkedEntryDialog) -> None:
        assert not window._accept.isEnabled(), "nobody is chosen"
        QTest.keyClicks(window.officer, "Officer 3 (B3)")
        window.what.setCurrentText("court")
        assert not window.form.isRowVisible(window.post)
        window.start.setDateTime(qt_moment(datetime(2026, 11, 23, 9)))
        window.end.setDateTime(qt_moment(datetime(2026, 11, 23, 8)))
        assert window._accept.toolTip() == "What was worked ends after it starts."
        window.end.setDateTime(qt_moment(datetime(2026, 11, 23, 11, 30)))
        window.accept()

    def call_in(window: WorkedEntryDialog) -> None:
        window.officer.setCurrentText("Officer 3 (B3)")
        assert moment_of(window.start).hour == 6, "the times of the shift are suggested"
        window.accept()
        assert "two places at once" in window.said.text()
        window.shift.setCurrentText("Night")
        window.accept()

    answers = Answers((WorkedEntryDialog, court), (WorkedEntryDialog, call_in))
    QTest.keyClick(dialog, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert [text(dialog, 2, column) for column in (1, FROM, TO, WHAT)] == ["court", "09:00", "11:30", "duty"]
    dialog.add.click()
    assert not answers.left
    (entry,) = [e for e in desk.worked.sheet(FIRST).entries if e.kind is WorkedKind.CALL_IN]
    assert (entry.badge, entry.shift) == ("B3", "N")


def test_a_closed_day_is_added_to_with_a_reason_only(dialog: CloseDayDialog, desk: Desk) -> None:
    dialog.close_day.click()

    def training(window: WorkedEntryDialog) -> None:
        window.officer.setCurrentText("Officer 3 (B3)")
        window.what.setCurrentText("training")
        assert window._accept.toolTip() == "The day is closed: say why it is corrected."
        window.reason.setText("by the sign-in sheet")
        window.accept()

    answers = Answers((WorkedEntryDialog, training))
    dialog.add.click()
    assert not answers.left
    assert [e.reason for e in desk.worked.sheet(FIRST).entries if e.badge == "B3"] == ["by the sign-in sheet"]
