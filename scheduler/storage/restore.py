"""A new database made of the rows of a backup: under its name only once all of it is there and proved."""

import os
import secrets
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, inspect

from scheduler.audit import RESTORED
from scheduler.backup import BackupError, RowReader, RowWriter
from scheduler.storage import trail
from scheduler.storage.address import Server, Where, place_of, refuse_unsafe
from scheduler.storage.backup import load, write_rows
from scheduler.storage.connect import engine_of, reading, writing
from scheduler.storage.errors import DeskError
from scheduler.storage.migrate import NEWEST, mark
from scheduler.storage.state import current
from scheduler.storage.triggers import create_triggers


def refuse_used(url: str) -> Where:
    """Return where a new database is to be: a file that is not there, or an empty database on a server.

    Raises:
        DeskError: something is there already, or no database can be there.
    """
    place = place_of(url)
    if isinstance(place, Server):
        engine = engine_of(place)
        try:
            with reading(engine, place) as connection:
                if inspect(connection).get_table_names():
                    raise DeskError(
                        f"{place} holds something already; a backup is restored into an empty database only"
                    )
        finally:
            engine.dispose()
        return place
    refuse_unsafe(place)
    if place.exists():
        raise DeskError(f"{place} is there already; a backup is restored into a new file only")
    return place


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

    place = refuse_used(url)
    if not is_known(revision):
        raise DeskError("The backup was made by a newer version of Fairwatch; restore it with that version")

    def fill(connection: Connection) -> None:
        _fill(connection, place, revision, reader, told)
        state = current(connection)
        trail.record(connection, None if state is None else state.id, at, actor, RESTORED, *subjects)

    if isinstance(place, Server):
        engine = engine_of(place)
        try:
            with writing(engine, place) as connection:  # all of it or nothing
                fill(connection)
        finally:
            engine.dispose()
    else:
        _into_file(place, fill)


def _into_file(path: Path, fill: Callable[[Connection], None]) -> None:
    """Make a new file beside its name, and give it the name once it is whole."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    engine = engine_of(part, has_foreign_keys=False)
    try:
        with writing(engine, path) as connection:
            fill(connection)
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


def _fill(connection: Connection, place: Where, revision: str, reader: RowReader, told: Callable[[int], None]) -> None:
    """Make the tables, put the rows in, hold them against the backup, and bring them to the newest form."""
    from scheduler.storage.upgrade import make_tables, upgrade

    make_tables(connection, revision)
    mark(connection)
    load(connection, reader, told)
    if revision != NEWEST:
        upgrade(connection, place)
        return
    create_triggers(connection)
    is_file = connection.dialect.name == "sqlite"
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first() if is_file else None
    if broken is not None:
        raise BackupError(f"The backup does not hold together: a row of {broken[0]} refers to nothing")
    again = RowWriter(lambda _: None)
    write_rows(connection, again, lambda _done, _all: told(reader.tally.rows))
    if again.tally != reader.tally:
        raise DeskError(f"The rows in {place} are not those of the backup, so nothing was restored")


def _put_in_place(part: Path, path: Path) -> None:
    try:
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        if path.exists():
            raise DeskError(f"{path} is there already; a backup is restored into a new file only")
        os.rename(part, path)
    except OSError as error:
        raise DeskError(f"The database {path} cannot be put in place: {error.strerror or error}") from error
