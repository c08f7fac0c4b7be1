"""A grid with frozen headers at the left and above, totals that stay at the right, and scroll bars around."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QAbstractTableModel, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QGridLayout,
    QScrollBar,
    QStyledItemDelegate,
    QWidget,
)

from console.theme import Look
from console.views.delegates import TotalsDelegate
from console.views.grid_table import GridTable, SolidTable, draw_heads_alone
from console.views.headers import Corner, SideHeader, TopHeader

CELL_HEIGHT = 24


class FrozenGrid(QFrame):
    """The parts and how they move together; what the cells mean is said by those who inherit."""

    def __init__(
        self,
        model: QAbstractTableModel,
        dates: Callable[[], tuple[date, ...]],
        names: tuple[str, str],
        heads: tuple[str, str],
        widths: tuple[int, int, int],
        totals: tuple[int, ...],
        parent: QWidget | None = None,
    ) -> None:
        """Lay the parts out.

        Args:
            model: Its last columns are the totals.
            dates: Gives the dates of the columns before the totals.
            names: What a screen reader calls the table and the totals.
            heads: The two columns at the left.
            widths: Pixels at 100 per cent of these two, and of a cell.
            totals: Pixels of each column of totals.
            parent: The widget around.
        """
        super().__init__(parent)
        self.setProperty("role", "sheet")
        self._model_shown, self._dates = model, dates
        self._widths, self._total_widths = widths, totals
        self._look = Look()
        self.table, self._totals = GridTable(), SolidTable()
        self.table.setAccessibleName(names[0])
        self._totals.setAccessibleName(names[1])
        self._side, self._top, self._totals_top = SideHeader(), TopHeader(), TopHeader()
        self._corner = Corner(*heads, "Seats filled", self.table)
        self._numbers = TotalsDelegate(self._totals)
        self._across = QScrollBar(Qt.Orientation.Horizontal)
        self._down = QScrollBar(Qt.Orientation.Vertical)

    def _build(self, cells: QStyledItemDelegate) -> None:
        table, totals = self.table, self._totals
        table.setModel(self._model_shown)
        table.setVerticalHeader(self._side)
        table.setHorizontalHeader(self._top)
        table.setItemDelegate(cells)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        totals.setFrameShape(QFrame.Shape.NoFrame)
        totals.setShowGrid(False)
        totals.setModel(self._model_shown)
        totals.setSelectionModel(table.selectionModel())
        totals.setItemDelegate(self._numbers)
        totals.setHorizontalHeader(self._totals_top)
        totals.verticalHeader().hide()
        for view in (table, totals):
            draw_heads_alone(view)
        totals.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        totals.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        totals.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        totals.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for bar, name in ((self._across, "Scroll through the dates"), (self._down, "Scroll through the rows")):
            bar.setAccessibleName(name)
            bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        grid = QGridLayout(self)
        grid.setContentsMargins(1, 1, 1, 1)
        grid.setSpacing(0)
        grid.addWidget(table, 0, 0)
        edge = QFrame()
        edge.setProperty("role", "edge")
        edge.setFixedWidth(1)
        grid.addWidget(edge, 0, 1)
        grid.addWidget(totals, 0, 2)
        grid.addWidget(self._down, 0, 3)
        grid.addWidget(self._across, 1, 0)
        table.resized.connect(self._fit)
        inner, other = table.verticalScrollBar(), totals.verticalScrollBar()
        inner.valueChanged.connect(other.setValue)
        other.valueChanged.connect(inner.setValue)
        _join(inner, self._down)
        _join(table.horizontalScrollBar(), self._across)

    def _set_look(self, look: Look) -> None:
        """Draw in other colours or sizes."""
        self._look = look
        self._numbers.set_look(look)
        for view in (self.table, self._totals):
            view.set_ground(look.colour("sheet"))
        self._top.set_look(look)
        self._totals_top.set_look(look)
        self._side.set_look(look, *self._widths[:2])
        self._corner.set_look(look, self._side.widths)
        self._size_sections()

    def show_date(self, on: date) -> None:
        """Scroll to a date, selecting nothing."""
        dates = self._dates()
        if dates and dates[0] <= on <= dates[-1] and self._model_shown.rowCount():
            self.table.scrollTo(self._model_shown.index(0, (on - dates[0]).days))

    def _size_sections(self) -> None:
        look, dates, model = self._look, len(self._dates()), self._model_shown
        for header in (self._side, self._totals.verticalHeader()):
            header.setMinimumSectionSize(look.px(CELL_HEIGHT))
            header.setDefaultSectionSize(look.px(CELL_HEIGHT))
        self._top.setDefaultSectionSize(look.px(self._widths[2]))
        for column in range(model.columnCount()):
            is_total = column >= dates
            self.table.setColumnHidden(column, is_total)
            self._totals.setColumnHidden(column, not is_total)
            if is_total:
                self._totals.setColumnWidth(column, look.px(self._total_widths[column - dates]))
        count = model.columnCount() - dates
        self._totals.setFixedWidth(max(1, sum(look.px(w) for w in self._total_widths[: max(0, count)])))
        self.setMaximumSize(self._natural_width(), self._natural_height())
        self.updateGeometry()
        self._fit()

    def _natural_width(self) -> int:
        cells = len(self._dates()) * self._look.px(self._widths[2])
        return sum(self._side.widths) + cells + self._totals.width() + self._bar_width() + 3

    def _natural_height(self) -> int:
        rows = self._model_shown.rowCount()
        return self._look.px(64) + max(1, rows) * self._look.px(CELL_HEIGHT) + self._bar_width() + 2

    def _bar_width(self) -> int:
        return self._down.sizeHint().width()

    def _fit(self) -> None:
        self._corner.move(0, 0)
        self._corner.raise_()


def _join(inner: QScrollBar, outer: QScrollBar) -> None:
    """Make `outer` stand for the hidden bar of a table."""

    def take_range(low: int, high: int) -> None:
        outer.setRange(low, high)
        outer.setPageStep(inner.pageStep())
        outer.setSingleStep(inner.singleStep())
        outer.setVisible(high > low)

    inner.rangeChanged.connect(take_range)
    inner.valueChanged.connect(outer.setValue)
    outer.valueChanged.connect(inner.setValue)
    take_range(inner.minimum(), inner.maximum())
