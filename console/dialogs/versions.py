"""Which two states of a roster to look at side by side."""

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QVBoxLayout, QWidget

from console.widgets.basics import label, offer, paragraph


class VersionsDialog(QDialog):
    """The earlier one and the later one, newest offered first."""

    def __init__(self, choices: Sequence[tuple[int, str]], parent: QWidget | None = None) -> None:
        """Offer (number, name) pairs, newest first."""
        super().__init__(parent)
        self.setWindowTitle("Compare versions")
        self.earlier, self.later = QComboBox(), QComboBox()
        for field in (self.earlier, self.later):
            for number, name in choices:
                field.addItem(name, number)
        self.earlier.setCurrentIndex(min(1, len(choices) - 1))
        self.earlier.setAccessibleName("Earlier")
        self.later.setAccessibleName("Later")
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(label("Compare versions", "title"))
        column.addWidget(paragraph("Both are shown side by side, with what differs for each officer.", "second"))
        form = QFormLayout()
        form.addRow("Earlier", self.earlier)
        form.addRow("Later", self.later)
        column.addLayout(form)
        self._same = paragraph("These are the same: choose another one.", "second")
        column.addWidget(self._same)
        buttons = QDialogButtonBox()
        self.compare = buttons.addButton("Compare", QDialogButtonBox.ButtonRole.AcceptRole)
        self.compare.setProperty("role", "primary")
        buttons.addButton("Cancel", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        for field in (self.earlier, self.later):
            field.currentIndexChanged.connect(self._refresh)
        self._refresh()

    def chosen(self) -> tuple[int, int]:
        """Return the numbers of the earlier and the later one."""
        return int(self.earlier.currentData()), int(self.later.currentData())

    def _refresh(self, *_: object) -> None:
        is_same = self.earlier.currentData() == self.later.currentData()
        offer(self.compare, "Choose two different states." if is_same else "")
        self._same.setVisible(is_same)
