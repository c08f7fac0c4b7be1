"""What supervisors observe, in and out of the database: rounds, counts, reviews, and what other systems deliver."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime

from sqlalchemy import Connection, Engine, func, insert, select, update

from scheduler.domain.observations import FeedKind, FeedMark, Incidents, Observations, StaticReview, UnitEntries
from scheduler.domain.rounds import Round
from scheduler.domain.site import Site
from scheduler.domain.site_edit import SiteEdit
from scheduler.domain.words import AreaCode, Badge, FacilityId, Minute, PostCode
from scheduler.storage import apart, changes, sites, trail
from scheduler.storage.address import Where
from scheduler.storage.connect import reading, writing
from scheduler.storage.errors import DeskError
from scheduler.storage.state import current, needed
from scheduler.storage.tables.observations import (
    FeedMarkRow,
    IncidentsRow,
    RoundRow,
    StaticReviewRow,
    UnitEntriesRow,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedDelivery:
    """What a feed brings: the facility with its moves, watches and activities, counts, and what was delivered."""

    site: Site
    edit: SiteEdit
    entries: tuple[UnitEntries, ...]
    incidents: tuple[Incidents, ...]
    marks: tuple[FeedMark, ...]


class ObservationStore:
    """The part of an open database that holds observations. Every method is one short transaction."""

    def __init__(self, path: Where, engine: Engine) -> None:
        self._path, self._engine = path, engine

    def read(self, first: date, last: date, start: Minute, end: Minute) -> Observations:
        """Return what was observed on local dates `first` to `last`, inclusive, whose minutes are [start, end).

        Raises:
            DeskError: nothing is imported yet.
        """
        with reading(self._engine, self._path) as connection:
            of = needed(connection).id
            r, e = RoundRow, UnitEntriesRow
            since = connection.execute(select(func.min(r.performed_at)).where(r.facility_id == of)).scalar_one()
            counted = connection.execute(select(func.min(e.on)).where(e.facility_id == of)).scalar_one()
            return Observations(
                rounds=_rounds(connection, of, start, end),
                entries=tuple(
                    UnitEntries(area=a, on=on, count=n) for a, on, n in _counts(connection, of, e, first, last)
                ),
                incidents=tuple(
                    Incidents(area=a, on=on, count=n) for a, on, n in _counts(connection, of, IncidentsRow, first, last)
                ),
                reviews=_reviews(connection, of, last),
                rounds_since=None if since is None else Minute(since),
                entries_since=counted,
            )

    def add_round(self, made: Round, at: datetime, actor: str) -> None:
        """Write a round down.

        Raises:
            DeskError: this round is written down already.
        """
        with writing(self._engine, self._path) as connection:
            of = needed(connection).id
            t = RoundRow
            key = (t.facility_id == of, t.area == made.area, t.performed_at == made.performed_at, t.badge == made.badge)
            if connection.execute(select(t.area).where(*key)).first() is not None:
                raise DeskError(f"This round of {made.area} is written down already")
            _add(connection, of, t, made)
            subjects = (f"area:{made.area}", f"minute:{made.performed_at}", f"officer:{made.badge}")
            trail.record(connection, of, at, actor, "enter round", *subjects)

    def set_counts(self, lines: Iterable[UnitEntries | Incidents], at: datetime, actor: str) -> None:
        """Put counts in, in place of those of the same area and date."""
        with writing(self._engine, self._path) as connection:
            of = needed(connection).id
            for line in lines:
                _set_count(connection, of, line)
                what = "entries" if isinstance(line, UnitEntries) else "incidents"
                trail.record(connection, of, at, actor, f"count {what}", f"area:{line.area}", f"date:{line.on}")

    def add_reviews(
        self, expected: int, reviews: Iterable[StaticReview], posts: Site | None, at: datetime, actor: str
    ) -> None:
        """Add reviews of static factors.

        Args:
            expected: The facility's revision that the reviews were made on.
            reviews: What was found.
            posts: The facility with the points that hold now; None where they are those that held before.
            at: When.
            actor: Who.

        Raises:
            DeskError: the facility's data was changed since it had the revision `expected`.
        """
        with writing(self._engine, self._path) as connection:
            of = needed(connection).id
            if posts is not None:
                changes.begin(connection, needed(connection), expected)
                sites.replace_fields(connection, posts, ("posts",))
            for review in reviews:
                _add(connection, of, StaticReviewRow, review)
                subjects = (f"post:{review.post}", f"factor:{review.factor}", f"date:{review.reviewed_on}")
                trail.record(connection, of, at, actor, "review factor", *subjects)

    def deliver(self, expected: int, feed: FeedDelivery, at: datetime, actor: str) -> None:
        """Take over what a feed brings, all or nothing.

        Raises:
            DeskError: the facility's data was changed since it had the revision `expected`.
        """
        with writing(self._engine, self._path) as connection:
            of = changes.begin(connection, needed(connection), expected)
            names = tuple(change.name for change in feed.edit.changes)
            sites.replace_fields(connection, feed.site, names)
            if not apart.FOLLOWED.isdisjoint(names):
                apart.follow(connection, feed.site, at)
            lines: tuple[UnitEntries | Incidents, ...] = (*feed.entries, *feed.incidents)
            for line in lines:
                _set_count(connection, of, line)
            t = FeedMarkRow
            for mark in feed.marks:
                values = {"at": mark.at, "source": mark.source, "rows": mark.rows}
                found = update(t).where(t.facility_id == of, t.kind == mark.kind).values(**values)
                if connection.execute(found).rowcount == 0:
                    connection.execute(insert(t).values(facility_id=of, kind=mark.kind.value, **values))
            subjects = (f"label:{feed.edit.label}", *(f"file:{mark.kind}:{mark.rows}" for mark in feed.marks))
            trail.record(connection, of, at, actor, "feed", *subjects)
        apart.catch_up(self._engine, self._path, at)

    def feed_marks(self) -> tuple[FeedMark, ...]:
        """Return when each kind of file was last taken over; nothing where there was no feed, or no facility yet."""
        with reading(self._engine, self._path) as connection:
            state = current(connection)
            if state is None:
                return ()
            t = FeedMarkRow
            query = select(t.kind, t.at, t.source, t.rows).where(t.facility_id == state.id).order_by(t.kind)
            rows = connection.execute(query)
            return tuple(FeedMark(kind=FeedKind(r.kind), at=r.at, source=r.source, rows=r.rows) for r in rows)


def _rounds(connection: Connection, of: FacilityId, start: Minute, end: Minute) -> tuple[Round, ...]:
    t = RoundRow
    query = (
        select(t.area, t.performed_at, t.entered_at, t.badge, t.post, t.is_unannounced)
        .where(t.facility_id == of, t.performed_at >= start, t.performed_at < end)
        .order_by(t.performed_at, t.area, t.badge)
    )
    return tuple(
        Round(
            area=AreaCode(row.area),
            performed_at=Minute(row.performed_at),
            entered_at=Minute(row.entered_at),
            badge=Badge(row.badge),
            post=None if row.post is None else PostCode(row.post),
            is_unannounced=row.is_unannounced,
        )
        for row in connection.execute(query)
    )


def _counts(
    connection: Connection, of: FacilityId, t: type[UnitEntriesRow] | type[IncidentsRow], first: date, last: date
) -> list[tuple[AreaCode, date, int]]:
    query = select(t.area, t.on, t.count).where(t.facility_id == of, t.on >= first, t.on <= last).order_by(t.area, t.on)
    return [(AreaCode(row[0]), row[1], row[2]) for row in connection.execute(query)]


def _add(
    connection: Connection, of: FacilityId, t: type[RoundRow] | type[StaticReviewRow], line: Round | StaticReview
) -> None:
    """Add what was observed: its fields are the columns of the table."""
    values = {each.name: getattr(line, each.name) for each in fields(line)}
    connection.execute(insert(t).values(facility_id=of, **values))


def _set_count(connection: Connection, of: FacilityId, line: UnitEntries | Incidents) -> None:
    t = UnitEntriesRow if isinstance(line, UnitEntries) else IncidentsRow
    change = update(t).where(t.facility_id == of, t.area == line.area, t.on == line.on).values(count=line.count)
    if connection.execute(change).rowcount == 0:
        connection.execute(insert(t).values(facility_id=of, area=line.area, on=line.on, count=line.count))


def _reviews(connection: Connection, of: FacilityId, last: date) -> tuple[StaticReview, ...]:
    """Return the latest review of each post and factor up to a date."""
    t = StaticReviewRow
    query = (
        select(t.post, t.factor, t.points, t.reviewed_on, t.by)
        .where(t.facility_id == of, t.reviewed_on <= last)
        .order_by(t.reviewed_on, t.id)
    )
    latest: dict[tuple[str, str], StaticReview] = {}
    for row in connection.execute(query):
        latest[row.post, row.factor] = StaticReview(
            post=PostCode(row.post), factor=row.factor, points=row.points, reviewed_on=row.reviewed_on, by=row.by
        )
    return tuple(latest[key] for key in sorted(latest))
