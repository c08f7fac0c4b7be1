"""A small picture of the whole plan with a frame around what is seen; a click or a drag goes there."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from console.theme import Look
from console.views.overlay.ink import fill_mark
from console.views.overlay.plan_view import LEAST_ZOOM, PlanView

WIDTH, HEIGHT, MARGIN = 176, 116, 10
MOST_PART = 3
"""Of the plan's width it takes no more than one part in so many."""


class Minimap(QWidget):
    """Lies over a lower corner of the plan while a part of it is zoomed in on.

    The keyboard has no need of it: the plan itself brings every post into sight.
    """

    def __init__(self, view: PlanView) -> None:
        """Watch a plan."""
        super().__init__(view)
        self._view, self._look = view, Look()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Whole plan")
        self.hide()
        view.zoomed.connect(self.refresh)

    def set_look(self, look: Look) -> None:
        """Draw in other colours or sizes."""
        self._look = look
        self.refresh()

    def refresh(self) -> None:
        """Come or go with the zoom, and stay in a corner: the lower right one, unless the chosen post lies there."""
        view, look = self._view, self._look
        self.setVisible(view.zoom > LEAST_ZOOM)
        wide = min(look.px(WIDTH), view.width() // MOST_PART)
        self.resize(wide, wide * HEIGHT // WIDTH)
        low, right = view.height() - self.height() - MARGIN, view.width() - self.width() - MARGIN
        self.move(right, low)
        chosen = view.area_of(view.chosen)
        if chosen is not None and chosen.intersects(self.geometry()):
            self.move(MARGIN, low)
        self.update()

    def _scale(self) -> tuple[float, QPointF]:
        """Return pixels for a unit of the plan, and where its upper left corner lies."""
        every, inner = self._view.extent, QRectF(self.rect()).adjusted(4, 4, -4, -4)
        scale = min(inner.width() / every.width(), inner.height() / every.height())
        corner = inner.center() - QPointF(every.width(), every.height()) * (scale / 2)
        return scale, corner - every.topLeft() * scale

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw sheet, posts and frame."""
        look, view = self._look, self._view
        scale, origin = self._scale()
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.colour("sheet"))
        for item in view.items_by_post.values():
            mark = view.marks.get(item.place.post)
            if mark is not None and item.isVisible():
                painter.save()
                painter.translate(origin)
                painter.scale(scale, scale)
                path = painter.worldTransform().map(item.path)
                painter.resetTransform()
                fill_mark(painter, look, path, mark, view.is_stale)
                painter.restore()
        seen = view.seen
        frame = QRectF(seen.topLeft() * scale + origin, seen.bottomRight() * scale + origin)
        painter.setPen(QPen(look.colour("accent"), 2))
        painter.drawRect(frame.intersected(QRectF(self.rect()).adjusted(2, 2, -2, -2)))
        painter.setPen(QPen(look.colour("control_line"), 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the place that was clicked."""
        self._go(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go along with the mouse."""
        self._go(event.position())

    def _go(self, at: QPointF) -> None:
        scale, origin = self._scale()
        self._view.centerOn((at - origin) / scale)
        self._view.zoomed.emit()
