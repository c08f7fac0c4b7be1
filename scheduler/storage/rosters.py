"""Rosters: the working state as rows, published versions as documents that never change."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, delete, insert, select, tuple_, update

from scheduler.domain.findings import Certificate
from scheduler.domain.roster import Lock, Period, Roster, RosterEdit, Tour, Waiver
from scheduler.domain.words import Badge, FacilityId, RosterState, TourKind
from scheduler.storage import draws, journal
from scheduler.storage.errors import DeskError
from scheduler.storage.flat import Values, add
from scheduler.storage.tables.rosters import (
    RosterLockRow,
    RosterRow,
    RosterTourRow,
    RosterVersionRow,
    RosterWaiverRow,
)
from scheduler.storage.values import RosterHead, StoredRoster, stacks
from scheduler.wire import decode, encode, sha256

_TOUR = tuple(f.name for f in fields(Tour))
_WAIVER = tuple(f.name for f in fields(Waiver))
_KINDS = {kind.value: kind for kind in TourKind}
MOST_CERTIFICATES = 8
"""So many states of a roster are remembered as proven, the latest first: undo leads back to them."""


@dataclass(frozen=True, slots=True)
class Certified:
    """What is proven of the tours with a hash."""

    tours_sha256: str
    certificate: Certificate


def heads(connection: Connection, facility_id: str) -> tuple[RosterHead, ...]:
    """Return the facility's rosters, newest first."""
    rows = connection.execute(_heads().where(RosterRow.facility_id == facility_id).order_by(RosterRow.id.desc()))
    return tuple(_head(row) for row in rows)


def head(connection: Connection, roster_id: int) -> RosterHead:
    """Return a roster's head.

    Raises:
        DeskError: there is no such roster.
    """
    row = connection.execute(_heads().where(RosterRow.id == roster_id)).one_or_none()
    if row is None:
        raise DeskError(f"There is no roster number {roster_id}")
    return _head(row)


def revision(connection: Connection, roster_id: int) -> int:
    """Return how often a roster was changed; 0 when there is none."""
    return connection.scalar(select(RosterRow.revision).where(RosterRow.id == roster_id)) or 0


def create(
    connection: Connection, facility_id: str, period: Period, label: str, at: datetime, actor: str
) -> RosterHead:
    """Add an empty draft."""
    added = insert(RosterRow).values(
        facility_id=facility_id,
        first=period.first,
        days=period.days,
        label=label,
        state=RosterState.DRAFT,
        version=0,
        revision=1,
        created_at=at,
        saved_at=at,
        actor=actor,
        certificate=None,
        certified_tours_sha256="",
        problem_sha256="",
    )
    number = connection.execute(added.returning(RosterRow.id)).scalar_one()
    return head(connection, number)


def load_roster(connection: Connection, roster_id: int) -> Roster:
    """Return a roster's working state; it must exist."""
    t, tour, lock, waiver = RosterRow, RosterTourRow, RosterLockRow, RosterWaiverRow
    row = connection.execute(select(t.facility_id, t.first, t.days, t.state, t.version).where(t.id == roster_id)).one()
    tours = connection.execute(select(*(getattr(tour, n) for n in _TOUR)).where(tour.roster_id == roster_id))
    locks = connection.execute(select(lock.badge, lock.on).where(lock.roster_id == roster_id))
    waivers = connection.execute(
        select(*(getattr(waiver, n) for n in _WAIVER)).where(waiver.roster_id == roster_id).order_by(waiver.position)
    )
    return Roster(
        facility=FacilityId(row.facility_id),
        period=Period(first=row.first, days=row.days),
        tours=tuple(_tour(r) for r in tours),
        locks=tuple(Lock(badge=Badge(badge), on=on) for badge, on in locks),
        waivers=tuple(Waiver(**dict(zip(_WAIVER, r, strict=True))) for r in waivers),
        state=RosterState(row.state),
        version=row.version,
    )


def load(connection: Connection, roster_id: int, roster: Roster | None = None) -> StoredRoster:
    """Return a roster with its certificate and journal.

    Args:
        connection: Open transaction.
        roster_id: Number of the roster.
        roster: The working state, where the caller has it already.

    Raises:
        DeskError: there is no such roster.
    """
    found = head(connection, roster_id)
    roster = roster or load_roster(connection, roster_id)
    t = RosterRow
    problem_sha256 = connection.execute(select(t.problem_sha256).where(t.id == roster_id)).scalar_one()
    steps = journal.steps(connection, roster_id)
    edits, redoable = stacks(steps)
    return StoredRoster(
        head=found,
        roster=roster,
        certificate=certificate(connection, roster_id, roster),
        problem_sha256=problem_sha256,
        edits=edits,
        redoable=redoable,
        journal=steps,
    )


def certificate(connection: Connection, roster_id: int, roster: Roster) -> Certificate | None:
    """Return what is proven of exactly these tours of a roster, None for nothing."""
    t = RosterRow
    row = connection.execute(select(t.certificate, t.certified_tours_sha256).where(t.id == roster_id)).one()
    if row.certificate is None:
        return None
    tours = sha256(roster.tours)
    return next((known.certificate for known in _certificates(*row) if known.tours_sha256 == tours), None)


def save_edit(connection: Connection, roster_id: int, edit: RosterEdit, before: Roster, after: Roster) -> None:
    """Bring the rows of a roster from `before` to `after`, which `edit` led to."""
    facility_id = before.facility
    t, lock = RosterTourRow, RosterLockRow
    gone = [change.before for change in edit.changes if change.before is not None]
    come = [change.after for change in edit.changes if change.after is not None]
    key = tuple_(*(getattr(t, name) for name in _TOUR))
    # SQLite takes a limited number of values in one statement.
    for start in range(0, len(gone), 500):
        chunk = [tuple(_values(tour).values()) for tour in gone[start : start + 500]]
        connection.execute(delete(t).where(t.roster_id == roster_id, key.in_(chunk)))
    add(connection, t, [{"facility_id": facility_id, "roster_id": roster_id, **_values(tour)} for tour in come])
    for change in edit.locks:
        badge, on = change.lock.badge, change.lock.on
        if change.is_set:
            of = {"facility_id": facility_id, "roster_id": roster_id}
            connection.execute(insert(lock).values(**of, badge=badge, on=on))
        else:
            connection.execute(delete(lock).where(lock.roster_id == roster_id, lock.badge == badge, lock.on == on))
    if after.state != before.state:
        connection.execute(update(RosterRow).where(RosterRow.id == roster_id).values(state=after.state))


def touch(connection: Connection, roster_id: int, at: datetime, actor: str, **values: Any) -> None:
    """Note that a roster changed, by whom and when, with further columns."""
    t = RosterRow
    change = update(t).where(t.id == roster_id)
    connection.execute(change.values(revision=t.revision + 1, saved_at=at, actor=actor, **values))


def add_waiver(connection: Connection, roster_id: int, roster: Roster, waiver: Waiver) -> None:
    """Add a waiver behind those that the roster has."""
    of = {"facility_id": roster.facility, "roster_id": roster_id, "position": len(roster.waivers)}
    values = {name: getattr(waiver, name) for name in _WAIVER}
    connection.execute(insert(RosterWaiverRow).values(**of, **values))


def certify(connection: Connection, roster_id: int, roster: Roster, certificate: Certificate | None) -> Values:
    """Return the columns that hold what is proven: of the roster as it stands, and of the states that undo leads to."""
    t = RosterRow
    row = connection.execute(select(t.certificate, t.certified_tours_sha256).where(t.id == roster_id)).one()
    tours = sha256(roster.tours)
    kept = [known for known in _certificates(*row) if known.tours_sha256 != tours][: MOST_CERTIFICATES - 1]
    if certificate is not None:
        kept.insert(0, Certified(tours, certificate))
    return {
        "certificate": encode(kept).decode() if kept else None,
        "certified_tours_sha256": tours if certificate is not None else "",
    }


def add_version(
    connection: Connection,
    stored: StoredRoster,
    at: datetime,
    actor: str,
    reason: str,
    problem_sha256: str,
) -> Roster:
    """Publish a roster as it stands as its next version, and return it as published."""
    number = stored.head.version + 1
    roster = replace(stored.roster, state=RosterState.PUBLISHED, version=number)
    certificate = stored.certificate
    connection.execute(
        insert(RosterVersionRow).values(
            facility_id=roster.facility,
            roster_id=stored.head.id,
            version=number,
            first=roster.period.first,
            days=roster.period.days,
            label=stored.head.label,
            published_at=at,
            actor=actor,
            reason=reason,
            body=encode(roster).decode(),
            body_sha256=sha256(roster),
            certificate=None if certificate is None else encode(certificate).decode(),
            problem_sha256=problem_sha256,
        )
    )
    return roster


def versions(connection: Connection, roster_id: int) -> tuple[RosterHead, ...]:
    """Return the published versions of a roster, newest first."""
    t = RosterVersionRow
    query = (
        select(t.roster_id, t.first, t.days, t.version, t.published_at, t.actor, t.label)
        .where(t.roster_id == roster_id)
        .order_by(t.version.desc())
    )
    return tuple(_version_head(row) for row in connection.execute(query))


def version(connection: Connection, roster_id: int, number: int) -> StoredRoster:
    """Return a published version.

    Raises:
        DeskError: there is none, or it was tampered with.
    """
    t = RosterVersionRow
    row = connection.execute(
        select(
            t.roster_id, t.first, t.days, t.version, t.published_at, t.actor, t.label,
            t.body, t.body_sha256, t.certificate, t.problem_sha256, t.reason,
        ).where(t.roster_id == roster_id, t.version == number)
    ).one_or_none()  # fmt: skip
    if row is None:
        raise DeskError(f"Roster number {roster_id} has no version {number}")
    return StoredRoster(
        head=_version_head(row),
        roster=_body(row.body, row.body_sha256, roster_id, number),
        certificate=_certificate(row.certificate),
        problem_sha256=row.problem_sha256,
        reason=row.reason,
    )


def published(connection: Connection, facility_id: str, since: date, before: date) -> tuple[Roster, ...]:
    """Return the latest version of each roster with dates in [since, before), oldest publication first.

    Posts drawn since stand in it.
    """
    t, r = RosterVersionRow, RosterRow
    query = (
        select(t.first, t.days, t.body, t.body_sha256, t.roster_id, t.version)
        .join(r, (r.id == t.roster_id) & (r.version == t.version))
        .where(t.facility_id == facility_id, t.first < before)
        .order_by(t.published_at, t.roster_id)
    )
    return tuple(
        draws.with_drawn(connection, roster_id, _body(body, digest, roster_id, number))
        for first, days, body, digest, roster_id, number in connection.execute(query)
        if Period(first=first, days=days).last >= since
    )


def _body(body: str, digest: str, roster_id: int, number: int) -> Roster:
    roster = decode(body.encode(), Roster, f"version {number} of roster {roster_id}")
    if sha256(roster) != digest:
        raise DeskError(f"Version {number} of roster number {roster_id} is not as it was published")
    return roster


def _certificates(text: str | None, tours_sha256: str) -> tuple[Certified, ...]:
    """Return what is proven of states of a roster; older databases hold one certificate, of the tours with a hash."""
    if text is None:
        return ()
    if text.startswith("{"):
        return (Certified(tours_sha256, decode(text.encode(), Certificate, "certificate")),)
    return decode(text.encode(), tuple[Certified, ...], "certificates")


def _certificate(text: str | None) -> Certificate | None:
    return None if text is None else decode(text.encode(), Certificate, "certificate")


def _heads() -> Select[*tuple[Any, ...]]:
    t = RosterRow
    return select(t.id, t.first, t.days, t.state, t.version, t.saved_at, t.actor, t.label)


def _head(row: Any) -> RosterHead:
    return RosterHead(
        id=row.id,
        period=Period(first=row.first, days=row.days),
        state=RosterState(row.state),
        version=row.version,
        saved_at=row.saved_at,
        actor=row.actor,
        label=row.label,
    )


def _version_head(row: Any) -> RosterHead:
    return RosterHead(
        id=row.roster_id,
        period=Period(first=row.first, days=row.days),
        state=RosterState.PUBLISHED,
        version=row.version,
        saved_at=row.published_at,
        actor=row.actor,
        label=row.label,
    )


def _values(tour: Tour) -> Values:
    return {name: getattr(tour, name) for name in _TOUR}


def _tour(row: Iterable[Any]) -> Tour:
    start, badge, post, on, shift, index, end, kind, is_locked = row
    return Tour(
        start=start,
        badge=badge,
        post=post,
        on=on,
        shift=shift,
        index=index,
        end=end,
        kind=_KINDS[kind],
        is_locked=is_locked,
    )
