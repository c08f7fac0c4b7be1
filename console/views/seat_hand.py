"""What the hand does with seats, in every view that shows them: choosing officers, typing names, dragging, clearing."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Signal
from PySide6.QtWidgets import QTableView

from console.document import RosterDocument
from console.models.seats import Seat
from console.operations import drops
from console.operations import roster as edits
from console.operations.drops import How, Place
from console.operations.plans import Plan
from console.views.cell_view import CellView
from console.views.grid_table import GridTable
from console.views.headers import SideHeader
from console.widgets.choice_editor import Choice
from scheduler.domain.words import Badge

Index = QModelIndex | QPersistentModelIndex


class SeatHand(QObject):
    """Edits the seats of one table.

    Signals:
        cell_selected: Emitted with badge and date of the seat's holder.
        seat_selected: Emitted with a seat that nobody holds.
    """

    cell_selected = Signal(object, object)
    seat_selected = Signal(object)

    def __init__(self, document: RosterDocument, seat_of: Callable[[Index], Seat | None], parent: QObject) -> None:
        """Edit a document; `seat_of` tells which seat an index shows."""
        super().__init__(parent)
        self._document, self._seat_of = document, seat_of

    def tell(self, index: Index) -> None:
        """Tell who holds the seat at an index, or that nobody does."""
        seat = self._seat_of(index)
        if seat is not None and seat.tours:
            self.cell_selected.emit(seat.tours[0].badge, seat.tours[0].on)
        elif seat is not None:
            self.seat_selected.emit(seat)

    def choices(self, index: Index) -> list[Choice]:
        """Return who can be put on a seat."""
        seat, facts = self._seat_of(index), self._document.facts
        if seat is None or facts is None:
            return []
        return [
            Choice(found.name, f"{found.name}   {found.note}" if found.note else found.name, found.badge, found.is_dim)
            for found in edits.officers_for(self._document, seat.slot)
        ]

    def take_choice(self, index: Index, choice: Choice) -> None:
        """Put the chosen officer on a seat."""
        seat = self._seat_of(index)
        if seat is not None:
            edits.put(self._document, Badge(str(choice.value)), seat.slot, seat.index)

    def take_text(self, seat: Seat, text: str) -> None:
        """Put the officer whose name was typed on a seat."""
        edits.put_by_name(self._document, seat.slot, seat.index, text)

    def plan_of_drop(self, source: QModelIndex, target: QModelIndex, how: How) -> Plan:
        """Return the edit that a drag from one seat to another would be."""
        giving, taking = self._seat_of(source), self._seat_of(target)
        if giving is None or taking is None:
            return Plan(refusal="Drop it on a seat.")
        return drops.drop_on_seat(self._document, _place(giving), _place(taking), how)

    def is_taken(self, target: QModelIndex) -> bool:
        """Whether somebody holds a seat."""
        seat = self._seat_of(target)
        return seat is not None and bool(seat.tours)

    def cells(self, table: QTableView) -> list[edits.Cell]:
        """Return the (officer, date) cells behind the selected seats."""
        seats = [self._seat_of(index) for index in table.selectionModel().selectedIndexes()]
        found = [(t.badge, t.on) for seat in seats if seat is not None for t in seat.tours]
        return list(dict.fromkeys(found))


class SeatView(CellView[GridTable]):
    """What every view of seats does alike; a widget on top of it says which seats it shows, and where.

    Attributes:
        hand: Edits the seats of the table.
    """

    hand: SeatHand
    _side: SideHeader

    def cells(self) -> list[edits.Cell]:
        """Return the (officer, date) cells behind the selected seats."""
        return self.hand.cells(self.table)

    def _on_current_changed(self, current: QModelIndex, _: QModelIndex) -> None:
        self._side.viewport().update()
        self.hand.tell(current)


def _place(seat: Seat) -> Place:
    return seat.slot.post, seat.slot.on, seat.slot.shift, seat.index
