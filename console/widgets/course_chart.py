"""A small line chart of a value falling and a bound rising over time."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.theme import Look


class CourseChart(QWidget):
    """Steps of a value as a line and of its bound as dashes; no axes, the caption says what it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._look = Look()
        self._values: list[tuple[float, float]] = []
        self._bounds: list[tuple[float, float]] = []
        self._until = 1.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_look(self, look: Look) -> None:
        """Draw in other colours."""
        self._look = look
        self.setFixedHeight(look.px(64))
        self.update()

    def set_course(
        self, values: Sequence[tuple[float, float]], bounds: Sequence[tuple[float, float]], until: float
    ) -> None:
        """Draw (seconds, value) points up to `until` seconds."""
        self._values, self._bounds, self._until = list(values), list(bounds), max(until, 0.1)
        self.setAccessibleName(f"Course of the build: from {values[0][1]:g} to {values[-1][1]:g}" if values else "")
        self.update()

    def sizeHint(self) -> QSize:
        """A flat strip."""
        return QSize(self._look.px(240), self._look.px(64))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw both lines."""
        if not self._values:
            return
        painter = QPainter(self)
        draw_course(painter, self._look, QRectF(self.rect()), self._values, self._bounds, self._until)
        painter.end()


def draw_course(
    painter: QPainter,
    look: Look,
    area: QRectF,
    values: Sequence[tuple[float, float]],
    bounds: Sequence[tuple[float, float]],
    until: float,
) -> None:
    """Draw the steps of a value as a line and those of its bound as dashes.

    Args:
        painter: Draws.
        look: Colours and sizes.
        area: Where.
        values: (seconds, value) points.
        bounds: (seconds, bound) points.
        until: Seconds at the right edge.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    inner = area.adjusted(1, 3, -1, -3)
    every = [v for _, v in (*values, *bounds)]
    low, high = min(every, default=0.0), max(every, default=1.0)
    painter.setPen(QPen(look.colour("line"), 1))
    painter.drawLine(inner.bottomLeft(), inner.bottomRight())
    for points, name, style in (
        (values, "accent", Qt.PenStyle.SolidLine),
        (bounds, "second", Qt.PenStyle.DashLine),
    ):
        painter.setPen(QPen(look.colour(name), look.px(2) if name == "accent" else 1.2, style))
        painter.drawPolyline(_line(points, inner, low, high, max(until, 0.1)))
    painter.restore()


def _line(points: Sequence[tuple[float, float]], area: QRectF, low: float, high: float, until: float) -> QPolygonF:
    line = QPolygonF()
    for seconds, value in [*points, (until, points[-1][1])] if points else []:
        x = area.left() + area.width() * min(1.0, seconds / until)
        y = area.bottom() - area.height() * ((value - low) / (high - low) if high > low else 0.5)
        if line:
            line.append(QPointF(x, line.last().y()))
        line.append(QPointF(x, y))
    return line
