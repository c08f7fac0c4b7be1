"""Signing in: from an address, a name and a password to an open desk."""

from collections.abc import Callable
from datetime import datetime

from scheduler.api import here
from scheduler.api.admission import Admission, CodeNeededError, SignInError, session_of
from scheduler.api.desk import Desk
from scheduler.api.here import system_user
from scheduler.api.own_key import enter
from scheduler.identity.keyring import OpenKey
from scheduler.storage import Store
from scheduler.storage.address import is_server

__all__ = ["CodeNeededError", "SignInError", "banner_of", "has_accounts", "sign_in", "sign_in_as_system_user"]


def has_accounts(url: str) -> bool:
    """Whether a database has accounts, so that somebody has to sign in.

    Raises:
        DeskError: the database cannot be opened.
    """
    store = Store.open(url)
    try:
        return store.accounts.exist()
    finally:
        store.close()


def banner_of(url: str) -> str:
    """Return what is read before anybody signs in.

    Raises:
        DeskError: the database cannot be opened.
    """
    store = Store.open(url)
    try:
        return store.accounts.rules().banner
    finally:
        store.close()


def sign_in(
    url: str,
    name: str,
    secret: str,
    code: str = "",
    now: Callable[[], datetime] | None = None,
    for_one_act: bool = False,
) -> Desk:
    """Open a database as somebody.

    Args:
        url: A path, or `sqlite:///PATH`.
        name: The account's name.
        secret: Its password.
        code: Six digits of its authenticator, where it has one.
        now: The time, with UTC offset; by default the computer's.
        for_one_act: Whether the session is made for one act: then the password is not asked for again before it.

    Raises:
        CodeNeededError: only the code is missing.
        SignInError: nobody is signed in; why is not told.
        DeskError: the database cannot be opened.
    """
    clock = now or here.utc_now
    store = Store.open(url)
    try:
        account, _ = Admission(store, clock).admit(name, secret, code)
        session = session_of(account, store.accounts.rules())
        if for_one_act:
            session.confirmation.give(clock())
        opened = OpenKey()
        enter(store, session, opened, secret, clock())
        return Desk.of(store, url, session, clock, opened)
    except BaseException:
        store.close()
        raise


def sign_in_as_system_user(url: str, now: Callable[[], datetime] | None = None) -> Desk:
    """Open a database file as whom the operating system knows, where an account is bound to him.

    Raises:
        SignInError: none is, it needs a password and code, or the database is on a server: what another computer says
            of its users proves nothing there.
        DeskError: the database cannot be opened.
    """
    if is_server(url):
        raise SignInError("A database on a server asks for a password")
    clock = now or here.utc_now
    store = Store.open(url)
    try:
        account = Admission(store, clock).admit_system_user(system_user())
        return Desk.of(store, url, session_of(account, store.accounts.rules()), clock)
    except BaseException:
        store.close()
        raise
