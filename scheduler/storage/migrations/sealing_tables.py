"""Tables of keys and of what is sealed."""

import sqlalchemy as sa
from alembic import op

from scheduler.storage.columns import LocalDate, Moment
from scheduler.storage.migrations.first_tables import columns, table

_END = ("hash", "key", "mac")


def sealing() -> None:
    """Create the tables of keys, sealed rows, the sealed stream, retention and holds."""
    if op.get_bind().dialect.name == "sqlite":
        _let_log_be_expunged()
    table(
        "account_key",
        *columns(sa.Text, "account", "public"),
        *columns(sa.LargeBinary, "locked"),
        *columns(Moment, "made_at"),
        sa.PrimaryKeyConstraint("account", name="pk_account_key"),
    )
    table(
        "recovery_key",
        *columns(sa.Integer, "id"),
        *columns(sa.Text, "public"),
        *columns(Moment, "made_at"),
        *columns(sa.Text, "made_by"),
        sa.PrimaryKeyConstraint("id", name="pk_recovery_key"),
    )
    for name, content in (("sealed", "body"), ("sealed_head", "head")):
        table(
            name,
            *columns(sa.Text, "row"),
            *columns(sa.Integer, "version"),
            *columns(sa.LargeBinary, content),
            sa.PrimaryKeyConstraint("row", name=f"pk_{name}"),
        )
    _stream()
    table(
        "retention",
        *columns(sa.Text, "kind"),
        *columns(sa.Integer, "days", nullable=True),
        sa.PrimaryKeyConstraint("kind", name="pk_retention"),
    )
    table(
        "litigation_hold",
        *columns(sa.Integer, "id"),
        *columns(sa.Text, "scope", "case_name"),
        *columns(Moment, "placed_at"),
        *columns(sa.Text, "placed_by"),
        *columns(Moment, "lifted_at", nullable=True),
        *columns(sa.Text, "lifted_by", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_litigation_hold"),
        sqlite_autoincrement=True,
    )


def _stream() -> None:
    table(
        "stream_event",
        *columns(sa.Integer, "number"),
        *columns(sa.LargeBinary, "body"),
        *columns(sa.Text, "previous", *_END),
        sa.PrimaryKeyConstraint("number", name="pk_stream_event"),
    )
    table(
        "stream_head",
        *columns(sa.Integer, "id"),
        *columns(sa.Text, "log"),
        *columns(sa.Integer, "number"),
        *columns(sa.Text, *_END),
        sa.PrimaryKeyConstraint("id", name="pk_stream_head"),
    )
    table(
        "stream_day",
        *columns(LocalDate, "day"),
        *columns(sa.Text, "log"),
        *columns(sa.Integer, "number"),
        *columns(sa.Text, "hash", "salt"),
        sa.PrimaryKeyConstraint("day", name="pk_stream_day"),
    )


def _let_log_be_expunged() -> None:
    """Drop the triggers that refuse any change of the audit log; they are created anew, and allow its expunging."""
    op.execute("DROP TRIGGER IF EXISTS audit_refuses_update")
    op.execute("DROP TRIGGER IF EXISTS audit_seal_refuses_update")
