"""What an export would hold: its first rows, or its first page, and what does not leave with it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from console.dialogs.secrets import say
from console.document.words import count
from console.operations.exporting import Shown
from console.theme import Look
from console.widgets.basics import label, paragraph
from console.widgets.quiet_table import QuietTable, TextTable

CELL, LEAST = 118, 90


class ExportPreviewPane(QWidget):
    """A sentence with the number of rows, rows or a page, and what is left out."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._look, self._picture = look, QPixmap()
        self.said, self.left_out = paragraph("", "second"), paragraph("", "second")
        self.table, self._model = QuietTable("First rows"), TextTable(self)
        self.table.setModel(self._model)
        self.table.set_look(look)
        self.page, self.area = QLabel(), QScrollArea()
        self.page.setAccessibleName("First page")
        self.page.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.area.setWidget(self.page)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setAccessibleName("First page as it will look")
        self._nothing = QWidget()
        self._middle = QStackedLayout()
        for part in (self._nothing, self.table, self.area):
            self._middle.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(label("Preview", "section"))
        column.addWidget(self.said)
        column.addLayout(self._middle, 1)
        self._title = label("Left out", "section")
        column.addWidget(self._title)
        column.addWidget(self.left_out)
        self.clear("")

    def clear(self, sentence: str) -> None:
        """Show nothing but a sentence."""
        say(self.said, sentence)
        self.said.setVisible(bool(sentence))
        self._picture = QPixmap()
        self._middle.setCurrentWidget(self._nothing)
        self._title.setVisible(False)
        self.left_out.setVisible(False)

    def show_preview(self, shown: Shown) -> None:
        """Show what would be exported."""
        found = shown.preview
        self.clear(self._words(shown))
        self.left_out.setText("\n".join(found.left_out))
        for part in (self._title, self.left_out):
            part.setVisible(bool(found.left_out))
        if shown.page is not None:
            self._picture.loadFromData(shown.page)
            self._middle.setCurrentWidget(self.area)
            self._fit()
        elif found.lines:
            self._model.set_table(found.heads, found.lines)
            for number in range(len(found.heads)):
                self.table.setColumnWidth(number, self._look.px(CELL))
            self.table.let_fill(len(found.heads) - 1, self._look.px(LEAST))
            self._middle.setCurrentWidget(self.table)

    @staticmethod
    def _words(shown: Shown) -> str:
        found = shown.preview
        if shown.page is not None:
            return f"{count(found.rows, 'row')}; this is how it begins."
        if found.draft is not None and not found.rows:
            return "Payroll knows everything already: nothing changed since the last export."
        if len(found.lines) < found.rows and found.lines:
            return f"{count(found.rows, 'row')}; the first {len(found.lines)} are shown."
        return f"{count(found.rows, 'row')}."

    def _fit(self) -> None:
        """Show the page as wide as there is room."""
        if self._picture.isNull():
            return
        ratio = self.devicePixelRatioF()
        room = round((self.area.viewport().width() - self._look.px(4)) * ratio)
        picture = self._picture
        if picture.width() > room > 0:
            picture = picture.scaledToWidth(room, Qt.TransformationMode.SmoothTransformation)
        picture.setDevicePixelRatio(ratio)
        self.page.setPixmap(picture)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the page as wide as there is room."""
        super().resizeEvent(event)
        self._fit()
