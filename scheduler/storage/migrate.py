"""Brings a database file to the newest form: makes a new one, upgrades an old one after copying it, refuses others."""

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from scheduler.storage.connect import engine_of, reading, writing
from scheduler.storage.errors import DeskError
from scheduler.storage.triggers import create_triggers

SCRIPTS = Path(__file__).resolve().parent / "migrations"
APPLICATION_ID = 0x46575443
"""Written into the file's header: "FWTC", so that a database of another program is known as such."""


def bring_up_to_date(path: Path) -> Path | None:
    """Create or upgrade a database file and return the copy that was made first, None where none was needed.

    Raises:
        DeskError: the file is a database of another program or of a newer version, or cannot be changed.
    """
    engine = engine_of(path, has_foreign_keys=False)
    try:
        with reading(engine, path) as connection:
            is_due, is_new = _judged(connection, path)
        if not is_due:
            return None
        copy = None if is_new else _copied(path)
        with writing(engine, path) as connection:
            # Judged again: another program may have been faster.
            if _judged(connection, path)[0]:
                _upgraded(connection, path)
        return copy
    finally:
        engine.dispose()


def config_for(connection: Connection) -> Config:
    """Return Alembic's settings for a connection; nothing is read from any file outside the package."""
    config = Config()
    # Alembic reads % as the beginning of a place to fill.
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def revision_of(engine: Engine, path: Path) -> str | None:
    """Return the revision that a database file is at."""
    with reading(engine, path) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _judged(connection: Connection, path: Path) -> tuple[bool, bool]:
    """Return whether the file needs a change, and whether it is new."""
    mark = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
    has_tables = connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one() > 0
    if mark != APPLICATION_ID and (mark != 0 or has_tables):
        raise DeskError(f"{path} is a database of another program")
    if not has_tables:
        return True, True
    known = ScriptDirectory.from_config(config_for(connection))
    found = MigrationContext.configure(connection).get_current_revision()
    if found not in {script.revision for script in known.walk_revisions()}:
        raise DeskError(f"The database {path} was made by a newer version of Fairwatch; open it with that version")
    return found != known.get_current_head(), False


def _upgraded(connection: Connection, path: Path) -> None:
    command.upgrade(config_for(connection), "head")
    # Rebuilding a table drops its triggers.
    create_triggers(connection)
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise DeskError(f"The database {path} could not be upgraded: a row of {broken[0]} refers to nothing")
    connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")


def _copied(path: Path) -> Path:
    """Copy the file through SQLite, so that changes still in the write-ahead log come along."""
    number = 1
    while (copy := path.with_name(f"{path.name}.before-upgrade-{number}")).exists():
        number += 1
    try:
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
    except sqlite3.Error as error:
        copy.unlink(missing_ok=True)
        raise DeskError(f"The database {path} could not be copied before its upgrade: {error}") from error
    return copy
