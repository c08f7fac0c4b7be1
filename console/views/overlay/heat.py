"""The map of posts and watches over the dates: the same marks as on the plan, cell by cell."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from console.models.overlay import Mark, Moment
from console.models.overlay_table import MARK_ROLE, HeatModel
from console.theme import Look
from console.views.overlay.ink import draw_arrow, fill_mark, ink_of, plate
from console.views.pictures import Pictures
from scheduler.domain.words import PostCode

Index = QModelIndex | QPersistentModelIndex
CELL_WIDTH, CELL_HEIGHT, HEAD_HEIGHT, SIDE_WIDTH = 46, 24, 38, 120


class _HeatDelegate(QStyledItemDelegate):
    def __init__(self, view: "HeatMap") -> None:
        super().__init__(view)
        self._view = view
        self.pictures = Pictures()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        mark, text, view = index.data(MARK_ROLE), str(index.data() or ""), self._view
        if mark is None:
            return
        was = (mark.was.kind, mark.was.low, mark.was.high) if mark.was is not None else None
        shown = (mark.kind, mark.low, mark.high, was, text, view.is_stale)
        rect = option.rect
        self.pictures.draw(painter, rect, shown, lambda own, area: self._paint(own, area, mark, text))
        if option.state & QStyle.StateFlag.State_Selected:
            wide = view.look.px(3 if view.hasFocus() else 2)
            painter.save()
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for colour, broad in (("sheet", wide + view.look.px(2)), ("accent", wide)):  # seen on every band
                painter.setPen(QPen(view.look.colour(colour), broad, j=Qt.PenJoinStyle.MiterJoin))
                half = broad / 2
                painter.drawRect(QRectF(rect).adjusted(half, half, -half - 1, -half - 1))
            painter.restore()

    def _paint(self, painter: QPainter, area: QRectF, mark: Mark, text: str) -> None:
        look = self._view.look
        painter.fillRect(area, look.colour("sheet"))
        if mark.kind != "closed":
            path = QPainterPath()
            path.addRect(area.adjusted(0.5, 0.5, -1.5, -1.5))
            fill_mark(painter, look, path, mark, self._view.is_stale)
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
        self._cells = _HeatDelegate(self)
        self.setItemDelegate(self._cells)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setHighlightSections(False)
        self.setCornerButtonEnabled(False)
        self.selectionModel().currentChanged.connect(self._on_current)

    def set_look(self, look: Look) -> None:
        """Draw in other colours or sizes."""
        self.look = look
        self._cells.pictures.clear()
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

    def _on_current(self, index: QModelIndex, _: QModelIndex) -> None:
        found = self._model.place(index)
        if found is not None and not self._is_following:
            self.place_chosen.emit(*found)
