"""Officers acknowledge what a version of a roster changed for them."""

import sqlalchemy as sa

from scheduler.storage.columns import Moment
from scheduler.storage.migrations.first_tables import columns, table

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    table(
        "notice_read",
        *columns(sa.Text, "facility_id"),
        *columns(sa.Integer, "roster_id", "version"),
        *columns(sa.Text, "badge"),
        *columns(Moment, "at"),
        *columns(sa.Text, "actor"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_notice_read_facility_id"),
        sa.ForeignKeyConstraint(["roster_id"], ["roster.id"], name="fk_notice_read_roster_id"),
        sa.PrimaryKeyConstraint("roster_id", "version", "badge", name="pk_notice_read"),
    )
