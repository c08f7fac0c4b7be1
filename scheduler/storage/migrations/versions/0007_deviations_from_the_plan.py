"""Why posts were below the staffing plan."""

import sqlalchemy as sa
from alembic import op

from scheduler.storage.columns import Flag, LocalDate, Moment
from scheduler.storage.migrations.first_tables import columns, table

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    table(
        "plan_deviation",
        *columns(sa.Integer, "id"),
        *columns(sa.Text, "facility_id", "post", "shift"),
        *columns(LocalDate, "on"),
        *columns(sa.Integer, "start", "end"),
        *columns(sa.Text, "status"),
        *columns(sa.Text, "combined_with", nullable=True),
        *columns(sa.Text, "reason", "words", "mitigation"),
        *columns(Flag, "overtime_tried"),
        *columns(sa.Text, "by"),
        *columns(Moment, "at"),
        *columns(sa.Text, "approver"),
        sa.CheckConstraint("status IN ('vacated', 'combined', 'closed')", name=op.f("ck_plan_deviation_status")),
        sa.CheckConstraint(f"reason IN ({_REASONS})", name=op.f("ck_plan_deviation_reason")),
        sa.CheckConstraint('"end" > start', name=op.f("ck_plan_deviation_forwards")),
        sa.CheckConstraint(
            "(status = 'combined') = (combined_with IS NOT NULL)", name=op.f("ck_plan_deviation_combined")
        ),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_plan_deviation_facility_id"),
        sa.PrimaryKeyConstraint("id", name="pk_plan_deviation"),
    )


_REASONS = (
    "'call-off', 'vacancy', 'training', 'hospital or outside watch', 'constant watch', 'transport or court', "
    "'emergency or lockdown', 'no volunteer and nobody to mandate', 'equipment', 'population below the trigger', 'other'"
)
