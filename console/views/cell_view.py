"""What the hand does with cells, in every view of a roster: clearing, locking, editing, going to one."""

from typing import Generic, TypeVar

from PySide6.QtCore import QItemSelectionModel, QModelIndex
from PySide6.QtWidgets import QTableView

from console.document import RosterDocument
from console.operations import roster as edits

Table = TypeVar("Table", bound=QTableView)


class CellView(Generic[Table]):
    """What views of officers and views of seats do alike; a widget on top of it says which cells are selected.

    Attributes:
        table: Shows the cells.
    """

    table: Table
    _document: RosterDocument

    def cells(self) -> list[edits.Cell]:
        """Return the selected (officer, date) cells."""
        raise NotImplementedError

    def clear_selected(self) -> bool:
        """Take the tours of the selected cells off."""
        return edits.clear(self._document, self.cells())

    def lock_selected(self) -> bool:
        """Lock or unlock the selected cells."""
        return edits.toggle_lock(self._document, self.cells())

    def edit_current(self) -> None:
        """Open the field with choices at the current cell."""
        if self.table.currentIndex().isValid():
            self.table.setFocus()
            self.table.edit(self.table.currentIndex())

    def _go(self, index: QModelIndex) -> bool:
        """Make a cell the current and only chosen one, and bring it into sight; False when there is none."""
        if not index.isValid():
            return False
        self.table.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.table.scrollTo(index)
        return True
