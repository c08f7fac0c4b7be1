"""Officers x dates with frozen headers at the left and above and frozen totals at the right."""

from datetime import date

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QFrame, QGridLayout, QScrollBar, QTableView, QWidget

from console.document import RosterDocument
from console.models.roster_grid import RosterGridModel
from console.operations import blocks, drops
from console.operations import roster as edits
from console.operations.drops import How
from console.operations.plans import Plan
from console.theme import Look
from console.views.dragging import Drag, OccupiedChoice
from console.views.grid_table import GridTable
from console.views.headers import Corner, SideHeader, TopHeader
from console.views.roster_grid.delegates import CellDelegate, Index, TotalsDelegate
from console.widgets.choice_editor import Choice
from scheduler.domain.demand import Slot
from scheduler.domain.words import Badge

CELL_WIDTH, CELL_HEIGHT = 52, 24
NAME_WIDTH, SQUAD_WIDTH = 92, 48
TOTAL_WIDTHS = (44, 34, 112)


class RosterGrid(QFrame):
    """The whole grid.

    Signals:
        cell_selected: (badge, date) of the current cell.
        date_opened: A date was clicked in the header.
    """

    cell_selected = Signal(object, object)
    date_opened = Signal(object)

    def __init__(self, document: RosterDocument, model: RosterGridModel, parent: QWidget | None = None) -> None:
        """Show a model; edits go to the document's operations."""
        super().__init__(parent)
        self.setProperty("role", "sheet")
        self._document = document
        self._model = model
        self._look = Look()
        self._last: tuple[Badge, date] | None = None
        self.table = GridTable()
        self.table.setAccessibleName("Roster, officers by day")
        self._totals = QTableView()
        self._totals.setAccessibleName("Hours, overtime and rotation of each officer")
        self._side, self._top, self._totals_top = SideHeader(), TopHeader(), TopHeader()
        self._corner = Corner("Officer", "Squad", "Seats filled", self.table)
        self._cells = CellDelegate(
            self._choices, self._on_choice_taken, "Post for this officer and day", parent=self.table
        )
        self.occupied = OccupiedChoice(self)
        self.drag = Drag(document, self.table, self._plan_of_drop, self._is_taken, self.occupied)
        self._cells.mark_of = self.drag.mark
        self._numbers = TotalsDelegate(self._totals)
        self._across = QScrollBar(Qt.Orientation.Horizontal)
        self._down = QScrollBar(Qt.Orientation.Vertical)
        self._build()
        self._connect()

    def _build(self) -> None:
        table, totals = self.table, self._totals
        table.setModel(self._model)
        table.setVerticalHeader(self._side)
        table.setHorizontalHeader(self._top)
        table.setItemDelegate(self._cells)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        totals.setFrameShape(QFrame.Shape.NoFrame)
        totals.setShowGrid(False)
        totals.setModel(self._model)
        totals.setSelectionModel(table.selectionModel())
        totals.setItemDelegate(self._numbers)
        totals.setHorizontalHeader(self._totals_top)
        totals.verticalHeader().hide()
        totals.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        totals.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        totals.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        totals.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for bar, name in ((self._across, "Scroll through the dates"), (self._down, "Scroll through the officers")):
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

    def _connect(self) -> None:
        table, model = self.table, self._model
        model.modelReset.connect(self._on_model_reset)
        model.text_typed.connect(lambda badge, on, text: edits.assign(self._document, badge, on, text))
        table.cleared.connect(self.clear_selected)
        table.resized.connect(self._fit)
        table.selectionModel().currentChanged.connect(self._on_current_changed)
        self._top.sectionClicked.connect(self._on_header_clicked)
        inner = table.verticalScrollBar()
        other = self._totals.verticalScrollBar()
        inner.valueChanged.connect(other.setValue)
        other.valueChanged.connect(inner.setValue)
        _join(inner, self._down)
        _join(table.horizontalScrollBar(), self._across)

    # ------------------------------------------------------------ what the window asks

    def set_look(self, look: Look) -> None:
        """Draw in other colours or sizes."""
        self._look = look
        self._cells.painter.set_look(look)
        self._numbers.set_look(look)
        self._top.set_look(look)
        self._totals_top.set_look(look)
        self._side.set_look(look, NAME_WIDTH, SQUAD_WIDTH)
        self._corner.set_look(look, self._side.widths)
        self._size_sections()

    def cells(self) -> list[tuple[Badge, date]]:
        """Return the selected cells."""
        found = [self._model.cell(i) for i in self.table.selectionModel().selectedIndexes()]
        return [cell for cell in found if cell is not None]

    def select(self, badge: Badge, on: date) -> bool:
        """Go to a cell; False when filters hide it or it lies outside."""
        index = self._model.index_of(badge, on)
        if not index.isValid():
            return False
        self.table.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.table.scrollTo(index)
        return True

    def show_date(self, on: date) -> None:
        """Scroll to a date, selecting nothing."""
        dates = self._model.dates
        if dates and dates[0] <= on <= dates[-1] and self._model.rowCount():
            self.table.scrollTo(self._model.index(0, (on - dates[0]).days))

    def clear_selected(self) -> bool:
        """Take the tours of the selected cells off."""
        return edits.clear(self._document, self.cells())

    def lock_selected(self) -> bool:
        """Lock or unlock the selected cells."""
        return edits.toggle_lock(self._document, self.cells())

    def edit_current(self) -> None:
        """Open the field with choices in the current cell."""
        if self.table.currentIndex().isValid():
            self.table.setFocus()
            self.table.edit(self.table.currentIndex())

    def block(self) -> tuple[list[Badge], list[date]]:
        """Return the officers and dates that the selection spans, in the order of the screen."""
        cells = self.cells()
        badges = sorted({badge for badge, _ in cells}, key=self._model.row_of)
        return badges, sorted({on for _, on in cells})

    def copy(self) -> str:
        """Put the selected block on the clipboard as rows of codes; return the text."""
        badges, dates = self.block()
        text = blocks.to_text(self._document, badges, dates, self.cells())
        if badges:
            QGuiApplication.clipboard().setText(text)
        return text

    def sizeHint(self) -> QSize:
        """As large as all of its rows and columns."""
        return QSize(self._natural_width(), self._natural_height())

    # ------------------------------------------------------------ inside

    def _plan_of_drop(self, source: QModelIndex, target: QModelIndex, how: How) -> Plan:
        giving, taking = self._model.cell(source), self._model.cell(target)
        if giving is None or taking is None:
            return Plan(refusal="Drop it on a date.")
        return drops.drop_on_cell(self._document, giving, taking, how)

    def _is_taken(self, target: QModelIndex) -> bool:
        cell = self._model.cell(target)
        return cell is not None and bool(self._document.index.of_cell(*cell))

    def _choices(self, index: Index) -> list[Choice]:
        cell = self._model.cell(index)
        facts = self._document.facts
        if cell is None or facts is None:
            return []
        found = []
        for candidate in edits.candidates(self._document, *cell):
            slot = candidate.slot
            shift = facts.shifts[slot.shift]
            state = (
                f"{candidate.empty} empty"
                if candidate.empty
                else f"held by {facts.name(candidate.holder or Badge(''))}"
            )
            words = [f"{slot.post}   {shift.name.lower()}   {state}"]
            if not candidate.is_pattern and facts.officers[cell[0]].squad is not None:
                words.append("overtime")
            words += [candidate.note] if candidate.note else []
            found.append(Choice(f"{slot.post} {slot.shift}", "   ".join(words), slot, bool(candidate.note)))
        return found

    def _on_choice_taken(self, index: Index, choice: Choice) -> None:
        cell = self._model.cell(index)
        if cell is not None and isinstance(choice.value, Slot):
            edits.put(self._document, cell[0], choice.value)

    def _on_current_changed(self, current: QModelIndex, _: QModelIndex) -> None:
        self._side.viewport().update()
        cell = self._model.cell(current)
        if cell is not None:
            self._last = cell
            self.cell_selected.emit(*cell)

    def _on_header_clicked(self, section: int) -> None:
        if section < len(self._model.dates):
            self.date_opened.emit(self._model.dates[section])

    def _on_model_reset(self) -> None:
        self._size_sections()
        if self._last is not None:
            self.select(*self._last)

    def _size_sections(self) -> None:
        look, dates = self._look, len(self._model.dates)
        for header in (self._side, self._totals.verticalHeader()):
            header.setMinimumSectionSize(look.px(CELL_HEIGHT))
            header.setDefaultSectionSize(look.px(CELL_HEIGHT))
        self._top.setDefaultSectionSize(look.px(CELL_WIDTH))
        for column in range(self._model.columnCount()):
            is_total = column >= dates
            self.table.setColumnHidden(column, is_total)
            self._totals.setColumnHidden(column, not is_total)
            if is_total:
                self._totals.setColumnWidth(column, look.px(TOTAL_WIDTHS[column - dates]))
        count = self._model.columnCount() - dates
        self._totals.setFixedWidth(max(1, sum(look.px(w) for w in TOTAL_WIDTHS[: max(0, count)])))
        self.setMaximumSize(self._natural_width(), self._natural_height())
        self.updateGeometry()
        self._fit()

    def _natural_width(self) -> int:
        dates = len(self._model.dates)
        return sum(self._side.widths) + dates * self._look.px(CELL_WIDTH) + self._totals.width() + self._bar_width() + 3

    def _natural_height(self) -> int:
        rows = self._model.rowCount()
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
