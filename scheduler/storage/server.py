"""Databases on a PostgreSQL server: connections, transactions, and the server's errors as sentences.

Changes wait in line: each begins by taking one lock of the database, which its end releases, as a file's do. So the
changes are done one after the other, and a read, which sees the state of one moment, is as if it stood between two of
them (serialisable without a change ever being refused for it).
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry, Pool

from scheduler.storage import connect
from scheduler.storage.address import Server
from scheduler.storage.connect import IS_DOOR
from scheduler.storage.errors import DeskError, LostServerError
from scheduler.storage.kiosks import KIOSK, OWN_DOOR, SAID

LOCK = 0x46575443
"""Number of the lock that changes wait for: "FWTC"."""
_WAIT_SECONDS = 5
"""How long a server may take to answer before it counts as gone."""
_READ = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"
_WRITE = "SET LOCAL lock_timeout = {wait}; SELECT pg_advisory_xact_lock({lock})"

_COMES_BY_DOOR = f"""SELECT 1 FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid
    JOIN pg_roles r ON r.oid = m.member
    WHERE g.rolname IN ('{KIOSK}', '{OWN_DOOR}') AND r.rolname = session_user AND NOT m.admin_option"""
"""Whether officers come through this login (`storage.kiosks`); who made the groups is in them too."""

_passwords: dict[Server, str] = {}
_tokens: WeakKeyDictionary[Pool, str] = WeakKeyDictionary()


def keep_password(server: Server, password: str) -> None:
    """Use a password for a server as long as the program runs; it is written nowhere."""
    _passwords[server] = password


def keep_token(engine: Engine, token: str) -> None:
    """Show the server in all transactions from now on that an officer has proved his password; "" for nobody."""
    _tokens[engine.pool] = token


def settings_of(server: Server) -> dict[str, Any]:
    """Return what libpq is told to reach a server."""
    password = _passwords.get(server)
    given = {"host": server.host, "user": server.user, "password": password, **dict(server.tls)}
    return {
        **{name: value for name, value in given.items() if value},
        "port": server.port,
        "dbname": server.database,
        "connect_timeout": _WAIT_SECONDS,
        # A dead line is noticed: nobody waits for hours for an answer that never comes.
        "keepalives_idle": _WAIT_SECONDS,
        "keepalives_interval": 2,
        "keepalives_count": 2,
        "tcp_user_timeout": 2000 * _WAIT_SECONDS,
        "application_name": "fairwatch",
        # Objects of others with the same names, temporary ones too, must not be taken for ours.
        "options": "-c search_path=public,pg_temp -c timezone=UTC",
    }


def engine_of_server(server: Server) -> Engine:
    """Return an engine for a database on a server.

    Raises:
        DeskError: what talks to servers is not installed.
    """
    try:
        import psycopg
    except ImportError as error:
        raise DeskError(
            "A database on a server needs the package psycopg: install Fairwatch with its part postgres"
        ) from error
    # A stale connection is replaced before it is used.
    engine = create_engine(
        URL.create("postgresql+psycopg"),
        creator=lambda: psycopg.connect(**settings_of(server)),
        pool_pre_ping=True,
    )

    @event.listens_for(engine, "connect")
    def _on_connect(raw: Any, entry: ConnectionPoolEntry) -> None:
        with raw.cursor() as cursor:
            entry.info[IS_DOOR] = bool(cursor.execute(_COMES_BY_DOOR).fetchone())
        raw.rollback()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        is_writing = connection.get_execution_options().get(connect.IS_WRITING, False)
        wait = _WRITE.format(wait=connect.BUSY_MILLISECONDS, lock=LOCK)
        connection.exec_driver_sql(wait if is_writing else _READ)
        if connection.info.get(IS_DOOR):
            connection.exec_driver_sql(f"SET LOCAL ROLE {KIOSK}")
            token = _tokens.get(connection.engine.pool, "")
            connection.exec_driver_sql("SELECT set_config('fairwatch.token', %s, true)", (token,))

    _close_late(engine)
    return engine


def _close_late(engine: Engine) -> None:
    """Have connections that another thread still uses while the engine is disposed of closed when it is done."""
    disposed: list[Engine] = []
    event.listen(engine, "engine_disposed", disposed.append)

    @event.listens_for(engine, "checkin")
    def _on_checkin(_connection: Any, entry: ConnectionPoolEntry) -> None:
        if disposed:
            entry.close()


_STATES = {
    "28P01": "The server {server} does not accept this name and password",
    "28000": "The server {server} does not let this login in",
    "3D000": "There is no such database on the server: {server}",
    "55P03": "The database {server} is being changed by another program; try again in a moment",
    "42501": "The login of {server} may not do this in the database",
    "25006": "The database {server} is read-only",
    "53100": "The disk of the server is full, so nothing was saved in {server}",
    "53300": "The server {server} takes no more connections; try again in a moment",
    "22003": "A value cannot be stored in {server}: a number is too large",
}
_WORDS = (
    ("password authentication failed", _STATES["28P01"]),
    ("no password supplied", "The server {server} asks for a password: type it, or keep it in the file .pgpass"),
    ("no pg_hba.conf entry", _STATES["28000"]),
    ("is not permitted to log in", _STATES["28000"]),
    ("permission denied for database", _STATES["28000"]),
    ("does not exist", _STATES["3D000"]),
    ("too many clients", _STATES["53300"]),
    ("certificate", "The certificate of the server {server} is not the one expected, so it is not trusted"),
)
"""Of what libpq says when no connection comes about: it tells no code then."""


@contextmanager
def in_sentences(server: Server, states: Mapping[str, str]) -> Iterator[None]:
    """Turn what a server refuses, by the driver or around it, into one sentence; `states` come first, by code.

    Raises:
        DeskError: something was refused.
    """
    import psycopg

    try:
        yield
    except (psycopg.Error, DBAPIError) as error:
        found = (
            error if isinstance(error, DBAPIError) else DBAPIError(None, None, error)
        )  # as SQLAlchemy would hand it on
        said = states.get(getattr(found.orig, "sqlstate", None) or "")
        raise (refusal(server, found) if said is None else DeskError(said.format(server=server))) from None


def refusal(server: Server, error: DBAPIError) -> DeskError:
    """Return an error of a server as one sentence."""
    state = getattr(error.orig, "sqlstate", None)
    said = " ".join(str(error.orig).split())
    if state in _STATES:
        return DeskError(_STATES[state].format(server=server))
    if state == SAID:
        return DeskError(said.split(" CONTEXT:")[0])
    if state == "P0001":
        return DeskError(f"The database {server} refused: {said.split(' CONTEXT:')[0]}")
    if state is None and not error.connection_invalidated:
        for sign, sentence in _WORDS:
            if sign in said:
                return DeskError(sentence.format(server=server))
    # Class 08: no connection; class 57: the server stops, or was stopped while it worked.
    if error.connection_invalidated or is_lost(error.orig):
        return LostServerError(f"The server {server} does not answer, so nothing can be saved there at the moment")
    return DeskError(f"The database {server} refused: {said}")


def is_lost(error: BaseException | None) -> bool:
    """Whether an error of the driver says that there is no connection."""
    import psycopg

    state = getattr(error, "sqlstate", None)
    if state is not None:
        return bool(str(state)[:2] in ("08", "57") and state != "57014")
    return isinstance(error, (psycopg.OperationalError, psycopg.InterfaceError))
