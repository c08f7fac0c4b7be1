"""The locked half of an account's key stands in a table of its own, of which a server shows everybody only his row."""

import sqlalchemy as sa
from alembic import op

from scheduler.storage.migrations.first_tables import columns, table

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    table(
        "account_lock",
        *columns(sa.Text, "account"),
        *columns(sa.LargeBinary, "locked"),
        sa.ForeignKeyConstraint(
            ["account"], ["account_key.account"], name="fk_account_lock_account", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account", name="pk_account_lock"),
    )
    op.execute("INSERT INTO account_lock (account, locked) SELECT account, locked FROM account_key")
    op.drop_column("account_key", "locked")
