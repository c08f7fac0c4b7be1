"""Table of export profiles."""

from datetime import datetime

from sqlalchemy import ForeignKey

from scheduler.storage.tables.base import STRICT, Base, Mapped, mapped_column


class ExportProfileRow(Base):
    """What is exported again and again, as JSON, by its name."""

    __tablename__ = "export_profile"
    __table_args__ = (STRICT,)
    facility_id: Mapped[str] = mapped_column(ForeignKey("facility.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]
