"""Table of what happened on running days, and what was done about it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey

from scheduler.domain.happenings import Happened
from scheduler.storage.tables.base import STRICT, Base, Mapped, forwards, mapped_column, one_of


class DayEventRow(Base):
    """An event and the repair that was chosen. Never changes. There is no column for why anybody is away."""

    __tablename__ = "day_event"
    __table_args__ = (
        one_of("kind", Happened),
        forwards(),
        CheckConstraint("changes >= 0 AND empty_minutes >= 0", name="amounts"),
        STRICT,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[str] = mapped_column(ForeignKey("facility.id"))
    kind: Mapped[str]
    on: Mapped[date]
    start: Mapped[int]
    end: Mapped[int]
    badge: Mapped[str | None]
    post: Mapped[str | None]
    shift: Mapped[str | None]
    combined_with: Mapped[str | None]
    changes: Mapped[int]
    empty_minutes: Mapped[int]
    is_proven: Mapped[bool]
    words: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]
