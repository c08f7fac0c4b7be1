"""Brings a database to the newest form: makes a new one, upgrades an old one (a file after copying it)."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection

from scheduler.storage.address import Server, Where
from scheduler.storage.connect import engine_of, reading, writing
from scheduler.storage.errors import DeskError

NEWEST = "0018"
"""The last of the migrations: a database at it needs none of them, and Alembic is not even loaded."""
APPLICATION_ID = 0x46575443
"""Written into the file's header: "FWTC", so that a database of another program is known as such."""


MARK = "Fairwatch"
"""Comment on the table of migrations of a database on a server, so that one of another program is known as such."""


def bring_up_to_date(path: Where) -> Path | None:
    """Create or upgrade a database and return the copy that was made of a file first, None where none was needed.

    Raises:
        DeskError: it is a database of another program or of a newer version, or cannot be changed.
    """
    engine = engine_of(path, has_foreign_keys=False)
    try:
        with reading(engine, path) as connection:
            found = _revision(connection, path)
        if found == NEWEST:
            return None
        # Loaded here: most starts need no migration, and Alembic takes a while.
        from scheduler.storage.upgrade import is_known, upgrade

        if found is not None and not is_known(found):
            raise DeskError(f"The database {path} was made by a newer version of Fairwatch; open it with that version")
        copy = None if found is None or isinstance(path, Server) else _copied(path)
        with writing(engine, path) as connection:
            # Asked again: another program may have been faster.
            if _revision(connection, path) == found:
                upgrade(connection, path)
                mark(connection)
        return copy
    finally:
        engine.dispose()


def mark(connection: Connection) -> None:
    """Write into a database that it is one of Fairwatch."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
    else:
        connection.exec_driver_sql(f"COMMENT ON TABLE alembic_version IS '{MARK}'")


def _revision(connection: Connection, path: Where) -> str | None:
    """Return the last migration that a database has had, None for a new one."""
    if isinstance(path, Server):
        return _revision_on_server(connection, path)
    mark = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
    tables = {name for (name,) in connection.exec_driver_sql("SELECT name FROM sqlite_master")}
    if mark != APPLICATION_ID and (mark != 0 or tables):
        raise DeskError(f"{path} is a database of another program")
    if not tables:
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return "" if found is None else str(found)


def _revision_on_server(connection: Connection, server: Server) -> str | None:
    query = (
        "SELECT relname, obj_description(oid, 'pg_class') FROM pg_class"
        " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')"
    )
    marks = {name: said for name, said in connection.exec_driver_sql(query)}
    if not marks:
        return None
    if marks.get("alembic_version") != MARK:
        raise DeskError(f"{server} is a database of another program")
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return "" if found is None else str(found)


def _copied(path: Path) -> Path:
    """Copy the file through SQLite, so that changes still in the write-ahead log come along."""
    number = 1
    while (copy := path.with_name(f"{path.name}.before-upgrade-{number}")).exists():
        number += 1
    # Under its name only when it is whole, so that nobody takes half a copy for one.
    part = copy.with_name(f".{copy.name}.part")
    try:
        part.unlink(missing_ok=True)
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(part)) as target:
            source.backup(target)
        part.rename(copy)
    except (sqlite3.Error, OSError) as error:
        part.unlink(missing_ok=True)
        raise DeskError(f"The database {path} could not be copied before its upgrade: {error}") from error
    return copy
