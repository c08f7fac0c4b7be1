"""Officers and inmates who are kept apart: restrictions follow where the inmate is moved to."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from scheduler.domain.clock import Clock
from scheduler.domain.people import Restriction
from scheduler.domain.site import Site
from scheduler.domain.words import Badge, FacilityId, InmateRef, Minute
from scheduler.requests.effect import whereabouts
from scheduler.storage import changes, sites, trail
from scheduler.storage.tables.people import RestrictionRow
from scheduler.storage.tables.requests import KeptApartRow
from scheduler.storage.tables.rosters import RosterRow

CHANGED = "change availability"
"""All that the audit log says of it: neither of whom nor why."""
FOLLOWED = frozenset({"stays", "watches", "activities"})
"""Fields of a site that say where inmates are."""
_BAR = ("first", "last", "area", "post")


def remember(
    connection: Connection, badge: Badge, inmate: InmateRef, bars: Sequence[Restriction], at: datetime
) -> None:
    """Keep a pair apart from now on, by restrictions that were made for where the inmate is."""
    rows = [{"first": at.date(), "last": None, "area": None, "post": None}]
    rows += [{name: getattr(bar, name) for name in _BAR} for bar in bars]
    connection.execute(insert(KeptApartRow), [{"badge": badge, "inmate": inmate, **row} for row in rows])


def forget(connection: Connection, badge: Badge, inmate: InmateRef) -> tuple[Restriction, ...]:
    """Keep a pair apart no more, and return the restrictions that go with it.

    What keeps the pair apart for another cause as well stays, with its restrictions.
    """
    t = KeptApartRow
    of_pair = (t.badge == badge, t.inmate == inmate)
    pairs = [n for n, of, bar in _lines(connection) if of == inmate and bar.badge == badge and not _is_bar(bar)]
    if len(pairs) > 1:
        connection.execute(delete(t).where(t.number == pairs[-1]))
        return ()
    bars = tuple(bar for _, of, bar in _lines(connection) if of == inmate and bar.badge == badge and _is_bar(bar))
    connection.execute(delete(t).where(*of_pair))
    return bars


def follow(connection: Connection, site: Site, at: datetime) -> None:
    """Have restrictions follow inmates to where they are now; called in the transaction that moves them.

    A new place is added at once; an old one ends with the roster's period, so that a move names no inmate.
    """
    lines = _lines(connection)
    if not lines:
        return
    now = Minute(int(at.timestamp()) // 60)
    today = Clock(site.facility.zone).date_of(now)
    here = {officer.badge for officer in site.officers}
    last = _period_end(connection, site.facility.id, today)
    added: list[tuple[InmateRef, Restriction]] = []
    ended: list[tuple[int, Restriction]] = []
    for inmate, badge in sorted({(inmate, bar.badge) for _, inmate, bar in lines if bar.badge in here}):
        areas, posts = whereabouts(site, inmate, now)
        places = {*((area, None) for area in areas), *((None, post) for post in posts)}
        standing = {
            (bar.area, bar.post): (n, bar)
            for n, of, bar in lines
            if of == inmate and bar.badge == badge and bar.last is None and _is_bar(bar)
        }
        for area, post in sorted(places - standing.keys(), key=str):
            added.append((inmate, Restriction(badge=badge, first=today, area=area, post=post)))
        ended += [held for place, held in sorted(standing.items(), key=str) if place not in places]
    if not added and not ended:
        return
    _write(connection, site.facility.id, added, ended, last)
    trail.record(connection, site.facility.id, at, trail.SYSTEM, CHANGED)


def _write(
    connection: Connection,
    of: FacilityId,
    added: Sequence[tuple[InmateRef, Restriction]],
    ended: Sequence[tuple[int, Restriction]],
    last: date,
) -> None:
    t = KeptApartRow
    remove_restrictions(connection, of, [bar for _, bar in ended])
    rest = [
        Restriction(badge=bar.badge, first=bar.first, last=max(last, bar.first), area=bar.area, post=bar.post)
        for _, bar in ended
    ]
    for (number, _), bar in zip(ended, rest, strict=True):
        connection.execute(update(t).where(t.number == number).values(last=bar.last))
    for inmate, bar in added:
        values = {name: getattr(bar, name) for name in _BAR}
        connection.execute(insert(t).values(badge=bar.badge, inmate=inmate, **values))
    changes.append(connection, of, sites.RESTRICTIONS, (*rest, *(bar for _, bar in added)))


def remove_restrictions(connection: Connection, of: FacilityId, bars: Iterable[Restriction]) -> None:
    """Take one equal restriction away for each; those that are gone already are passed over."""
    t = RestrictionRow
    for bar in bars:
        same = select(t.position).where(
            t.facility_id == of,
            t.badge == bar.badge,
            *(getattr(t, n).is_not_distinct_from(getattr(bar, n)) for n in _BAR),
        )
        position = connection.scalar(same.order_by(t.position.desc()).limit(1))
        if position is not None:
            connection.execute(delete(t).where(t.facility_id == of, t.position == position))


def lost(before: Iterable[Restriction], after: Iterable[Restriction], on: date) -> tuple[Restriction, ...]:
    """Return restrictions in force on or after a date that are there before and not after."""
    gone = Counter(bar for bar in before if bar.last is None or bar.last >= on)
    gone.subtract(after)
    return tuple(bar for bar, count in gone.items() for _ in range(max(0, count)))


def _lines(connection: Connection) -> list[tuple[int, InmateRef, Restriction]]:
    t = KeptApartRow
    rows = connection.execute(
        select(t.number, t.inmate, t.badge, t.first, t.last, t.area, t.post).order_by(t.number)
    ).all()
    return [
        (row.number, InmateRef(row.inmate), Restriction(badge=row.badge, **{name: getattr(row, name) for name in _BAR}))
        for row in rows
    ]


def _is_bar(bar: Restriction) -> bool:
    return bar.area is not None or bar.post is not None


def _period_end(connection: Connection, of: FacilityId, today: date) -> date:
    """Return the last date of the rosters that hold a date, the date itself where there is none."""
    t = RosterRow
    rows = connection.execute(select(t.first, t.days).where(t.facility_id == of, t.first <= today)).all()
    return max((last for first, days in rows if (last := first + timedelta(days=days - 1)) >= today), default=today)
