"""Profiles of what is exported again and again."""

import sqlalchemy as sa

from scheduler.storage.columns import Moment
from scheduler.storage.migrations.first_tables import columns, table

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    table(
        "export_profile",
        *columns(sa.Text, "facility_id", "name", "body"),
        *columns(Moment, "at"),
        *columns(sa.Text, "by"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_export_profile_facility_id"),
        sa.PrimaryKeyConstraint("facility_id", "name", name="pk_export_profile"),
    )
