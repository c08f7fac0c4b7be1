"""The way in: who is there is asked of a database with accounts, and of the own account what it owes first."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from console.background import attend
from console.dialogs.accounts import AccountsDialog
from console.dialogs.own_account import AuthenticatorDialog, PasswordDialog
from console.dialogs.secrets import SignInDialog
from console.dialogs.server import ServerDialog
from console.document import RosterDocument
from console.operations import exchange
from console.operations import session as sessions
from console.operations.session import Answer
from console.theme import Look
from scheduler.api import Desk, DeskError, banner_of, has_accounts
from scheduler.language import tr


class Entrance:
    """Asks on behalf of a window."""

    def __init__(self, document: RosterDocument, window: QWidget, reopen: Callable[[str], object]) -> None:
        """Start with nobody; `reopen` opens a database by its address."""
        self._document, self._window, self._reopen = document, window, reopen
        self.is_again = False
        """Whether somebody signed out here: then nobody is let in without a password."""

    def sign_in(self, url: str) -> Desk | None:
        """Ask who is there and open a database as that; None where nobody signed in."""
        found = None if self.is_again else sessions.as_system_user(url)
        if found is not None:
            return found
        try:
            banner = attend(lambda: banner_of(url))
        except DeskError as error:
            self._document.failed.emit(str(error))
            return None
        opened: list[tuple[Desk, str]] = []

        def tried(name: str, secret: str, code: str) -> Answer:
            desk, answer = sessions.sign_in(url, name, secret, code)
            if desk is not None:
                opened.append((desk, secret))
            return answer

        dialog = SignInDialog(_place(url), banner, tried, self._window)
        if not dialog.exec() or not opened:
            return None
        desk, secret = opened[0]
        if self._settle(desk, secret):
            return desk
        desk.close()
        return None

    def _settle(self, desk: Desk, secret: str) -> bool:
        """Have done what an account owes before anything else; return whether nothing is left."""
        if desk.session.owes:
            changed = self.change_password(desk, secret) if "password" in desk.session.owes else secret
            if not changed:
                return False
            secret = changed
        if desk.session.owes:
            self.set_authenticator(desk, secret)
        return not desk.session.owes

    def change_password(self, desk: Desk, known: str = "") -> str:
        """Ask for a new password; return it, "" where it stays as it is."""
        chosen: list[str] = []

        def change(old: str, new: str) -> Answer:
            answer = sessions.change_password(desk, old, new)
            if not answer.sentence:
                chosen.append(new)
            return answer

        PasswordDialog(change, desk.myself.advice, known, self._window).exec()
        return chosen[0] if chosen else ""

    def set_authenticator(self, desk: Desk, known: str = "") -> None:
        """Show the key of a new authenticator, and ask for its codes from now on."""
        new = desk.myself.new_code()
        AuthenticatorDialog(
            new.address, lambda secret, shown: sessions.set_code(desk, new, secret, shown), known, self._window
        ).exec()

    def handlers(self, look: Callable[[], Look]) -> dict[str, Callable[[], object]]:
        """Return what the commands about accounts do; `look` returns colours and sizes as they now are."""
        return {
            "open_server": self.ask_server,
            "accounts": lambda: self._manage(look()),
            "password": self._own(self.change_password),
            "authenticator": self._own(self.set_authenticator),
        }

    def ask_server(self) -> None:
        """Ask which database on a server to open, and open it."""
        last = self._document.desk.url if self._document.desk is not None else ""
        dialog = ServerDialog(last if last.startswith("postgres") else "", exchange.reach_server, self._window)
        if dialog.exec():
            self._reopen(dialog.address.text().strip())

    def _manage(self, look: Look) -> None:
        """Show the accounts; once there are any, whoever worked without one has to sign in."""
        AccountsDialog(self._document, look, self._window).exec()
        desk = self._document.desk
        if desk is not None and desk.session.is_open and attend(lambda: has_accounts(desk.url)):
            self._document.failed.emit(tr("There are accounts now: sign in with yours."))
            exchange.close_database(self._document)
            self._reopen(desk.url)

    def _own(self, does: Callable[[Desk], object]) -> Callable[[], object]:
        return lambda: does(self._document.desk) if self._document.desk is not None else None


def _place(url: str) -> str:
    """Return which database it is, in words: the name of its file, or the server without user and password."""
    return tr("To work in {database}", database=url.rsplit("/", 1)[-1].split("?")[0])
