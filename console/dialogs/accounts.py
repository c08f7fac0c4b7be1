"""Windows about accounts: the list of them, one new, its roles, and how people sign in."""

from collections.abc import Callable, Iterable

from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from console.dialogs.form import FormDialog
from console.document import RosterDocument
from console.document.words import count
from console.operations import accounts
from console.theme import Look
from console.widgets.basics import button, fill, label, number_field, offer, paragraph
from console.widgets.flow import FlowRow
from console.widgets.quiet_table import QuietTable, TextTable
from scheduler.api import ROLE_WORDS, AccountLine, AccountState, Role, SignInRules
from scheduler.domain.words import Badge

WIDTHS = (150, 250, 80, 190, 130, 110)
LONGEST_IDLE, LETTERS = 30, 84
WAYS = (("argon2id", "Argon2id"), ("pbkdf2", "PBKDF2, where only approved functions are allowed"))
FIRST = "The first account is an administrator's. From then on nobody works in this database without signing in."


class AccountsDialog(QDialog):
    """Who may sign in, as what; each button does what it says at once."""

    def __init__(self, document: RosterDocument, look: Look, parent: QWidget | None = None) -> None:
        """Lay the window out."""
        super().__init__(parent)
        self.setWindowTitle("Accounts")
        self.resize(look.px(960), look.px(560))
        if parent is not None:
            self.resize(self.size().boundedTo(parent.size() * 0.96))
        self._document, self._lines = document, list[AccountLine]()
        self.table, self.model = QuietTable("Accounts"), TextTable(self)
        self.under, self.said = paragraph("", "second"), paragraph("", "stop")
        self.add = button("Add an account...", "primary", self._add)
        self.roles = button("Roles...", "", self._roles)
        self.disable = button("Disable", "", lambda: self._set_used(False))
        self.enable = button("Use again", "", lambda: self._set_used(True))
        self.release = button("Release", "", self._release)
        self.reset = button("New password...", "", self._reset)
        self.rules = button("How people sign in...", "", self._rules)
        self.support = button("Whom to turn to...", "", self._support)
        self._lay_out(look)
        document.failed.connect(self.said.setText)
        self.refresh()

    def _lay_out(self, look: Look) -> None:
        self.table.setModel(self.model)
        self.table.set_look(look)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.model.set_table(accounts.COLUMNS, ())
        for number, width in enumerate(WIDTHS):
            self.table.setColumnWidth(number, look.px(width))
        self.table.let_fill(1, look.px(WIDTHS[1]))
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._offer())
        sheet = QFrame()
        sheet.setProperty("role", "sheet")
        inside = QVBoxLayout(sheet)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.table)
        buttons = QDialogButtonBox()
        buttons.addButton("Close", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        row = FlowRow(
            (self.add, self.roles, self.disable, self.enable, self.release, self.reset, self.rules, self.support)
        )
        column = QVBoxLayout(self)
        column.addWidget(label("Accounts", "title"))
        column.addWidget(self.under)
        column.addLayout(row)
        fill(column, sheet, self.said, buttons, spacing=10)
        column.setStretchFactor(sheet, 1)

    def refresh(self, name: str = "") -> None:
        """Read the accounts anew, and choose one by its name."""
        held = name or (line.name if (line := self.current()) is not None else "")
        self._lines = list(accounts.every(self._document))
        self.model.set_table(accounts.COLUMNS, accounts.rows(self._lines))
        self.under.setText(f"{count(len(self._lines), 'account')}." if self._lines else FIRST)
        if self._lines:
            names = [self._lines[self.model.given_row(n)].name for n in range(len(self._lines))]
            self.table.choose_row(names.index(held) if held in names else 0)
        self._offer()

    def current(self) -> AccountLine | None:
        """Return the chosen account."""
        row = self.table.currentIndex().row()
        return self._lines[self.model.given_row(row)] if 0 <= row < len(self._lines) else None

    def _offer(self) -> None:
        line = self.current()
        none = "" if line is not None else "Choose an account first."
        state = line.state if line is not None else None
        for one in (self.roles, self.reset):
            offer(one, none)
        self.disable.setVisible(state != AccountState.DISABLED)
        offer(self.disable, none)
        self.enable.setVisible(state == AccountState.DISABLED)
        self.release.setVisible(state == AccountState.LOCKED)

    def _done(self, is_done: bool, name: str) -> None:
        if is_done:
            self.said.setText("")
            self.refresh(name)

    def _add(self) -> None:
        is_first = not self._lines
        dialog = AccountDialog(is_first, self)
        if dialog.exec():
            name = dialog.name.text().strip()
            password = accounts.add(self._document, name, dialog.roles(), dialog.badge())
            if password is None:
                return
            FirstPasswordDialog(name, password, self).exec()
            if is_first:
                self.accept()  # nobody goes on without signing in, not even here
            else:
                self._done(True, name.casefold())

    def _roles(self) -> None:
        line = self.current()
        if line is None:
            return
        dialog = RolesDialog(line, self)
        if dialog.exec():
            self._done(accounts.set_roles(self._document, line.name, dialog.roles()), line.name)

    def _set_used(self, is_used: bool) -> None:
        line = self.current()
        if line is not None:
            self._done(accounts.set_used(self._document, line.name, is_used), line.name)

    def _release(self) -> None:
        line = self.current()
        if line is not None:
            self._done(accounts.release(self._document, line.name), line.name)

    def _reset(self) -> None:
        line = self.current()
        password = accounts.reset(self._document, line.name) if line is not None else None
        if line is not None and password is not None:
            self._done(True, line.name)
            FirstPasswordDialog(line.name, password, self).exec()

    def _rules(self) -> None:
        held = accounts.rules(self._document)
        if held is None:
            return
        dialog = SignInRulesDialog(held, self)
        if dialog.exec():
            banner, minutes, roles, way = dialog.chosen()
            self._done(accounts.set_rules(self._document, banner, minutes, roles, way), "")

    def _support(self) -> None:
        dialog = SupportDialog(*accounts.support(self._document), self)
        if dialog.exec():
            self._done(accounts.set_support(self._document, *dialog.lines()), "")


class SupportDialog(FormDialog):
    """Whom officers can turn to, and questions to oneself: read beside the forms with which they ask."""

    def __init__(self, contacts: Iterable[str], questions: Iterable[str], parent: QWidget | None = None) -> None:
        """Lay the window out."""
        sentence = "Read beside the forms with which officers ask for something. One line each."
        super().__init__("Whom to turn to", sentence, "Save", parent)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * LETTERS)
        self.contacts, self.questions = (QPlainTextEdit("\n".join(lines)) for lines in (contacts, questions))
        for field in (self.contacts, self.questions):
            field.setTabChangesFocus(True)
            field.setFixedHeight(self.fontMetrics().lineSpacing() * 6 + 16)
        self.add_fields(People_and_numbers=self.contacts, Questions_to_oneself=self.questions)
        self.close_form()

    def lines(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return contacts and questions, without empty lines."""
        return _lines(self.contacts), _lines(self.questions)


def _lines(field: QPlainTextEdit) -> tuple[str, ...]:
    return tuple(line.strip() for line in field.toPlainText().splitlines() if line.strip())


class _Roles(QWidget):
    """A tick for each role."""

    def __init__(self, held: Iterable[Role], changed: Callable[[], object]) -> None:
        super().__init__()
        ticked = frozenset(held)
        self._ticks = {role: QCheckBox(words.capitalize()) for role, words in ROLE_WORDS.items()}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for role, tick in self._ticks.items():
            if role is Role.PREA_MANAGER:
                tick.setText("PREA manager")
            tick.setChecked(role in ticked)
            tick.toggled.connect(lambda *_: changed())
            column.addWidget(tick)

    def roles(self) -> frozenset[Role]:
        """Return the roles that are ticked."""
        return frozenset(role for role, tick in self._ticks.items() if tick.isChecked())

    def keep(self, role: Role) -> None:
        """Let a role stay ticked."""
        self._ticks[role].setChecked(True)
        self._ticks[role].setEnabled(False)
        self._ticks[role].setToolTip("The first account is an administrator's.")


class AccountDialog(FormDialog):
    """A new account: its name, its roles, and whose it is."""

    def __init__(self, is_first: bool, parent: QWidget | None = None) -> None:
        """Lay the window out; the first account is an administrator's."""
        sentence = FIRST if is_first else "The name never changes. The first password is shown once."
        super().__init__("Add an account", sentence, "Add", parent)
        self.name, self.officer = QLineEdit(), QLineEdit()
        self._roles = _Roles((), self._refresh)
        self.name.setPlaceholderText("Small letters and digits, such as j.alvarez")
        self.officer.setPlaceholderText("Badge, where it is an officer's")
        self._done = self.buttons.buttons()[0]
        if is_first:
            self._roles.keep(Role.ADMIN)
        self.add_fields(Name=self.name, Badge=self.officer)
        self.form.addRow("Roles", self._roles)
        self.close_form()
        self.name.textChanged.connect(self._refresh)
        self.officer.textChanged.connect(self._refresh)
        self._refresh()

    def roles(self) -> frozenset[Role]:
        """Return the roles chosen."""
        return self._roles.roles()

    def badge(self) -> Badge | None:
        """Return whose account it is, None for nobody on the roster."""
        badge = self.officer.text().strip()
        return Badge(badge) if badge else None

    def _refresh(self, *_: object) -> None:
        lacks = "" if self.name.text().strip() else "Enter a name."
        if not lacks and not self.roles() and self.badge() is None:
            lacks = "Choose a role, or enter a badge."
        if not lacks and Role.OFFICER in self.roles() and self.badge() is None:
            lacks = "Enter the badge: an officer's account has one."
        offer(self._done, lacks)


class RolesDialog(FormDialog):
    """The roles of an account."""

    def __init__(self, line: AccountLine, parent: QWidget | None = None) -> None:
        """Lay the window out."""
        super().__init__(f"Roles of {line.name}", "They hold at once, also for whoever works now.", "Save", parent)
        self._roles = _Roles(line.roles, lambda: None)
        self.form.addRow("Roles", self._roles)
        self.close_form()

    def roles(self) -> frozenset[Role]:
        """Return the roles chosen."""
        return self._roles.roles()


class FirstPasswordDialog(FormDialog):
    """A first password, shown once."""

    def __init__(self, name: str, password: str, parent: QWidget | None = None) -> None:
        """Lay the window out."""
        sentence = f"Hand it to {name} in person. It is shown this once, and is changed at the first sign-in."
        super().__init__("First password", sentence, "", parent)
        self.password = QLineEdit(password)
        self.password.setReadOnly(True)
        self.copy = button("Copy", "", self._copy)
        self.add_fields(Password=self.password)
        self.column.addLayout(FlowRow((self.copy,)))
        self.close_form()

    def _copy(self) -> None:
        QApplication.clipboard().setText(self.password.text())


class SignInRulesDialog(FormDialog):
    """How people sign in: what they read before, when the screen locks, who needs a code."""

    def __init__(self, held: SignInRules, parent: QWidget | None = None) -> None:
        """Lay the window out."""
        sentence = "Five wrong tries in 15 minutes lock an account until it is released; 90 unused days disable it."
        super().__init__("How people sign in", sentence, "Save", parent)
        self.banner = QPlainTextEdit(held.banner)
        self.banner.setTabChangesFocus(True)
        self.banner.setFixedHeight(self.fontMetrics().lineSpacing() * 5 + 16)
        self.idle = number_field(held.idle_minutes, 1, LONGEST_IDLE)
        self.idle.setSuffix(" min")
        self.way = QComboBox()
        for key, words in WAYS:
            self.way.addItem(words, key)
        self.way.setCurrentIndex(max(0, self.way.findData(held.way)))
        self.way.view().setAccessibleName("Passwords are stored by")
        self._roles = _Roles(held.code_roles, lambda: None)
        self.add_fields(
            Read_before_signing_in=self.banner, The_screen_locks_after=self.idle, Passwords_are_stored_by=self.way
        )
        self.form.addRow("Authenticator needed by", self._roles)
        self.close_form()

    def chosen(self) -> tuple[str, int, frozenset[Role], str]:
        """Return banner, minutes until the screen locks, roles that need a code, and how passwords are stored."""
        return self.banner.toPlainText().strip(), self.idle.value(), self._roles.roles(), str(self.way.currentData())
