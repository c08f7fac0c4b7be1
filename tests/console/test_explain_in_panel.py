"""Who and why, on the real window with the real process: candidates, refusals, rules, stale answers."""

import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from support import fake_answers
from support.desk_site import FIRST

from console import app
from console.main_window import MainWindow
from console.operations.explain import place
from console.preferences import Preferences
from console.widgets.lines import Line
from scheduler.domain.answers import Candidate

SEAT = ("HB-F", "D", 0, FIRST)


def keys(window: MainWindow) -> list[str]:
    """Return what the lines of the list would do."""
    return [line.key for line in window.panel.why.list.lines if line.key]


def open_seat(window: MainWindow, qtbot) -> None:
    """Choose an empty seat of the day board and ask who could take it, by its key."""
    window.work.show_view("board")
    assert window.work.board.select_seat(*SEAT)
    window.actions_by_key["who"].trigger()
    qtbot.waitUntil(lambda: "take" in keys(window), timeout=30_000)


def candidates(window: MainWindow) -> list[Candidate]:
    return [line.value for line in window.panel.why.list.lines if isinstance(line.value, Candidate)]


def line_of(window: MainWindow, key: str) -> Line:
    return next(line for line in window.panel.why.list.lines if line.key == key)


@pytest.fixture
def lone(qapp: QApplication, database: str, request) -> Iterator[MainWindow]:
    """A window whose process that answers is a stand-in that behaves as the test's parameter says."""
    app.make_application()
    made = app.make_window(Preferences(None), answers=[sys.executable, fake_answers.__file__, request.param])
    made.show()
    assert made.open_database(database)
    app.settle(made)
    yield made
    made.close()
    assert made.questions.pid == 0


def test_an_empty_seat_says_why_and_who_and_enter_takes_the_best(window: MainWindow, qtbot) -> None:
    document, why = window.document, window.panel.why
    window.work.show_view("board")
    assert window.work.board.select_seat(*SEAT)
    qtbot.wait(300)
    assert window.questions.pid == 0, "nothing is asked while the page is hidden"
    window.activateWindow()
    before = document.roster
    open_seat(window, qtbot)
    assert window.panel.page == "why"
    QAbstractItemModelTester(why.list.model(), QAbstractItemModelTester.FailureReportingMode.Fatal)
    officers = len(document.problem.officers)
    qtbot.waitUntil(lambda: f"of {officers} officers" in why.text, timeout=30_000)
    assert "needed" in why.text
    assert "could take it" in why.text
    why.list.line_opened.emit(line_of(window, "remedies"))
    qtbot.waitUntil(lambda: any(line.mark == "close" for line in why.list.lines), timeout=30_000)
    best = candidates(window)[0]
    assert why.list.hasFocus()
    assert why.list.chosen is not None
    assert why.list.chosen.value == best
    QTest.keyClick(why.list, Qt.Key.Key_Down)
    assert why.list.chosen.value != best
    QTest.keyClick(why.list, Qt.Key.Key_Escape)
    assert window.work.active.table.hasFocus()
    QTest.keyClick(why.list, Qt.Key.Key_Up)
    QTest.keyClick(why.list, Qt.Key.Key_Return)
    assert best.tour in document.roster.tours
    assert document.stack.count() == 1
    assert document.stack.undoText().startswith("Put ")
    assert not candidates(window), "what was answered before the edit is dropped"
    document.stack.undo()
    assert document.roster.tours == before.tours


def test_a_cell_with_a_tour_tells_its_rules_and_who_else_and_why_not(window: MainWindow, qtbot) -> None:
    open_seat(window, qtbot)
    why, best = window.panel.why, candidates(window)[0]
    assert place(window.document, best.tour, ())
    window.work.show_view("grid")
    assert window.work.grid.select(best.badge, FIRST)
    qtbot.waitUntil(lambda: why.tour == best.tour and "take" in keys(window), timeout=30_000)
    qtbot.waitUntil(lambda: window.document.report is not None and "rules" in keys(window), timeout=30_000)
    assert best.badge not in {c.badge for c in candidates(window)}
    shown = len(why.list.lines)
    why.list.line_opened.emit(line_of(window, "rules"))
    kept = [line for line in why.list.lines if line.mark == "kept"]
    assert len(why.list.lines) == shown + len(kept)
    assert all(line.detail for line in kept)
    why.list.line_opened.emit(line_of(window, "without"))
    qtbot.waitUntil(lambda: why._without.startswith("Without "), timeout=60_000)
    other = next(s for s in window.document.problem.slots() if s.on == FIRST and s.shift == "D" and s.post != "HB-F")
    window.work.show_view("board")
    assert window.work.board.select_seat(other.post, other.shift, 0, FIRST)
    qtbot.waitUntil(lambda: "cannot" in keys(window), timeout=30_000)
    why.list.line_opened.emit(line_of(window, "cannot"))
    refused = next(line for line in why.list.lines if line.key == "why_not" and line.value.badge == best.badge)
    assert refused.detail
    why.list.line_opened.emit(refused)
    qtbot.waitUntil(lambda: "Possible without HB-F" in why._answers.get(best.badge, ""), timeout=30_000)
    assert any(line.detail == why._answers[best.badge] for line in why.list.lines)


def test_an_officer_without_a_tour_is_offered_the_empty_seats(window: MainWindow, qtbot) -> None:
    badge = window.document.problem.officers[0].badge
    assert window.work.grid.select(badge, FIRST)
    window.actions_by_key["who"].trigger()
    why = window.panel.why
    qtbot.waitUntil(lambda: why._told is not None, timeout=30_000)
    assert {c.badge for c in candidates(window)} == {badge}
    assert all(c.tour.on == FIRST for c in candidates(window))
    window.actions_by_key["lock"].trigger()
    qtbot.waitUntil(lambda: "Unlock it (Ctrl+L)" in why.text, timeout=30_000)
    assert not candidates(window)


@pytest.mark.parametrize("lone", ["crash"], indirect=True)
def test_a_process_that_dies_is_told_and_costs_the_answer_only(lone: MainWindow, qtbot) -> None:
    lone.work.show_view("board")
    assert lone.work.board.select_seat(*SEAT)
    lone.actions_by_key["who"].trigger()
    qtbot.waitUntil(lambda: "twice" in lone.panel.why.text, timeout=30_000)
    assert lone.document.roster is not None
    assert not lone.questions.is_busy


@pytest.mark.parametrize("lone", ["deaf"], indirect=True)
def test_a_window_that_closes_leaves_no_process(lone: MainWindow, qtbot) -> None:
    lone.work.show_view("board")
    assert lone.work.board.select_seat(*SEAT)
    lone.actions_by_key["who"].trigger()
    qtbot.waitUntil(lambda: lone.questions.pid > 0, timeout=30_000)
    why = lone.panel.why
    QApplication.processEvents()
    assert why.list.isHidden()
    assert why._wait.isVisible()
    assert why._wait.geometry().bottom() < why.height() / 2, "the words stay together at the top"


@pytest.mark.parametrize("lone", ["echo"], indirect=True)
def test_the_process_gets_ready_when_a_roster_is_opened_and_the_console_stays(lone: MainWindow, qtbot) -> None:
    assert lone.questions.pid == 0
    lone.answering.keep_warm()
    qtbot.waitUntil(lambda: lone.questions.pid > 0, timeout=30_000)
