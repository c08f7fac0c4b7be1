"""Windows about one's own account: another password, and an authenticator."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from console.dialogs.form import FormDialog
from console.dialogs.secrets import CODE_DIGITS, say
from console.operations.session import Answer
from console.widgets.basics import label, paragraph
from console.widgets.password import CAPITALS, PasswordField

GROUP = 4
"""Signs of a key that stand together, so that it can be typed without an error."""


class PasswordDialog(FormDialog):
    """A password of one's own in place of the one that holds."""

    def __init__(
        self,
        change: Callable[[str, str], Answer],
        advice: Callable[[str], str],
        known: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """Lay the window out.

        Args:
            change: Puts a new password in place of an old one.
            advice: Returns what is to be said of a new password, "" for nothing.
            known: The password that holds, where it was typed a moment ago; else it is asked for.
            parent: Owner.
        """
        first = "Choose a password that only you know. " if known else ""
        sentence = f"{first}Three or four words that do not belong together are long, and easy to keep in mind."
        super().__init__("Your password", sentence, "Change it", parent)
        self._change, self._advice, self._known = change, advice, known
        self.old, self.new, self.again = (PasswordField(n) for n in ("Old password", "New password", "Once more"))
        fields = {"Old_password": self.old, "New_password": self.new, "Once_more": self.again}
        self.add_fields(**({name: f for name, f in fields.items() if name != "Old_password"} if known else fields))
        self.hint, self.said = paragraph("", "small"), paragraph("", "stop")
        for field in (self.old, self.new, self.again):
            field.capitals_changed.connect(lambda is_on: self.hint.setText(CAPITALS if is_on else self._of_new()))
        self.new.textChanged.connect(lambda *_: self.hint.setText(self._of_new()))
        self.column.addWidget(self.hint)
        self.column.addWidget(self.said)
        self.close_form()
        (self.new if known else self.old).setFocus()

    def _of_new(self) -> str:
        said = self._advice(self.new.text()) if self.new.text() else ""
        return f"{said.rstrip('.')}." if said else ""

    def accept(self) -> None:
        """Change it; stay where that did not work."""
        if self.new.text() != self.again.text():
            say(self.said, "The two new passwords are not the same.")
            self.again.clear()
            self.again.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        answer = self._change(self._known or self.old.text(), self.new.text())
        if answer.sentence:
            say(self.said, answer.sentence)
            self.new.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        super().accept()

    def done(self, result: int) -> None:
        """Close, and leave no password in the fields."""
        super().done(result)
        self._known = ""
        for field in (self.old, self.new, self.again):
            field.clear()


class AuthenticatorDialog(FormDialog):
    """The key of a new authenticator, and the first code that it shows."""

    def __init__(
        self, address: str, set_code: Callable[[str, str], Answer], known: str = "", parent: QWidget | None = None
    ) -> None:
        """Lay the window out.

        Args:
            address: What authenticators read, with the key in it.
            set_code: Asks for codes from now on, given the password and what the authenticator shows.
            known: The password, where it was typed a moment ago; else it is asked for.
            parent: Owner.
        """
        sentence = "Enter this key in the authenticator on your telephone or key ring, then the six digits it shows."
        super().__init__("Your authenticator", sentence, "Use it", parent)
        self._set_code, self._known = set_code, known
        self.key, self.secret, self.code = QLineEdit(_grouped(address)), PasswordField("Password"), QLineEdit()
        self.key.setReadOnly(True)
        self.code.setMaxLength(CODE_DIGITS)
        self.code.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self.said = label("", "stop")
        self.said.setWordWrap(True)
        self.add_fields(Key=self.key)
        if not known:
            self.add_fields(Password=self.secret)
        self.add_fields(Six_digits=self.code)
        self.column.addWidget(self.said)
        self.close_form()
        self.key.setFocus()

    def accept(self) -> None:
        """Use it; stay where that did not work."""
        answer = self._set_code(self._known or self.secret.text(), self.code.text().strip())
        if answer.sentence:
            say(self.said, answer.sentence)
            self.code.clear()
            self.code.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        super().accept()

    def done(self, result: int) -> None:
        """Close, and leave neither key nor password in the fields."""
        super().done(result)
        self._known = ""
        for field in (self.key, self.secret, self.code):
            field.clear()


def _grouped(address: str) -> str:
    """Return the key in an authenticator's address, in groups that can be typed."""
    key = parse_qs(urlsplit(address).query).get("secret", [""])[0].rstrip("=")
    return " ".join(key[n : n + GROUP] for n in range(0, len(key), GROUP))
