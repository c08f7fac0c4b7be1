"""The map of posts and watches over the dates: the same marks as on the plan, cell by cell."""

from collections.abc import Iterator

from PySide6.QtCore import QModelIndex, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableView,
    QWidget,
)

from console.models.overlay import Mark, Moment
from console.models.overlay_table import HeatModel
from console.theme import Look
from console.views.overlay.ink import draw_arrow, fill_mark, ink_of, plate
from console.views.pictures import Pictures
from scheduler.domain.words import PostCode

CELL_WIDTH, CELL_HEIGHT, HEAD_HEIGHT, SIDE_WIDTH = 46, 24, 38, 120


class _Heads(QHeaderView):
    """Heads of a size that is given: Qt would look for one in the words of two hundred of them, at every change."""

    def sizeHint(self) -> QSize:
        """Return the size that was given."""
        return self.minimumSize()


class HeatMap(QTableView):
    """The table.

    Signals:
        place_chosen: (post, `Moment`) of the cell that was gone to.
    """

    place_chosen = Signal(object, object)

    def __init__(self, model: HeatModel, parent: QWidget | None = None) -> None:
        """Show a model."""
        super().__init__(parent)
        self.look, self.is_stale = Look(), False
        self._model, self._is_following = model, False
        self.setModel(model)
        self.setAccessibleName("Attention, posts by day")
        self._pictures = Pictures()
        self.setHorizontalHeader(_Heads(Qt.Orientation.Horizontal))
        self.setVerticalHeader(_Heads(Qt.Orientation.Vertical))
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setSectionsClickable(True)
        self.setCornerButtonEnabled(False)
        self.selectionModel().currentChanged.connect(self._on_current)

    def set_look(self, look: Look) -> None:
        """Draw in other colours or sizes."""
        self.look = look
        self._pictures.clear()
        self.horizontalHeader().setDefaultSectionSize(look.px(CELL_WIDTH))
        self.verticalHeader().setDefaultSectionSize(look.px(CELL_HEIGHT))
        self.horizontalHeader().setFixedHeight(look.px(HEAD_HEIGHT))
        self.verticalHeader().setFixedWidth(look.px(SIDE_WIDTH))
        self.viewport().update()

    def show_place(self, post: PostCode | None, moment: Moment | None) -> None:
        """Go to the cell of a post and a moment, without saying so."""
        index = self._model.index_of(post, moment) if post is not None and moment is not None else QModelIndex()
        if not index.isValid() or index == self.currentIndex():
            return
        self._is_following = True
        self.setCurrentIndex(index)
        self._is_following = False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cells that are asked for; Qt would make an index and call a delegate for each of a thousand."""
        painter, region = QPainter(self.viewport()), event.region()
        for row, column, rect in self._cells_in(region.boundingRect()):
            if region.intersects(rect):
                self._draw(painter, rect, row, column)
        for index in self.selectedIndexes():
            rect = self.visualRect(index)
            if region.intersects(rect):
                self._frame(painter, rect)
        painter.end()

    def _cells_in(self, area: QRect) -> Iterator[tuple[int, int, QRect]]:
        """Yield (row, column, rectangle) of the cells that an area of the viewport touches."""
        across = [
            (column, self.columnViewportPosition(column), self.columnWidth(column))
            for column in range(self._model.columnCount())
        ]
        shown = [(column, x, wide) for column, x, wide in across if x + wide > area.left() and x <= area.right()]
        for row in range(self._model.rowCount()):
            y, high = self.rowViewportPosition(row), self.rowHeight(row)
            if y + high > area.top() and y <= area.bottom():
                yield from ((row, column, QRect(x, y, wide, high)) for column, x, wide in shown)

    def _draw(self, painter: QPainter, rect: QRect, row: int, column: int) -> None:
        mark, text = self._model.cell(row, column)
        was = (mark.was.kind, mark.was.low, mark.was.high) if mark.was is not None else None
        shown = (mark.kind, mark.low, mark.high, was, text, self.is_stale)
        self._pictures.draw(painter, rect, shown, lambda own, area: self._paint(own, area, mark, text))

    def _frame(self, painter: QPainter, rect: QRect) -> None:
        """Draw the frame of the cell that was gone to."""
        wide = self.look.px(3 if self.hasFocus() else 2)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, broad in (("sheet", wide + self.look.px(2)), ("accent", wide)):  # seen on every band
            painter.setPen(QPen(self.look.colour(colour), broad, j=Qt.PenJoinStyle.MiterJoin))
            half = broad / 2
            painter.drawRect(QRectF(rect).adjusted(half, half, -half - 1, -half - 1))

    def _paint(self, painter: QPainter, area: QRectF, mark: Mark, text: str) -> None:
        look = self.look
        painter.fillRect(area, look.colour("sheet"))
        if mark.kind != "closed":
            path = QPainterPath()
            path.addRect(area.adjusted(0.5, 0.5, -1.5, -1.5))
            fill_mark(painter, look, path, mark, self.is_stale)
        if mark.kind == "uncovered":
            text = "none"
        elif mark.was is not None and not mark.direction and mark.change == "same":
            text = ""
        if not text:
            return
        ink = ink_of(look, mark)
        for size in (11.5, 10.0, 8.5):
            painter.setFont(look.font(size, mark.kind == "uncovered"))
            wide = painter.fontMetrics().horizontalAdvance(text)
            if wide <= area.width() - 6:
                break
        box = QRectF(0, 0, wide + 4, painter.fontMetrics().height())
        box.moveCenter(area.center())
        if mark.was is not None and mark.direction:
            side = look.px(6)
            corner = QPointF(area.left() + 3, area.top() + 3)
            draw_arrow(painter, corner, side, mark.direction, ink)
        plate(painter, look, mark, box)
        painter.setPen(ink)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)

    def _on_current(self, index: QModelIndex, _: QModelIndex) -> None:
        found = self._model.place(index)
        if found is not None and not self._is_following:
            self.place_chosen.emit(*found)
