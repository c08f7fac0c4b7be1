"""Entries of the shift log."""

import sqlalchemy as sa
from alembic import op

from scheduler.storage.columns import Flag, LocalDate, Moment
from scheduler.storage.migrations.first_tables import columns, table

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

KINDS = ("note", "hand-over read", "entered in error")


def upgrade() -> None:
    known = ", ".join(f"'{kind}'" for kind in KINDS)
    table(
        "log_entry",
        *columns(sa.Integer, "id"),
        *columns(sa.Text, "facility_id", "kind"),
        *columns(sa.Integer, "performed_at"),
        *columns(sa.Text, "text"),
        *columns(sa.Text, "post", "area", nullable=True),
        *columns(LocalDate, "on", nullable=True),
        *columns(sa.Text, "shift", nullable=True),
        *columns(Flag, "is_handed_on"),
        *columns(sa.Integer, "corrects", "original", nullable=True),
        *columns(Moment, "at"),
        *columns(sa.Text, "by"),
        sa.CheckConstraint(f"kind IN ({known})", name=op.f("ck_log_entry_kind")),
        sa.CheckConstraint("(kind = 'hand-over read') = (\"on\" IS NOT NULL)", name=op.f("ck_log_entry_watch")),
        sa.CheckConstraint('("on" IS NULL) = (shift IS NULL)', name=op.f("ck_log_entry_shift")),
        sa.CheckConstraint("(corrects IS NULL) = (original IS NULL)", name=op.f("ck_log_entry_correction")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_log_entry_facility_id"),
        sa.PrimaryKeyConstraint("id", name="pk_log_entry"),
        sa.UniqueConstraint("corrects", name="uq_log_entry_corrects"),
    )
    op.create_index("ix_log_entry_facility_id_performed_at", "log_entry", ["facility_id", "performed_at"])
