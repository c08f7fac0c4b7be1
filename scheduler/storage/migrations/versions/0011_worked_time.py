"""What was really worked, entry by entry, and closed days."""

import sqlalchemy as sa
from alembic import op

from scheduler.storage.columns import LocalDate, Moment
from scheduler.storage.migrations.first_tables import columns, table

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

KINDS = (
    *("as planned", "hold-over", "early start", "early relief", "partial tour", "call-in", "duty", "absent"),
    "entered in error",
)
TOURS = ("regular", "voluntary_overtime", "mandated_overtime", "hold_over", "early_call_in", "swap")
DUTIES = ("court", "training", "light_duty", "wellness", "other")


def upgrade() -> None:
    table(
        "worked_entry",
        *columns(sa.Integer, "id"),
        *columns(sa.Text, "facility_id", "kind", "badge"),
        *columns(LocalDate, "on"),
        *columns(sa.Integer, "start", "end"),
        *columns(sa.Text, "post", "shift", nullable=True),
        *columns(sa.Integer, "index"),
        *columns(sa.Text, "tour"),
        *columns(sa.Integer, "planned_start", "planned_end", nullable=True),
        *columns(sa.Text, "duty"),
        *columns(sa.Integer, "corrects", nullable=True),
        *columns(sa.Text, "reason"),
        *columns(Moment, "at"),
        *columns(sa.Text, "by"),
        _one_of("kind", KINDS),
        _one_of("tour", TOURS),
        _one_of("duty", DUTIES),
        sa.CheckConstraint('"end" > start', name=op.f("ck_worked_entry_forwards")),
        sa.CheckConstraint("(post IS NULL) = (shift IS NULL)", name=op.f("ck_worked_entry_seat")),
        sa.CheckConstraint("(planned_start IS NULL) = (planned_end IS NULL)", name=op.f("ck_worked_entry_plan")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_worked_entry_facility_id"),
        sa.PrimaryKeyConstraint("id", name="pk_worked_entry"),
        sa.UniqueConstraint("corrects", name="uq_worked_entry_corrects"),
    )
    op.create_index("ix_worked_entry_facility_id_on", "worked_entry", ["facility_id", "on"])
    table(
        "day_close",
        *columns(sa.Text, "facility_id"),
        *columns(LocalDate, "on"),
        *columns(Moment, "at"),
        *columns(sa.Text, "by"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_day_close_facility_id"),
        sa.PrimaryKeyConstraint("facility_id", "on", name="pk_day_close"),
    )


def _one_of(column: str, words: tuple[str, ...]) -> sa.CheckConstraint:
    known = ", ".join(f"'{word}'" for word in words)
    return sa.CheckConstraint(f"{column} IN ({known})", name=op.f(f"ck_worked_entry_{column}"))
