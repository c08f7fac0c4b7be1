"""Tables of the audit log: the records, what seals each of them, and the log's end."""

from datetime import datetime

from sqlalchemy import ForeignKey

from scheduler.storage.tables.base import Base, Mapped, mapped_column
from scheduler.storage.tables.chains import Chained, LogEnd
from scheduler.storage.tables.rosters import NUMBERED


class AuditRecordRow(Base):
    """Who did what to which subjects (a JSON list of ids) and when; never changes.

    No names, and no reasons but those that a change of policy is given.
    """

    __tablename__ = "audit"
    __table_args__ = (NUMBERED,)
    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[str | None] = mapped_column(ForeignKey("facility.id"))
    at: Mapped[datetime]
    actor: Mapped[str]
    action: Mapped[str]
    subjects: Mapped[str]


class AuditSealRow(Chained, Base):
    """What chains and proves the record of the same number (see `scheduler.audit.chain`); never changes."""

    __tablename__ = "audit_seal"
    id: Mapped[int] = mapped_column(primary_key=True)
    salt: Mapped[str]
    digest: Mapped[str]


class AuditHeadRow(LogEnd, Base):
    """The end of the audit log."""

    __tablename__ = "audit_head"
