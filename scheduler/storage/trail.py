"""The audit log in the database: each record is written, chained and sealed in the transaction of what it tells of."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Select, Text, func, insert, select, type_coerce, update

from scheduler.audit import RESTORED, Head, KeyFileError, Seal, end_line, line_of, new_log, own_key, sealed
from scheduler.identity.stream import COMMIT
from scheduler.storage.address import Where
from scheduler.storage.connect import reading, writing
from scheduler.storage.errors import DeskError
from scheduler.storage.state import current
from scheduler.storage.stream import close_days, is_day_over, stream_lines
from scheduler.storage.tables.audit import AuditHeadRow, AuditRecordRow, AuditSealRow
from scheduler.storage.tables.chains import CHAIN_FIELDS, END_FIELDS
from scheduler.storage.values import AuditFilter, AuditRow

FIRST_ACTION = "import"
"""Nothing can be done in a database before a facility is imported, or begun."""
SYSTEM = "fairwatch"
"""Who acts where nobody does."""
_SEAL_FIELDS = ("salt", "digest", *CHAIN_FIELDS)
_ROWS_AT_ONCE = 1000
# Made once: to make them takes longer than to carry them out, and each edit of a roster waits for them.
_READ_HEAD = select(*(getattr(AuditHeadRow, name) for name in END_FIELDS))
_ADD_RECORD, _ADD_SEAL, _ADD_HEAD = insert(AuditRecordRow), insert(AuditSealRow), insert(AuditHeadRow)
_WRITE_HEAD = update(AuditHeadRow)
_Query = Select[*tuple[Any, ...]]


def record(
    connection: Connection, facility_id: str | None, at: datetime, actor: str, action: str, *subjects: str
) -> None:
    """Append a record, in the transaction of the change itself.

    Raises:
        DeskError: there is no key to seal it with, or the log has lost its end. Nothing is changed then.
    """
    end = head(connection)
    if end is None:
        end = _begin(connection, at, actor)
        if end is None and action != FIRST_ACTION:
            raise DeskError("The audit log has lost its records, so nothing was saved; restore a backup")
    elif (closed := _close_days(connection, end, at)) is not None:
        end = closed
    _append(connection, end, facility_id, at, actor, action, subjects)


def _close_days(connection: Connection, end: Head, at: datetime) -> Head | None:
    """Commit to the days of the sealed stream that are over, whether or not something happened; return the new end."""
    after: Head | None = None
    for opening in close_days(connection, at):
        _append(connection, after or end, None, at, SYSTEM, COMMIT, opening.subjects())
        after = head(connection)
    return after


def head(connection: Connection) -> Head | None:
    """Return the end of the log, None while it holds no sealed record."""
    row = connection.execute(_READ_HEAD).first()
    return None if row is None else Head(**dict(zip(END_FIELDS, row, strict=True)))


def _begin(connection: Connection, at: datetime, actor: str) -> Head | None:
    """Seal the records of older versions, and say so in a record; return the end of the log, None for an empty one."""
    if _is_sealed(connection):
        raise DeskError("The audit log has lost its end, so nothing was saved; verify it, or restore a backup")
    t, end, log = AuditRecordRow, None, new_log()
    rows = connection.execute(select(t.id, t.facility_id, t.at, t.actor, t.action, t.subjects).order_by(t.id)).all()
    for number, facility, then, who, action, subjects in rows:
        of = json.loads(subjects)
        end = _seal(connection, end, log, number, _text(then), action, facility, who, of)
    if end is None:
        return None
    _append(connection, end, None, at, actor, "begin to seal", (f"records:{len(rows)}",), is_first=True)
    return head(connection)


def _is_sealed(connection: Connection) -> bool:
    return connection.execute(select(AuditSealRow.id).limit(1)).first() is not None


def _append(
    connection: Connection,
    end: Head | None,
    facility: str | None,
    at: datetime,
    actor: str,
    action: str,
    subjects: tuple[str, ...],
    is_first: bool = False,
) -> None:
    number, log = (1, new_log()) if end is None else (end.number + 1, end.log)
    values = {"facility_id": facility, "at": at, "actor": actor, "action": action, "subjects": json.dumps(subjects)}
    connection.execute(_ADD_RECORD, {"id": number, **values})
    after = _seal(connection, end, log, number, _text(at), action, facility, actor, subjects)
    fields: dict[str, Any] = {name: getattr(after, name) for name in END_FIELDS}
    if end is None or is_first:
        connection.execute(_ADD_HEAD, {"id": 1, **fields})
    else:
        connection.execute(_WRITE_HEAD, fields)


def _seal(
    connection: Connection,
    end: Head | None,
    log: str,
    number: int,
    at: str,
    action: str,
    facility: str | None,
    actor: str,
    subjects: tuple[str, ...] | list[str],
) -> Head:
    try:
        key = own_key()
    except KeyFileError as error:
        raise DeskError(f"{error}. What cannot be written to the audit log is not saved") from error
    seal, after = sealed(end, log, key, number, at, action, facility, actor, subjects)
    connection.execute(_ADD_SEAL, {"id": number, **{name: getattr(seal, name) for name in _SEAL_FIELDS}})
    return after


def newest(connection: Connection, limit: int) -> tuple[AuditRow, ...]:
    """Return the newest records, newest first."""
    return _rows(connection, _records().limit(limit))


class AuditStore:
    """The part of an open database that reads its audit log. Every method is one short transaction."""

    def __init__(self, path: Where, engine: Engine) -> None:
        self._path, self._engine = path, engine

    def seal_older(self, at: datetime, actor: str) -> None:
        """Seal what was recorded before records were sealed, if that was not done yet, and record that it was done."""
        with reading(self._engine, self._path) as connection:
            if head(connection) is not None or not newest(connection, 1) or _is_sealed(connection):
                return
        with writing(self._engine, self._path) as connection:
            if head(connection) is None:
                _begin(connection, at, actor)

    def close_days(self, at: datetime) -> None:
        """Commit to the days of the sealed stream that are over, if that was not done yet."""
        with reading(self._engine, self._path) as connection:
            if not is_day_over(connection, at):
                return
        with writing(self._engine, self._path) as connection:
            end = head(connection)
            if end is not None:
                _close_days(connection, end, at)

    def stream_lines(self) -> Iterator[bytes]:
        """Return the sealed stream as the lines of a stream file; nothing where it has not begun."""
        with reading(self._engine, self._path) as connection:
            yield from stream_lines(connection)

    def records(self, chosen: AuditFilter, limit: int) -> tuple[tuple[AuditRow, ...], int]:
        """Return the newest of the chosen records, newest first, and how many there are in all."""
        with reading(self._engine, self._path) as connection:
            found = _rows(connection, _chosen(_records(), chosen).limit(limit))
            number = connection.scalar(_chosen(select(func.count()).select_from(AuditRecordRow), chosen))
            return found, number or 0

    def lines(self) -> Iterator[bytes]:
        """Return the log as the lines of an audit file, the closing one last; nothing for an empty log.

        What is written in the database is given as it is, right or wrong.
        """
        with reading(self._engine, self._path) as connection:
            yield from _lines(connection)

    def evidence(self) -> tuple[list[bytes], list[bytes] | None]:
        """Return the lines of the log and of the sealed stream of the same moment, None where it has not begun."""
        with reading(self._engine, self._path) as connection:
            lines, stream = list(_lines(connection)), list(stream_lines(connection))
        has_begun = stream or any(line.startswith(b'{"action":"%s",' % COMMIT.encode()) for line in lines)
        return lines, stream if has_begun else None

    def head(self) -> Head | None:
        """Return the end of the log, None while it holds no sealed record."""
        with reading(self._engine, self._path) as connection:
            return head(connection)

    def hash_of(self, number: int) -> str | None:
        """Return the hash of a record by its number, None where it is not sealed."""
        s = AuditSealRow
        with reading(self._engine, self._path) as connection:
            return connection.scalar(select(s.hash).where(s.id == number))

    def restored(self) -> str | None:
        """Return the hash of the last record that says that the database was restored, None for none."""
        t, s = AuditRecordRow, AuditSealRow
        query = select(s.hash).join(t, t.id == s.id).where(t.action == RESTORED).order_by(t.id.desc()).limit(1)
        with reading(self._engine, self._path) as connection:
            return connection.scalar(query)

    def note_export(self, what: str, at: datetime, actor: str, action: str = "export audit", *more: str) -> None:
        """Note that the log itself leaves the database, or with another action something else: rows and hash of it."""
        with writing(self._engine, self._path) as connection:
            state = current(connection)
            record(connection, None if state is None else state.id, at, actor, action, what, *more)


def _lines(connection: Connection) -> Iterator[bytes]:
    t, s = AuditRecordRow, AuditSealRow
    query = select(
        t.id, type_coerce(t.at, Text), t.action, t.facility_id, t.actor, t.subjects, *_columns(s, _SEAL_FIELDS)
    )
    end = head(connection)
    for row in connection.execute(
        query.outerjoin(s, s.id == t.id).order_by(t.id), execution_options={"yield_per": _ROWS_AT_ONCE}
    ):
        number, stored, action, facility, actor, subjects, *of = row
        # A file holds the text itself, a server a moment.
        at = _text(stored) if isinstance(stored, datetime) else stored
        seal = Seal(**{name: value or "" for name, value in zip(_SEAL_FIELDS, of, strict=True)})
        name = end.log if end is not None else ""
        yield line_of(name, number, at, action, facility, actor, subjects_list(subjects), seal)
    if end is not None:
        yield end_line(end)


def _columns(row: type[AuditSealRow], names: tuple[str, ...]) -> list[Any]:
    return [getattr(row, name) for name in names]


def _records() -> _Query:
    t = AuditRecordRow
    return select(t.id, t.at, t.actor, t.action, t.subjects).order_by(t.id.desc())


def _chosen(query: _Query, chosen: AuditFilter) -> _Query:
    t = AuditRecordRow
    if chosen.actions is not None:
        query = query.where(t.action.in_(chosen.actions))
    if chosen.since is not None:
        query = query.where(t.at >= chosen.since)
    if chosen.before is not None:
        query = query.where(t.at < chosen.before)
    if chosen.actor:
        query = query.where(t.actor == chosen.actor)
    if chosen.subject:
        # Subjects are a JSON list of texts: the quotes keep roster:1 apart from roster:12.
        query = query.where(t.subjects.contains(json.dumps(chosen.subject), autoescape=True))
    return query


def _rows(connection: Connection, query: _Query) -> tuple[AuditRow, ...]:
    return tuple(
        AuditRow(id=number, at=at, actor=actor, action=action, subjects=tuple(json.loads(subjects or "[]")))
        for number, at, actor, action, subjects in connection.execute(query)
    )


def subjects_list(subjects: str) -> object:
    """Return the list that a record's subjects are, or the text where they are none."""
    try:
        return json.loads(subjects or "[]")
    except ValueError:
        return subjects


def _text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
