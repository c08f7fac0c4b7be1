"""Labels and buttons of the house: a role picks their style."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QDate, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QComboBox,
    QCompleter,
    QDateEdit,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QListView,
    QListWidget,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from console.theme import Look
from console.widgets.local import in_words

SIDE_WIDTH, SIDE_LEAST = 320, 180
"""Pixels of the panel at the side of a page, and where there is little room."""
WIDEST_DATES = tuple(QDate(2026, month, 22 + (3 - QDate(2026, month, 22).dayOfWeek()) % 7) for month in range(1, 13))
"""The Wednesday between the 22nd and the 28th of each month: no date is written with more."""


def label(text: str = "", role: str = "", parent: QWidget | None = None) -> QLabel:
    """Return a label: "title", "strong", "section", "second", "small" or "" for plain text."""
    made = QLabel(text, parent)
    made.setProperty("role", role)
    made.setTextFormat(Qt.TextFormat.PlainText)
    return made


def paragraph(text: str = "", role: str = "", parent: QWidget | None = None) -> QLabel:
    """Return a label that wraps."""
    made = label(text, role, parent)
    made.setWordWrap(True)
    made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return made


def button(text: str, role: str = "", clicked: Callable[[], object] | None = None, name: str = "") -> QPushButton:
    """Return a push button: "primary", "chip", "link", "tool" or "" for a plain one.

    Args:
        text: What it says.
        role: Its style.
        clicked: What it does.
        name: What a screen reader says where the text is not enough.
    """
    made = QPushButton(text)
    made.setProperty("role", role)
    made.setAutoDefault(True)  # outside dialogs this only means that Enter presses it, as Space does
    if name:
        made.setAccessibleName(name)
    if role == "chip":
        made.setCheckable(True)
    if role == "tool":
        made.setIconSize(QSize(14, 14))
    if clicked is not None:
        made.clicked.connect(lambda *_: clicked())
    return made


def offer(made: QAbstractButton, reason: str) -> None:
    """Let a button be pressed, or say why it cannot be: a sentence that names the way out, "" for none."""
    made.setEnabled(not reason)
    made.setToolTip(reason)
    made.setAccessibleDescription(reason)


def number_field(value: int, least: int, most: int) -> QSpinBox:
    """Return a field for a whole number from `least` to `most`, inclusive."""
    made = QSpinBox()
    made.setGroupSeparatorShown(True)
    made.setRange(least, most)
    made.setValue(value)
    made.lineEdit().setTextMargins(6, 0, 0, 0)
    return made


class PopupList(QListView):
    """Lines that are offered below a field: a window of its own, which looks like the part that the field is in."""

    def __init__(self, field: QWidget) -> None:
        """Belong to a field."""
        super().__init__()
        self._field = field

    def showEvent(self, event: QShowEvent) -> None:
        """Take over the style sheet around the field."""
        around: QWidget | None = self._field
        while around is not None and not around.styleSheet():
            around = around.parentWidget()
        if around is not None and self.styleSheet() != around.styleSheet():
            self.setStyleSheet(around.styleSheet())
        super().showEvent(event)


def let_search(combo: QComboBox, name: str) -> QLineEdit:
    """Let a part of a line's words find it in a list; `name` is what a screen reader calls it. Returns its field."""
    combo.setEditable(True)
    combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    line, completer = combo.lineEdit(), combo.completer()
    assert line is not None, "a field that can be typed into has a line"
    assert completer is not None, "a field that can be typed into completes"
    completer.setPopup(PopupList(line))
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
    for part in (combo, combo.view(), line):
        part.setAccessibleName(name)
    return line


class _DateField(QDateEdit):
    """Has room for every date: left to itself the field has it for the first and the last one that it can hold."""

    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(self._more(), 0)

    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint() + QSize(self._more(), 0)

    def _more(self) -> int:
        """Return by how many pixels the widest date is wider than those two."""
        metrics, locale, form = self.fontMetrics(), self.locale(), self.displayFormat()
        widths = [metrics.horizontalAdvance(locale.toString(on, form)) for on in WIDEST_DATES]
        ends = (self.minimumDate(), self.maximumDate())
        return max(0, max(widths) - max(metrics.horizontalAdvance(locale.toString(end, form)) for end in ends))


def date_field(name: str, on: date) -> QDateEdit:
    """Return a field for a local date, written like "Sun 6 Dec 2026"; `name` is what a screen reader calls it."""
    made = _DateField(QDate(on.year, on.month, on.day))
    made.setCalendarPopup(True)
    in_words(made, "ddd d MMM yyyy")
    made.setAccessibleName(name)
    return made


def date_of(field: QDateEdit) -> date:
    """Return the local date that a field holds."""
    chosen: date = field.date().toPython()  # type: ignore[assignment]
    return chosen


class _WrappedLines(QStyledItemDelegate):
    """Gives lines the height that they need in the room they get, which the spacing around them takes from."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        view = self.parent()
        assert isinstance(view, QListView), "made for a list"
        option.rect.setWidth(view.viewport().width() - 2 * view.spacing())
        return super().sizeHint(option, index)


def lines_list(name: str, lines: Sequence[str] = ()) -> QListWidget:
    """Return a list of wrapped lines that can be read one by one; `name` is what a screen reader calls it."""
    made = QListWidget()
    made.setItemDelegate(_WrappedLines(made))
    made.setAccessibleName(name)
    made.setProperty("role", "lines")
    made.setWordWrap(True)
    made.setSpacing(5)
    made.setUniformItemSizes(False)
    made.setResizeMode(QListView.ResizeMode.Adjust)
    made.setTextElideMode(Qt.TextElideMode.ElideNone)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
    made.addItems(list(lines))
    return made


def side_width(look: Look, page_width: int) -> int:
    """Return the width in pixels of the panel at the side of a page: never so wide that the page is gone."""
    return min(look.px(SIDE_WIDTH), max(look.px(SIDE_LEAST), page_width * 2 // 5))


def fill(row: QBoxLayout, *parts: QWidget | QLayout, spacing: int | None = None) -> QBoxLayout:
    """Put widgets and layouts into a row or column, one after the other, and return it; spacing is in pixels."""
    if spacing is not None:
        row.setSpacing(spacing)
    for part in parts:
        if isinstance(part, QLayout):
            row.addLayout(part)
        else:
            row.addWidget(part)
    return row


def hairline(parent: QWidget | None = None) -> QFrame:
    """Return a line across."""
    made = QFrame(parent)
    made.setProperty("role", "rule")
    return made


def column_of_panel(panel: QFrame) -> QVBoxLayout:
    """Make a frame the panel that explains, and return the column for what stands in it."""
    panel.setProperty("role", "side")
    column = QVBoxLayout(panel)
    column.setContentsMargins(14, 12, 14, 12)
    column.setSpacing(8)
    return column


def beside_panel(page: QWidget, rows: Sequence[QLayout], table: QWidget, panel: QWidget) -> None:
    """Lay a page out: rows of controls and below them a table on a sheet, at the right the panel that explains."""
    sheet = QFrame()
    sheet.setProperty("role", "sheet")
    inside = QVBoxLayout(sheet)
    inside.setContentsMargins(0, 0, 0, 0)
    inside.addWidget(table)
    left = QVBoxLayout()
    left.setContentsMargins(12, 12, 12, 12)
    left.setSpacing(10)
    for row in rows:
        left.addLayout(row)
    left.addWidget(sheet, 1)
    across = QHBoxLayout(page)
    across.setContentsMargins(0, 0, 0, 0)
    across.setSpacing(0)
    across.addLayout(left, 1)
    across.addWidget(panel)
