"""Who works here: sign in, unlock, confirm, sign out, and leave nothing behind."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QSettings
from PySide6.QtGui import QGuiApplication

from console.background import attend
from console.document import RosterDocument
from scheduler.api import (
    ROLE_WORDS,
    CodeNeededError,
    Desk,
    DeskError,
    NewCode,
    Session,
    SignInError,
    sign_in_as_system_user,
)
from scheduler.api import sign_in as open_as

LEFT_BY_QT = ("history", "lastVisited")
"""What Qt's windows for files remember from one user to the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of a password.

    Attributes:
        sentence: Why it was not taken, "" where it was.
        asks_code: The code of an authenticator is needed as well.
    """

    sentence: str = ""
    asks_code: bool = False


def is_signed_in(document: RosterDocument) -> bool:
    """Whether somebody signed in with an account, as against a database without any."""
    return document.desk is not None and not document.desk.session.is_open


def who(session: Session) -> str:
    """Return who works here, and as what: "reyes, watch commander"."""
    roles = [words for role, words in ROLE_WORDS.items() if role in session.roles]
    return ", ".join((session.actor, *roles))


def as_system_user(url: str) -> Desk | None:
    """Open a database as whom the operating system knows, None where no account is his."""
    try:
        return attend(lambda: sign_in_as_system_user(url))
    except SignInError:
        return None


def sign_in(url: str, name: str, secret: str, code: str) -> tuple[Desk | None, Answer]:
    """Try to open a database as somebody; return the desk, None where that did not work, and what to say."""
    try:
        return attend(lambda: open_as(url, name, secret, code)), Answer()
    except DeskError as error:
        return None, answer_of(error)


def change_password(desk: Desk, old: str, new: str) -> Answer:
    """Put a new password in place of the own one."""
    return _try(desk, lambda: desk.myself.change_password(old, new))


def set_code(desk: Desk, new: NewCode, password: str, shown: str) -> Answer:
    """Ask for the codes of a new authenticator from now on."""
    return _try(desk, lambda: desk.myself.set_code(new, password, shown))


def unlock(document: RosterDocument, secret: str) -> Answer:
    """Try the password of whoever is signed in."""
    desk = document.desk
    return _try(desk, lambda: desk.unlock(secret) if desk is not None else None)


def confirm(document: RosterDocument, secret: str, code: str) -> Answer:
    """Try the password once more; it is good for one act."""
    desk = document.desk
    return _try(desk, lambda: desk.confirm(secret, code) if desk is not None else None)


def leave_nothing(is_clipboard_ours: bool) -> None:
    """Clear what outlives a window: the clipboard where it is ours, and the folders that windows for files remember."""
    clipboard = QGuiApplication.clipboard()
    if is_clipboard_ours or clipboard.ownsClipboard():
        clipboard.clear()
    settings = QSettings(QSettings.Scope.UserScope, "QtProject")
    settings.beginGroup("FileDialog")
    for key in LEFT_BY_QT:
        settings.remove(key)
    settings.endGroup()


def _try(desk: Desk | None, does: Callable[[], object]) -> Answer:
    """Do what takes a password, away from the window: working out whether it is the right one takes a while."""
    if desk is None:
        return Answer(sentence="No database is open.")
    try:
        attend(does)
    except DeskError as error:
        return answer_of(error)
    return Answer()


def answer_of(error: DeskError) -> Answer:
    """Return what to say of a password that was not taken."""
    return Answer(sentence=f"{str(error).rstrip('.')}.", asks_code=isinstance(error, CodeNeededError))
