"""Changes of a facility's data one by one, between imports: leave, duties, policy, waivers, readings.

Each function is called inside the transaction that also writes the audit row, and raises the facility's revision, so
that everybody who holds a copy of the data sees that it is old.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, delete, func, select, update

from scheduler.domain.attention import AttentionWeight
from scheduler.domain.leave import LeaveRequest
from scheduler.domain.people import Duty, Leave, Reading, RotationWaiver
from scheduler.domain.policy import ContactWeight, PayPeriod, PolicyEntry, Tier
from scheduler.domain.words import FacilityId, LeaveState
from scheduler.storage import entering, sites, trail
from scheduler.storage.errors import DeskError
from scheduler.storage.flat import Flat, add
from scheduler.storage.tables import people, places, plans
from scheduler.storage.values import FacilityState

V = TypeVar("V")

_LEAVE_ACTIONS = {
    LeaveState.ASKED: "ask for leave",
    LeaveState.GRANTED: "grant leave",
    LeaveState.REFUSED: "refuse leave",
    LeaveState.WITHDRAWN: "withdraw leave",
}


def begin(connection: Connection, state: FacilityState, expected: int | None) -> FacilityId:
    """Raise the facility's revision and return its id.

    Args:
        connection: Open transaction.
        state: The facility as it stands in this transaction.
        expected: The revision that the caller looked at, None where it does not matter.

    Raises:
        DeskError: the data was changed since the caller looked.
    """
    if expected is not None and state.revision != expected:
        raise DeskError("The facility's data has changed meanwhile; look again")
    t = places.FacilityRow
    connection.execute(update(t).where(t.id == state.id).values(revision=t.revision + 1))
    return state.id


def change_leave(
    connection: Connection,
    of: FacilityId,
    requests: Sequence[LeaveRequest],
    added: Sequence[Leave],
    removed: Sequence[Leave],
    at: datetime,
    actor: str,
) -> None:
    """Put requests in, in place of those with the same ids, and add and remove rows of leave.

    Raises:
        DeskError: a leave to remove is not there.
    """
    for leave in removed:
        _remove_leave(connection, of, leave)
    append(connection, of, sites.LEAVE, added)
    t = plans.LeaveRequestRow
    for request in requests:
        values = sites.LEAVE_REQUESTS.values(request)
        change = update(t).where(t.facility_id == of, t.id == request.id).values(**values)
        if connection.execute(change).rowcount == 0:
            append(connection, of, sites.LEAVE_REQUESTS, (request,))
        subjects = (f"leave request:{request.id}", f"officer:{request.badge}")
        trail.record(connection, of, at, actor, _LEAVE_ACTIONS[request.state], *subjects)


def add_duties(connection: Connection, of: FacilityId, duties: Sequence[Duty]) -> None:
    """Add duties."""
    append(connection, of, sites.DUTIES, duties)


def add_readings(connection: Connection, of: FacilityId, readings: Sequence[Reading], at: datetime, actor: str) -> None:
    """Add what officers have read, one audit row for each document and version."""
    append(connection, of, sites.READINGS, readings)
    for document, version in sorted({(r.document, r.version) for r in readings}):
        badges = [r.badge for r in readings if (r.document, r.version) == (document, version)]
        subjects = (f"document:{document}", f"version:{version}", *(f"officer:{badge}" for badge in badges))
        trail.record(connection, of, at, actor, "note readings", *subjects)


def add_rotation_waiver(
    connection: Connection, of: FacilityId, waiver: RotationWaiver, at: datetime, actor: str
) -> None:
    """Add a waiver of rotation."""
    append(connection, of, sites.ROTATION_WAIVERS, (waiver,))
    subjects = (f"officer:{waiver.badge}", f"area:{waiver.area}", f"date:{waiver.first}", f"date:{waiver.expires}")
    trail.record(connection, of, at, actor, "waive rotation", *subjects)


def change_policy(
    connection: Connection,
    of: FacilityId,
    entries: Sequence[PolicyEntry],
    tiers: Sequence[Tier],
    weights: Sequence[ContactWeight],
    pay_periods: Sequence[PayPeriod],
    attention: Sequence[AttentionWeight] = (),
) -> None:
    """Append to the policy, behind what is there: nothing that is there changes, the later of equal dates holds.

    Args:
        connection: Open transaction.
        of: The facility.
        entries: Entries to append.
        tiers: All tiers in their new order.
        weights: Contact weights to append.
        pay_periods: Pay periods to append.
        attention: Weights of the attention index to append.

    Raises:
        DeskError: a tier that is there is missing from `tiers`, stands in it twice, or an entry names none of them.
    """
    keys = [tier.key for tier in tiers]
    for tier in sites.TIERS.read(connection, of):
        if keys.count(tier.key) != 1:
            raise DeskError(f"The tier {tier.key} is part of the policy and must stand in it once")
    for entry in entries:
        if entry.tier is not None and entry.tier not in keys:
            raise DeskError(f"The policy entry {entry.id} names the tier {entry.tier}, which there is not")
    # Foreign keys are checked at the end of the transaction, when every entry finds its tier again.
    connection.execute(delete(places.TierRow).where(places.TierRow.facility_id == of))
    sites.TIERS.save(connection, of, tiers)
    start = append(connection, of, sites.ENTRIES, entries)
    settings = [
        {"facility_id": of, "entry": n, "position": i, "name": s.name, "value": json.dumps(s.value)}
        for n, entry in enumerate(entries, start=start)
        for i, s in enumerate(entry.settings)
    ]
    add(connection, places.PolicySettingRow, settings)
    append(connection, of, sites.CONTACT_WEIGHTS, weights)
    append(connection, of, sites.PAY_PERIODS, pay_periods)
    append(connection, of, sites.ATTENTION, attention)


def append(connection: Connection, of: FacilityId, flat: Flat[V], values: Sequence[V]) -> int:
    """Add values behind those that a list of the site has, and return the position of the first."""
    t = flat.table.__table__
    if entering.is_door(connection) and values:
        start = entering.next_place(connection, flat.table.__tablename__)
    else:
        start = _next_place(connection, of, t)
    rows = [{"facility_id": of, "position": n, **flat.values(value)} for n, value in enumerate(values, start=start)]
    add(connection, flat.table, rows)
    return start


def _next_place(connection: Connection, of: FacilityId, t: Any) -> int:
    last = connection.scalar(select(func.coalesce(func.max(t.c.position), -1)).where(t.c.facility_id == of))
    return int(last if last is not None else -1) + 1


def _remove_leave(connection: Connection, of: FacilityId, leave: Leave) -> None:
    t = people.LeaveRow
    same = select(t.position).where(
        t.facility_id == of, t.badge == leave.badge, t.start == leave.start, t.end == leave.end
    )
    position = connection.execute(same.limit(1)).scalar()
    if position is None:
        raise DeskError(f"The leave of {leave.badge} that is to be taken back is not there")
    connection.execute(delete(t).where(t.facility_id == of, t.position == position))
