"""Connections to a database: one place for pragmas, transactions, and errors turned into sentences."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from scheduler.storage.address import Server, Where
from scheduler.storage.errors import DeskError, LostServerError
from scheduler.wire import UnreadableError

BUSY_MILLISECONDS = 5000
"""How long a change waits for another program's change."""

IS_WRITING = "fairwatch_is_writing"
"""Option of a connection whose transactions change something."""
IS_DOOR = "fairwatch_is_door"
"""What is kept with a connection to a server: whether officers come through its login (`storage.kiosks`)."""


def engine_of(place: Where, has_foreign_keys: bool = True) -> Engine:
    """Return an engine for a database.

    Transactions begin explicitly, so that reads see one state throughout, changes wait in line at their beginning,
    and tables too are created all or none.

    Args:
        place: The file, made when missing, or the database on a server.
        has_foreign_keys: Whether a file's foreign keys are enforced; migrations that rebuild tables need them off.

    Raises:
        DeskError: it is on a server, and what talks to servers is not installed.
    """
    if isinstance(place, Server):
        # Loaded here: a desk with a file of its own needs nothing of it.
        from scheduler.storage.server import engine_of_server

        return engine_of_server(place)
    return _engine_of_file(place, has_foreign_keys)


def _engine_of_file(path: Path, has_foreign_keys: bool) -> Engine:
    engine = create_engine(URL.create("sqlite", database=str(path)))

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver opens no transaction of its own
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
        if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            cursor.execute("PRAGMA journal_mode=WAL")
        # What is acknowledged has reached the disk: NORMAL would lose the last changes when the power fails.
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute(f"PRAGMA foreign_keys={'ON' if has_foreign_keys else 'OFF'}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        # A change that began as a read could not be made to wait: SQLite refuses it when another came first.
        is_writing = connection.get_execution_options().get(IS_WRITING, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")

    return engine


CHANNEL = "fairwatch"
"""What a server's listeners are told of changes through."""

LOST: set[Server] = set()
"""Servers that a watcher of this program has lost: until it has them back, nobody waits for them in vain."""


@contextmanager
def reading(engine: Engine, path: Where) -> Iterator[Connection]:
    """Open a transaction that only reads.

    Raises:
        DeskError: the database cannot be read.
    """
    with _in_sentences(path), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine, path: Where) -> Iterator[Connection]:
    """Open a transaction that changes something: all of it happens when the block ends, or nothing.

    Raises:
        DeskError: the database cannot be written.
    """
    writer = engine.execution_options(**{IS_WRITING: True})
    with _in_sentences(path), writer.connect() as connection, connection.begin():
        yield connection
        if isinstance(path, Server):
            # Told to whoever listens once the transaction is done.
            connection.exec_driver_sql(f"NOTIFY {CHANNEL}")


@contextmanager
def _in_sentences(path: Where) -> Iterator[None]:
    if path in LOST:
        raise LostServerError(f"The server {path} does not answer, so nothing can be read or saved there at the moment")
    try:
        yield
    except DBAPIError as error:
        if isinstance(path, Server):
            from scheduler.storage.server import refusal

            raise refusal(path, error) from error
        raise DeskError(_sentence(path, str(error.orig))) from error
    except UnreadableError as error:
        raise DeskError(f"The database {path} is damaged: {error}") from error
    except (OverflowError, UnicodeEncodeError) as error:
        raise DeskError(f"A value cannot be stored in {path}: {error}") from error
    except SQLAlchemyError as error:
        raise DeskError(f"The database {path} cannot be used: {' '.join(str(error).split())}") from error


_SENTENCES = (
    ("database is locked", "The database {path} is being changed by another program; try again in a moment"),
    ("readonly database", "The database {path} is read-only"),
    ("unable to open", "The database {path} cannot be opened or created there"),
    ("not a database", "{path} is not a database of Fairwatch"),
    ("malformed", "The database {path} is damaged; restore a copy of it"),
    ("disk is full", "The disk is full, so nothing was saved in {path}"),
    ("disk I/O", "The disk that holds {path} reports an error, so nothing was saved"),
)


def _sentence(path: Where, reason: str) -> str:
    for sign, sentence in _SENTENCES:
        if sign in reason:
            return sentence.format(path=path)
    return f"The database {path} refused: {' '.join(reason.split())}"
