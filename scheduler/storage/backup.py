"""All rows of a database, read in one transaction; and a new database made of such rows.

Rows leave as they are stored, so that what is sealed stays sealed, and in the order of their keys, so that the same
tables give the same bytes whichever database they stand in.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Table, Text, delete, insert, inspect, select
from sqlalchemy.engine.interfaces import ReflectedColumn

from scheduler.backup import BackupError, RowReader, RowWriter, Tally
from scheduler.domain.backups import BackupPlan
from scheduler.storage import trail
from scheduler.storage.address import Where
from scheduler.storage.connect import reading, writing
from scheduler.storage.migrate import NEWEST
from scheduler.storage.state import current
from scheduler.storage.tables import Base
from scheduler.storage.tables.audit import AuditRecordRow
from scheduler.storage.tables.backups import BackupPlanRow

NUMBERS = "next_numbers"
"""Name, in a backup, of the list of the highest number that each numbered table has given."""
_ROWS_AT_ONCE = 2000
_VERSION_TABLE = "alembic_version"


class Moment:
    """A database as it stands at one moment: changes made meanwhile are not held up and not seen."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.revision = NEWEST
        self.head = trail.head(connection)

    def write(self, put: Callable[[bytes], None], told: Callable[[int, int], None]) -> Tally:
        """Write all rows.

        Args:
            put: Takes the bytes.
            told: Takes how many tables are done and how many there are, now and then; may raise to stop.
        """
        writer = RowWriter(put)
        write_rows(self._connection, writer, told)
        return writer.tally


class BackupStore:
    """The part of an open database that hands out all rows, and knows when that is to be done."""

    def __init__(self, path: Where, engine: Engine) -> None:
        self._path, self._engine = path, engine

    @contextmanager
    def moment(self) -> Iterator[Moment]:
        """Hold the database as it stands now, for as long as the block lasts.

        Raises:
            DeskError: the database cannot be read.
        """
        with reading(self._engine, self._path) as connection:
            yield Moment(connection)

    def plan(self) -> BackupPlan | None:
        """Return when backups are made and where to, None where nothing is set."""
        t = BackupPlanRow
        with reading(self._engine, self._path) as connection:
            row = connection.execute(select(t.folder, t.key, t.hours, t.at_publication, t.keep)).mappings().first()
        return None if row is None else BackupPlan(**row)

    def set_plan(self, plan: BackupPlan | None, at: datetime, actor: str) -> None:
        """Set when backups are made and where to, None for no more."""
        with writing(self._engine, self._path) as connection:
            connection.execute(delete(BackupPlanRow))
            if plan is not None:
                connection.execute(
                    insert(BackupPlanRow), {"id": 1, **{f.name: getattr(plan, f.name) for f in fields(plan)}}
                )
            said = ("none",) if plan is None else (f"hours:{plan.hours}", f"keep:{plan.keep}")
            _record(connection, "plan backups", said, at, actor)

    def last(self, action: str) -> datetime | None:
        """Return when something was last recorded in the audit log, None for never."""
        t = AuditRecordRow
        with reading(self._engine, self._path) as connection:
            return connection.scalar(select(t.at).where(t.action == action).order_by(t.id.desc()).limit(1))

    def note(self, action: str, subjects: tuple[str, ...], at: datetime, actor: str) -> None:
        """Record something about a backup."""
        with writing(self._engine, self._path) as connection:
            _record(connection, action, subjects, at, actor)


def _record(connection: Connection, action: str, subjects: tuple[str, ...], at: datetime, actor: str) -> None:
    state = current(connection)
    trail.record(connection, None if state is None else state.id, at, actor, action, *subjects)


def write_rows(connection: Connection, writer: RowWriter, told: Callable[[int, int], None]) -> None:
    """Write the rows of all tables, those that others refer to first."""
    tables = Base.metadata.sorted_tables
    for done, table in enumerate(tables):
        told(done, len(tables))
        writer.table(table.name, [column.name for column in table.columns], _rows(connection, table, told, done))
    writer.table(NUMBERS, ["table", "number"], _numbers(connection))
    writer.finish()
    told(len(tables), len(tables))


def load(connection: Connection, reader: RowReader, told: Callable[[int], None]) -> None:
    """Put rows into a database that has the tables of the same form, emptied before, and no triggers yet.

    Args:
        connection: In a transaction, foreign keys off or checked at its end.
        reader: What a backup holds.
        told: Takes how many rows are in, now and then; may raise to stop.

    Raises:
        BackupError: a table or column is not one of this form.
    """
    found = inspect(connection)
    names = set(found.get_table_names()) - {_VERSION_TABLE}
    _empty(connection, names)  # what migrations put in stands in the backup too
    count = 0
    for name, columns, rows in reader.tables():
        if name == NUMBERS:
            _set_numbers(connection, [(str(table), number) for table, number in rows])
            continue
        known = {column["name"]: column for column in found.get_columns(name)} if name in names else {}
        if set(columns) != set(known):
            raise BackupError(f"The backup holds a table {name} that this version of Fairwatch does not know")
        names.discard(name)
        for some in _batches(rows):
            _insert(connection, name, columns, known, some)
            count += len(some)
            told(count)
    if names:
        raise BackupError(f"The backup lacks the table {min(names)}")


def _empty(connection: Connection, names: Iterable[str]) -> None:
    if connection.dialect.name == "sqlite":
        for name in names:
            connection.exec_driver_sql(f'DELETE FROM "{name}"')
    else:
        connection.exec_driver_sql("TRUNCATE " + ", ".join(f'"{name}"' for name in names))


def _rows(
    connection: Connection, table: Table, told: Callable[[int, int], None], done: int
) -> Iterator[Sequence[object]]:
    is_sqlite = connection.dialect.name == "sqlite"
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    # The order of bytes, as SQLite compares texts.
    order = ", ".join(
        f'"{key.name}"' + ("" if is_sqlite or not isinstance(key.type, Text) else ' COLLATE "C"')
        for key in table.primary_key.columns
    )
    query = f'SELECT {columns} FROM "{table.name}" ORDER BY {order}'
    result = connection.exec_driver_sql(query, execution_options={"yield_per": _ROWS_AT_ONCE})
    for some in result.partitions():
        told(done, len(Base.metadata.sorted_tables))
        if is_sqlite:
            yield from some
        else:
            yield from ([_portable(value) for value in row] for row in some)


def _portable(value: object) -> object:
    """Return a value of another database as SQLite would hold it (see `scheduler.storage.columns`)."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    return value


def _insert(
    connection: Connection, name: str, columns: list[str], known: dict[str, ReflectedColumn], rows: list[list[Any]]
) -> None:
    names = ", ".join(f'"{column}"' for column in columns)
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(columns))
    else:
        marks = ", ".join(["%s"] * len(columns))
        flags = [n for n, column in enumerate(columns) if known[column]["type"].python_type is bool]
        for row in rows:
            for n in flags:
                row[n] = None if row[n] is None else bool(row[n])
    statement = f'INSERT INTO "{name}" ({names}) VALUES ({marks})'
    connection.exec_driver_sql(statement, [tuple(row) for row in rows])


def _batches(rows: Iterable[list[Any]]) -> Iterator[list[list[Any]]]:
    some = list[list[Any]]()
    for row in rows:
        some.append(row)
        if len(some) == _ROWS_AT_ONCE:
            yield some
            some = []
    if some:
        yield some


def _numbered() -> dict[str, str]:
    """Return the tables whose numbers are never given twice, even after the last row is gone, with their column."""
    tables = (t for t in Base.metadata.sorted_tables if t.dialect_options["sqlite"]["autoincrement"])
    return {t.name: next(iter(t.primary_key.columns)).name for t in tables}


def _sequence(table: str, column: str) -> str:
    return f"pg_get_serial_sequence('\"{table}\"', '{column}')::regclass"


def _numbers(connection: Connection) -> list[tuple[str, int]]:
    if connection.dialect.name == "sqlite":
        given = {name: seq for name, seq in connection.exec_driver_sql("SELECT name, seq FROM sqlite_sequence")}
    else:
        given = dict[str, int]()
        for name, column in _numbered().items():
            last = connection.exec_driver_sql(f"SELECT pg_sequence_last_value({_sequence(name, column)})").scalar()
            given[name] = last or connection.exec_driver_sql(f'SELECT max("{column}") FROM "{name}"').scalar() or 0
    return [(name, int(given[name])) for name in sorted(_numbered()) if given.get(name)]


def _set_numbers(connection: Connection, given: list[tuple[str, Any]]) -> None:
    for name, number in given:
        if name not in _numbered() or type(number) is not int:
            raise BackupError(f"The backup numbers a table {name} that this version of Fairwatch does not number")
        if connection.dialect.name == "sqlite":
            done = connection.exec_driver_sql("UPDATE sqlite_sequence SET seq = ? WHERE name = ?", (number, name))
            if not done.rowcount:
                connection.exec_driver_sql("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (name, number))
        else:
            connection.exec_driver_sql(f"SELECT setval({_sequence(name, _numbered()[name])}, %s)", (number,))
