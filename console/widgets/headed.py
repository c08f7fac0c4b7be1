"""A table below fixed heads: what the models of such tables share."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

Index = QModelIndex | QPersistentModelIndex


class HeadedModel(QAbstractTableModel):
    """Rows are what `_lines` holds, columns have fixed heads; a class on top of it says what a cell shows (`data`)."""

    def __init__(
        self, heads: tuple[str, ...], figures: frozenset[int] = frozenset(), parent: QObject | None = None
    ) -> None:
        """Start empty, with the heads of the columns; those numbered in `figures` are set to the right."""
        super().__init__(parent)
        self._heads, self._figures = heads, figures
        self._lines: Sequence[Any] = ()

    def rowCount(self, parent: Index | None = None) -> int:
        """Lines."""
        return 0 if parent is not None and parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index | None = None) -> int:
        """Heads."""
        return 0 if parent is not None and parent.isValid() else len(self._heads)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Heads of the columns."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._heads):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._side(section)
        return self._heads[section] if role == Qt.ItemDataRole.DisplayRole else None

    def _side(self, column: int) -> int:
        side = Qt.AlignmentFlag.AlignRight if column in self._figures else Qt.AlignmentFlag.AlignLeft
        return int(side | Qt.AlignmentFlag.AlignVCenter)
