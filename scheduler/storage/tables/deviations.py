"""The table of what was written down about posts below the staffing plan. It has no column for an officer."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey

from scheduler.domain.deviations import PostStatus, ReasonCode
from scheduler.storage.tables.base import STRICT, Base, Mapped, forwards, mapped_column, one_of


class DeviationRow(Base):
    """Why a post was below the plan on a shift. Never changes; of one post, date and shift the last one holds."""

    __tablename__ = "plan_deviation"
    __table_args__ = (
        one_of("status", PostStatus),
        one_of("reason", ReasonCode),
        forwards(),
        CheckConstraint("(status = 'combined') = (combined_with IS NOT NULL)", name="combined"),
        STRICT,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[str] = mapped_column(ForeignKey("facility.id"))
    post: Mapped[str]
    shift: Mapped[str]
    on: Mapped[date]
    start: Mapped[int]
    end: Mapped[int]
    status: Mapped[str]
    combined_with: Mapped[str | None]
    reason: Mapped[str]
    words: Mapped[str]
    mitigation: Mapped[str]
    overtime_tried: Mapped[bool]
    by: Mapped[str]
    at: Mapped[datetime]
    approver: Mapped[str]
