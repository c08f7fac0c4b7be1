"""Tables of accounts."""

import sqlalchemy as sa
from alembic import op

from scheduler.storage.columns import Flag, Moment
from scheduler.storage.migrations.first_tables import columns, table


def accounts() -> None:
    """Create the tables of accounts, their roles, wrong tries, and what is set about signing in."""
    table(
        "account",
        *columns(sa.Text, "name"),
        *columns(sa.Text, "badge", nullable=True),
        *columns(sa.Text, "source"),
        *columns(sa.Text, "system_user", nullable=True),
        *columns(sa.LargeBinary, "password"),
        *columns(Flag, "is_temporary"),
        *columns(sa.LargeBinary, "code"),
        *columns(sa.Integer, "code_step"),
        *columns(sa.Text, "state"),
        *columns(Moment, "made_at", "enabled_at"),
        *columns(Moment, "seen_at", nullable=True),
        sa.CheckConstraint("state IN ('active', 'disabled', 'locked')", name=op.f("ck_account_state")),
        sa.UniqueConstraint("badge", name="uq_account_badge"),
        sa.UniqueConstraint("system_user", name="uq_account_system_user"),
        sa.PrimaryKeyConstraint("name", name="pk_account"),
    )
    table(
        "account_role",
        *columns(sa.Text, "account", "role"),
        sa.ForeignKeyConstraint(["account"], ["account.name"], name="fk_account_role_account"),
        sa.PrimaryKeyConstraint("account", "role", name="pk_account_role"),
    )
    table(
        "sign_in_failure",
        *columns(sa.Integer, "id"),
        *columns(sa.Text, "account"),
        *columns(Moment, "at"),
        sa.ForeignKeyConstraint(["account"], ["account.name"], name="fk_sign_in_failure_account"),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in_failure"),
        sqlite_autoincrement=True,
    )
    table(
        "sign_in_rules",
        *columns(sa.Integer, "id"),
        *columns(sa.Text, "banner", "way"),
        *columns(sa.Integer, "idle_minutes"),
        *columns(sa.Text, "code_roles", "directory"),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in_rules"),
    )
