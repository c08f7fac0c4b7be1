"""Officers and inmates who are kept apart: restrictions follow where the inmate is moved to.

No table names a pair. A row holds the officer's badge and a mark: a salted digest of badge and inmate, found again only
by who has the inmates' numbers and tries them all. It keeps a pair from whoever looks into the table or a copy of it;
it is no seal against who has both the database and time.
"""

import hashlib
import hmac
import secrets
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from scheduler.domain.clock import Clock
from scheduler.domain.people import Restriction
from scheduler.domain.site import Site
from scheduler.domain.words import Badge, FacilityId, InmateRef, Minute
from scheduler.requests.effect import whereabouts
from scheduler.storage import changes, entering, sites, trail
from scheduler.storage.address import Server, Where
from scheduler.storage.connect import reading, writing
from scheduler.storage.state import needed
from scheduler.storage.tables.people import RestrictionRow
from scheduler.storage.tables.requests import KeptApartRow
from scheduler.storage.tables.rosters import RosterRow

CHANGED = "change availability"
"""All that the audit log says of it: neither of whom nor why."""
FOLLOWED = frozenset({"stays", "watches", "activities"})
"""Fields of a site that say where inmates are."""
_BAR = ("first", "last", "area", "post")
_SALT_BYTES = 16


def remember(
    connection: Connection, badge: Badge, inmate: InmateRef, bars: Sequence[Restriction], at: datetime
) -> None:
    """Keep a pair apart from now on, by restrictions that were made for where the inmate is."""
    known = _marks_of(connection, badge, inmate)
    mark = known[0] if known else _new_mark(badge, inmate)
    if entering.is_door(connection):
        entering.keep_apart(connection, mark, at, bars)
        return
    rows = [{"first": at.date(), "last": None, "area": None, "post": None}]
    rows += [{name: getattr(bar, name) for name in _BAR} for bar in bars]
    connection.execute(insert(KeptApartRow), [{"badge": badge, "mark": mark, **row} for row in rows])


def forget(connection: Connection, badge: Badge, inmate: InmateRef) -> tuple[Restriction, ...]:
    """Keep a pair apart no more, and return the restrictions that go with it.

    What keeps the pair apart for another cause as well stays, with its restrictions.
    """
    t, known = KeptApartRow, _marks_of(connection, badge, inmate)
    if entering.is_door(connection):
        for mark in known:
            entering.bring_together(connection, mark)
        return ()
    of_pair = [line for line in _lines(connection) if line[1] in known and line[2].badge == badge]
    pairs = [number for number, _, bar in of_pair if not _is_bar(bar)]
    if len(pairs) > 1:
        connection.execute(delete(t).where(t.number == pairs[-1]))
        return ()
    connection.execute(delete(t).where(t.number.in_([number for number, _, _ in of_pair])))
    return tuple(bar for _, _, bar in of_pair if _is_bar(bar))


def follow(connection: Connection, site: Site, at: datetime) -> None:
    """Have restrictions follow inmates to where they are now; called in the transaction that moves them.

    A new place is added at once; an old one ends with the roster's period, so that a move names no inmate. A login that
    may not read pairs leaves it to `catch_up`.
    """
    if is_kept_out(connection):
        return
    lines = _lines(connection)
    if not lines:
        return
    now = Minute(int(at.timestamp()) // 60)
    today = Clock(site.facility.zone).date_of(now)
    here = {officer.badge for officer in site.officers}
    last = _period_end(connection, site.facility.id, today)
    inmates = _inmates(site)
    added: list[tuple[str, Restriction]] = []
    ended: list[tuple[int, Restriction]] = []
    for mark, badge in sorted({(mark, bar.badge) for _, mark, bar in lines if bar.badge in here}):
        inmate = next((one for one in inmates if _is_mark_of(mark, badge, one)), None)
        areas, posts = whereabouts(site, inmate, now) if inmate is not None else ((), ())
        places = {*((area, None) for area in areas), *((None, post) for post in posts)}
        standing = [
            (n, bar) for n, of, bar in lines if of == mark and bar.badge == badge and bar.last is None and _is_bar(bar)
        ]
        for area, post in places - {(bar.area, bar.post) for _, bar in standing}:
            added.append((mark, Restriction(badge=badge, first=today, area=area, post=post)))
        ended += [(n, bar) for n, bar in standing if (bar.area, bar.post) not in places]
    if not added and not ended:
        return
    # In an order that tells nothing of the marks, which are drawn at random.
    added.sort(key=lambda line: str(line[1]))
    ended.sort(key=lambda line: str(line[1]))
    _write(connection, site.facility.id, added, ended, last)
    trail.record(connection, site.facility.id, at, trail.SYSTEM, CHANGED)


def is_kept_out(connection: Connection) -> bool:
    """Whether this is a login of a server that is shown only some rows, and no pairs among them."""
    if connection.dialect.name == "sqlite":
        return False
    return bool(connection.exec_driver_sql("SELECT row_security_active('kept_apart')").scalar())


def catch_up(engine: Engine, path: Where, at: datetime) -> None:
    """Have restrictions follow inmates after a login that may not read pairs has moved some.

    The server does it, in a transaction of its own: in that of a move which is then taken back, moves could be tried
    out until somebody is kept apart. Whoever opens the database next does it again where a program died in between.
    """
    if not isinstance(path, Server):
        return
    with reading(engine, path) as connection:
        if not is_kept_out(connection) or not _may_follow(connection):
            return
    with writing(engine, path) as connection:
        if connection.execute(select(func.fairwatch_follow(at))).scalar():
            trail.record(connection, needed(connection).id, at, trail.SYSTEM, CHANGED)


def _may_follow(connection: Connection) -> bool:
    # Null where the database was made ready for logins by an older version.
    may = "SELECT has_function_privilege(to_regprocedure('fairwatch_follow(timestamptz)'), 'EXECUTE')"
    return bool(connection.exec_driver_sql(may).scalar())


def _new_mark(badge: Badge, inmate: InmateRef) -> str:
    salt = secrets.token_hex(_SALT_BYTES)
    return f"{salt}:{_digest(salt, badge, inmate)}"


def _is_mark_of(mark: str, badge: Badge, inmate: InmateRef) -> bool:
    salt, _, digest = mark.partition(":")
    return hmac.compare_digest(digest, _digest(salt, badge, inmate))


def _digest(salt: str, badge: Badge, inmate: InmateRef) -> str:
    # Lengths are given, so that no two pairs are written alike.
    return hmac.digest(bytes.fromhex(salt), f"{len(badge)}:{badge}{inmate}".encode(), hashlib.sha256).hex()


def _marks_of(connection: Connection, badge: Badge, inmate: InmateRef) -> list[str]:
    marks = connection.scalars(select(KeptApartRow.mark).where(KeptApartRow.badge == badge).distinct())
    return [mark for mark in marks if _is_mark_of(mark, badge, inmate)]


def _inmates(site: Site) -> list[InmateRef]:
    """Return all inmates of whom it is known where they are or were."""
    stays, watches = (line.inmate for line in site.stays), (line.inmate for line in site.watches)
    return sorted({*stays, *watches, *(line.inmate for line in site.activities)})


def _write(
    connection: Connection,
    of: FacilityId,
    added: Sequence[tuple[str, Restriction]],
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
    for mark, bar in added:
        values = {name: getattr(bar, name) for name in _BAR}
        connection.execute(insert(t).values(badge=bar.badge, mark=mark, **values))
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
            entering.note_gone(connection, bar)


def lost(before: Iterable[Restriction], after: Iterable[Restriction], on: date) -> tuple[Restriction, ...]:
    """Return restrictions in force on or after a date that are there before and not after."""
    gone = Counter(bar for bar in before if bar.last is None or bar.last >= on)
    gone.subtract(after)
    return tuple(bar for bar, count in gone.items() for _ in range(max(0, count)))


def _lines(connection: Connection) -> list[tuple[int, str, Restriction]]:
    """Return number, mark and restriction of each row; one without area and post stands for the pair itself."""
    t = KeptApartRow
    rows = connection.execute(
        select(t.number, t.mark, t.badge, t.first, t.last, t.area, t.post).order_by(t.number)
    ).all()
    return [
        (row.number, row.mark, Restriction(badge=row.badge, **{name: getattr(row, name) for name in _BAR}))
        for row in rows
    ]


def _is_bar(bar: Restriction) -> bool:
    return bar.area is not None or bar.post is not None


def _period_end(connection: Connection, of: FacilityId, today: date) -> date:
    """Return the last date of the rosters that hold a date, the date itself where there is none."""
    t = RosterRow
    rows = connection.execute(select(t.first, t.days).where(t.facility_id == of, t.first <= today)).all()
    return max((last for first, days in rows if (last := first + timedelta(days=days - 1)) >= today), default=today)
