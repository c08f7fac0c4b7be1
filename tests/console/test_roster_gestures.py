"""The gestures on the real widgets: dragging with its marks and words, on the grid and on the day board."""

from datetime import timedelta

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTableView
from support.desk_site import FIRST, badge

from console import app
from console.dialogs.occupied import OccupiedDialog
from console.document import Proposal
from console.main_window import MainWindow
from console.operations import roster as edits
from console.operations.drops import How

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
CTRL, NONE, LEFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton


def cell(number: int, days: int = 0):
    return badge(number), FIRST + timedelta(days=days)


def codes(window: MainWindow, number: int, days: int = 0) -> list[str]:
    return [t.post for t in window.document.index.of_cell(*cell(number, days))]


def put(window: MainWindow, *lines: tuple[int, int, str]) -> None:
    for number, days, code in lines:
        assert edits.assign(window.document, *cell(number, days), code)
    app.settle(window)


class Hand:
    """A mouse over a table."""

    def __init__(self, table: QTableView) -> None:
        self.port = table.viewport()
        self.table = table

    def _send(self, kind: QEvent.Type, at: QPoint, buttons: Qt.MouseButton, keys: Qt.KeyboardModifier) -> None:
        button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else LEFT
        spot = QPointF(at)
        event = QMouseEvent(kind, spot, self.port.mapToGlobal(spot), button, buttons, keys)
        QApplication.sendEvent(self.port, event)

    def take(self, index, keys=NONE) -> None:
        self._send(QEvent.Type.MouseButtonPress, self.table.visualRect(index).center(), LEFT, keys)

    def over(self, index, keys=NONE) -> None:
        """Move there and let the cells be judged."""
        self._send(QEvent.Type.MouseMove, self.table.visualRect(index).center(), LEFT, keys)
        for _ in range(400):
            QApplication.processEvents()

    def let_go(self, index, keys=NONE) -> None:
        at = self.table.visualRect(index).center()
        self._send(QEvent.Type.MouseButtonRelease, at, Qt.MouseButton.NoButton, keys)


def hand_and_indexes(window: MainWindow, *cells):
    table = window.work.grid.table
    return Hand(table), *[window.grid_model.index_of(*c) for c in cells]


def test_dragging_moves_a_tour_and_says_so_on_the_way(window: MainWindow) -> None:
    put(window, (0, 0, "CTL-A"))
    hand, source, target, barred = hand_and_indexes(window, cell(0), cell(1), cell(3))
    hand.take(source)
    hand.over(barred)
    drag = window.work.grid.drag
    assert drag.mark(barred) == ("refused", True)
    assert drag.mark(target) == ("legal", False)
    assert drag.mark(source) is None
    assert "Hand CTL-A of Abara to Brandt, 6 Dec" in drag.words.text
    assert "Refused: Not held, or not valid throughout this tour: CONTROL." in drag.words.text
    hand.over(target)
    assert drag.words.text == "Hand CTL-A of Abara to Alvarez, 6 Dec. Legal."
    hand.let_go(target)
    assert (codes(window, 0), codes(window, 1)) == ([], ["CTL-A"])
    assert drag.words.isHidden()
    assert drag.mark(target) is None
    assert window.work.grid.cells() == [cell(1)]


def test_a_refused_drop_names_the_rule_and_changes_nothing(window: MainWindow) -> None:
    put(window, (0, 0, "CTL-A"))
    hand, source, barred = hand_and_indexes(window, cell(0), cell(3))
    hand.take(source)
    hand.over(barred)
    hand.let_go(barred)
    assert codes(window, 0) == ["CTL-A"]
    assert window.work.notice.text == "Not held, or not valid throughout this tour: CONTROL. (test)"


def test_a_drop_with_a_question_is_done_and_the_question_told(window: MainWindow) -> None:
    put(window, (0, 0, "HB-F"), (1, 1, "HA-F"))
    hand, source, target = hand_and_indexes(window, cell(0), cell(5))
    hand.take(source)
    hand.over(target)
    assert window.work.grid.drag.mark(target) == ("legal", True)
    moved, _ = window.grid_model.index_of(*cell(0, 1)), None
    hand.over(moved)
    assert window.work.grid.drag.mark(moved) == ("ask", True)
    assert "Asks:" in window.work.grid.drag.words.text
    hand.let_go(moved)
    assert (codes(window, 0), codes(window, 0, 1)) == ([], ["HB-F"])


def test_ctrl_copies_and_escape_lets_go(window: MainWindow) -> None:
    put(window, (0, 0, "HA-F"))
    hand, source, target = hand_and_indexes(window, cell(0), cell(1))
    hand.take(source, CTRL)
    hand.over(target, CTRL)
    assert window.work.grid.drag.words.text == "Copy HA-F of Abara to Alvarez, 6 Dec. Legal."
    QTest.keyClick(window.work.grid.table, Qt.Key.Key_Escape)
    hand.let_go(target, CTRL)
    assert codes(window, 1) == []
    hand.take(source)
    hand.over(target)
    QTest.keyPress(window.work.grid.table, Qt.Key.Key_Control)
    assert window.work.grid.drag.words.text.startswith("Copy HA-F")
    hand.let_go(target, CTRL)
    assert (codes(window, 0), codes(window, 1)) == (["HA-F"], ["HA-F"])
    assert window.document.stack.undoText() == "Copy HA-F of Abara to Alvarez, 6 Dec"


@pytest.mark.parametrize(("how", "left"), [(How.EXCHANGE, ["CTL-A"]), (How.REPLACE, [])])
def test_on_a_taken_cell_the_answer_is_asked_once_and_remembered(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, how: How, left: list[str]
) -> None:
    asked: list[dict[How, str]] = []

    def answer(dialog: OccupiedDialog) -> int:
        asked.append({h: b.accessibleDescription() for h, b in dialog.buttons.items()})
        dialog.remember.setChecked(True)
        dialog.buttons[how].click()
        return dialog.result()

    monkeypatch.setattr(OccupiedDialog, "exec", answer)
    put(window, (0, 0, "HB-F"), (1, 0, "CTL-A"))
    hand, source, target = hand_and_indexes(window, cell(0), cell(1))
    for _ in range(2):
        hand.take(source)
        hand.over(target)
        hand.let_go(target)
        assert (codes(window, 0), codes(window, 1)) == (left, ["HB-F"])
        window.document.stack.undo()
        app.settle(window)
    assert len(asked) == 1
    assert asked[0][How.EXCHANGE].startswith("Swap Abara and Alvarez, 6 Dec. Legal.")
    assert asked[0][How.REPLACE].startswith("Hand HB-F of Abara to Alvarez, 6 Dec, instead of CTL-A. Asks:")


def test_an_unanswered_question_changes_nothing(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(OccupiedDialog, "exec", lambda _: 0)
    put(window, (0, 0, "HB-F"), (1, 0, "CTL-A"))
    hand, source, target = hand_and_indexes(window, cell(0), cell(1))
    hand.take(source)
    hand.over(target)
    hand.let_go(target)
    assert (codes(window, 0), codes(window, 1)) == (["HB-F"], ["CTL-A"])


def test_a_press_without_a_move_only_selects(window: MainWindow) -> None:
    put(window, (0, 0, "HB-F"))
    hand, source = hand_and_indexes(window, cell(0))
    hand.take(source)
    hand.let_go(source)
    assert window.work.grid.drag.words is None
    assert window.work.grid.cells() == [cell(0)]


def test_a_pointer_at_the_edge_scrolls(window: MainWindow, qtbot) -> None:
    window.resize(900, 600)
    put(window, (0, 0, "HB-F"))
    window.zoom(1)
    table = window.work.grid.table
    hand, source = hand_and_indexes(window, cell(0))
    bar = table.horizontalScrollBar()
    assert bar.maximum() > 0
    hand.take(source)
    spot = QPoint(table.viewport().width() - 4, 40)
    hand._send(QEvent.Type.MouseMove, spot, LEFT, NONE)
    qtbot.waitUntil(lambda: bar.value() > 20)
    table.end_drag()
    window.zoom(0)


def test_seats_are_dragged_on_the_day_board(window: MainWindow) -> None:
    put(window, (0, 0, "HB-F"))
    window.work.show_view("board")
    window.board_model.set_date(FIRST)
    hand = Hand(window.work.board.table)
    source, target = window.board_model.index_of("HB-F", "D", 0), window.board_model.index_of("CTL-A", "D", 0)
    hand.take(source)
    hand.over(target)
    assert window.work.board.drag.words.text.startswith("Move Abara to CTL-A, 6 Dec.")
    hand.let_go(target)
    assert codes(window, 0) == ["CTL-A"]
    empty = window.board_model.index_of("HA-F", "D", 0)
    hand.take(empty)
    hand.over(target)
    assert not window.work.board.table.is_dragging


def test_only_tours_that_may_be_edited_can_be_dragged(window: MainWindow) -> None:
    put(window, (0, 0, "HB-F"))
    model, roster = window.grid_model, window.document.roster
    tour, empty = model.index_of(*cell(0)), model.index_of(*cell(1))
    assert model.flags(tour) & Qt.ItemFlag.ItemIsDragEnabled
    assert not model.flags(empty) & Qt.ItemFlag.ItemIsDragEnabled
    other = roster.with_tours(roster.tours)
    window.document.set_proposal(Proposal(roster=other, base=roster, certificate=None, problem_sha256=""))
    app.settle(window)
    assert not model.flags(tour) & Qt.ItemFlag.ItemIsDragEnabled
    assert not model.flags(empty) & Qt.ItemFlag.ItemIsDropEnabled


def test_findings_lead_to_their_seats_in_posts_by_day_too(window: MainWindow) -> None:
    put(window, (5, 0, "HB-F N"), (5, 1, "HB-F D"))
    window.actions_by_key["posts"].trigger()
    window.actions_by_key["next_finding"].trigger()
    assert window.work.view == "posts"
    assert window.work.posts.cells() == [cell(5, 1)]
    window.actions_by_key["next_finding"].trigger()
    seat = window.work.posts._model.seat(window.work.posts.table.currentIndex())
    assert (seat.slot.post, seat.tours) == ("CTL-A", ())
    assert window.work.view == "posts"


def test_the_card_of_the_selected_officer_leads_back_to_the_grid(window: MainWindow) -> None:
    put(window, (5, 1, "HB-F"))
    window.work.grid.select(*cell(5, 1))
    window.actions_by_key["person"].trigger()
    card = window.work.person
    assert (card.model.badge, card.cells()) == (badge(5), [cell(5, 1)])
    card.forward.click()
    assert card.model.badge == badge(6)
    window.grid_model.set_filter(watch="day")
    card.table.activated.emit(card.model.index(card.model.row_of(FIRST), 0))
    assert (window.work.view, window.work.grid.cells()) == ("grid", [cell(6)])


def test_seats_are_dragged_in_posts_by_day(window: MainWindow) -> None:
    put(window, (0, 0, "HB-F"))
    window.work.show_view("posts")
    view = window.work.posts
    hand = Hand(view.table)
    source, target = view._model.index_of("HB-F", FIRST, "D", 0), view._model.index_of("HA-F", FIRST, "D", 0)
    hand.take(source)
    hand.over(target)
    assert view.drag.words.text.startswith("Move Abara to HA-F, 6 Dec.")
    hand.let_go(target)
    assert codes(window, 0) == ["HA-F"]
