"""A list of lines that explains: headings, sentences, choices; arrows walk through it, Enter opens a line."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QLineF,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from console.theme import Look
from console.widgets.pill import draw_pill, pill_width

Index = QModelIndex | QPersistentModelIndex
SECOND_ROLE = Qt.ItemDataRole.UserRole + 3
"""A second text: the squad of an officer, the sentence of a finding, the lower line of a header."""
MARK_ROLE = Qt.ItemDataRole.UserRole + 4
""""stop", "ask" or "": the outline of a header's second row, or the severity of a finding."""
KIND_ROLE = Qt.ItemDataRole.UserRole + 5
"""What sort of row or column this is."""
INSET = 8
"""Pixels at both sides of the words, the same at every zoom: the margin of the panel around."""
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


@dataclass(frozen=True, slots=True)
class Line:
    """One line.

    Attributes:
        kind: "heading", "line", or "fold" for one that does something when it is opened.
        title: Its first words, in bold; a line may have none.
        detail: A sentence below; of a heading the figure at its right.
        mark: A word in a frame before the title.
        key: What opening the line means, "" for nothing.
        value: What it is about.
    """

    kind: str
    title: str
    detail: str = ""
    mark: str = ""
    key: str = ""
    value: object = None


class LinesModel(QAbstractListModel):
    """Shows lines; those that stay the same keep their place and selection."""

    def __init__(self, parent: Any = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._lines: tuple[Line, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        """What is shown."""
        return self._lines

    def set_lines(self, lines: Iterable[Line]) -> None:
        """Show other lines."""
        new = tuple(lines)
        if new == self._lines:
            return
        if len(new) == len(self._lines):
            self._lines = new
            self.dataChanged.emit(self.index(0, 0), self.index(len(new) - 1, 0))
            return
        self.beginResetModel()
        self._lines = new
        self.endResetModel()

    def line(self, index: Index) -> Line | None:
        """Return a line, None outside."""
        return self._lines[index.row()] if index.isValid() and index.row() < len(self._lines) else None

    def rowCount(self, parent: Index | None = None) -> int:
        """Lines."""
        return 0 if parent is not None and parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Look a line up."""
        line = self.line(index)
        if line is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return line.title
        if role == SECOND_ROLE:
            return line.detail
        if role == MARK_ROLE:
            return line.mark
        if role == KIND_ROLE:
            return line.kind
        if role == Qt.ItemDataRole.AccessibleTextRole:
            said = ": ".join(words for words in (line.mark, line.title) if words)
            return ". ".join(words.rstrip(".") for words in (said, line.detail) if words)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Headings are only read."""
        line = self.line(index)
        if line is None:
            return Qt.ItemFlag.NoItemFlags
        if line.kind == "heading":
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class LineDelegate(QStyledItemDelegate):
    """Draws headings, lines with a word in a frame, and folds."""

    def __init__(self, view: QListView) -> None:
        """Make it for a view, whose width decides where lines break."""
        super().__init__(view)
        self._view = view
        self._look = Look()

    def set_look(self, look: Look) -> None:
        """Draw in other colours or sizes."""
        self._look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as its words need."""
        look = self._look
        kind, width = index.data(KIND_ROLE), self._view.viewport().width()
        if kind == "heading":
            return QSize(width, look.px(30))
        if kind == "fold":
            return QSize(width, look.px(26))
        has_title = bool(index.data() or index.data(MARK_ROLE))
        title = QFontMetrics(look.font(12, True)).height() if has_title else 0
        return QSize(width, title + self._detail_height(index, width) + look.px(16))

    def _detail_height(self, index: Index, width: int) -> int:
        text = str(index.data(SECOND_ROLE) or "")
        room = QRect(0, 0, width - 2 * INSET, 10_000)
        return QFontMetrics(self._look.font(12)).boundingRect(room, int(_WRAP), text).height() if text else 0

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one line of the list."""
        look = self._look
        area = QRectF(option.rect)
        state: QStyle.StateFlag = option.state
        kind = index.data(KIND_ROLE)
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, look.colour("accent_soft"))
            if look.tokens.is_outlined:  # no fill tells the chosen line there
                painter.setPen(QPen(look.colour("accent"), look.px(2)))
                painter.drawRect(area.adjusted(1, 1, -1, -1))
        if kind == "heading":
            self._heading(painter, area, index)
        elif kind == "fold":
            painter.setFont(look.font(12))
            painter.setPen(look.colour("accent"))
            middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            painter.drawText(area.adjusted(INSET, 0, 0, 0), middle, str(index.data()))
        else:
            self._line(painter, area, index)
        if state & QStyle.StateFlag.State_HasFocus and self._view.hasFocus():
            painter.setPen(QPen(look.colour("accent"), look.px(2)))
            painter.drawRect(area.adjusted(1, 1, -1, -1))
        painter.restore()

    def _heading(self, painter: QPainter, area: QRectF, index: Index) -> None:
        look = self._look
        painter.setFont(look.font(12, True))
        painter.setPen(look.colour("second"))
        bottom = Qt.AlignmentFlag.AlignBottom
        inner = area.adjusted(INSET, 0, -INSET, -look.px(5))
        count = str(index.data(SECOND_ROLE) or "")
        painter.drawText(inner, Qt.AlignmentFlag.AlignRight | bottom, count)
        room = int(inner.width()) - painter.fontMetrics().horizontalAdvance(count) - INSET
        words = painter.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideRight, room)
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | bottom, words)
        painter.setPen(QPen(look.colour("line"), 1))
        painter.drawLine(QLineF(area.left(), area.bottom() - 0.5, area.right(), area.bottom() - 0.5))

    def _line(self, painter: QPainter, area: QRectF, index: Index) -> None:
        look = self._look
        mark, title = str(index.data(MARK_ROLE) or ""), str(index.data() or "")
        bold = look.font(12, True)
        metrics = QFontMetrics(bold)
        top, left = area.top() + look.px(7), area.left() + INSET
        if mark:
            pill = QRectF(left, top, pill_width(look, mark), metrics.height())
            tone = "stop" if mark in ("never", "stop") else "ask" if mark == "ask" else "plain"
            draw_pill(painter, look, pill.adjusted(0, 0.5, 0, -0.5), mark, tone)
            left = pill.right() + look.px(6)
        painter.setFont(bold)
        painter.setPen(look.colour("text"))
        room = area.right() - left - INSET
        words = metrics.elidedText(title, Qt.TextElideMode.ElideRight, int(room))
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(QRectF(left, top, room, metrics.height()), middle, words)
        painter.setFont(look.font(12))
        painter.setPen(look.colour("second"))
        below = top + (metrics.height() + look.px(2) if mark or title else 0)
        room_below = QRectF(area.left() + INSET, below, area.width() - 2 * INSET, 10_000)
        painter.drawText(room_below, int(_WRAP), str(index.data(SECOND_ROLE) or ""))
        painter.setPen(QPen(look.colour("line"), 1))
        painter.drawLine(QLineF(area.left(), area.bottom() - 0.5, area.right(), area.bottom() - 0.5))


class LinesList(QListView):
    """The list.

    Signals:
        line_opened: A `Line` with a key: folds at a click, choices with Enter or a double click.
    """

    line_opened = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Start empty; `name` is what a screen reader calls the list."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self._delegate = LineDelegate(self)
        self._model = LinesModel(self)
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.clicked.connect(self._on_clicked)
        self.activated.connect(self._open)

    @property
    def lines(self) -> tuple[Line, ...]:
        """What is shown."""
        return self._model.lines

    @property
    def chosen(self) -> Line | None:
        """The line that is chosen."""
        return self._model.line(self.currentIndex())

    def set_lines(self, lines: list[Line]) -> None:
        """Show other lines; the chosen one stays chosen where it is still there."""
        chosen, top = self.chosen, self.verticalScrollBar().value()
        self._model.set_lines(lines)
        if chosen is not None and self.chosen != chosen:
            self.choose(chosen)
        self.verticalScrollBar().setValue(top)
        self.scheduleDelayedItemsLayout()

    def choose(self, line: Line) -> None:
        """Choose the line that is about the same thing, if there is one."""
        for row, known in enumerate(self.lines):
            if known.key and (known.key, known.title) == (line.key, line.title):
                self._set_row(row)
                return

    def choose_first(self, key: str) -> bool:
        """Choose the first line with a key; return whether there is one."""
        for row, line in enumerate(self.lines):
            if line.key == key:
                self._set_row(row)
                return True
        return False

    def set_look(self, look: Look) -> None:
        """Draw in other colours or sizes."""
        self._delegate.set_look(look)
        self.scheduleDelayedItemsLayout()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break lines anew."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def _set_row(self, row: int) -> None:
        index = self._model.index(row, 0)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _on_clicked(self, index: QModelIndex) -> None:
        line = self._model.line(index)
        if line is not None and line.kind == "fold":
            self.line_opened.emit(line)

    def _open(self, index: QModelIndex) -> None:
        line = self._model.line(index)
        if line is not None and line.key:
            self.line_opened.emit(line)
