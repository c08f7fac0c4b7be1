"""Commands of the hand, from menus and keys: the clipboard, fills, copied weeks, splits, keeping on a post, locks."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from support.desk_site import FIRST, badge

from console import app
from console.dialogs.block import BlockDialog
from console.dialogs.occupied import OccupiedDialog
from console.dialogs.spans import CopyWeekDialog, UntilDialog
from console.dialogs.split import SplitDialog
from console.main_window import MainWindow
from console.main_window.hand import ON_THE_SPOT
from console.operations import roster as edits
from console.operations.drops import How
from console.widgets.palette import Palette

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def cell(number: int, days: int = 0):
    return badge(number), FIRST + timedelta(days=days)


def codes(window: MainWindow, number: int, days: int = 0) -> list[str]:
    return [t.post for t in window.document.index.of_cell(*cell(number, days))]


def put(window: MainWindow, *lines: tuple[int, int, str]) -> None:
    for number, days, code in lines:
        assert edits.assign(window.document, *cell(number, days), code)
    app.settle(window)


def choose(window: MainWindow, *cells) -> None:
    """Select some cells; the first becomes the current one."""
    selection = window.work.grid.table.selectionModel()
    for number, place in enumerate(cells):
        index = window.grid_model.index_of(*place)
        flag = QItemSelectionModel.SelectionFlag
        selection.setCurrentIndex(index, flag.ClearAndSelect if number == 0 else flag.Select)
    window.work.grid.table.setFocus()


def answer(monkeypatch: pytest.MonkeyPatch, kind: type[QDialog], how: Callable[[QDialog], object]) -> list[QDialog]:
    """Answer windows of a kind when they come up, and return those that did."""
    seen: list[QDialog] = []

    def execute(dialog: QDialog) -> int:
        seen.append(dialog)
        dialog.show()
        how(dialog)
        return dialog.result()

    monkeypatch.setattr(kind, "exec", execute)
    return seen


@pytest.fixture
def blocks_seen(monkeypatch: pytest.MonkeyPatch, qtbot) -> list[BlockDialog]:
    """Apply every block once it is judged; what was shown is kept."""

    def apply(dialog: BlockDialog) -> None:
        qtbot.waitUntil(lambda: dialog.is_ready)
        dialog.apply_button.click()

    return answer(monkeypatch, BlockDialog, apply)  # type: ignore[return-value]


def test_a_block_from_a_spreadsheet_is_shown_and_pasted(window: MainWindow, blocks_seen: list[BlockDialog]) -> None:
    put(window, (0, 0, "HB-F"), (0, 1, "HB-F"))
    choose(window, cell(0))
    QGuiApplication.clipboard().setText("CTL-A\toff\r\nHB-F\tNOPE\r\n")
    window.actions_by_key["paste"].trigger()
    (dialog,) = blocks_seen
    rows = [[dialog.model.index(r, c).data() for c in range(5)] for r in range(dialog.model.rowCount())]
    assert rows == [
        ["Alvarez J", "Mon 7 Dec", "no tour", "no tour", "refused"],
        ["Abara N", "Sun 6 Dec", "HB-F", "CTL-A", "legal"],
        ["Abara N", "Mon 7 Dec", "HB-F", "no tour", "legal"],
        ["Alvarez J", "Sun 6 Dec", "no tour", "HB-F", "legal"],
    ]
    dialog.table.choose_row(0)
    assert dialog.words.text() == dialog.model.index(0, 5).data() == "There is no post NOPE."
    assert dialog.sentence.text() == (
        "3 cells will change. What 1 officer has there now is overwritten: 2 cells. "
        "1 cell is refused and stays as it is."
    )
    assert dialog.apply_button.text() == "Apply 3 changes"
    assert dialog.others.item(0).text().startswith("Mon 7 Dec, HB-F day watch: 12 h without")
    assert (codes(window, 0), codes(window, 0, 1), codes(window, 1)) == (["CTL-A"], [], ["HB-F"])
    assert window.document.stack.undoText() == "Paste 4 cells"
    window.actions_by_key["undo"].trigger()
    assert (codes(window, 0), codes(window, 0, 1)) == (["HB-F"], ["HB-F"])


def test_one_code_goes_into_every_selected_cell(window: MainWindow, blocks_seen: list[BlockDialog]) -> None:
    choose(window, cell(0), cell(1))
    QGuiApplication.clipboard().setText("HA-F")
    QTest.keyClick(window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert (codes(window, 0), codes(window, 1)) == (["HA-F"], ["HA-F"])


def test_what_was_cut_is_pasted_elsewhere(window: MainWindow, blocks_seen: list[BlockDialog]) -> None:
    put(window, (0, 0, "HB-F"), (0, 1, "CTL-A"))
    choose(window, cell(0), cell(0, 1))
    window.actions_by_key["cut"].trigger()
    assert QGuiApplication.clipboard().text() == "HB-F\tCTL-A"
    choose(window, cell(1))
    window.actions_by_key["paste"].trigger()
    assert [codes(window, n, d) for n in (0, 1) for d in (0, 1)] == [[], [], ["HB-F"], ["CTL-A"]]


def test_a_cancelled_block_changes_nothing(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, BlockDialog, lambda dialog: dialog.reject())
    choose(window, cell(0))
    QGuiApplication.clipboard().setText("HA-F")
    window.actions_by_key["paste"].trigger()
    app.settle(window)
    assert codes(window, 0) == []
    assert not window.document.stack.canUndo()


def test_fills_take_the_first_row_or_column(window: MainWindow, blocks_seen: list[BlockDialog]) -> None:
    put(window, (0, 0, "HA-F"))
    choose(window, cell(0), cell(1))
    window.actions_by_key["fill_down"].trigger()
    choose(window, cell(0), cell(0, 1))
    window.actions_by_key["fill_right"].trigger()
    assert [codes(window, n, d) for n, d in ((0, 0), (1, 0), (0, 1))] == [["HA-F"]] * 3
    assert window.document.stack.undoText() == "Fill 1 cell to the right"
    window.actions_by_key["fill_down"].trigger()
    assert window.work.notice.text == "Select several rows: the first one is what the others get."


def test_a_week_is_copied_for_the_officers_that_are_chosen(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, blocks_seen: list[BlockDialog]
) -> None:
    put(window, (0, 0, "HB-F"), (0, 7, "HA-F D"), (1, 0, "HA-F"))

    def confirm(dialog: CopyWeekDialog) -> None:
        assert dialog.chosen_targets == (FIRST + timedelta(days=7),)
        assert [b.text() for b in dialog._whom.buttons()] == [
            "For the 1 selected officer",
            "For the 10 officers shown",
            "For all 10 officers",
        ]
        dialog.accept()

    answer(monkeypatch, CopyWeekDialog, confirm)
    choose(window, cell(0, 1))
    window.actions_by_key["copy_week"].trigger()
    assert "What 1 officer has there now is overwritten: 1 cell." in blocks_seen[0].sentence.text()
    assert (codes(window, 0, 7), codes(window, 1, 7)) == (["HB-F"], [])
    assert window.document.stack.undoText() == "Copy week of 6 Dec to 13 Dec"


def test_a_tour_is_split_between_two(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    put(window, (0, 0, "CTL-A"))

    def cut(dialog: SplitDialog) -> None:
        assert dialog.at.currentText() == "12:00"
        assert dialog.verdict.text().startswith("Asks:")
        dialog.taker.setCurrentIndex(dialog.taker.findData(badge(3)))
        assert dialog.verdict.text().startswith("Refused: Not held")
        assert not dialog.split_button.isEnabled()
        dialog.taker.setCurrentIndex(dialog.taker.findData(badge(1)))
        assert dialog.verdict.text() == "Legal."
        dialog.split_button.click()

    answer(monkeypatch, SplitDialog, cut)
    choose(window, cell(0))
    window.actions_by_key["split"].trigger()
    parts = window.document.index.of_slot("CTL-A", FIRST, "D")
    assert [(t.badge, t.minutes) for t in parts] == [(badge(0), 360), (badge(1), 360)]


def test_an_officer_is_kept_on_a_post_until_a_date(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, blocks_seen: list[BlockDialog]
) -> None:
    put(window, (0, 0, "HB-F"))
    answer(monkeypatch, UntilDialog, lambda dialog: dialog.accept())
    choose(window, cell(0))
    window.actions_by_key["keep"].trigger()
    assert "7 cells will be locked" in blocks_seen[0].sentence.text()
    assert len(window.document.roster.locks) == 7
    assert window.document.stack.undoText() == "Keep Abara on HB-F until 19 Dec"
    choose(window, cell(2))
    window.actions_by_key["keep"].trigger()
    assert window.work.notice.text == "Go to a cell with one tour first."


def test_rows_columns_and_period_are_locked_and_unlocked(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, UntilDialog, lambda dialog: dialog.accept())
    choose(window, cell(0))
    for key, number in (("lock_row", 14), ("lock_column", 23), ("lock_until", 140)):
        window.actions_by_key[key].trigger()
        assert len(window.document.roster.locks) == number
    window.actions_by_key["lock_until"].trigger()
    assert window.document.roster.locks == ()


def test_two_cells_are_exchanged_by_keys_alone(window: MainWindow) -> None:
    put(window, (0, 0, "HB-F"))
    choose(window, cell(0))
    table = window.work.grid.table
    QTest.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    window.actions_by_key["exchange"].trigger()
    assert (codes(window, 0), codes(window, 1)) == ([], ["HB-F"])


def test_the_remembered_answer_can_be_taken_back(window: MainWindow) -> None:
    assert window.actions_by_key.reason("ask_again")
    window.work.grid.occupied.set(How.REPLACE)
    assert window.preferences.choices.occupied == "replace"
    window.actions_by_key["ask_again"].trigger()
    assert (window.work.grid.occupied.how, window.preferences.choices.occupied) == (None, "ask")


def test_ctrl_f_finds_an_officer(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    def type_name(palette: Palette) -> None:
        QTest.keyClicks(palette.field, "diaz")
        QTest.keyClick(palette.field, Qt.Key.Key_Return)

    answer(monkeypatch, Palette, type_name)
    window.actions_by_key["find_officer"].trigger()
    assert window.work.grid.cells() == [cell(7)]


def test_a_right_click_offers_what_the_menus_hold(window: MainWindow) -> None:
    table = window.work.grid.table
    assert table.contextMenuPolicy() == Qt.ContextMenuPolicy.ActionsContextMenu
    assert table.actions()[: len(ON_THE_SPOT)] == [window.actions_by_key[key] for key in ON_THE_SPOT]


def test_commands_of_the_grid_say_why_they_rest_on_the_board(window: MainWindow) -> None:
    window.work.show_view("board")
    assert window.actions_by_key.reason("paste").startswith("This works in the grid")
    window.work.show_view("grid")
    assert window.actions_by_key.reason("paste") == ""


def test_an_answer_that_is_refused_cannot_be_given(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = answer(monkeypatch, OccupiedDialog, lambda dialog: dialog.reject())
    put(window, (0, 0, "HB-F"), (1, 0, "CTL-A"), (3, 4, "HB-F"))
    drag = window.work.grid.drag
    drag._on_drag_dropped(window.grid_model.index_of(*cell(0)), window.grid_model.index_of(*cell(1)), False)
    assert [button.isEnabled() for button in seen[0].buttons.values()] == [True, True]


def test_the_person_card_edits_the_dates_it_shows(window: MainWindow) -> None:
    put(window, (0, 0, "HB-F"), (1, 0, "CTL-A"))
    choose(window, cell(0))
    work = window.work
    work.show_view("person")
    assert work.person.select(*cell(1))
    QTest.keyClick(work.person.table, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert [(lock.badge, lock.on) for lock in window.document.locks()] == [cell(1)]
    QTest.keyClick(work.person.table, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(work.person.table, Qt.Key.Key_Delete)
    assert (codes(window, 0), codes(window, 1)) == (["HB-F"], [])
    QTest.keyClick(work.person.table, Qt.Key.Key_F2)
    assert work.view == "grid"
    assert work.grid.cells() == [cell(1)]
    assert work.grid.table.state() == work.grid.table.State.EditingState


def test_another_view_comes_up_on_the_cell_that_was_chosen(window: MainWindow) -> None:
    put(window, (0, 1, "HB-F"))
    choose(window, cell(0, 1))
    for view in ("board", "posts", "person", "grid"):
        window.actions_by_key[view].trigger()
        assert window.work.view == view
        assert window.work.active.cells() == [cell(0, 1)]


def test_commands_for_cells_rest_where_there_are_none(window: MainWindow) -> None:
    for view, is_off in (("person", False), ("posts", False), ("grid", False)):
        window.work.show_view(view)
        assert bool(window.actions_by_key.reason("clear")) == is_off
    window.build_state.course.append(object())
    window.work.show_view("course")
    window.refresh()
    assert window.actions_by_key.reason("clear").startswith("This works on the roster's cells")
    window.build_state.course.clear()
