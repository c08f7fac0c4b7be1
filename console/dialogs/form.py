"""A small window of fields: a title, a sentence, the fields and two buttons."""

from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QVBoxLayout, QWidget

from console.widgets.basics import label, paragraph
from scheduler.domain.site import Site


class FormDialog(QDialog):
    """A title, a sentence, fields and two buttons."""

    def __init__(self, title: str, sentence: str, accept: str, parent: QWidget | None) -> None:
        """Lay title and sentence out; `accept` names the button that does it, "" for a window that is only closed."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(440)
        self.form = QFormLayout()
        self.form.setSpacing(8)
        self.column = QVBoxLayout(self)
        self.column.setSpacing(10)
        self.column.addWidget(label(title, "title"))
        self.column.addWidget(paragraph(sentence, "second"))
        self.column.addLayout(self.form)
        self.buttons = QDialogButtonBox()
        if accept:
            done = self.buttons.addButton(accept, QDialogButtonBox.ButtonRole.AcceptRole)
            done.setProperty("role", "primary")
        self.buttons.addButton("Cancel" if accept else "Close", QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)

    def add_fields(self, **fields: QWidget) -> None:
        """Add fields by their names, with _ for spaces."""
        for words, field in fields.items():
            name = words.replace("_", " ").capitalize()
            field.setAccessibleName(name)
            self.form.addRow(name, field)

    def close_form(self) -> None:
        """End the window with its buttons."""
        self.column.addStretch(1)
        self.column.addWidget(self.buttons)


def areas_box(site: Site) -> QComboBox:
    """Return a choice of the site's areas, each with its code."""
    made = QComboBox()
    for area in site.areas:
        made.addItem(f"{area.name} ({area.code})", area.code)
    return made
