"""The overlay as a layer on the roster's views of posts: beside the first seat of each post and shift, its attention.

It says the same figures as plan, map and table, for they are the same marks. It lies on views whose rows are posts, and
on no view of officers: a figure in an officer's row would read as one about the officer.
"""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath
from PySide6.QtWidgets import QTableView

from console.models.overlay import Mark
from console.models.seats import Seat
from console.theme import Look
from console.views.delegates import Beside, Index
from console.views.overlay.ink import bars_width, draw_bars, fill_mark, ink_of, plate
from console.views.overlay.page import OverlayPage
from console.views.pictures import Pictures

SIZE = 10.5
ROOMY = 110
"""Pixels of a cell from which on there is room for figures beside the bars."""


class PostView(Protocol):
    """A view of the roster whose cells are seats."""

    @property
    def table(self) -> QTableView:
        """Shows the cells."""

    def seat(self, index: Index) -> Seat | None:
        """Return the seat of a cell."""

    def show_beside(self, beside: Beside, words: Callable[[Seat], str]) -> None:
        """Draw something at the right end of cells, and say it after what is said of their seats."""


class Layer(QObject):
    """The layer: off until it is switched on.

    Signals:
        switched: It is on, or off, now.
    """

    switched = Signal()

    def __init__(self, page: OverlayPage, views: tuple[PostView, ...], parent: QObject | None = None) -> None:
        """Lie on views; `page` has the figures."""
        super().__init__(parent)
        self._page, self._views, self.is_on = page, views, False
        self._pictures = Pictures()
        for view in views:
            view.show_beside(self._beside(view), self.words)
        page.overlay.changed.connect(self._draw)

    def switch(self, is_on: bool) -> None:
        """Show it, or hide it."""
        if is_on != self.is_on:
            self.is_on = is_on
            self._page.keep_current(is_on)
            self.switched.emit()
            self._draw()

    def mark(self, seat: Seat) -> Mark | None:
        """Return what lies beside a seat: the mark of its post and shift on the first seat of both, else None."""
        if not self.is_on or seat.index or not self._page.picturing.has_figures:
            return None
        return self._page.overlay.shift_mark(seat.slot.post, seat.slot.shift, seat.slot.on)

    def words(self, seat: Seat) -> str:
        """Return the mark beside a seat in words, "" for none."""
        mark = self.mark(seat)
        return f"attention of the post: {mark.sentence}" if mark is not None else ""

    def _draw(self) -> None:
        for view in self._views:
            view.table.viewport().update()

    def _beside(self, view: PostView) -> Beside:
        def draw(painter: QPainter, area: QRect, index: Index) -> int:
            seat = view.seat(index) if self.is_on else None
            mark = self.mark(seat) if seat is not None else None
            return 0 if mark is None or mark.kind == "closed" else self._strip(painter, self._page.look, area, mark)

        return draw

    def _strip(self, painter: QPainter, look: Look, area: QRect, mark: Mark) -> int:
        """Draw a mark at the right end of a cell, from the kept picture if there is one, and return its width."""
        text = (mark.points or "none") if area.width() >= look.px(ROOMY) else ""
        figures = int(QFontMetricsF(look.font(SIZE)).horizontalAdvance(text)) + look.px(7) if text else 0
        wide = bars_width(look) + look.px(7) + figures
        tokens, is_stale = look.tokens, self._page.is_stale
        key = (mark.kind, mark.low, mark.high, text, is_stale, tokens.name, tokens.is_dark, look.zoom)
        strip = QRect(area.right() + 1 - wide, area.top(), wide, area.height())
        self._pictures.draw(painter, strip, key, lambda own, room: _paint(own, room, look, mark, text, is_stale))
        return wide


def _paint(painter: QPainter, room: QRectF, look: Look, mark: Mark, text: str, is_stale: bool) -> None:
    painter.fillRect(room, look.colour("line"))
    path = QPainterPath()
    path.addRect(room.adjusted(0.5, 0.5, -1.5, -1.5))
    fill_mark(painter, look, path, mark, is_stale)
    ink = ink_of(look, mark)
    if mark.has_points:
        end = QPointF(room.right() - look.px(5), room.bottom() - look.px(6))
        ground = QRectF(end.x() - bars_width(look) - 2, room.top() + 2, bars_width(look) + 4, room.height() - 5)
        plate(painter, look, mark, ground)
        draw_bars(painter, look, end, mark, ink)
    if text:
        wide = room.width() - bars_width(look) - look.px(11)
        words = QRectF(room.left() + look.px(4), room.top() + 2, wide, room.height() - 5)
        plate(painter, look, mark, words.adjusted(-2, 0, 0, 0))
        painter.setFont(look.font(SIZE))
        painter.setPen(ink)
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
