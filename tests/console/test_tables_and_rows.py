"""Tables that are put in order, rows that wrap, dates as they are read."""

from datetime import date

import pytest
from PySide6.QtCore import QDate, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QPushButton, QStyle, QWidget

from console.main_window import MainWindow
from console.models.policy import BROKEN, SINCE, PolicyModel
from console.theme import DARK, Look
from console.widgets.basics import date_field, lines_list, side_width
from console.widgets.flow import FlowRow
from console.widgets.quiet_table import QuietTable, TextTable, figure
from scheduler.api import presets

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
ROWS = (("b", "12 h 15 min", "6 Dec"), ("a", "1,204 h", "20 Dec"), ("c", "0 h", "2 Jan"))


MARGIN = 2
"""Pixels that a line of text keeps free at each end."""


@pytest.fixture
def table(qapp: QApplication) -> QuietTable:
    made, model = QuietTable("Hours"), TextTable()
    model.setParent(made)
    made.setModel(model)
    model.set_table(("Officer", "Hours", "From"), ROWS, frozenset({1}), {2: (1, 2, 3)})
    made.resize(400, 200)
    made.show()
    return made


def first_cells(table: QuietTable) -> str:
    return "".join(str(table.model().index(n, 0).data()) for n in range(table.model().rowCount()))


def test_a_column_fills_the_table_when_it_is_shown_first(qapp: QApplication) -> None:
    made, model = QuietTable("Swaps"), TextTable()
    model.setParent(made)
    made.setModel(model)
    model.set_table(("Officer", "Gives"), (("a", "b"),))
    made.setColumnWidth(0, 130)
    made.let_fill(1, 140)
    made.resize(600, 200)
    made.show()
    qapp.processEvents()
    assert made.columnWidth(0) + made.columnWidth(1) == made.viewport().width()
    made.resize(200, 200)
    qapp.processEvents()
    assert made.columnWidth(1) == 140
    made.close()


def test_a_click_on_a_head_orders_up_down_and_back(table: QuietTable) -> None:
    QAbstractItemModelTester(table.model(), QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert first_cells(table) == "bac", "as given"
    header = table.horizontalHeader()
    where = header.viewport()
    head = QRect(header.sectionViewportPosition(1), 0, header.sectionSize(1), header.height()).center()
    seen = []
    for _ in range(3):
        QTest.mouseClick(where, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, head)
        seen.append(first_cells(table))
    assert seen == ["cba", "abc", "bac"]


def test_the_keyboard_orders_by_the_column_with_the_cursor(table: QuietTable) -> None:
    table.setCurrentIndex(table.model().index(0, 2))
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    seen = []
    for _ in range(3):
        QTest.keyClick(table, Qt.Key.Key_S, keys)
        seen.append(first_cells(table))
    assert seen == ["bac", "cab", "bac"], "by the date behind the words"
    assert table.currentIndex().data() == "6 Dec", "what is chosen stays chosen"
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Officer\tHours\tFrom\nb\t12 h 15 min\t6 Dec"


def test_the_policy_is_ordered_by_gravity_and_by_date(qapp: QApplication) -> None:
    model = PolicyModel()
    model.show_policy(presets()[0].policy, date(2026, 12, 6))
    given = [model.index(n, 0).data() for n in range(model.rowCount())]
    model.sort(BROKEN)
    words = [model.index(n, BROKEN).data().split(":")[0] for n in range(model.rowCount())]
    assert list(dict.fromkeys(words)) == ["never", "stop", "ask", "show", "priced", "not in use"]
    model.set_filter(words="rest between")
    assert [model.index(0, BROKEN).data().split(":")[0]] == ["stop"], "the order stays while words narrow the list"
    model.set_filter(words="")
    model.sort(SINCE, Qt.SortOrder.DescendingOrder)
    assert model.index(0, BROKEN).data() == "not in use"
    model.sort(-1)
    assert [model.index(n, 0).data() for n in range(model.rowCount())] == given


@pytest.mark.parametrize(
    ("words", "amount"),
    [("0 h", 0), ("12 h 15 min", 12.25), ("45 min", 0.75), ("-30.5", -30.5), ("8,760", 8760), ("", float("-inf"))],
)
def test_words_of_amounts_are_ordered_as_numbers(words: str, amount: float) -> None:
    assert figure(words) == amount


def test_a_row_wraps_where_there_is_no_room_and_cuts_nothing(qapp: QApplication) -> None:
    page = QWidget()
    made = [QPushButton(words) for words in ("Grant what fits", "Ask for an officer...", "Vacation bid...", "All 17")]
    row = FlowRow(made, push=3)
    page.setLayout(row)
    wide = row.sizeHint().width()
    for width in (wide + 200, wide - 20, wide // 2, 60):
        page.resize(width, row.heightForWidth(width))
        row.setGeometry(page.rect())
        assert all(page.rect().contains(button.geometry()) for button in made)
        if width > 200:
            assert all(button.width() >= button.sizeHint().width() for button in made)
        areas = [button.geometry() for button in made]
        assert not any(a.intersects(b) for n, a in enumerate(areas) for b in areas[n + 1 :])
    page.resize(wide + 200, row.heightForWidth(wide + 200))
    row.setGeometry(page.rect())
    assert made[3].geometry().right() == page.rect().right(), "the last one stands at the right"


def test_dates_are_read_as_elsewhere_and_panels_leave_the_page_its_room(qapp: QApplication) -> None:
    field = date_field("Holds from", date(2026, 12, 6))
    assert (field.text(), field.accessibleName()) == ("Sun 6 Dec 2026", "Holds from")
    assert side_width(Look(), 1140) == 320
    assert side_width(Look(DARK, 200), 1000) == 400


def test_fields_have_room_for_every_date(window: MainWindow) -> None:
    field = date_field("Holds from", date(2026, 12, 6))
    field.setParent(window.centralWidget())
    field.show()
    for on in (QDate(2026, 11, 23), QDate(2026, 5, 27), QDate(2026, 8, 26)):
        field.setDate(on)
        field.resize(field.sizeHint())
        room = field.lineEdit().width() - 2 * MARGIN
        assert field.fontMetrics().horizontalAdvance(field.text()) <= room


def test_a_wrapped_line_of_a_list_has_room_for_all_of_its_words(qapp, qtbot) -> None:
    """Whatever the width, the last word is not cut off below."""
    text = "Only the window that ends with the roster: no"
    shown = lines_list("Lines", [text])
    qtbot.addWidget(shown)
    shown.show()
    for width in range(120, 420, 3):
        shown.resize(width, 200)
        shown.doItemsLayout()
        area = shown.visualItemRect(shown.item(0))
        margin = shown.style().pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin) + 1
        room = QRect(0, 0, shown.viewport().width() - 2 * (shown.spacing() + margin), 1000)
        needed = shown.fontMetrics().boundingRect(room, int(Qt.TextFlag.TextWordWrap), text)
        assert area.height() >= needed.height(), width
