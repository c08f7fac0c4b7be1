"""Rows of words, a bar and a figure: a list that can be walked through and is read out row by row."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QListView,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from console.theme import Look

Index = QModelIndex | QPersistentModelIndex
ROW, BAR_HIGH, BAR_WIDE, LEAST_BAR, FIGURE_WIDE = 21, 9, 66, 40, 60
WORDS = 12.5
_ROW_ROLE = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class BarRow:
    """One row: the bar is full up to `low`, hatched from there to `high`, of `maximum`."""

    words: str
    low: int
    high: int
    maximum: int
    figure: str
    sentence: str


class BarRows(QListWidget):
    """The list; as high as its rows. Where words have no room beside their bar, the bars stand below them."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Start empty; `name` is what a screen reader calls the list."""
        super().__init__(parent)
        self.look, self.is_stacked, self.bar_width = Look(), False, BAR_WIDE
        self.setAccessibleName(name)
        self.setItemDelegate(_BarDelegate(self))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_look(self, look: Look) -> None:
        """Draw in other colours or sizes."""
        self.look = look
        self._fit()

    def set_rows(self, rows: Sequence[BarRow]) -> None:
        """Show other rows; the one with the cursor stays."""
        at = max(0, self.currentRow())
        self.blockSignals(True)
        self.clear()
        for row in rows:
            item = QListWidgetItem(row.words)
            item.setData(_ROW_ROLE, row)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, row.sentence)
            item.setToolTip(row.sentence)
            self.addItem(item)
        self.setCurrentRow(min(at, len(rows) - 1))
        self.blockSignals(False)
        self._fit()

    @property
    def row_height(self) -> int:
        """Pixels of a row."""
        return self.look.px(ROW) * (2 if self.is_stacked else 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find out whether words and bars have room side by side."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        metrics = QFontMetricsF(self.look.font(WORDS))
        words = max((metrics.horizontalAdvance(self.item(n).text()) for n in range(self.count())), default=0)
        look = self.look
        room = self.viewport().width() - int(words) - look.px(FIGURE_WIDE + 18)
        is_stacked = room < look.px(LEAST_BAR)
        whole = self.viewport().width() - look.px(FIGURE_WIDE + 6)
        self.bar_width = max(look.px(LEAST_BAR), whole) if is_stacked else min(look.px(BAR_WIDE), room)
        if is_stacked != self.is_stacked:
            self.is_stacked = is_stacked
            self.scheduleDelayedItemsLayout()
        self.setFixedHeight(self.count() * self.row_height + 4)
        self.viewport().update()


class _BarDelegate(QStyledItemDelegate):
    def __init__(self, view: BarRows) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, self._view.row_height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row, look = index.data(_ROW_ROLE), self._view.look
        area = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_HasFocus and self._view.hasFocus():
            painter.setPen(QPen(look.colour("accent"), look.px(2)))
            painter.drawRect(area.adjusted(1, 1, -1, -1))
        line, inset = area, look.px(4)
        if self._view.is_stacked:
            line = area.adjusted(0, area.height() / 2, 0, 0)
        figure = QRectF(line.right() - look.px(FIGURE_WIDE), line.top(), look.px(FIGURE_WIDE - 4), line.height())
        bar = QRectF(figure.left() - self._view.bar_width - look.px(2), 0, self._view.bar_width, look.px(BAR_HIGH))
        bar.moveTop(line.center().y() - bar.height() / 2)
        words = QRectF(area.left() + inset, area.top(), bar.left() - area.left() - look.px(8), area.height())
        if self._view.is_stacked:
            words = QRectF(area.left() + inset, area.top(), area.width() - 2 * inset, area.height() / 2)
        painter.setFont(look.font(WORDS))
        painter.setPen(look.colour("text"))
        side = Qt.AlignmentFlag.AlignVCenter
        text = painter.fontMetrics().elidedText(row.words, Qt.TextElideMode.ElideRight, int(words.width()))
        painter.drawText(words, side | Qt.AlignmentFlag.AlignLeft, text)
        painter.drawText(figure, side | Qt.AlignmentFlag.AlignRight, row.figure)
        self._bar(painter, bar, row)
        painter.restore()

    def _bar(self, painter: QPainter, area: QRectF, row: BarRow) -> None:
        look = self._view.look
        ink = look.colour("second")
        painter.fillRect(area, look.colour("line" if not look.tokens.is_outlined else "sheet"))
        each = area.width() / max(1, row.maximum)
        painter.fillRect(QRectF(area.left(), area.top(), each * row.low, area.height()), ink)
        if row.high > row.low:
            open_end = QRectF(area.left() + each * row.low, area.top(), each * (row.high - row.low), area.height())
            painter.fillRect(open_end, look.colour("sheet"))
            _hatch(painter, open_end, ink, look.px(4))
            painter.setPen(QPen(ink, 1))
            painter.drawRect(open_end.adjusted(0, 0, -1, -1))
        if look.tokens.is_outlined:
            painter.setPen(QPen(ink, 1))
            painter.drawRect(area)


def _hatch(painter: QPainter, area: QRectF, ink: QColor, step: int) -> None:
    painter.save()
    painter.setClipRect(area)
    painter.setPen(QPen(ink, 1))
    x = area.left() - area.height()
    while x < area.right():
        painter.drawLine(int(x), int(area.bottom()), int(x + area.height()), int(area.top()))
        x += step
    painter.restore()
