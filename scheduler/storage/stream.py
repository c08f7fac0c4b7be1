"""The sealed stream in the database, and the days of it that the audit log commits to."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from sqlalchemy import Connection, func, insert, select, update

from scheduler.audit import Head, KeyFileError, end_line, own_key
from scheduler.identity.envelope import Place, PublicKey, seal, split
from scheduler.identity.stream import (
    EventSeal,
    Opening,
    begun,
    event_line,
    hash_of_body,
    openings_due,
    place_of,
    sealed_event,
)
from scheduler.storage.errors import DeskError
from scheduler.storage.sealing import StoredEnvelope, add_head
from scheduler.storage.tables.chains import CHAIN_FIELDS, END_FIELDS
from scheduler.storage.tables.sealing import SealedHeadRow, StreamDayRow, StreamEventRow, StreamHeadRow

# Made once, as each record of the audit log asks for them.
_READ_HEAD = select(*(getattr(StreamHeadRow, name) for name in END_FIELDS))
_READ_LAST_DAY = select(func.max(StreamDayRow.day))


def stream_head(connection: Connection) -> Head | None:
    """Return the end of the stream, None while it has not begun."""
    row = connection.execute(_READ_HEAD).first()
    return None if row is None else Head(**dict(zip(END_FIELDS, row, strict=True)))


def begin_stream(connection: Connection) -> None:
    """Begin the stream where it has not begun: from now on each day is closed with a commitment.

    Raises:
        DeskError: there is no key, or the stream has lost its end.
    """
    if stream_head(connection) is not None:
        return
    if connection.scalar(select(func.count()).select_from(StreamEventRow)):
        raise DeskError("The sealed log has lost its end, so nothing was saved; verify it, or restore a backup")
    try:
        head = begun(own_key())
    except KeyFileError as error:
        raise DeskError(str(error)) from error
    connection.execute(insert(StreamHeadRow).values(id=1, **_values(head)))


def append_event(connection: Connection, plain: bytes, recipients: Iterable[PublicKey]) -> int:
    """Seal an event to its readers, append it to the stream, and return its number.

    Args:
        connection: In a transaction that writes.
        plain: What happened: a JSON object that names who, when, and the sealed row as `row`.
        recipients: Who may read it.

    Raises:
        DeskError: the stream has not begun, or cannot be chained.
    """
    end = stream_head(connection)
    if end is None:
        raise DeskError("Nothing can be sealed yet: make the recovery key first")
    place = place_of(end.log, end.number + 1)
    head, body = split(seal(plain, recipients, place))
    try:
        of, after = sealed_event(end, own_key(), body)
    except KeyFileError as error:
        raise DeskError(f"{error}. What cannot be written to the sealed log is not saved") from error
    values = {name: getattr(of, name) for name in CHAIN_FIELDS}
    connection.execute(insert(StreamEventRow).values(number=after.number, body=body, **values))
    add_head(connection, place, head)
    connection.execute(update(StreamHeadRow).values(_values(after)))
    return after.number


def events(connection: Connection) -> tuple[StoredEnvelope, ...]:
    """Return all events, oldest first; the envelope is None of those that were expunged."""
    end = stream_head(connection)
    if end is None:
        return ()
    heads = {row: head for row, head in connection.execute(select(SealedHeadRow.row, SealedHeadRow.head))}
    t, found = StreamEventRow, []
    for number, body in connection.execute(select(t.number, t.body).order_by(t.number)):
        place: Place = place_of(end.log, number)
        head = heads.get(place.row)
        found.append(StoredEnvelope(place=place, envelope=None if head is None else head + body))
    return tuple(found)


def is_day_over(connection: Connection, at: datetime) -> bool:
    """Whether a day of the stream is to be closed."""
    last = connection.scalar(_READ_LAST_DAY)
    is_closed = last is not None and (at.astimezone(UTC).date() - last).days <= 1
    return not is_closed and stream_head(connection) is not None


def close_days(connection: Connection, at: datetime) -> tuple[Opening, ...]:
    """Close the days (UTC) before `at` that are not closed; the caller records each in the audit log."""
    head = stream_head(connection) if is_day_over(connection, at) else None
    if head is None:
        return ()
    due = openings_due(connection.scalar(_READ_LAST_DAY), at.astimezone(UTC).date(), head)
    for one in due:
        values = {"day": one.day, "log": one.log, "number": one.number, "hash": one.hash, "salt": one.salt}
        connection.execute(insert(StreamDayRow).values(values))
    return due


def stream_lines(connection: Connection) -> Iterator[bytes]:
    """Return the stream as the lines of a stream file: events, what opens the commitments, the end.

    What is written in the database is given as it is, right or wrong; nothing of it can be read.
    """
    end = stream_head(connection)
    log = "" if end is None else end.log
    t, d = StreamEventRow, StreamDayRow
    for row in connection.execute(
        select(t.number, t.body, t.previous, t.hash, t.key, t.mac).order_by(t.number),
        execution_options={"yield_per": 1000},
    ):
        of = hash_of_body(row.body)
        seal = EventSeal(body=of, previous=row.previous, hash=row.hash, key=row.key, mac=row.mac)
        yield event_line(log, row.number, seal)
    for day in connection.execute(select(d.day, d.log, d.number, d.hash, d.salt).order_by(d.day)):
        yield Opening(day=day.day, log=day.log, number=day.number, hash=day.hash, salt=day.salt).line()
    if end is not None:
        yield end_line(end)


def _values(head: Head) -> dict[str, object]:
    return {name: getattr(head, name) for name in END_FIELDS}
