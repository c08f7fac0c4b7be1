"""The table of requests to look back. What they showed is kept nowhere."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey

from scheduler.storage.tables.base import STRICT, Base, Mapped, mapped_column


class LookBackRow(Base):
    """Somebody asks, for a case, who was rostered where an inmate was; somebody else approves."""

    __tablename__ = "look_back"
    __table_args__ = (CheckConstraint("approved_by <> asked_by", name="second_person"), STRICT)
    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[str] = mapped_column(ForeignKey("facility.id"))
    case_number: Mapped[str]
    inmate: Mapped[str]
    first: Mapped[date]
    last: Mapped[date]
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    approved_by: Mapped[str]
    approved_at: Mapped[datetime | None]
    office: Mapped[str] = mapped_column(server_default="")
