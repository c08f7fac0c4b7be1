"""Exports of payroll and their lines."""

import sqlalchemy as sa
from alembic import op

from scheduler.storage.columns import LocalDate, Moment
from scheduler.storage.migrations.first_tables import columns, table

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    table(
        "payroll_export",
        *columns(sa.Integer, "id"),
        *columns(sa.Text, "facility_id", "receiver", "template"),
        *columns(LocalDate, "first", "last"),
        *columns(Moment, "at"),
        *columns(sa.Text, "by"),
        sa.CheckConstraint("last >= first", name=op.f("ck_payroll_export_dates")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_payroll_export_facility_id"),
        sa.PrimaryKeyConstraint("id", name="pk_payroll_export"),
    )
    op.create_index("ix_payroll_export_facility_id_receiver", "payroll_export", ["facility_id", "receiver"])
    table(
        "payroll_entry",
        *columns(sa.Integer, "export_id", "number"),
        *columns(sa.Text, "facility_id", "badge"),
        *columns(LocalDate, "on"),
        *columns(sa.Text, "code"),
        *columns(sa.Integer, "minutes"),
        *columns(LocalDate, "first", "last"),
        *columns(sa.Integer, "reversed_export", "reversed_number", nullable=True),
        sa.CheckConstraint("minutes <> 0", name=op.f("ck_payroll_entry_minutes")),
        sa.CheckConstraint(
            "(reversed_export IS NULL) = (reversed_number IS NULL)", name=op.f("ck_payroll_entry_reversal")
        ),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_payroll_entry_facility_id"),
        sa.ForeignKeyConstraint(["export_id"], ["payroll_export.id"], name="fk_payroll_entry_export_id"),
        sa.PrimaryKeyConstraint("export_id", "number", name="pk_payroll_entry"),
        sa.UniqueConstraint(
            "reversed_export", "reversed_number", name="uq_payroll_entry_reversed_export_reversed_number"
        ),
    )
