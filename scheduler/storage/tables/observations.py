"""Tables of what supervisors observe: rounds, counts of entries and incidents, reviews of static factors, feeds.

Areas, posts and officers of the past may be gone: there are no foreign keys to them. No column anywhere joins a
factor to an officer.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey

from scheduler.domain.observations import FeedKind
from scheduler.storage.tables.base import STRICT, Base, Mapped, OfFacility, mapped_column, one_of


class RoundRow(OfFacility, Base):
    """A supervisor's round, in elapsed minutes: when it was made and when it was entered. Never changes."""

    __tablename__ = "supervisor_round"
    __table_args__ = (CheckConstraint("entered_at >= performed_at", name="entered_after"), STRICT)
    area: Mapped[str] = mapped_column(primary_key=True)
    performed_at: Mapped[int] = mapped_column(primary_key=True)
    badge: Mapped[str] = mapped_column(primary_key=True)
    entered_at: Mapped[int]
    post: Mapped[str | None]
    is_unannounced: Mapped[bool]


class UnitEntriesRow(OfFacility, Base):
    """How often staff entered an area unscheduled on a date."""

    __tablename__ = "unit_entries"
    __table_args__ = (CheckConstraint("count >= 0", name="count"), STRICT)
    area: Mapped[str] = mapped_column(primary_key=True)
    on: Mapped[date] = mapped_column(primary_key=True)
    count: Mapped[int]


class IncidentsRow(OfFacility, Base):
    """How many incidents were recorded in an area on a date."""

    __tablename__ = "incidents"
    __table_args__ = (CheckConstraint("count >= 0", name="count"), STRICT)
    area: Mapped[str] = mapped_column(primary_key=True)
    on: Mapped[date] = mapped_column(primary_key=True)
    count: Mapped[int]


class StaticReviewRow(Base):
    """A static factor of a post was looked at. Never changes; of one date the last one holds."""

    __tablename__ = "static_review"
    __table_args__ = (STRICT,)
    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[str] = mapped_column(ForeignKey("facility.id"))
    post: Mapped[str]
    factor: Mapped[str]
    points: Mapped[int]
    reviewed_on: Mapped[date]
    by: Mapped[str]


class FeedMarkRow(OfFacility, Base):
    """When a kind of file of other systems was last taken over."""

    __tablename__ = "feed_mark"
    __table_args__ = (one_of("kind", FeedKind), STRICT)
    kind: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    source: Mapped[str]
    rows: Mapped[int]
