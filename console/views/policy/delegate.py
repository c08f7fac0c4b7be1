"""Painting of the policy's table: quiet lines, the severity as a word in a frame."""

from PySide6.QtCore import QLineF, QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from console.models.policy import BROKEN, NOT_IN_USE, RULE
from console.models.roles import MARK_ROLE
from console.theme import Look
from console.widgets.pill import draw_pill, pill_width

PILL_HEIGHT = 17


class PolicyDelegate(QStyledItemDelegate):
    """One cell of the table."""

    def __init__(self, view: QTableView) -> None:
        """Paint for a view."""
        super().__init__(view)
        self._view = view
        self.look = Look()

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw the cell."""
        look, area = self.look, QRectF(option.rect)
        state: QStyle.StateFlag = option.state
        severity = str(index.data(MARK_ROLE))
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, look.colour("accent_soft"))
        inner = area.adjusted(look.px(10), 0, -look.px(6), 0)
        if index.column() == BROKEN:
            wide, high = pill_width(look, severity), look.px(PILL_HEIGHT)
            pill = QRectF(inner.left(), inner.center().y() - high / 2, wide, high)
            tone = "stop_quiet" if severity in ("never", "stop") else "ask" if severity == "ask" else "plain"
            draw_pill(painter, look, pill, severity, tone)
        else:
            is_quiet = severity == NOT_IN_USE or index.column() not in (RULE, RULE + 1)
            painter.setFont(look.font(12.5, index.column() == RULE))
            painter.setPen(look.colour("second" if is_quiet else "text"))
            text = painter.fontMetrics().elidedText(
                str(index.data() or ""), Qt.TextElideMode.ElideRight, int(inner.width())
            )
            painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        painter.setPen(QPen(look.colour("line"), 1))
        painter.drawLine(QLineF(area.left(), area.bottom() - 0.5, area.right(), area.bottom() - 0.5))
        if state & QStyle.StateFlag.State_HasFocus and self._view.hasFocus():
            painter.setPen(QPen(look.colour("accent"), look.px(2)))
            painter.drawLine(QLineF(area.left(), area.bottom() - 1, area.right(), area.bottom() - 1))
        painter.restore()
