"""A drop on an occupied cell: exchange, or replace what is there?"""

from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QPushButton, QVBoxLayout, QWidget

from console.operations.drops import How
from console.operations.plans import Verdict
from console.widgets.basics import label, paragraph


class OccupiedDialog(QDialog):
    """Says what each answer would do and what stands against it; an answer that is refused cannot be given."""

    def __init__(self, answers: dict[How, tuple[str, Verdict]], parent: QWidget | None = None) -> None:
        """Lay the window out.

        Args:
            answers: For exchange and replace, what undo would call the edit and what stands against it.
            parent: The window above.
        """
        super().__init__(parent)
        self.setWindowTitle("This cell is taken")
        self.setMinimumWidth(460)
        self.how: How | None = None
        self.remember = QCheckBox("Do the same from now on; Edit, On an occupied cell, changes it again")
        self.buttons: dict[How, QPushButton] = {}
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(label("Exchange, or replace what is there?", "title"))
        buttons = QDialogButtonBox()
        for how, words in ((How.EXCHANGE, "Exchange"), (How.REPLACE, "Replace")):
            title, verdict = answers[how]
            column.addWidget(label(title, "strong"))
            column.addWidget(paragraph(verdict.text, "second"))
            made = buttons.addButton(words, QDialogButtonBox.ButtonRole.AcceptRole)
            made.setEnabled(verdict.kind != "refused")
            made.setAccessibleDescription(f"{title}. {verdict.text}")
            made.clicked.connect(lambda *_, h=how: self._take(h))
            self.buttons[how] = made
        first = next((b for b in self.buttons.values() if b.isEnabled()), None)
        if first is not None:
            first.setProperty("role", "primary")
            first.setDefault(True)
        buttons.addButton("Cancel", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        column.addWidget(self.remember)
        column.addWidget(buttons)

    def _take(self, how: How) -> None:
        self.how = how
        self.accept()
