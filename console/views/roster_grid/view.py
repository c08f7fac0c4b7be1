"""Officers x dates with frozen headers at the left and above and frozen totals at the right."""

from datetime import date

from PySide6.QtCore import QModelIndex, QSize, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from console.document import RosterDocument
from console.models.roster_grid import RosterGridModel
from console.operations import blocks, drops
from console.operations import roster as edits
from console.operations.drops import How
from console.operations.plans import Plan
from console.theme import Look
from console.views.cell_view import CellView
from console.views.delegates import CellDelegate, Index
from console.views.dragging import Drag, OccupiedChoice
from console.views.frozen_grid import FrozenGrid
from console.views.grid_table import GridTable
from console.widgets.choice_editor import Choice
from scheduler.domain.demand import Slot
from scheduler.domain.words import Badge

WIDTHS = (92, 48, 52)
TOTAL_WIDTHS = (44, 34, 112)


class RosterGrid(FrozenGrid, CellView[GridTable]):
    """The whole grid.

    Signals:
        cell_selected: (badge, date) of the current cell.
        date_opened: A date was clicked in the header.
        officer_opened: An officer's name was double-clicked.
    """

    cell_selected = Signal(object, object)
    date_opened = Signal(object)
    officer_opened = Signal(object)

    def __init__(self, document: RosterDocument, model: RosterGridModel, parent: QWidget | None = None) -> None:
        """Show a model; edits go to the document's operations."""
        names = ("Roster, officers by day", "Hours, overtime and rotation of each officer")
        super().__init__(model, lambda: model.dates, names, ("Officer", "Squad"), WIDTHS, TOTAL_WIDTHS, parent)
        self._document = document
        self._model = model
        self._last: tuple[Badge, date] | None = None
        self._cells = CellDelegate(
            self._choices, self._on_choice_taken, "Post for this officer and day", parent=self.table
        )
        self.occupied = OccupiedChoice(self)
        self.drag = Drag(document, self.table, self._plan_of_drop, self._is_taken, self.occupied)
        self._cells.mark_of = self.drag.mark
        self._cells.face_of = model.face_of
        self._build(self._cells)
        model.modelReset.connect(self._on_model_reset)
        model.text_typed.connect(lambda badge, on, text: edits.assign(self._document, badge, on, text))
        self.table.cleared.connect(self.clear_selected)
        self.table.selectionModel().currentChanged.connect(self._on_current_changed)
        self._top.sectionClicked.connect(self._on_header_clicked)
        self._side.sectionDoubleClicked.connect(lambda row: self.officer_opened.emit(self._model.shown[row]))

    # ------------------------------------------------------------ what the window asks

    def set_look(self, look: Look) -> None:
        """Draw in other colours or sizes."""
        self._cells.painter.set_look(look)
        self._set_look(look)

    def cells(self) -> list[tuple[Badge, date]]:
        """Return the selected cells."""
        found = [self._model.cell(i) for i in self.table.selectionModel().selectedIndexes()]
        return [cell for cell in found if cell is not None]

    def select(self, badge: Badge, on: date) -> bool:
        """Go to a cell; False when filters hide it or it lies outside."""
        return self._go(self._model.index_of(badge, on))

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
