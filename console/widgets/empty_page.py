"""A page that says what is missing and offers what to do next."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from console.widgets.basics import button, label, paragraph

LINE_LETTERS = 76


class EmptyPage(QWidget):
    """Title, one or two sentences, and buttons, the first of which is the usual next step."""

    def __init__(
        self, title: str, text: str, offers: Sequence[tuple[str, Callable[[], object]]], parent: QWidget | None = None
    ) -> None:
        """Lay the page out."""
        super().__init__(parent)
        self.setProperty("role", "page")
        self.title = title
        self.buttons = [button(words, "" if i else "primary", act) for i, (words, act) in enumerate(offers)]
        column = QVBoxLayout()
        column.setSpacing(12)
        self._title = label(title, "title")
        column.addWidget(self._title)
        self._text = paragraph(text, "second")
        column.addWidget(self._text)
        row = QHBoxLayout()
        row.setSpacing(8)
        for made in self.buttons:
            row.addWidget(made)
        row.addStretch(1)
        column.addSpacing(4)
        column.addLayout(row)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addLayout(column)
        middle.addStretch(1)
        outer.addLayout(middle)
        outer.addStretch(3)
        outer.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def say(self, text: str, title: str | None = None) -> None:
        """Say something else below the title; None leaves the title of the page."""
        self._title.setText(self.title if title is None else title)
        self._text.setText(text)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the sentences at a width that reads well, whatever the size of the letters."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        width = self._text.fontMetrics().averageCharWidth() * LINE_LETTERS
        self._text.setFixedSize(width, max(0, self._text.heightForWidth(width)))  # -1 where nothing is said
