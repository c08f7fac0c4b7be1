"""Windows that only tell: errors of an import, shortcuts, about."""

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from console.widgets.basics import label, lines_list, paragraph


class ListDialog(QDialog):
    """A title, a sentence, and lines that can be scrolled and read one by one."""

    def __init__(self, title: str, sentence: str, lines: Sequence[str], parent: QWidget | None = None) -> None:
        """Lay the window out."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self.resize(600, 440)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(label(title, "title"))
        column.addWidget(paragraph(sentence, "second"))
        self.list = lines_list(title, lines)
        column.addWidget(self.list, 1)
        buttons = QDialogButtonBox()
        buttons.addButton("Close", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
