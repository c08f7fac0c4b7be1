"""Table of lists of other systems that were imported."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint

from scheduler.storage.tables.base import STRICT, Base, Mapped, mapped_column

KINDS = ("staff", "leave", "qualifications", "moves", "rosters")


class ImportedListRow(Base):
    """An import, or the undoing of one: headings, mapping and what changed as JSON. Never changes."""

    __tablename__ = "imported_list"
    __table_args__ = (
        CheckConstraint("kind IN ({})".format(", ".join(f"'{kind}'" for kind in KINDS)), name="kind"),
        UniqueConstraint("undoes"),
        STRICT,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[str] = mapped_column(ForeignKey("facility.id"))
    kind: Mapped[str]
    source: Mapped[str]
    headings: Mapped[str]
    mapping: Mapped[str]
    patches: Mapped[str]
    undoes: Mapped[int | None]
    at: Mapped[datetime]
    by: Mapped[str]
