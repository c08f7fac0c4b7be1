"""Which officers have acknowledged what a version of a roster changed for them. Rows are added, never changed."""

from datetime import datetime

from sqlalchemy import Connection, insert, select

from scheduler.domain.words import Badge
from scheduler.storage.errors import DeskError
from scheduler.storage.tables.rosters import NoticeReadRow
from scheduler.storage.values import NoticeRead


def of_roster(connection: Connection, roster_id: int) -> tuple[NoticeRead, ...]:
    """Return everything that was acknowledged of a roster, by version and badge."""
    t = NoticeReadRow
    rows = connection.execute(
        select(t.version, t.badge, t.at, t.actor).where(t.roster_id == roster_id).order_by(t.version, t.badge)
    )
    return tuple(NoticeRead(version=r.version, badge=Badge(r.badge), at=r.at, actor=r.actor) for r in rows)


def add(
    connection: Connection, facility_id: str, roster_id: int, version: int, badge: Badge, at: datetime, actor: str
) -> None:
    """Note that an officer has acknowledged a version.

    Raises:
        DeskError: that is noted already.
    """
    if any((r.version, r.badge) == (version, badge) for r in of_roster(connection, roster_id)):
        raise DeskError(f"Officer {badge} has acknowledged version {version} of roster number {roster_id} already")
    connection.execute(
        insert(NoticeReadRow).values(
            facility_id=facility_id, roster_id=roster_id, version=version, badge=badge, at=at, actor=actor
        )
    )
