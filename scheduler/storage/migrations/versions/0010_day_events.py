"""What happened on running days, and what was done about it."""

import sqlalchemy as sa
from alembic import op

from scheduler.storage.columns import Flag, LocalDate, Moment
from scheduler.storage.migrations.first_tables import columns, table

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

KINDS = (
    *("call-off", "late", "sent home", "transport", "late leave", "hospital watch", "constant watch", "emergency"),
    *("post closed", "posts combined", "inmate moved"),
)


def upgrade() -> None:
    kinds = ", ".join(f"'{kind}'" for kind in KINDS)
    table(
        "day_event",
        *columns(sa.Integer, "id"),
        *columns(sa.Text, "facility_id", "kind"),
        *columns(LocalDate, "on"),
        *columns(sa.Integer, "start", "end"),
        *(sa.Column(name, sa.Text) for name in ("badge", "post", "shift", "combined_with")),
        *columns(sa.Integer, "changes", "empty_minutes"),
        *columns(Flag, "is_proven"),
        *columns(sa.Text, "words"),
        *columns(Moment, "at"),
        *columns(sa.Text, "by"),
        sa.CheckConstraint(f"kind IN ({kinds})", name=op.f("ck_day_event_kind")),
        sa.CheckConstraint('"end" > start', name=op.f("ck_day_event_forwards")),
        sa.CheckConstraint("changes >= 0 AND empty_minutes >= 0", name=op.f("ck_day_event_amounts")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_day_event_facility_id"),
        sa.PrimaryKeyConstraint("id", name="pk_day_event"),
    )
