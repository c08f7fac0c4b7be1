"""Windows that ask who is there: to sign in to a database with accounts, and again before what cannot be taken back."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from console.dialogs.form import FormDialog
from console.document import RosterDocument
from console.operations import session as sessions
from console.operations.session import Answer
from console.widgets.basics import label, paragraph
from console.widgets.password import CAPITALS, PasswordField

CODE_DIGITS = 6
BANNER_LINES = 7
"""Lines of a banner that are seen at once; a longer one is scrolled."""


class _SecretDialog(FormDialog):
    """A password, a code where one is asked for, and one sentence when they are not taken."""

    def __init__(self, title: str, sentence: str, accept: str, parent: QWidget | None) -> None:
        super().__init__(title, sentence, accept, parent)
        self.secret, self.code = PasswordField("Password"), QLineEdit()
        self.code.setAccessibleName("Code from your authenticator")
        self.code.setMaxLength(CODE_DIGITS)
        self.code.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self.capitals, self.said = label("", "small"), paragraph("", "stop")
        self.secret.capitals_changed.connect(lambda is_on: self.capitals.setText(CAPITALS if is_on else ""))

    def add_secret(self) -> None:
        """Put the password, its hint and the code below what is there already."""
        self.add_fields(Password=self.secret)
        self.form.addRow("", self.capitals)
        self.form.addRow("Code", self.code)
        self.form.setRowVisible(self.code, False)
        self.column.addWidget(self.said)
        self.close_form()

    def try_it(self, tried: Callable[[str, str], Answer]) -> bool:
        """Try what was typed: the password is forgotten, and where it was not taken it is said; return whether."""
        had_code = not self.code.isHidden()
        answer = tried(self.secret.text(), self.code.text().strip())
        if not answer.sentence and not answer.asks_code:
            self.secret.clear()
            self.code.clear()
            return True
        if answer.asks_code and not had_code:
            self.form.setRowVisible(self.code, True)
            self.code.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.secret.clear()
            self.code.clear()
            self.secret.setFocus(Qt.FocusReason.OtherFocusReason)
        say(self.said, answer.sentence)
        return False


class SignInDialog(_SecretDialog):
    """Banner, name, password, and a code where one is asked for; closed only once somebody is signed in, or by Cancel.

    Args of the constructor:
        place: Which database it is, in words.
        banner: What the site says before anybody signs in, "" for nothing.
        sign_in: Tries a name, a password and a code.
    """

    def __init__(
        self, place: str, banner: str, sign_in: Callable[[str, str, str], Answer], parent: QWidget | None = None
    ) -> None:
        """Lay the window out."""
        super().__init__("Sign in", place, "Sign in", parent)
        self._sign_in = sign_in
        self.name = QLineEdit()
        self.banner = _banner(banner)
        if banner:
            self.column.insertWidget(0, self.banner)
        else:
            self.banner.hide()
        self.add_fields(Name=self.name)
        self.add_secret()
        self.name.setFocus()

    def accept(self) -> None:
        """Sign in; stay where that did not work."""
        if not self.name.text().strip():
            say(self.said, "Enter your name, as the administrator wrote it down.")
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        name = self.name.text().strip()
        if self.try_it(lambda secret, code: self._sign_in(name, secret, code)):
            self.name.clear()
            super().accept()


class ConfirmDialog(_SecretDialog):
    """The password once more, before something that needs it: good for this one act."""

    def __init__(
        self, what: str, name: str, confirm: Callable[[str, str], Answer], parent: QWidget | None = None
    ) -> None:
        """Lay the window out; `what` says in words what is about to be done, `name` who is signed in."""
        sentence = f"{what} Enter your password to confirm that it is you, {name}. It is asked for each time."
        super().__init__("Is it you?", sentence, "Confirm", parent)
        self._confirm = confirm
        self.add_secret()
        self.secret.setFocus()

    def accept(self) -> None:
        """Confirm; stay where that did not work."""
        if self.try_it(self._confirm):
            super().accept()


def is_confirmed(document: RosterDocument, what: str, parent: QWidget | None) -> bool:
    """Ask for the password once more before something that needs it; return whether it may be done.

    Args:
        document: Whose desk is asked; a database without accounts asks nothing.
        what: What is about to be done, in a sentence.
        parent: Owner of the window.
    """
    desk = document.desk
    if desk is None or desk.session.is_open:
        return True
    dialog = ConfirmDialog(what, desk.actor, lambda *typed: sessions.confirm(document, *typed), parent)
    return bool(dialog.exec())


def say(line: QLabel, sentence: str) -> None:
    """Show one sentence, and let a screen reader say it."""
    line.setText(sentence)
    line.setAccessibleName(sentence)
    if sentence:
        QAccessible.updateAccessibility(QAccessibleEvent(line, QAccessible.Event.Alert))


def _banner(text: str) -> QScrollArea:
    """Return a sheet with what the site says before anybody signs in; a long text is scrolled."""
    words, sheet, made = paragraph(text), QFrame(), QScrollArea()
    column = QVBoxLayout(sheet)
    column.setContentsMargins(12, 10, 12, 10)
    column.addWidget(words)
    sheet.setProperty("role", "sheet")
    made.setWidget(sheet)
    made.setWidgetResizable(True)
    made.setAccessibleName("Notice of this site")
    made.setAccessibleDescription(text)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setMaximumHeight(words.fontMetrics().lineSpacing() * BANNER_LINES + 28)
    return made
