"""Lines of a list that explains: headings, sentences, choices, and lines that do something when they are opened."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from console.models.roles import KIND_ROLE, MARK_ROLE, SECOND_ROLE

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Line:
    """One line.

    Attributes:
        kind: "heading", "line", or "fold" for one that does something when it is opened.
        title: Its first words, in bold; a line may have none.
        detail: A sentence below; of a heading the figure at its right.
        mark: A word in a frame before the title.
        key: What opening the line means, "" for nothing.
        value: What it is about.
    """

    kind: str
    title: str
    detail: str = ""
    mark: str = ""
    key: str = ""
    value: object = None


class LinesModel(QAbstractListModel):
    """Shows lines; those that stay the same keep their place and selection."""

    def __init__(self, parent: Any = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._lines: tuple[Line, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        """What is shown."""
        return self._lines

    def set_lines(self, lines: Iterable[Line]) -> None:
        """Show other lines."""
        new = tuple(lines)
        if new == self._lines:
            return
        if len(new) == len(self._lines):
            self._lines = new
            self.dataChanged.emit(self.index(0, 0), self.index(len(new) - 1, 0))
            return
        self.beginResetModel()
        self._lines = new
        self.endResetModel()

    def line(self, index: Index) -> Line | None:
        """Return a line, None outside."""
        return self._lines[index.row()] if index.isValid() and index.row() < len(self._lines) else None

    def rowCount(self, parent: Index | None = None) -> int:
        """Lines."""
        return 0 if parent is not None and parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Look a line up."""
        line = self.line(index)
        if line is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return line.title
        if role == SECOND_ROLE:
            return line.detail
        if role == MARK_ROLE:
            return line.mark
        if role == KIND_ROLE:
            return line.kind
        if role == Qt.ItemDataRole.AccessibleTextRole:
            said = ": ".join(words for words in (line.mark, line.title) if words)
            return ". ".join(words.rstrip(".") for words in (said, line.detail) if words)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Headings are only read."""
        line = self.line(index)
        if line is None:
            return Qt.ItemFlag.NoItemFlags
        if line.kind == "heading":
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
