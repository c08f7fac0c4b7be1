"""Posts x dates: who holds each seat on each day of the period."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QWidget

from console.document import RosterDocument
from console.models.post_days import PostDaysModel
from console.models.seats import Seat
from console.theme import Look
from console.views.delegates import Beside, CellDelegate, Index
from console.views.dragging import Drag, OccupiedChoice
from console.views.frozen_grid import FrozenGrid
from console.views.seat_hand import SeatHand, SeatView
from scheduler.domain.words import Badge

WIDTHS = (72, 52, 72)
TOTAL_WIDTHS = (64,)


class PostDays(FrozenGrid, SeatView):
    """The whole view.

    Signals:
        cell_selected: (badge, date) of the current seat's holder.
        seat_selected: The current `Seat`, when nobody holds it.
        date_opened: A date was clicked in the header.
    """

    cell_selected = Signal(object, object)
    seat_selected = Signal(object)
    date_opened = Signal(object)

    def __init__(
        self, document: RosterDocument, model: PostDaysModel, occupied: OccupiedChoice, parent: QWidget | None = None
    ) -> None:
        """Show a model; edits go to the document's operations, drops on taken seats by the remembered choice."""
        names = ("Roster, posts by day", "Hours without an officer of each seat")
        super().__init__(model, lambda: model.dates, names, ("Post", "Shift"), WIDTHS, TOTAL_WIDTHS, parent)
        self._document, self._model = document, model
        self.hand = SeatHand(document, model.seat, self)
        self.hand.cell_selected.connect(self.cell_selected)
        self.hand.seat_selected.connect(self.seat_selected)
        self._cells = CellDelegate(self.hand.choices, self.hand.take_choice, "Officer for this seat", parent=self.table)
        self.drag = Drag(document, self.table, self.hand.plan_of_drop, self.hand.is_taken, occupied)
        self._cells.mark_of = self.drag.mark
        self._cells.face_of = model.face_of
        self._build(self._cells)
        model.modelReset.connect(self._size_sections)
        model.text_typed.connect(self.hand.take_text)
        self.table.cleared.connect(self.clear_selected)
        self.table.selectionModel().currentChanged.connect(self._on_current_changed)
        self._top.sectionClicked.connect(self._on_header_clicked)
        self._size_sections()

    def set_look(self, look: Look) -> None:
        """Draw in other colours or sizes."""
        self._cells.painter.set_look(look)
        self._set_look(look)

    def seat(self, index: Index) -> Seat | None:
        """Return the seat of a cell, None where there is none."""
        return self._model.seat(index)

    def show_beside(self, beside: Beside, words: Callable[[Seat], str]) -> None:
        """Draw something at the right end of cells, and say it after what is said of their seats."""
        self._cells.beside = beside
        self._model.say_also(words)

    def select(self, badge: Badge, on: date) -> bool:
        """Go to the seat that an officer holds on a date."""
        for tour in self._document.shown_index.of_cell(badge, on):
            return self._go(self._model.index_of(tour.post, on, tour.shift, tour.index))
        return False

    def select_seat(self, post: str, shift: str, number: int, on: date) -> bool:
        """Go to a seat."""
        return self._go(self._model.index_of(post, on, shift, number))  # type: ignore[arg-type]

    def sizeHint(self) -> QSize:
        """As large as all of its rows and columns."""
        return QSize(self._natural_width(), self._natural_height())

    def _on_header_clicked(self, section: int) -> None:
        if section < len(self._model.dates):
            self.date_opened.emit(self._model.dates[section])
