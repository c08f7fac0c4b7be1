"""Lists that were imported: how their columns were read, and what they changed."""

import sqlalchemy as sa
from alembic import op

from scheduler.storage.columns import Moment
from scheduler.storage.migrations.first_tables import columns, table

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

KINDS = ("staff", "leave", "qualifications", "moves", "rosters")


def upgrade() -> None:
    known = ", ".join(f"'{kind}'" for kind in KINDS)
    table(
        "imported_list",
        *columns(sa.Integer, "id"),
        *columns(sa.Text, "facility_id", "kind", "source", "headings", "mapping", "patches"),
        *columns(sa.Integer, "undoes", nullable=True),
        *columns(Moment, "at"),
        *columns(sa.Text, "by"),
        sa.CheckConstraint(f"kind IN ({known})", name=op.f("ck_imported_list_kind")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_imported_list_facility_id"),
        sa.PrimaryKeyConstraint("id", name="pk_imported_list"),
        sa.UniqueConstraint("undoes", name="uq_imported_list_undoes"),
    )
