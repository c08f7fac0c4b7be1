"""A small chart of a price list: what each number costs; the table beside it says the same in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.theme import Look

HEIGHT = 150


@dataclass(frozen=True, slots=True)
class Mark:
    """One number: its label, where it stands, what it costs (None: no roster), and the words of that."""

    label: str
    number: float
    cost: float | None
    cost_words: str
    is_proven: bool


class FrontierChart(QWidget):
    """Numbers from left to right, costs upwards: a dot is proven, a ring is the best found, a cross is impossible."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._look = Look()
        self._marks: tuple[Mark, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_look(self, look: Look) -> None:
        """Draw in other colours or sizes."""
        self._look = look
        self.setFixedHeight(look.px(HEIGHT))
        self.update()

    def set_marks(self, marks: Sequence[Mark]) -> None:
        """Draw other numbers, from left to right."""
        self._marks = tuple(marks)
        told = (f"{m.label}: {m.cost_words}" for m in self._marks)
        self.setAccessibleName("Price list. " + "; ".join(told) if self._marks else "")
        self.update()

    def sizeHint(self) -> QSize:
        """A flat picture."""
        return QSize(self._look.px(480), self._look.px(HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        if not self._marks:
            return
        painter, look = QPainter(self), self._look
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(look.font(11.5))
        line = painter.fontMetrics().height()
        area = QRectF(self.rect()).adjusted(look.px(36), line + look.px(8), -look.px(36), -line - look.px(8))
        painter.setPen(QPen(look.colour("line"), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        places = self._places(area)
        painter.setPen(QPen(look.colour("accent"), look.px(2)))
        painter.drawPolyline(QPolygonF([at for mark, at in zip(self._marks, places, strict=True)
                                        if mark.cost is not None]))  # fmt: skip
        for mark, at in zip(self._marks, places, strict=True):
            self._draw_mark(painter, mark, at, area)
        painter.end()

    def _places(self, area: QRectF) -> list[QPointF]:
        costs = [mark.cost for mark in self._marks if mark.cost is not None]
        low, high = min(costs, default=0.0), max(costs, default=0.0)
        first, last = self._marks[0].number, self._marks[-1].number
        found = []
        for mark in self._marks:
            x = area.left() + area.width() * ((mark.number - first) / (last - first) if last > first else 0.5)
            share = (mark.cost - low) / (high - low) if mark.cost is not None and high > low else 0.0
            found.append(QPointF(x, area.bottom() - area.height() * (0.08 + 0.92 * share)))
        return found

    def _draw_mark(self, painter: QPainter, mark: Mark, at: QPointF, area: QRectF) -> None:
        look = self._look
        size, wide, line = look.px(4), look.px(90), painter.fontMetrics().height()
        centre = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        painter.setPen(look.colour("second"))
        painter.drawText(QRectF(at.x() - wide / 2, area.bottom() + look.px(4), wide, line), centre, mark.label)
        if mark.cost is None:
            painter.setPen(QPen(look.colour("text"), look.px(2)))
            foot = QPointF(at.x(), area.bottom() - look.px(8))
            for rise in (-size, size):
                painter.drawLine(foot + QPointF(-size, rise), foot + QPointF(size, -rise))
            return
        painter.setPen(look.colour("text"))
        painter.drawText(QRectF(at.x() - wide / 2, at.y() - line - size - 2, wide, line), centre, mark.cost_words)
        painter.setPen(QPen(look.colour("accent"), look.px(2)))
        painter.setBrush(look.colour("accent" if mark.is_proven else "sheet"))
        painter.drawEllipse(at, size, size)
        painter.setBrush(Qt.BrushStyle.NoBrush)
