"""The table of decisions about breaches and high bands. It has no column for an officer or an inmate."""

from datetime import date, datetime

from sqlalchemy import ForeignKey

from scheduler.domain.dispositions import DispositionKind
from scheduler.storage.tables.base import STRICT, Base, Mapped, mapped_column, one_of


class DispositionRow(Base):
    """What was decided about a breach in an area or a high band of a post. Never changes; the last one holds."""

    __tablename__ = "disposition"
    __table_args__ = (one_of("kind", DispositionKind), STRICT)
    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[str] = mapped_column(ForeignKey("facility.id"))
    kind: Mapped[str]
    place: Mapped[str]
    about: Mapped[str]
    first: Mapped[date]
    last: Mapped[date]
    action: Mapped[str]
    due: Mapped[date]
    by: Mapped[str]
    at: Mapped[datetime]
