"""Rows that can be put in order by any column, and back into the order in which they were given."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QObject, Qt


class SortedRows(QAbstractTableModel):
    """A table's rows; a class on top of it says what a row is (`_rows`) and by what a column is ordered."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._given: tuple[Any, ...] = ()
        self._rows: tuple[Any, ...] = ()
        self._by = (-1, Qt.SortOrder.AscendingOrder)

    def sort_key(self, number: int, column: int) -> Any:
        """Return what orders the row that was given as `number` by a column: as given, unless a table says more."""
        return number

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Put the rows in order by a column, -1: as they were given. What is chosen stays chosen."""
        self.layoutAboutToBeChanged.emit()
        held, before = self.persistentIndexList(), self._numbers()
        self._by = (column, order)
        after = self._numbers()
        self._rows = tuple(self._given[n] for n in after)
        place = {number: n for n, number in enumerate(after)}
        self.changePersistentIndexList(held, [self.index(place[before[i.row()]], i.column()) for i in held])
        self.layoutChanged.emit()

    def given_row(self, row: int) -> int:
        """Return the number under which the row that now stands at `row` was given."""
        return self._numbers()[row]

    def _set_rows(self, rows: Sequence[Any]) -> None:
        """Take other rows, in the order that is chosen; to be called while the model is being reset."""
        self._given = tuple(rows)
        self._rows = tuple(self._given[n] for n in self._numbers())

    def _numbers(self) -> list[int]:
        column, order = self._by
        numbers = list(range(len(self._given)))
        if not 0 <= column < self.columnCount():
            return numbers
        is_down = order == Qt.SortOrder.DescendingOrder
        return sorted(numbers, key=lambda n: self.sort_key(n, column), reverse=is_down)
