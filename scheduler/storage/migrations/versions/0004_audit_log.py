"""The records of the audit log are chained and sealed."""

import sqlalchemy as sa

from scheduler.storage.migrations.first_tables import columns, table

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Older records are sealed when a desk opens the database: that takes the key of whoever works there.
    table(
        "audit_seal",
        *columns(sa.Integer, "id"),
        *columns(sa.Text, "salt", "digest", "previous", "hash", "key", "mac"),
        sa.PrimaryKeyConstraint("id", name="pk_audit_seal"),
    )
    table(
        "audit_head",
        *columns(sa.Integer, "id"),
        *columns(sa.Text, "log"),
        *columns(sa.Integer, "number"),
        *columns(sa.Text, "hash", "key", "mac"),
        sa.PrimaryKeyConstraint("id", name="pk_audit_head"),
    )
