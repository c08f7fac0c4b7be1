"""What supervisors observe, reviews of static factors, and the age of what other systems deliver."""

import sqlalchemy as sa
from alembic import op

from scheduler.storage.columns import Flag, LocalDate, Moment
from scheduler.storage.migrations.first_tables import columns, table

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    table(
        "supervisor_round",
        *columns(sa.Text, "facility_id", "area"),
        *columns(sa.Integer, "performed_at"),
        *columns(sa.Text, "badge"),
        *columns(sa.Integer, "entered_at"),
        *columns(sa.Text, "post", nullable=True),
        *columns(Flag, "is_unannounced"),
        sa.CheckConstraint("entered_at >= performed_at", name=op.f("ck_supervisor_round_entered_after")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_supervisor_round_facility_id"),
        sa.PrimaryKeyConstraint("facility_id", "area", "performed_at", "badge", name="pk_supervisor_round"),
    )
    for name in ("unit_entries", "incidents"):
        table(
            name,
            *columns(sa.Text, "facility_id", "area"),
            *columns(LocalDate, "on"),
            *columns(sa.Integer, "count"),
            sa.CheckConstraint("count >= 0", name=op.f(f"ck_{name}_count")),
            sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=f"fk_{name}_facility_id"),
            sa.PrimaryKeyConstraint("facility_id", "area", "on", name=f"pk_{name}"),
        )
    table(
        "static_review",
        *columns(sa.Integer, "id"),
        *columns(sa.Text, "facility_id", "post", "factor"),
        *columns(sa.Integer, "points"),
        *columns(LocalDate, "reviewed_on"),
        *columns(sa.Text, "by"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_static_review_facility_id"),
        sa.PrimaryKeyConstraint("id", name="pk_static_review"),
    )
    table(
        "disposition",
        *columns(sa.Integer, "id"),
        *columns(sa.Text, "facility_id", "kind", "place", "about"),
        *columns(LocalDate, "first", "last"),
        *columns(sa.Text, "action"),
        *columns(LocalDate, "due"),
        *columns(sa.Text, "by"),
        *columns(Moment, "at"),
        sa.CheckConstraint("kind IN ('breach', 'high band')", name=op.f("ck_disposition_kind")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_disposition_facility_id"),
        sa.PrimaryKeyConstraint("id", name="pk_disposition"),
    )
    table(
        "look_back",
        *columns(sa.Integer, "id"),
        *columns(sa.Text, "facility_id", "case_number", "inmate"),
        *columns(LocalDate, "first", "last"),
        *columns(sa.Text, "asked_by"),
        *columns(Moment, "asked_at"),
        *columns(sa.Text, "approved_by"),
        *columns(Moment, "approved_at", nullable=True),
        sa.CheckConstraint("approved_by <> asked_by", name=op.f("ck_look_back_second_person")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_look_back_facility_id"),
        sa.PrimaryKeyConstraint("id", name="pk_look_back"),
    )
    table(
        "feed_mark",
        *columns(sa.Text, "facility_id", "kind"),
        *columns(Moment, "at"),
        *columns(sa.Text, "source"),
        *columns(sa.Integer, "rows"),
        sa.CheckConstraint(
            "kind IN ('moves', 'watches', 'activities', 'entries', 'incidents')", name=op.f("ck_feed_mark_kind")
        ),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_feed_mark_facility_id"),
        sa.PrimaryKeyConstraint("facility_id", "kind", name="pk_feed_mark"),
    )
    table(
        "attention_weight",
        *columns(sa.Text, "facility_id"),
        *columns(sa.Integer, "position"),
        *columns(sa.Text, "factor", "step"),
        *columns(LocalDate, "effective"),
        *columns(sa.Integer, "points", "limit"),
        *columns(sa.Text, "source"),
        sa.CheckConstraint(
            "factor IN ('ST1', 'ST2', 'ST3', 'ST4', 'ST5', 'ST6', 'ST7', 'D1', 'D2', 'D3', 'D4', 'D5', 'D6')",
            name=op.f("ck_attention_weight_factor"),
        ),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_attention_weight_facility_id"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_attention_weight"),
    )
