"""A small line of figures over dates, with the breaks of the bands as dashes and an area where figures are open."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.theme import Look

HEIGHT, HEAD = 84, 4


class TrendChart(QWidget):
    """Points from 0 to a top over a number of dates; no axes, the words beside it say what it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._look = Look()
        self._points: tuple[tuple[int, int, int], ...] = ()
        self._breaks: tuple[tuple[int, str], ...] = ()
        self._days = 1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_look(self, look: Look) -> None:
        """Draw in other colours."""
        self._look = look
        self.setFixedHeight(look.px(HEIGHT))
        self.update()

    def set_trend(
        self, points: Sequence[tuple[int, int, int]], days: int, breaks: Sequence[tuple[int, str]], words: str
    ) -> None:
        """Draw (day, least, most) points.

        Args:
            points: Days count from 0 at the left.
            days: Days across.
            breaks: (points, word) of the dashed lines.
            words: What a screen reader says.
        """
        self._points, self._days, self._breaks = tuple(points), max(1, days), tuple(breaks)
        self.setAccessibleName(words)
        self.update()

    def sizeHint(self) -> QSize:
        """A flat strip."""
        return QSize(self._look.px(240), self._look.px(HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw breaks, area and line."""
        if not self._points:
            return
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = max([most for _, _, most in self._points] + [self._breaks[0][0] if self._breaks else 0]) + HEAD
        bottom = max(0, min(least for _, least, _ in self._points) - HEAD)
        area = QRectF(self.rect()).adjusted(2, 4, -look.px(58), -4)

        def at(number: int, value: float) -> QPointF:
            x = area.left() + area.width() * number / max(1, self._days - 1)
            return QPointF(x, area.bottom() - area.height() * (value - bottom) / max(1, top - bottom))

        painter.setFont(look.font(11))
        for value, word in self._breaks:
            if bottom < value < top:
                y = at(0, value).y()
                painter.setPen(QPen(look.colour("ask"), 1, Qt.PenStyle.DashLine))
                painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
                painter.setPen(look.colour("second"))
                beside = QRectF(area.right() + 6, y - look.px(8), look.px(56), look.px(16))
                painter.drawText(beside, Qt.AlignmentFlag.AlignVCenter, word)
        if any(most > least for _, least, most in self._points):
            between = look.colour("second")
            between.setAlpha(50)
            upper = [at(n, most) for n, _, most in self._points]
            lower = [at(n, least) for n, least, _ in reversed(self._points)]
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(between)
            painter.drawPolygon(QPolygonF([*upper, *lower]))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(look.colour("second"), look.px(2)))
        painter.drawPolyline(QPolygonF([at(n, (least + most) / 2) for n, least, most in self._points]))
        last = self._points[-1]
        painter.setBrush(look.colour("second"))
        painter.drawEllipse(at(last[0], (last[1] + last[2]) / 2), look.px(3), look.px(3))
        painter.end()
