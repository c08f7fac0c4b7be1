"""The window that asks which database on a server to open."""

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QWidget

from console.dialogs.form import FormDialog
from console.widgets.basics import label, paragraph
from console.widgets.password import CAPITALS, PasswordField

EXAMPLE = "postgresql://name@host/fairwatch"


class ServerDialog(FormDialog):
    """Address and password of a database on a PostgreSQL server; closed once it is open."""

    def __init__(self, address: str, use: Callable[[str, str], str], parent: QWidget | None = None) -> None:
        """Lay the window out.

        Args:
            address: What was opened last on a server, "" for nothing.
            use: Tries address and password; returns why that did not work, "" where it did.
            parent: Owner of the window.
        """
        super().__init__(
            "Open a database on a server",
            "Several desks work in one database on a PostgreSQL server. Whoever looks after it tells you address and "
            "password; the password is kept only as long as Fairwatch runs. Without one, that of .pgpass is used.",
            "Open",
            parent,
        )
        self._use = use
        self.address, self.secret = QLineEdit(address), PasswordField("Password")
        self.address.setPlaceholderText(EXAMPLE)
        self.capitals, self.said = label("", "small"), paragraph("", "stop")
        self.secret.capitals_changed.connect(lambda is_on: self.capitals.setText(CAPITALS if is_on else ""))
        self.add_fields(Address=self.address, Password=self.secret)
        self.form.addRow("", self.capitals)
        self.column.addWidget(self.said)
        self.close_form()
        (self.secret if address else self.address).setFocus()

    def accept(self) -> None:
        """Open it; stay, and say why, where that did not work."""
        address = self.address.text().strip()
        if not address.startswith(("postgresql://", "postgres://")):
            self.said.setText(f"An address is expected, such as {EXAMPLE}.")
            self.address.setFocus()
            return
        sentence = self._use(address, self.secret.take())
        if sentence:
            self.said.setText(sentence)
            self.secret.setFocus()
            return
        super().accept()
