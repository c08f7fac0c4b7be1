"""Painting of the table of tiers."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from console.models.roles import KIND_ROLE
from console.models.tiers import BEST, NAME, NOW
from console.theme import Look


class TierDelegate(QStyledItemDelegate):
    """Names at the left, figures at the right; "proven" is a word, its colour only repeats it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make it."""
        super().__init__(parent)
        self._look = Look()

    def set_look(self, look: Look) -> None:
        """Draw in other colours or sizes."""
        self._look = look

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw one figure."""
        look = self._look
        area = QRectF(option.rect)
        kind = index.data(KIND_ROLE)
        colour = "text"
        if index.column() == BEST:
            colour = {"proven": "good", "unknown": "second"}.get(str(kind), "text")
        elif index.column() == NOW:
            colour = "second"
        side = Qt.AlignmentFlag.AlignLeft if index.column() == NAME else Qt.AlignmentFlag.AlignRight
        painter.save()
        painter.setFont(look.font(12))
        painter.setPen(look.colour(colour))
        inner = area.adjusted(0 if index.column() == NAME else 2, 0, -look.px(4), 0)
        text = painter.fontMetrics().elidedText(
            str(index.data() or ""), Qt.TextElideMode.ElideRight, int(inner.width())
        )
        painter.drawText(inner, side | Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()
