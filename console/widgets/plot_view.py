"""A plot in a window, drawn as it is on paper, in the colours of the theme."""

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.theme import Look
from scheduler.api.reports import Drawing, draw
from scheduler.domain.papers import Plot

UNIT = 1.15
"""Pixels for a unit of a drawing, so that its letters are as tall as the window's small ones."""
AIR = 12
WIDEST = 1500
MOST_KEPT = 8


class PlotView(QWidget):
    """Shows one plot as wide as there is room; what it shows is its name for a screen reader."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make the view; it shows nothing yet."""
        super().__init__(parent)
        self._plot: Plot | None = None
        self._look = Look()
        self._drawings: dict[int, Drawing] = {}  # by width in units: layouts ask for the height at several
        self._loaded: Drawing | None = None
        self._renderer = QSvgRenderer(self)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_look(self, look: Look) -> None:
        """Draw in other colours or sizes."""
        self._look = look
        self._drawings.clear()
        self.updateGeometry()
        self.update()

    def set_plot(self, plot: Plot | None) -> None:
        """Show another plot, None for none: the view is hidden then."""
        self._plot = plot
        self._drawings.clear()
        self.setVisible(plot is not None)
        self.setAccessibleName(f"{plot.title}. {plot.said}" if plot is not None else "")
        # Nobody stops on a plot that shows nothing.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if plot is not None else Qt.FocusPolicy.NoFocus)
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        """Its height follows from its width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the pixels that the plot is high where it is so wide."""
        drawing = self._drawn(width)
        return round(drawing.height * self._unit) + 2 * self._look.px(AIR) if drawing is not None else 0

    def sizeHint(self) -> QSize:
        """Return the size at the width that there is."""
        wide = max(self.width(), self._look.px(400))
        return QSize(wide, self.heightForWidth(wide))

    @property
    def _unit(self) -> float:
        return UNIT * self._look.zoom / 100

    def _drawn(self, width: int) -> Drawing | None:
        """Return the drawing for a width; the same one until plot or look are others."""
        if self._plot is None:
            return None
        units = int(min(width - 2 * self._look.px(AIR), self._look.px(WIDEST)) / self._unit)
        if units not in self._drawings:
            if len(self._drawings) >= MOST_KEPT:  # the window is drawn larger or smaller
                self._drawings.clear()
            self._drawings[units] = draw(self._plot, units, self._look.colour("text").name())
        return self._drawings[units]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the plot."""
        drawing = self._drawn(self.width())
        if drawing is None:
            return
        if drawing is not self._loaded:
            self._renderer.load(QByteArray(drawing.svg.encode()))
            self._loaded = drawing
        painter, air = QPainter(self), self._look.px(AIR)
        painter.fillRect(self.rect(), self._look.colour("sheet"))
        size = (drawing.width * self._unit, drawing.height * self._unit)
        self._renderer.render(painter, QRectF(air, air, *size))
        if self.hasFocus():
            painter.setPen(self._look.colour("accent"))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()
