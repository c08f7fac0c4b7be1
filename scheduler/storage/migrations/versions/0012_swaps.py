"""Swaps of tours between two officers, and the steps taken about them."""

import sqlalchemy as sa
from alembic import op

from scheduler.storage.columns import LocalDate, Moment
from scheduler.storage.migrations.first_tables import columns, table

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

STEPS = ("proposed", "accepted", "declined", "withdrawn", "approved", "refused")


def upgrade() -> None:
    table(
        "swap",
        *columns(sa.Integer, "id"),
        *columns(sa.Text, "facility_id", "badge"),
        *columns(LocalDate, "on"),
        *columns(sa.Integer, "start", "end"),
        *columns(sa.Text, "post", "shift"),
        *columns(sa.Integer, "index"),
        *columns(sa.Text, "other"),
        *columns(LocalDate, "other_on"),
        *columns(Moment, "at"),
        *columns(sa.Text, "by"),
        sa.CheckConstraint('"end" > start', name=op.f("ck_swap_forwards")),
        sa.CheckConstraint("badge <> other", name=op.f("ck_swap_two")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_swap_facility_id"),
        sa.PrimaryKeyConstraint("id", name="pk_swap"),
    )
    op.create_index("ix_swap_facility_id_on", "swap", ["facility_id", "on"])
    known = ", ".join(f"'{step}'" for step in STEPS)
    table(
        "swap_step",
        *columns(sa.Integer, "id"),
        *columns(sa.Text, "facility_id"),
        *columns(sa.Integer, "swap_id"),
        *columns(sa.Text, "step"),
        *columns(sa.Integer, "start", "end", nullable=True),
        *columns(sa.Text, "post", "shift", nullable=True),
        *columns(sa.Integer, "index", nullable=True),
        *columns(Moment, "at"),
        *columns(sa.Text, "by"),
        sa.CheckConstraint(f"step IN ({known})", name=op.f("ck_swap_step_step")),
        sa.CheckConstraint("(step = 'accepted') = (start IS NOT NULL)", name=op.f("ck_swap_step_tour")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_swap_step_facility_id"),
        sa.ForeignKeyConstraint(["swap_id"], ["swap.id"], name="fk_swap_step_swap_id"),
        sa.PrimaryKeyConstraint("id", name="pk_swap_step"),
        sa.UniqueConstraint("swap_id", "step", name="uq_swap_step_swap_id_step"),
    )
