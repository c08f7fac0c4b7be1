"""Table of entries of the shift log."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint

from scheduler.domain.shift_log import EntryKind
from scheduler.storage.tables.base import STRICT, Base, Mapped, mapped_column, one_of


class LogEntryRow(Base):
    """An entry. Never changes; corrected by one other at most. No column is about an officer or an inmate."""

    __tablename__ = "log_entry"
    __table_args__ = (
        one_of("kind", EntryKind),
        CheckConstraint("(kind = 'hand-over read') = (\"on\" IS NOT NULL)", name="watch"),
        CheckConstraint('("on" IS NULL) = (shift IS NULL)', name="shift"),
        CheckConstraint("(corrects IS NULL) = (original IS NULL)", name="correction"),
        UniqueConstraint("corrects"),
        Index("ix_log_entry_facility_id_performed_at", "facility_id", "performed_at"),
        STRICT,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[str] = mapped_column(ForeignKey("facility.id"))
    kind: Mapped[str]
    performed_at: Mapped[int]
    text: Mapped[str]
    post: Mapped[str | None]
    area: Mapped[str | None]
    on: Mapped[date | None]
    shift: Mapped[str | None]
    is_handed_on: Mapped[bool]
    corrects: Mapped[int | None]
    original: Mapped[int | None]
    at: Mapped[datetime]
    by: Mapped[str]
