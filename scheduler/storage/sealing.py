"""Keys and sealed rows in the database. Functions run in the transaction of the change that they are part of."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from scheduler.identity.envelope import (
    Place,
    PrivateKey,
    PublicKey,
    UnsealError,
    is_for,
    recipients_of,
    rewrapped,
    split,
)
from scheduler.identity.keyring import LockedKey, LockedKeyError, locked_key_of
from scheduler.storage.errors import DeskError
from scheduler.storage.tables.sealing import (
    AccountKeyRow,
    AccountLockRow,
    RecoveryKeyRow,
    SealedHeadRow,
    SealedRow,
    StreamEventRow,
)

EVENT = "event "
"""How the names of the stream's rows begin; the number comes last (`scheduler.identity.stream.place_of`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEnvelope:
    """A sealed row: where it belongs, and its envelope, None once it was expunged."""

    place: Place
    envelope: bytes | None


# ------------------------------------------------------------ keys


def public_keys(connection: Connection) -> dict[str, PublicKey]:
    """Return the public key of each account that has one, by the account's name."""
    rows = connection.execute(select(AccountKeyRow.account, AccountKeyRow.public).order_by(AccountKeyRow.account))
    return {account: PublicKey(bytes.fromhex(public)) for account, public in rows}


def locked_key(connection: Connection, account: str) -> LockedKey | None:
    """Return an account's locked key, None where it has none.

    Raises:
        DeskError: what is stored is damaged.
    """
    text = connection.scalar(select(AccountLockRow.locked).where(AccountLockRow.account == account))
    try:
        return None if text is None else locked_key_of(text)
    except LockedKeyError as error:
        raise DeskError(f"{error} (account {account})") from error


def keep_key(connection: Connection, account: str, locked: LockedKey, at: datetime) -> None:
    """Make this an account's key, in place of any other."""
    drop_key(connection, account)
    connection.execute(insert(AccountKeyRow).values(account=account, public=locked.public.raw.hex(), made_at=at))
    connection.execute(insert(AccountLockRow).values(account=account, locked=locked.text()))


def drop_key(connection: Connection, account: str) -> None:
    """Destroy an account's key: what only it opens can never be opened again."""
    forget(connection)
    connection.execute(delete(AccountKeyRow).where(AccountKeyRow.account == account))


def recovery_key(connection: Connection) -> PublicKey | None:
    """Return the public half of the recovery key, None while there is none."""
    public = connection.scalar(select(RecoveryKeyRow.public))
    return None if public is None else PublicKey(bytes.fromhex(public))


def keep_recovery_key(connection: Connection, public: PublicKey, at: datetime, actor: str) -> None:
    """Make this the recovery key, in place of any other."""
    connection.execute(delete(RecoveryKeyRow))
    connection.execute(insert(RecoveryKeyRow).values(id=1, public=public.raw.hex(), made_at=at, made_by=actor))


# ------------------------------------------------------------ sealed rows


def put(connection: Connection, row: str, envelope: bytes) -> None:
    """Store an envelope sealed for version 1 of a new row."""
    head, body = split(envelope)
    connection.execute(insert(SealedRow).values(row=row, version=1, body=body))
    connection.execute(insert(SealedHeadRow).values(row=row, version=1, head=head))


def fetch(connection: Connection, row: str) -> StoredEnvelope | None:
    """Return a sealed row, None where there is none of this name."""
    return next(_stored(connection, row), None)


def all_rows(connection: Connection) -> tuple[StoredEnvelope, ...]:
    """Return all sealed rows but the stream's, by name."""
    return tuple(_stored(connection, None))


def replace(connection: Connection, place: Place, envelope: bytes) -> Place:
    """Put an envelope in place of that of `place`; it must be sealed for the next version, which is returned.

    Raises:
        DeskError: it was changed meanwhile, or expunged.
    """
    head, body = split(envelope)
    found, s, h = fetch(connection, place.row), SealedRow, SealedHeadRow
    if found is None or found.place != place or found.envelope is None:
        raise DeskError("What is sealed there was changed meanwhile; open it again")
    forget(connection)
    newer = place.version + 1
    connection.execute(update(s).where(s.row == place.row).values(version=newer, body=body))
    connection.execute(update(h).where(h.row == place.row).values(version=newer, head=head))
    return Place(row=place.row, version=newer)


def expunge(connection: Connection, rows: Collection[str]) -> None:
    """Destroy the heads of rows: what they hold stays, and can never be opened. See `holds.refuse_held` first."""
    forget(connection)
    h = SealedHeadRow
    for row in sorted(rows):
        connection.execute(update(h).where(h.row == row).values(head=b""))
        connection.execute(delete(h).where(h.row == row))


def heads_of(connection: Connection, key: PrivateKey) -> Iterator[tuple[Place, bytes, bytes]]:
    """Return place, head and body of everything that a key can open, rows and events."""
    for place, head in _heads(connection):
        if is_for(head, key, place):
            yield place, head, _body(connection, place.row)


def _heads(connection: Connection) -> Iterator[tuple[Place, bytes]]:
    h = SealedHeadRow
    for row, version, head in connection.execute(select(h.row, h.version, h.head).order_by(h.row)).all():
        yield Place(row=row, version=version), head


Change = Callable[[frozenset[PublicKey]], Iterable[PublicKey]]
"""Makes the new recipients of an envelope from the present ones."""
Prepared = Mapping[str, tuple[bytes, bytes | None]]
"""By row: the head that was found, and what is to take its place, None where it stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewrapped:
    """How many envelopes have other recipients now, and the names of those that are damaged and were left."""

    number: int
    left: tuple[str, ...] = ()

    def sentence(self) -> str:
        """Return what was left, "" for nothing."""
        if not self.left:
            return ""
        were = "1 was left as it is, for it is" if len(self.left) == 1 else f"{len(self.left)} were left, for they are"
        return (
            f"{were} damaged: {', '.join(self.left)}; restore {'it' if len(self.left) == 1 else 'them'} from a backup"
        )


def name_of(row: str) -> str:
    """Return what people call a sealed row."""
    return f"event {row.rpartition(' ')[2]} of the sealed log" if row.startswith(EVENT) else f"request {row}"


def prepared(connection: Connection, key: PrivateKey, change: Change) -> Prepared:
    """Work out beforehand what `rewrap_all` takes most of its time for, so that nobody else waits for it."""
    found = {}
    for place, head in _heads(connection):
        with suppress(UnsealError):  # named by `rewrap_all`
            found[place.row] = head, _newer(connection, key, change, place, head)
    return found


def rewrap_all(connection: Connection, key: PrivateKey, change: Change, before: Prepared) -> Rewrapped:
    """Give everything that a key can open the recipients that `change` makes of the present ones.

    Args:
        connection: In a transaction that writes.
        key: Of one of the present recipients.
        change: Who the new recipients are.
        before: What was worked out beforehand; whatever was changed since is worked out anew.

    Returns:
        How many were changed, and what was left because it is damaged.
    """
    number, left = 0, []
    for place, head in _heads(connection):
        found, newer = before.get(place.row, (b"", None))
        if found != head:
            try:
                newer = _newer(connection, key, change, place, head)
            except UnsealError:
                left.append(name_of(place.row))
                continue
        if newer is not None:
            set_head(connection, place, newer)
            number += 1
    return Rewrapped(number=number, left=tuple(left))


def _newer(connection: Connection, key: PrivateKey, change: Change, place: Place, head: bytes) -> bytes | None:
    if not is_for(head, key, place):
        return None
    body = _body(connection, place.row)
    now = recipients_of(head, body, key, place)
    after = frozenset(change(now))
    return None if after == now else rewrapped(head, body, key, place, after)


def set_head(connection: Connection, place: Place, head: bytes) -> None:
    """Put a head in place of the one that a row has."""
    forget(connection)
    connection.execute(update(SealedHeadRow).where(SealedHeadRow.row == place.row).values(head=head))


def add_head(connection: Connection, place: Place, head: bytes) -> None:
    """Store the head of a new event."""
    connection.execute(insert(SealedHeadRow).values(row=place.row, version=place.version, head=head))


def _body(connection: Connection, row: str) -> bytes:
    if row.startswith(EVENT):
        number = int(row.rpartition(" ")[2])
        found = connection.scalar(select(StreamEventRow.body).where(StreamEventRow.number == number))
    else:
        found = connection.scalar(select(SealedRow.body).where(SealedRow.row == row))
    if found is None:
        raise DeskError("Something sealed has lost its content; verify the audit log, or restore a backup")
    return found


def _stored(connection: Connection, row: str | None) -> Iterator[StoredEnvelope]:
    s, h = SealedRow, SealedHeadRow
    query = select(s.row, s.version, s.body, h.head).outerjoin(h, h.row == s.row).order_by(s.row)
    for name, version, body, head in connection.execute(query if row is None else query.where(s.row == row)).all():
        yield StoredEnvelope(place=Place(row=name, version=version), envelope=None if head is None else head + body)


def forget(connection: Connection) -> None:
    """Have SQLite overwrite with zeros what is deleted; other databases have their own ways (see the manual)."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete=ON")
