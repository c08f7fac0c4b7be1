"""Keep an export under a name: for which roles."""

from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from console.dialogs.form import FormDialog
from console.widgets.basics import label, paragraph
from scheduler.api.export_centre import KINDS, ExportOrder, roles_for


class ExportProfileDialog(FormDialog):
    """A name, and the roles that the profile is for: those that may export this at all are offered."""

    def __init__(self, order: ExportOrder, folder: str, name: str, parent: QWidget | None = None) -> None:
        """Offer the name of the profile that is changed, "" for a new one."""
        kind = KINDS[order.what]
        where = f"to {folder}" if folder else "to a folder that is asked for each time"
        what = f"{kind.title}, {', '.join(order.formats)}, {where}, as it is chosen now."
        super().__init__("Keep as a profile", what, "Keep", parent)
        self.name = QLineEdit(name)
        self.add_fields(Name=self.name)
        boxes = QVBoxLayout()
        boxes.setSpacing(4)
        self.roles: dict[str, QCheckBox] = {}
        for role, words in roles_for(kind).items():
            self.roles[role] = QCheckBox(words[0].upper() + words[1:])
            boxes.addWidget(self.roles[role])
        self.column.addWidget(label("For", "section"))
        self.column.addLayout(boxes)
        self.column.addWidget(paragraph("Without a choice it is for everybody who may export this.", "second"))
        self.said = paragraph("", "stop")
        self.column.addWidget(self.said)
        self.close_form()

    @property
    def chosen_roles(self) -> tuple[str, ...]:
        """Stored words of the roles that are chosen."""
        return tuple(role for role, box in self.roles.items() if box.isChecked())
