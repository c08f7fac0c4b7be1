"""The one door to Alembic: runs the migrations that a database still lacks."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from scheduler.storage.address import Where
from scheduler.storage.errors import DeskError
from scheduler.storage.triggers import create_triggers

SCRIPTS = Path(__file__).resolve().parent / "migrations"


def config_for(connection: Connection | None) -> Config:
    """Return Alembic's settings for a connection; nothing is read from any file outside the package."""
    config = Config()
    # Alembic reads % as the beginning of a place to fill.
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def is_known(revision: str) -> bool:
    """Whether a revision is one of those that this version of the program brings along."""
    return revision in _known(SCRIPTS)


@cache
def _known(_scripts: Path) -> frozenset[str]:
    scripts = ScriptDirectory.from_config(config_for(None)).walk_revisions()
    return frozenset(script.revision for script in scripts)


def make_tables(connection: Connection, revision: str) -> None:
    """Make the tables of a form in an empty database, without their triggers."""
    command.upgrade(config_for(connection), revision)


def upgrade(connection: Connection, path: Where) -> None:
    """Run the missing migrations in the transaction of a connection; a file's foreign keys are off.

    Raises:
        DeskError: a row would refer to nothing afterwards.
    """
    command.upgrade(config_for(connection), "head")
    # Rebuilding a table drops its triggers.
    create_triggers(connection)
    if connection.dialect.name != "sqlite":
        return  # a server looks at its foreign keys all the time
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise DeskError(f"The database {path} could not be upgraded: a row of {broken[0]} refers to nothing")
