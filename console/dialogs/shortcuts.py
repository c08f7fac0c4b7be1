"""The sheet of shortcuts: every key in two columns, grouped as the menus are, with a field to search in it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from console.widgets.basics import label, paragraph

Groups = Sequence[tuple[str, Sequence[tuple[str, str]]]]
KEY_SHARE, WORDS_SHARE = 2, 3


class ShortcutsDialog(QDialog):
    """Keys at the left of what they do; a search keeps the lines that hold every word of it."""

    def __init__(self, groups: Groups, parent: QWidget | None = None) -> None:
        """Lay the sheet out."""
        super().__init__(parent)
        self.setWindowTitle("Keyboard shortcuts")
        self._groups = groups
        letters = self.fontMetrics().averageCharWidth()
        self.resize(letters * 124, letters * 100)
        if parent is not None:
            self.resize(self.size().boundedTo(parent.size() * 0.94))
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search: part of a command or of a key")
        self.search.setAccessibleName("Search the shortcuts")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._show)
        self._none = paragraph("No shortcut holds these words. Every command is in the menus, and in Find anything.")
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setAccessibleName("Shortcuts")
        self._scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        heading = QHBoxLayout()
        heading.addWidget(label("Keyboard shortcuts", "title"))
        heading.addStretch(1)
        column.addLayout(heading)
        column.addWidget(self.search)
        column.addWidget(self._none)
        column.addWidget(self._scroll, 1)
        buttons = QDialogButtonBox()
        buttons.addButton("Close", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self._show("")

    def lines(self) -> list[tuple[str, str]]:
        """Return (keys, what they do) of every line that is shown."""
        return [line for _, lines in self._found(self.search.text()) for line in lines]

    def _found(self, query: str) -> list[tuple[str, list[tuple[str, str]]]]:
        words = query.casefold().split()
        found = []
        for heading, lines in self._groups:
            kept = [
                line for line in lines if all(word in f"{line[0]} {line[1]} {heading}".casefold() for word in words)
            ]
            if kept:
                found.append((heading, kept))
        return found

    def _show(self, query: str) -> None:
        found = self._found(query)
        self._none.setVisible(not found)
        page = QWidget()
        page.setProperty("role", "sheet_page")
        across = QHBoxLayout(page)
        across.setContentsMargins(12, 8, 12, 12)
        across.setSpacing(36)
        for part in _halves(found):
            side = QVBoxLayout()
            side.setSpacing(6)
            for heading, lines in part:
                side.addWidget(_group(heading, lines))
            side.addStretch(1)
            across.addLayout(side, 1)
        self._scroll.setWidget(page)


def _halves(groups: list[tuple[str, list[tuple[str, str]]]]) -> tuple[list[tuple[str, list[tuple[str, str]]]], ...]:
    """Split groups, in order, into two columns of about the same height."""
    heights = [len(lines) + 2 for _, lines in groups]
    whole = sum(heights)
    best = min(range(len(groups) + 1), key=lambda n: abs(2 * sum(heights[:n]) - whole), default=0)
    return groups[:best], groups[best:]


def _group(heading: str, lines: Sequence[tuple[str, str]]) -> QWidget:
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 6, 0, 6)
    grid.setHorizontalSpacing(14)
    grid.setVerticalSpacing(4)
    grid.addWidget(label(heading, "section"), 0, 0, 1, 2)
    for row, (keys, what) in enumerate(lines, start=1):
        key = label(keys, "key")
        key.setWordWrap(True)
        words: QLabel = paragraph(what)
        words.setAccessibleName(f"{what}: {keys}")
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(key, row, 0, top | Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(words, row, 1, top)
    grid.setColumnStretch(0, KEY_SHARE)
    grid.setColumnStretch(1, WORDS_SHARE)
    return made
