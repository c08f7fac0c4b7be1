"""Posts drawn at muster: what a version commits to, and the records of draws. Nothing here changes once written."""

from datetime import datetime

from sqlalchemy import Connection, Engine, insert, select

from scheduler.domain.draws import Draw, Muster, Seal
from scheduler.domain.roster import Roster, RosterEdit
from scheduler.storage import rosters
from scheduler.storage.address import Where
from scheduler.storage.connect import reading
from scheduler.storage.errors import DeskError
from scheduler.storage.tables.rosters import RosterDrawRow, RosterSealRow
from scheduler.storage.values import NewSeal, StoredSeal
from scheduler.wire import decode, encode


def add_seal(connection: Connection, roster_id: int, stored: NewSeal) -> None:
    """Add what a version commits to, in the transaction that publishes it."""
    connection.execute(
        insert(RosterSealRow).values(
            facility_id=stored.seal.facility,
            roster_id=roster_id,
            version=stored.seal.version,
            commitment=stored.commitment,
            secret=stored.secret,
            body=encode(stored.seal).decode(),
        )
    )


def seal(connection: Connection, roster_id: int, version: int) -> StoredSeal | None:
    """Return what a version commits to, None where its posts are not drawn."""
    t = RosterSealRow
    query = select(t.body, t.commitment).where(t.roster_id == roster_id, t.version == version)
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    found = decode(row.body.encode(), Seal, f"seal of version {version} of roster {roster_id}")
    return StoredSeal(seal=found, commitment=row.commitment)


def secret(connection: Connection, roster_id: int, version: int) -> str:
    """Return the secret behind what a version commits to.

    Raises:
        DeskError: it commits to nothing.
    """
    t = RosterSealRow
    found = connection.scalar(select(t.secret).where(t.roster_id == roster_id, t.version == version))
    if found is None:
        raise DeskError(f"Posts of version {version} of roster {roster_id} are not drawn")
    return found


def add_record(connection: Connection, facility_id: str, roster_id: int, record: Draw) -> None:
    """Add the record of a draw.

    Raises:
        DeskError: the posts of the muster are drawn already.
    """
    known = drawn(connection, roster_id)
    if record.muster in known:
        raise DeskError(f"The posts of {record.muster} are drawn already, on {known[record.muster]:%d %b at %H:%M} UTC")
    connection.execute(
        insert(RosterDrawRow).values(
            facility_id=facility_id,
            roster_id=roster_id,
            muster=str(record.muster),
            version=record.seal.version,
            at=record.at,
            actor=record.actor,
            body=encode(record).decode(),
        )
    )


def drawn(connection: Connection, roster_id: int) -> dict[Muster, datetime]:
    """Return which musters of a roster are drawn, and when (aware, UTC)."""
    return {record.muster: record.at for record in records(connection, roster_id)}


def records(connection: Connection, roster_id: int) -> tuple[Draw, ...]:
    """Return the records of a roster's draws, in the order in which they were made."""
    t = RosterDrawRow
    rows = connection.execute(select(t.body, t.muster).where(t.roster_id == roster_id).order_by(t.at, t.muster))
    return tuple(decode(body.encode(), Draw, f"draw {muster} of roster {roster_id}") for body, muster in rows)


def edit_of(record: Draw) -> RosterEdit:
    """Return a draw as a change of the roster."""
    return RosterEdit(
        id=f"draw {record.seal.version} {record.muster}",
        label=f"Draw posts, {record.muster}",
        actor=record.actor,
        at=record.at,
        changes=record.changes,
    )


def with_drawn(connection: Connection, roster_id: int, roster: Roster) -> Roster:
    """Return a published version with what was drawn since."""
    for record in records(connection, roster_id):
        if record.seal.version == roster.version:
            roster = edit_of(record).apply(roster)
    return roster


class DrawStore:
    """The part of an open database that tells what is drawn at muster. Every method is one short transaction."""

    def __init__(self, path: Where, engine: Engine) -> None:
        self._path, self._engine = path, engine

    def seal(self, roster_id: int) -> StoredSeal | None:
        """Return what the latest version of a roster commits to, None where its posts are not drawn at muster."""
        with reading(self._engine, self._path) as connection:
            return seal(connection, roster_id, rosters.head(connection, roster_id).version)

    def secret(self, roster_id: int, version: int) -> str:
        """Return the secret behind what a version of a roster commits to.

        Raises:
            DeskError: it commits to nothing, or the secret is not for whoever asks.
        """
        with reading(self._engine, self._path) as connection:
            return secret(connection, roster_id, version)

    def records(self, roster_id: int) -> tuple[Draw, ...]:
        """Return the records of what was drawn of a roster, in the order in which it was."""
        with reading(self._engine, self._path) as connection:
            return records(connection, roster_id)
