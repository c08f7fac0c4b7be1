"""Retention, litigation holds and expunging in the database. Functions run in the transaction of their caller."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from sqlalchemy import Connection, delete, insert, select, update

from scheduler.audit import KINDS, actions_of
from scheduler.identity.retention import LOG, Hold, is_held
from scheduler.storage import sealing, trail
from scheduler.storage.errors import DeskError
from scheduler.storage.tables.audit import AuditRecordRow, AuditSealRow
from scheduler.storage.tables.sealing import HoldRow, RetentionRow

EXPUNGE = "expunge log"
"""The action of the record that says whose content was taken out; itself it stays."""
COMMITMENTS = frozenset({EXPUNGE, "commit stream"})
"""Actions whose records prove others and are never expunged."""


def periods(connection: Connection) -> dict[str, int | None]:
    """Return what the site has set, in days by kind; None: kept for ever."""
    return {kind: days for kind, days in connection.execute(select(RetentionRow.kind, RetentionRow.days))}


def set_period(connection: Connection, kind: str, days: int | None) -> None:
    """Set for how many days a kind is kept after it is closed (a record of the audit log: after it was written)."""
    connection.execute(delete(RetentionRow).where(RetentionRow.kind == kind))
    connection.execute(insert(RetentionRow).values(kind=kind, days=days))


def holds(connection: Connection) -> tuple[Hold, ...]:
    """Return all holds that were ever placed, oldest first."""
    t = HoldRow
    rows = connection.execute(
        select(t.id, t.scope, t.case_name, t.placed_at, t.placed_by, t.lifted_at, t.lifted_by).order_by(t.id)
    )
    return tuple(Hold(**row._asdict()) for row in rows)


def place_hold(connection: Connection, scope: str, case_name: str, at: datetime, actor: str) -> int:
    """Place a hold and return its number."""
    values = {"scope": scope, "case_name": case_name, "placed_at": at, "placed_by": actor}
    return int(connection.execute(insert(HoldRow).values(values).returning(HoldRow.id)).scalar_one())


def lift_hold(connection: Connection, number: int, at: datetime, actor: str) -> None:
    """Lift a hold.

    Raises:
        DeskError: there is none of this number, or it is lifted.
    """
    t = HoldRow
    lifted = update(t).where(t.id == number, t.lifted_at.is_(None)).values(lifted_at=at, lifted_by=actor)
    if connection.execute(lifted).rowcount != 1:
        raise DeskError(f"There is no hold number {number} to be lifted")


def expunge_sealed(connection: Connection, rows: Collection[str]) -> None:
    """Destroy what opens sealed rows.

    Raises:
        DeskError: a hold forbids it; nothing is destroyed.
    """
    standing = holds(connection)
    if any(is_held(standing, row) for row in rows):
        raise DeskError("A litigation hold forbids to expunge this")
    sealing.expunge(connection, rows)


def log_due(connection: Connection, today: date) -> tuple[int, ...]:
    """Return the numbers of the audit log's records whose retention has ended and whose content still stands."""
    t, found = AuditRecordRow, list[int]()
    for kind, days in periods(connection).items():
        if days is None or kind not in KINDS:
            continue
        before = datetime.combine(today - timedelta(days=days), time(), UTC)
        actions = [action for action in actions_of(kind) if action not in COMMITMENTS]
        found += connection.scalars(select(t.id).where(t.action.in_(actions), t.at < before, t.subjects != ""))
    return tuple(sorted(found))


def expunge_log(connection: Connection, numbers: Sequence[int], at: datetime, actor: str) -> None:
    """Take who and what out of records of the audit log, and say in a record of which; the chain holds without them.

    Raises:
        DeskError: a hold forbids it, or a record is one that must stay; nothing is taken out.
    """
    if is_held(holds(connection), LOG):
        raise DeskError("A litigation hold forbids to expunge the audit log")
    t, s, chosen = AuditRecordRow, AuditSealRow, _spans(sorted(set(numbers)))
    sealing.forget(connection)
    for first, last in chosen:
        here = t.id.between(first, last)
        may_go = here & t.action.not_in(COMMITMENTS)
        taken = connection.execute(update(t).where(may_go).values(facility_id=None, actor="", subjects="")).rowcount
        if taken != last - first + 1:
            raise DeskError("Some of these records do not exist, or must stay")
        connection.execute(update(s).where(s.id.between(first, last)).values(salt=""))
    if chosen:
        words = (f"records:{first}" if first == last else f"records:{first}-{last}" for first, last in chosen)
        trail.record(connection, None, at, actor, EXPUNGE, *words)


def _spans(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Return the first and last of each run of sorted numbers."""
    starts = [n for before, n in pairwise([-1, *numbers]) if n != before + 1 or before < 0]
    ends = [n for n, after in pairwise([*numbers, -1]) if after != n + 1]
    return list(zip(starts, ends, strict=True))
