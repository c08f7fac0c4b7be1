"""Draw who stands where, at muster: once for each shift, in a process of its own."""

from datetime import date

from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from console.document import RosterDocument
from console.document.words import weekday
from console.operations import drawing, exchange
from console.solving.command_process import CommandProcess
from console.widgets.basics import button, label, offer, paragraph

EXPLAINED = (
    "Everybody keeps the shift. Who stands where is drawn among the post plans that are worth the same in every tier "
    "and break nothing more; posts held by award and locked seats stay. It is drawn once and cannot be taken back."
)
RECEIPT = "The receipt is for everybody at muster: with it anybody can check the draw."
SAID = "Three dice, or any words: whoever could foresee the rest cannot foresee these"


class DrawDialog(QDialog):
    """Asks for which shift, and what is said at muster; then shows who stands where."""

    def __init__(
        self, document: RosterDocument, on: date, parent: QWidget | None = None, command: list[str] | None = None
    ) -> None:
        """Lay the window out.

        Args:
            document: The open roster.
            on: Local date on which the shifts start.
            parent: The window above.
            command: Program and first arguments, where not this program's own.
        """
        super().__init__(parent)
        self.setWindowTitle("Draw posts")
        line = self.fontMetrics().height()
        self.resize(34 * line, 36 * line)
        self._document = document
        self._process = CommandProcess(self, command)
        self._process.ended.connect(self._on_ended)
        self.shift, self.words = QComboBox(), QLineEdit()
        self.shift.setAccessibleName("Shift")
        for muster in drawing.sealed_on(document, on):
            self.shift.addItem(drawing.shift_name(document, muster), muster)
        self.words.setAccessibleName("Said at muster")
        self.words.setPlaceholderText(SAID)
        self.words.setMaxLength(200)
        self.start = button("Draw", "primary", self.begin)
        self.close_button = button("Close", "", self.reject)
        self._told = paragraph("", "second")
        self.answer = QPlainTextEdit()
        self.answer.setReadOnly(True)
        self.answer.setAccessibleName("Who stands where")
        self.answer.setTabStopDistance(self.answer.fontMetrics().horizontalAdvance("m") * 9)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.start)
        buttons.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(label(f"Draw posts, {weekday(on)}", "title"))
        column.addWidget(paragraph(EXPLAINED, "second"))
        for words, field in (("Shift", self.shift), ("Said at muster", self.words)):
            column.addWidget(label(words, "section"))
            column.addWidget(field)
        column.addWidget(self._told)
        column.addWidget(self.answer, 1)
        column.addLayout(buttons)
        self._refresh()

    def begin(self) -> None:
        """Draw."""
        muster = self.shift.currentData()
        if muster is not None and not self._process.is_running:
            self.answer.clear()
            self._told.setText("Drawing: each exchange is judged by all rules ...")
            self._process.start(drawing.arguments(self._document, muster, self.words.text().strip()))
            self._refresh()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Leave no process behind."""
        self._process.kill()
        super().closeEvent(event)

    def reject(self) -> None:
        """Close, and leave no process behind."""
        self._process.kill()
        super().reject()

    def _refresh(self) -> None:
        is_idle = not self._process.is_running
        nothing = "" if self.shift.count() else "Nothing is left to be drawn on this date."
        offer(self.start, nothing if is_idle else "It is being drawn.")
        self.shift.setEnabled(is_idle)
        self.words.setEnabled(is_idle)

    def _on_ended(self, answer: str, error: str) -> None:
        if error:
            self._told.setText(error.removeprefix("fairwatch draw: "))
        else:
            muster = self.shift.currentData()
            exchange.reload(self._document)
            self._told.setText(f"{self.shift.currentText()} is drawn. {RECEIPT}")
            self.answer.setPlainText(drawing.outcome(self._document, muster))
            self.words.clear()
            self.shift.removeItem(self.shift.currentIndex())
            self.close_button.setFocus()
        self._refresh()
