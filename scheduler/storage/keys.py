"""The part of an open database that keeps keys, and what is done with all that is sealed to them at once."""

import json
import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine

from scheduler.identity.envelope import (
    Place,
    PrivateKey,
    PublicKey,
    TooManyError,
    UnsealError,
    opened,
    rewrapped,
)
from scheduler.identity.keyring import LockedKey
from scheduler.identity.retention import Hold
from scheduler.storage import retention, sealing, trail
from scheduler.storage.address import Where
from scheduler.storage.connect import reading, writing
from scheduler.storage.errors import DeskError
from scheduler.storage.sealing import Rewrapped
from scheduler.storage.stream import append_event, begin_stream

Event = Callable[[str], bytes]
"""Makes the text of an event about a sealed row."""


class KeyStore:
    """Keys of accounts, the recovery key, retention and holds. Every method is one transaction."""

    def __init__(self, path: Where, engine: Engine) -> None:
        self._path, self._engine = path, engine

    # ------------------------------------------------------------ reading

    def locked(self, account: str) -> LockedKey | None:
        """Return an account's locked key, None where it has none."""
        with reading(self._engine, self._path) as connection:
            return sealing.locked_key(connection, account)

    def public(self) -> dict[str, PublicKey]:
        """Return the public keys of all accounts that have one."""
        with reading(self._engine, self._path) as connection:
            return sealing.public_keys(connection)

    def recovery(self) -> PublicKey | None:
        """Return the public half of the recovery key, None while there is none."""
        with reading(self._engine, self._path) as connection:
            return sealing.recovery_key(connection)

    def holds(self) -> tuple[Hold, ...]:
        """Return all holds that were ever placed."""
        with reading(self._engine, self._path) as connection:
            return retention.holds(connection)

    def periods(self) -> dict[str, int | None]:
        """Return the retention that the site has set, in days by kind."""
        with reading(self._engine, self._path) as connection:
            return retention.periods(connection)

    def log_due(self, today: date) -> tuple[int, ...]:
        """Return the records of the audit log whose retention has ended."""
        with reading(self._engine, self._path) as connection:
            return retention.log_due(connection, today)

    # ------------------------------------------------------------ keys

    def add(self, account: str, locked: LockedKey, at: datetime, actor: str) -> None:
        """Keep the first key of an account.

        Raises:
            DeskError: it has one, or there is no recovery key yet.
        """
        with writing(self._engine, self._path) as connection:
            if sealing.recovery_key(connection) is None:
                raise DeskError("Make the recovery key first: what is sealed must not be lost with one passphrase")
            if sealing.locked_key(connection, account) is not None:
                raise DeskError(f"The account {account} has a key already")
            sealing.keep_key(connection, account, locked, at)
            trail.record(connection, None, at, actor, "make key", f"account:{account}")

    def relock(self, account: str, locked: LockedKey, at: datetime, actor: str) -> None:
        """Keep the same key under another passphrase.

        Raises:
            DeskError: the account has another key by now.
        """
        with writing(self._engine, self._path) as connection:
            self._expect(connection, account, locked.public)
            sealing.keep_key(connection, account, locked, at)
            trail.record(connection, None, at, actor, "lock key anew", f"account:{account}")
        self._settle()

    def rotate(self, account: str, key: PrivateKey, locked: LockedKey, at: datetime, actor: str) -> Rewrapped:
        """Replace an account's key pair: all that it opens is wrapped for the new one, the old one is destroyed.

        What an older recovery key was a reader of gets the present one as well. What is damaged is left: it opened with
        no key any more.

        Raises:
            DeskError: the account has another key by now. Nothing is changed then.
        """
        recovery = self.recovery()
        more = {locked.public} | (set() if recovery is None else {recovery})

        def change(now: frozenset[PublicKey]) -> frozenset[PublicKey]:
            return (now - {key.public}) | more

        before = self._prepared(key, change)
        with writing(self._engine, self._path) as connection, _in_sentences():
            self._expect(connection, account, key.public)
            done = sealing.rewrap_all(connection, key, change, before)
            sealing.keep_key(connection, account, locked, at)
            trail.record(connection, None, at, actor, "rotate key", f"account:{account}", *_left(done))
        self._settle()
        return done

    def make_recovery(self, public: PublicKey, old: PrivateKey | None, at: datetime, actor: str) -> None:
        """Make a recovery key, the first or in place of another; with the first one the sealed stream begins.

        Args:
            public: Of the new one.
            old: The private half of the one before, to wrap for the new one what it opens; without it that stays
                until its readers change their keys.
            at: When.
            actor: Who.

        Raises:
            DeskError: an envelope is damaged, and named. Nothing is changed then: without `old` it goes on.
        """

        def change(now: frozenset[PublicKey]) -> frozenset[PublicKey]:
            return now if old is None else (now - {old.public}) | {public}

        before = {} if old is None else self._prepared(old, change)
        with writing(self._engine, self._path) as connection, _in_sentences():
            begin_stream(connection)
            if old is not None:
                left = sealing.rewrap_all(connection, old, change, before).left
                if left:
                    raise _damaged(*left)
            sealing.keep_recovery_key(connection, public, at, actor)
            trail.record(connection, None, at, actor, "make recovery key", f"key:{public.id}")
        self._settle()

    def recover(
        self, key: PrivateKey, lost: str, account: str, locked: LockedKey, at: datetime, actor: str
    ) -> Rewrapped:
        """Give an account a new key pair, and with it all that the lost key of an account could open; see `rotate`.

        Args:
            key: The recovery key.
            lost: Whose key cannot be used any more; it is destroyed.
            account: Who gets the new one, usually the same.
            locked: The new one.
            at: When.
            actor: Who restored the recovery key.

        Raises:
            DeskError: it is not the recovery key, or the account has a key that is not the lost one.
        """
        gone = self.public().get(lost)

        def change(now: frozenset[PublicKey]) -> frozenset[PublicKey]:
            return (now - {gone}) | {locked.public} if gone in now else now

        before = self._prepared(key, change)
        with writing(self._engine, self._path) as connection, _in_sentences():
            if sealing.recovery_key(connection) != key.public:
                raise DeskError("This is not the recovery key")
            keys = sealing.public_keys(connection)
            if account != lost and account in keys:
                raise DeskError(f"The account {account} has a key already; hand over to it instead")
            if keys.get(lost) != gone:
                raise DeskError(f"The key of the account {lost} was changed meanwhile; try again")
            done = sealing.rewrap_all(connection, key, change, before)
            sealing.drop_key(connection, lost)
            sealing.keep_key(connection, account, locked, at)
            trail.record(connection, None, at, actor, "recover key", f"account:{account}", f"of:{lost}", *_left(done))
        self._settle()
        return done

    # ------------------------------------------------------------ sealed rows

    def hand_over(self, row: str, key: PrivateKey, to: str, event: Event) -> None:
        """Give the holder of another account access to a sealed row and to what happened to it; the stream tells.

        Raises:
            DeskError: the key does not open the row, or the account has no key.
        """
        with writing(self._engine, self._path) as connection, _in_sentences():
            new = sealing.public_keys(connection).get(to)
            if new is None:
                raise DeskError(f"The account {to} has no key to seal for yet")
            readers = share(connection, row, key, {new})
            if not readers:
                raise DeskError("Your key does not open this")
            append_event(connection, event(row), readers)

    def expunge(self, rows: Collection[str], key: PrivateKey, event: Event) -> int:
        """Destroy what opens sealed rows, and the events about them; the stream tells that it was done.

        Returns:
            How many envelopes can never be opened again.

        Raises:
            DeskError: a hold forbids it, or the key does not open one of them. Nothing is changed then.
        """
        with writing(self._engine, self._path) as connection, _in_sentences():
            mine = {place.row: (place, head, body) for place, head, body in sealing.heads_of(connection, key)}
            if not set(rows) <= set(mine):
                raise DeskError("Your key does not open all of this")
            about = set()
            for name, (place, head, body) in mine.items():
                told = _event(name, head + body, key, place)
                if told.get("row") in rows:
                    about.add(name)
                if name in rows:
                    about.update(told.get("receipts", ()))
            retention.expunge_sealed(connection, set(rows))
            sealing.expunge(connection, about)
            recovery = sealing.recovery_key(connection)
            readers = {key.public} | (set() if recovery is None else {recovery})
            for row in sorted(rows):
                append_event(connection, event(row), readers)
        self._settle()
        return len(about | set(rows))

    # ------------------------------------------------------------ retention and holds

    def set_period(self, kind: str, days: int | None, at: datetime, actor: str) -> None:
        """Set for how many days a kind of records is kept, None for ever."""
        with writing(self._engine, self._path) as connection:
            retention.set_period(connection, kind, days)
            trail.record(connection, None, at, actor, "set retention", f"kind:{kind}", f"days:{days}")

    def place_hold(self, scope: str, case_name: str, at: datetime, actor: str) -> int:
        """Place a litigation hold and return its number."""
        with writing(self._engine, self._path) as connection:
            number = retention.place_hold(connection, scope, case_name, at, actor)
            trail.record(connection, None, at, actor, "place hold", f"hold:{number}")
            return number

    def lift_hold(self, number: int, at: datetime, actor: str) -> None:
        """Lift a hold.

        Raises:
            DeskError: there is none of this number that stands.
        """
        with writing(self._engine, self._path) as connection:
            retention.lift_hold(connection, number, at, actor)
            trail.record(connection, None, at, actor, "lift hold", f"hold:{number}")

    def expunge_log(self, numbers: Sequence[int], at: datetime, actor: str) -> None:
        """Take who and what out of records of the audit log; see `retention.expunge_log`."""
        with writing(self._engine, self._path) as connection:
            retention.expunge_log(connection, numbers, at, actor)
        self._settle()

    # ------------------------------------------------------------ helpers

    def _prepared(self, key: PrivateKey, change: sealing.Change) -> sealing.Prepared:
        with reading(self._engine, self._path) as connection, _in_sentences():
            return sealing.prepared(connection, key, change)

    def _expect(self, connection: Connection, account: str, public: PublicKey) -> None:
        if sealing.public_keys(connection).get(account) != public:
            raise DeskError(f"The key of the account {account} was changed meanwhile; open it again")

    def _settle(self) -> None:
        """Have what was destroyed leave SQLite's write-ahead log too."""
        if self._engine.dialect.name == "sqlite":
            # A checkpoint runs outside of any transaction. While somebody reads, a later one does it.
            with suppress(sqlite3.OperationalError), closing(self._engine.raw_connection()) as raw:
                raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def _in_sentences() -> Iterator[None]:
    try:
        yield
    except UnsealError as error:
        raise DeskError(str(error)) from None
    except TooManyError as error:
        raise DeskError(f"This cannot be sealed: {error}") from None


def share(connection: Connection, row: str, key: PrivateKey, new: Collection[PublicKey]) -> frozenset[PublicKey]:
    """Let further keys open a row, and the events about it, as far as a key opens them.

    Returns:
        Who reads the row now, nobody where the key does not open it.

    Raises:
        DeskError: the row is damaged.
    """
    readers: frozenset[PublicKey] = frozenset()
    for place, head, body in tuple(sealing.heads_of(connection, key)):
        if place.row != row and _event(place.row, head + body, key, place).get("row") != row:
            continue
        try:
            now = opened(head + body, key, place).recipients
        except UnsealError:
            raise _damaged(sealing.name_of(row)) from None
        after = now.union(new)
        if place.row == row:
            readers = after
        if after != now:
            sealing.set_head(connection, place, rewrapped(head, body, key, place, after))
    return readers


def _event(name: str, envelope: bytes, key: PrivateKey, place: Place) -> dict[str, Any]:
    """Return what an event tells, nothing where the name is no event's, or where it is damaged."""
    if not name.startswith(sealing.EVENT):
        return {}
    try:
        found = json.loads(opened(envelope, key, place).plain)
    except (UnsealError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _damaged(*names: str) -> DeskError:
    are = "is" if len(names) == 1 else "are"
    return DeskError(f"{', '.join(names)} {are} damaged; restore {'it' if len(names) == 1 else 'them'} from a backup")


def _left(done: Rewrapped) -> tuple[str, ...]:
    return tuple(f"left:{name}" for name in done.left)
