"""A new database made of the rows of a backup: under its name only once all of it is there and proved."""

import os
import secrets
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from scheduler.audit import RESTORED
from scheduler.backup import BackupError, RowReader, RowWriter
from scheduler.storage import trail
from scheduler.storage.address import path_of, refuse_unsafe
from scheduler.storage.backup import load, write_rows
from scheduler.storage.connect import engine_of, writing
from scheduler.storage.errors import DeskError
from scheduler.storage.migrate import APPLICATION_ID, NEWEST
from scheduler.storage.state import current
from scheduler.storage.triggers import create_triggers


def refuse_used(url: str) -> Path:
    """Return where a new database is to be.

    Raises:
        DeskError: something is there already, or no database can be there.
    """
    path = path_of(url)
    refuse_unsafe(path)
    if path.exists():
        raise DeskError(f"{path} is there already; a backup is restored into a new file only")
    return path


def restore(
    url: str,
    revision: str,
    reader: RowReader,
    told: Callable[[int], None],
    at: datetime,
    actor: str,
    subjects: tuple[str, ...],
) -> None:
    """Make a database of the rows of a backup, and record in it that it was restored.

    Args:
        url: Where; nothing may be there yet.
        revision: The form of the tables in the backup.
        reader: The rows.
        told: Takes how many rows are in, now and then; may raise to stop: nothing is left then.
        at: When.
        actor: Who.
        subjects: What the record says of the backup.

    Raises:
        DeskError: the database cannot be made there, or the backup's form is not known.
        BackupError: the rows are not what a backup holds.
    """
    # Loaded here: only this and migrations need Alembic, which takes a while.
    from scheduler.storage.upgrade import is_known

    path = refuse_used(url)
    if not is_known(revision):
        raise DeskError("The backup was made by a newer version of Fairwatch; restore it with that version")
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    engine = engine_of(part, has_foreign_keys=False)
    try:
        with writing(engine, path) as connection:
            connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
            _fill(connection, path, revision, reader, told)
        with writing(engine, path) as connection:
            state = current(connection)
            trail.record(connection, None if state is None else state.id, at, actor, RESTORED, *subjects)
        with engine.connect() as bare:
            # One file, and all of it in that file.
            bare.exec_driver_sql("ROLLBACK")
            bare.exec_driver_sql("PRAGMA journal_mode=DELETE")
        engine.dispose()
        _put_in_place(part, path)
    finally:
        engine.dispose()
        for beside in ("", "-wal", "-shm", "-journal"):
            part.with_name(part.name + beside).unlink(missing_ok=True)


def _fill(connection: Connection, path: Path, revision: str, reader: RowReader, told: Callable[[int], None]) -> None:
    """Make the tables, put the rows in, hold them against the backup, and bring them to the newest form."""
    from scheduler.storage.upgrade import make_tables, upgrade

    make_tables(connection, revision)
    load(connection, reader, told)
    if revision != NEWEST:
        upgrade(connection, path)
        return
    create_triggers(connection)
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise BackupError(f"The backup does not hold together: a row of {broken[0]} refers to nothing")
    again = RowWriter(lambda _: None)
    write_rows(connection, again, lambda _done, _all: told(reader.tally.rows))
    if again.tally != reader.tally:
        raise DeskError(f"The rows in {path} are not those of the backup, so nothing was restored")


def _put_in_place(part: Path, path: Path) -> None:
    try:
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        if path.exists():
            raise DeskError(f"{path} is there already; a backup is restored into a new file only")
        os.rename(part, path)
    except OSError as error:
        raise DeskError(f"The database {path} cannot be put in place: {error.strerror or error}") from error
