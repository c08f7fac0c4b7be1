"""Tables of what payroll was told."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint

from scheduler.storage.tables.base import STRICT, Base, Mapped, mapped_column


class PayrollExportRow(Base):
    """An export to a receiver, with its template as JSON. Never changes."""

    __tablename__ = "payroll_export"
    __table_args__ = (
        CheckConstraint("last >= first", name="dates"),
        Index("ix_payroll_export_facility_id_receiver", "facility_id", "receiver"),
        STRICT,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[str] = mapped_column(ForeignKey("facility.id"))
    receiver: Mapped[str]
    template: Mapped[str]
    first: Mapped[date]
    last: Mapped[date]
    at: Mapped[datetime]
    by: Mapped[str]


class PayrollEntryRow(Base):
    """A line of an export; it is taken back by one other at most. Never changes."""

    __tablename__ = "payroll_entry"
    __table_args__ = (
        CheckConstraint("minutes <> 0", name="minutes"),
        CheckConstraint("(reversed_export IS NULL) = (reversed_number IS NULL)", name="reversal"),
        UniqueConstraint("reversed_export", "reversed_number"),
        STRICT,
    )
    export_id: Mapped[int] = mapped_column(ForeignKey("payroll_export.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[str] = mapped_column(ForeignKey("facility.id"))
    badge: Mapped[str]
    on: Mapped[date]
    code: Mapped[str]
    minutes: Mapped[int]
    first: Mapped[date]
    last: Mapped[date]
    reversed_export: Mapped[int | None]
    reversed_number: Mapped[int | None]
