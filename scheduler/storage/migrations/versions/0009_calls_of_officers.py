"""Calls to officers about seats, and by which rules they are called."""

import sqlalchemy as sa
from alembic import op

from scheduler.storage.columns import Flag, LocalDate, Moment
from scheduler.storage.migrations.first_tables import columns, table

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    table(
        "overtime_call",
        *columns(sa.Integer, "id"),
        *columns(sa.Text, "facility_id", "badge", "post", "shift"),
        *columns(LocalDate, "on"),
        *columns(sa.Integer, "start", "end"),
        *columns(sa.Text, "list"),
        *columns(sa.Integer, "place"),
        *columns(sa.Text, "outcome"),
        *columns(Moment, "at"),
        *columns(sa.Text, "by"),
        sa.CheckConstraint("list IN ('voluntary', 'mandate')", name=op.f("ck_overtime_call_list")),
        sa.CheckConstraint(
            "outcome IN ('accepted', 'refused', 'no answer', 'excused')", name=op.f("ck_overtime_call_outcome")
        ),
        sa.CheckConstraint('"end" > start', name=op.f("ck_overtime_call_forwards")),
        sa.CheckConstraint("place >= 1", name=op.f("ck_overtime_call_place")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_overtime_call_facility_id"),
        sa.PrimaryKeyConstraint("id", name="pk_overtime_call"),
    )
    table(
        "call_rules",
        *columns(sa.Integer, "id"),
        *columns(sa.Text, "facility_id"),
        *columns(LocalDate, "effective"),
        *columns(sa.Text, "sequence"),
        *columns(sa.Integer, "counted_days"),
        *columns(Flag, "charges_refusals", "charges_no_answer"),
        *columns(sa.Integer, "protected_days"),
        *columns(sa.Text, "source"),
        sa.CheckConstraint(
            "sequence IN ('fewest charged hours first', 'most senior first', 'longest since the last call first')",
            name=op.f("ck_call_rules_sequence"),
        ),
        sa.CheckConstraint("counted_days BETWEEN 1 AND 1100", name=op.f("ck_call_rules_counted_days")),
        sa.CheckConstraint("protected_days BETWEEN 0 AND 366", name=op.f("ck_call_rules_protected_days")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_call_rules_facility_id"),
        sa.PrimaryKeyConstraint("id", name="pk_call_rules"),
    )
