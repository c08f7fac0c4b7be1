"""Tables of what was really worked, and of closed days."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint

from scheduler.domain.words import DutyKind, TourKind
from scheduler.domain.worked import WorkedKind
from scheduler.storage.tables.base import STRICT, Base, Mapped, forwards, mapped_column, one_of


class WorkedEntryRow(Base):
    """What an officer did in one span of time. Never changes; one entry is corrected by one other at most."""

    __tablename__ = "worked_entry"
    __table_args__ = (
        one_of("kind", WorkedKind),
        one_of("tour", TourKind),
        one_of("duty", DutyKind),
        forwards(),
        CheckConstraint("(post IS NULL) = (shift IS NULL)", name="seat"),
        CheckConstraint("(planned_start IS NULL) = (planned_end IS NULL)", name="plan"),
        UniqueConstraint("corrects"),
        Index("ix_worked_entry_facility_id_on", "facility_id", "on"),
        STRICT,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[str] = mapped_column(ForeignKey("facility.id"))
    kind: Mapped[str]
    badge: Mapped[str]
    on: Mapped[date]
    start: Mapped[int]
    end: Mapped[int]
    post: Mapped[str | None]
    shift: Mapped[str | None]
    index: Mapped[int]
    tour: Mapped[str]
    planned_start: Mapped[int | None]
    planned_end: Mapped[int | None]
    duty: Mapped[str]
    corrects: Mapped[int | None]
    reason: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]


class DayCloseRow(Base):
    """A closed day. Never changes."""

    __tablename__ = "day_close"
    __table_args__ = STRICT
    facility_id: Mapped[str] = mapped_column(ForeignKey("facility.id"), primary_key=True)
    on: Mapped[date] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by: Mapped[str]
