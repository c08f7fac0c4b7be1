"""Two grids that show the same officers and dates and scroll as one."""

from PySide6.QtCore import QModelIndex, QRect
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from console.document.facts import Facts
from console.models.comparison import Index, SideGridModel
from console.models.roles import FACE_ROLE
from console.operations.comparing import Study
from console.theme import Look
from console.views.cells import CellPainter
from console.widgets.basics import label
from scheduler.domain.compared import Key
from scheduler.domain.words import Badge

CELL_WIDTH, CELL_HEIGHT, NAME_WIDTH, HEAD_HEIGHT = 52, 24, 104, 40


class _FaceDelegate(QStyledItemDelegate):
    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self._view = view
        self.painter = CellPainter()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        face = index.data(FACE_ROLE)
        if face is None:
            return
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        self.painter.draw(painter, rect, face)
        is_current = self._view.currentIndex() == index
        if is_current or state & QStyle.StateFlag.State_Selected:
            self.painter.draw_selection(painter, rect, is_current, self._view.hasFocus())


class _Grid(QTableView):
    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.faces = _FaceDelegate(self)
        self.setItemDelegate(self.faces)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setHighlightSections(False)
            header.setMinimumSectionSize(10)

    def set_look(self, look: Look) -> None:
        """Draw in other colours or sizes."""
        self.faces.painter.set_look(look)
        self.horizontalHeader().setDefaultSectionSize(look.px(CELL_WIDTH))
        self.horizontalHeader().setFixedHeight(look.px(HEAD_HEIGHT))
        self.verticalHeader().setDefaultSectionSize(look.px(CELL_HEIGHT))
        self.verticalHeader().setFixedWidth(look.px(NAME_WIDTH))
        self.viewport().update()


class SideGrids(QWidget):
    """The earlier roster at the left, the later one at the right; going to a cell in one goes to it in both."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.models = SideGridModel(self), SideGridModel(self)
        self.grids = _Grid("Earlier roster, officers by day"), _Grid("Later roster, officers by day")
        self.names: tuple[QLabel, QLabel] = (label("", "strong"), label("", "strong"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        for name, grid, model in zip(self.names, self.grids, self.models, strict=True):
            grid.setModel(model)
            column = QVBoxLayout()
            column.setSpacing(4)
            column.addWidget(name)
            column.addWidget(grid, 1)
            row.addLayout(column, 1)
        left, right = self.grids
        for one, other in ((left, right), (right, left)):
            one.verticalScrollBar().valueChanged.connect(other.verticalScrollBar().setValue)
            one.horizontalScrollBar().valueChanged.connect(other.horizontalScrollBar().setValue)
            one.selectionModel().currentChanged.connect(
                lambda current, _, to=other: self._on_current_changed(current, to)
            )
        self._is_following = False

    def set_look(self, look: Look) -> None:
        """Draw in other colours or sizes."""
        for grid in self.grids:
            grid.set_look(look)

    def show_study(self, study: Study, facts: Facts, badges: tuple[Badge, ...], changed: frozenset[Key]) -> None:
        """Show some officers of both rosters."""
        pair = study.pair
        for model, held in zip(self.models, study.held, strict=True):
            model.set_roster(held, facts, badges, pair.right.period.dates, changed)
        for name, grid, words in zip(self.names, self.grids, (pair.left_name, pair.right_name), strict=True):
            name.setText(words)
            grid.setAccessibleName(f"{words}, officers by day")

    def go_to(self, key: Key) -> None:
        """Show a cell in both."""
        for grid, model in zip(self.grids, self.models, strict=True):
            index = model.index_of(key)
            if index.isValid():
                grid.setCurrentIndex(index)
                grid.scrollTo(index)

    def _on_current_changed(self, current: QModelIndex, other: QTableView) -> None:
        if self._is_following or not current.isValid():
            return
        self._is_following = True
        other.setCurrentIndex(other.model().index(current.row(), current.column()))
        self._is_following = False
