"""Calling officers in: who is next, one key for each answer, the seat held in the end, and a page for a grievance."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from support.desk_site import FIRST
from support.windows import Answers

from console import app
from console.dialogs.call_rules import NEEDED, CallRulesDialog
from console.dialogs.calling import CallingDialog
from console.document import RosterDocument
from console.main_window import MainWindow
from console.models.calling import ANSWER, LIST, NEXT, ON_DUTY, PASSED
from console.operations import calling
from console.widgets.quiet_table import PILL_ROLE
from scheduler.api import CallLists, CallOrder, CallOutcome
from scheduler.domain.roster import seat_id
from scheduler.domain.words import PostCode, ShiftCode

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
SEAT = seat_id(PostCode("CTL-A"), FIRST, ShiftCode("N"), 0)


@pytest.fixture
def calls(window: MainWindow, qtbot) -> Iterator[CallingDialog]:
    """The window in which officers are called in to an empty seat, with its answer there."""
    made = CallingDialog(window.document, window.questions, window.look, SEAT, window)
    QAbstractItemModelTester(made.model)
    made.show()
    qtbot.waitUntil(lambda: made._lists is not None and not window.questions.waits("calling"), timeout=60_000)
    yield made
    if made.isVisible():
        made.reject()
    made.deleteLater()


def answers_of(dialog: CallingDialog) -> list[list[str]]:
    model = dialog.model
    return [[str(model.index(row, c).data()) for c in (LIST, ANSWER)] for row in range(model.rowCount())]


def choose_next(dialog: CallingDialog) -> None:
    model = dialog.model
    rows = [n for n in range(model.rowCount()) if model.row_at(n).is_next]
    dialog.table.choose_row(rows[0])


def lists(document: RosterDocument, dialog: CallingDialog) -> CallLists:
    found = calling.lists_of(document, SEAT, dialog._candidates, calling.is_empty(document, SEAT))
    assert isinstance(found, CallLists)
    return found


def test_each_answer_is_one_key_and_whoever_accepts_is_on_the_seat(window: MainWindow, calls: CallingDialog) -> None:
    document = window.document
    desk = document.desk
    assert desk is not None
    order = [line.officer.badge for of in (calls._lists.voluntary, calls._lists.mandate) for line in of if line.place]
    assert len(order) >= 3
    choose_next(calls)
    QTest.keyClick(calls.table, Qt.Key.Key_N)
    choose_next(calls)
    assert lists(document, calls).next[1].officer.badge == order[1]
    QTest.keyClick(calls.table, Qt.Key.Key_N)
    assert document.roster.tours == ()
    choose_next(calls)
    QTest.keyClick(calls.table, Qt.Key.Key_A)
    assert calls.result() == CallingDialog.DialogCode.Accepted
    assert [(t.badge, t.seat) for t in document.roster.tours] == [(order[2], SEAT)]
    made = desk.calls.about(SEAT)
    assert [(c.badge, c.outcome) for c in made] == [
        (order[0], CallOutcome.NO_ANSWER),
        (order[1], CallOutcome.NO_ANSWER),
        (order[2], CallOutcome.ACCEPTED),
    ]
    assert lists(document, calls).next is None
    document.stack.undo()
    assert document.roster.tours == ()
    assert len(desk.calls.about(SEAT)) == 3, "a call that was made stays written down"
    after = lists(document, calls).next
    assert after is None or after[1].officer.badge not in order[:3]


def test_who_is_next_is_said_before_why_others_are_passed_over(window: MainWindow, calls: CallingDialog, qtbot) -> None:
    shown: list[tuple[list[str], bool]] = []

    def look() -> None:
        rows = [calls.model.row_at(n) for n in range(calls.model.rowCount())]
        officers = [f"{row.candidate.badge} {row.is_next}" for row in rows]
        shown.append((officers, any(row.line is not None and row.line.words for row in rows)))

    calls.model.modelReset.connect(look)
    calls._on_roster_changed()
    qtbot.waitUntil(lambda: calls._lists is not None and not window.questions.waits("calling"), timeout=60_000)
    first, last = [one for one in shown if one[0]]
    assert first[0] == last[0]
    assert (first[1], last[1]) == (False, True)


def test_what_nobody_can_say_now_is_offered_by_no_button_and_no_key(window: MainWindow, calls: CallingDialog) -> None:
    cells = answers_of(calls)
    kinds = [row[0] for row in cells]
    assert kinds == sorted(kinds, key=[ON_DUTY, "volunteers", "mandates", PASSED].index)
    assert [row[1] for row in cells].count(NEXT) == 1
    following = next(n for n, row in enumerate(cells) if row[1] == NEXT)
    assert calls.model.index(following, ANSWER).data(PILL_ROLE) is not None
    other = next(n for n in range(len(cells)) if n != following and calls.model.row_at(n).line is not None)
    calls.table.choose_row(other)
    assert not calls.say_accepted.isEnabled()
    assert calls.say_accepted.toolTip().endswith("is called first.")
    QTest.keyClick(calls.table, Qt.Key.Key_A)
    assert window.document.roster.tours == ()
    choose_next(calls)
    assert calls.say_accepted.isEnabled()
    is_offer = calls._lists.next[0].value == "voluntary"
    assert (calls.say_refused.isVisible(), calls.say_excused.isVisible()) == (is_offer, not is_offer)


def test_rules_are_changed_with_their_source_and_the_order_follows(window: MainWindow, calls: CallingDialog) -> None:
    def answer(dialog: CallRulesDialog) -> None:
        assert NEEDED in dialog.buttons.buttons()[0].toolTip() + dialog.buttons.buttons()[1].toolTip()
        dialog.sequence.setCurrentIndex(dialog.sequence.findData(CallOrder.SENIORITY))
        dialog.effective.setDate(dialog.effective.date().addDays(-400))
        dialog.source.setText("agreement 7.2")
        dialog.accept()

    answers = Answers((CallRulesDialog, answer))
    calls.rules.click()
    assert not answers.left
    assert window.document.desk.calls.rules(FIRST).source == "agreement 7.2"
    assert calls._lists.rules.sequence is CallOrder.SENIORITY
    assert "most senior first" in calls._rules.text()


def test_a_page_answers_a_grievance(window: MainWindow, calls: CallingDialog) -> None:
    choose_next(calls)
    QTest.keyClick(calls.table, Qt.Key.Key_N)
    choose_next(calls)
    QTest.keyClick(calls.table, Qt.Key.Key_A)
    page = window.places.reports
    window.go_to("reports")
    page.show_report("calls")
    app.settle(window)
    rows = [[page.model.index(row, c).data() for c in (2, 4, 7)] for row in range(page.model.rowCount())]
    assert [row[2] for row in rows] == ["no answer", "accepted"]
    assert all(row[0].startswith("CTL-A N") for row in rows)
    assert "2 calls about seats of these dates, 1 accepted." in page._sentence.text()
    page.show_report("charged")
    app.settle(window)
    assert page.model.rowCount() == len(window.document.desk.site().officers)
