"""A database on a server: made ready for logins, and a login for each account. Who owns the database does this."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from scheduler.storage.address import Server, place_of, server_of
from scheduler.storage.connect import engine_of, writing
from scheduler.storage.errors import DeskError
from scheduler.storage.store import Store

_STATES = {
    "42501": "The login of {server} may not make or change logins: it has to own the database, with CREATEROLE",
    "42704": "The database {server} is not made ready for logins yet: fairwatch database prepare does it",
    "42939": "This name is kept by the server for itself; give the account another name",
    "2BP01": "The login still has rights or belongings in a database of the server, so it was not dropped",
}
"""What is said of what the server refuses its owner, by its code."""


def keep_password(url: str, password: str) -> None:
    """Use a password for a database on a server as long as the program runs; it is written nowhere."""
    from scheduler.storage.server import keep_password as keep

    keep(server_of(url), password)


def prepare(url: str) -> None:
    """Make or upgrade a database on a server, and the groups, grants and policies of its roles.

    Raises:
        DeskError: it is no address of a server, or the login may not do that.
    """
    server = _server(url)
    Store.open(url).close()
    with _owning(server) as connection:
        from scheduler.storage import logins

        logins.prepare(connection)


def make_login(url: str, account: str, password: str) -> None:
    """Make a login for an account, or bring the one that is there in line with its roles and a new password.

    Raises:
        DeskError: there is no such account, or the login may not do that.
    """
    server = _server(url)
    store = Store.open(url)
    try:
        found = store.accounts.find(account)
    finally:
        store.close()
    if found is None:
        raise DeskError(f"There is no account {account}")
    with _owning(server) as connection:
        from scheduler.storage import logins

        logins.make_login(connection, account, found.roles, password)


def make_kiosk(url: str, name: str, password: str) -> None:
    """Make a login for a shared computer at which officers sign in with their accounts, or give it a new password.

    Raises:
        DeskError: an account has this name, or the login may not do that.
    """
    server = _server(url)
    store = Store.open(url)
    try:
        found = store.accounts.find(name)
    finally:
        store.close()
    if found is not None:
        raise DeskError(f"{name} is an account; give the shared computer another name")
    with _owning(server) as connection:
        from scheduler.storage import logins

        logins.make_kiosk(connection, name, password)


def drop_login(url: str, account: str) -> None:
    """Drop an account's login; the account stays.

    Raises:
        DeskError: there is none, or the login may not do that.
    """
    with _owning(_server(url)) as connection:
        from scheduler.storage import logins

        logins.drop_login(connection, account)


@contextmanager
def _owning(server: Server) -> Iterator[Connection]:
    """Open a transaction; what talks to servers is there once it is open, and only then is the rest loaded.

    Raises:
        DeskError: the server refused something.
    """
    engine = engine_of(server)
    from scheduler.storage.server import in_sentences

    try:
        with writing(engine, server) as connection, in_sentences(server, _STATES):
            yield connection
    finally:
        engine.dispose()


def _server(url: str) -> Server:
    place = place_of(url)
    if not isinstance(place, Server):
        raise DeskError("A database on a server is expected, such as postgresql://user@host:5432/fairwatch")
    return place
