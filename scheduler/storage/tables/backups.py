"""The table of what a site has set about its backups: one row, or none."""

from scheduler.storage.tables.base import Base, Mapped, mapped_column


class BackupPlanRow(Base):
    """When backups are made, where to, and how many are kept (see `scheduler.domain.backups`)."""

    __tablename__ = "backup_plan"
    id: Mapped[int] = mapped_column(primary_key=True)
    folder: Mapped[str]
    key: Mapped[str]
    hours: Mapped[int]
    at_publication: Mapped[bool]
    keep: Mapped[int]
