"""The list of findings: grouped by severity, each in words, a click away from its cell."""

from PySide6.QtCore import (
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

from console.models.findings import FindingsModel
from console.models.roles import KIND_ROLE, MARK_ROLE, SECOND_ROLE
from console.theme import Look
from console.widgets.pill import draw_pill, pill_width
from scheduler.domain.findings import Finding

Index = QModelIndex | QPersistentModelIndex
INSET = 8
"""Pixels at both sides of the words, the same at every zoom: the margin of the panel around."""
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


class FindingDelegate(QStyledItemDelegate):
    """Draws headings, findings with their badge, and folds."""

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
        title = QFontMetrics(look.font(12, True)).height()
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
        if kind == "heading":
            self._heading(painter, area, index)
        elif kind == "fold":
            painter.setFont(look.font(12))
            painter.setPen(look.colour("accent"))
            middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            painter.drawText(area.adjusted(INSET, 0, 0, 0), middle, str(index.data()))
        else:
            self._finding(painter, area, index)
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

    def _finding(self, painter: QPainter, area: QRectF, index: Index) -> None:
        look = self._look
        severity = str(index.data(MARK_ROLE))
        bold = look.font(12, True)
        metrics = QFontMetrics(bold)
        top = area.top() + look.px(7)
        pill = QRectF(area.left() + INSET, top, pill_width(look, severity), metrics.height())
        tone = "stop" if severity in ("never", "stop") else "ask" if severity == "ask" else "plain"
        draw_pill(painter, look, pill.adjusted(0, 0.5, 0, -0.5), severity, tone)
        painter.setFont(bold)
        painter.setPen(look.colour("text"))
        room = area.right() - pill.right() - look.px(14)
        title = metrics.elidedText(str(index.data()), Qt.TextElideMode.ElideRight, int(room))
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(QRectF(pill.right() + look.px(6), top, room, metrics.height()), middle, title)
        painter.setFont(look.font(12))
        painter.setPen(look.colour("second"))
        below = QRectF(area.left() + INSET, top + metrics.height() + look.px(2), area.width() - 2 * INSET, 10_000)
        painter.drawText(below, int(_WRAP), str(index.data(SECOND_ROLE) or ""))
        painter.setPen(QPen(look.colour("line"), 1))
        painter.drawLine(QLineF(area.left(), area.bottom() - 0.5, area.right(), area.bottom() - 0.5))


class FindingsList(QListView):
    """The list.

    Signals:
        finding_opened: A `Finding` was clicked or reached by key.
    """

    finding_opened = Signal(object)

    def __init__(self, model: FindingsModel, parent: QWidget | None = None) -> None:
        """Show a model."""
        super().__init__(parent)
        self.setAccessibleName("Findings")
        self._model = model
        self._delegate = FindingDelegate(self)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.clicked.connect(self._open)
        self.activated.connect(self._open)

    def set_look(self, look: Look) -> None:
        """Draw in other colours or sizes."""
        self._delegate.set_look(look)
        self.scheduleDelayedItemsLayout()

    def step(self, direction: int) -> Finding | None:
        """Go to the next (1) or previous (-1) finding, round the end; None when there is none."""
        current = self.currentIndex()
        after = current.row() if current.isValid() else (-1 if direction > 0 else self._model.rowCount())
        for _ in range(self._model.rowCount() + 1):
            row = self._model.next_finding(after, direction)
            if row < 0:
                return None
            index = self._model.index(row, 0)
            finding = self._model.finding(index)
            if finding is not None:
                self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
                self.scrollTo(index)
                self.finding_opened.emit(finding)
                return finding
            if direction > 0:
                self._model.toggle(index)  # walk into the fold instead of over it
                after = row - 1
            else:
                after = row
        return None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break lines anew."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def _open(self, index: QModelIndex) -> None:
        finding = self._model.finding(index)
        if finding is not None:
            self.finding_opened.emit(finding)
        else:
            self._model.toggle(index)
