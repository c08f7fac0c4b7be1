"""Tables around requests."""

import sqlalchemy as sa

from scheduler.storage.columns import LocalDate, Moment
from scheduler.storage.migrations.first_tables import columns, table


def requests() -> None:
    """Create the tables of pairs kept apart, shielded officers, words of support, and monthly totals."""
    table(
        "kept_apart",
        *columns(sa.Integer, "number"),
        *columns(sa.Text, "badge", "mark"),
        *columns(LocalDate, "first"),
        *columns(LocalDate, "last", nullable=True),
        *columns(sa.Text, "area", "post", nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_kept_apart"),
        sqlite_autoincrement=True,
    )
    table(
        "shielded",
        *columns(sa.Integer, "number"),
        *columns(sa.Text, "badge"),
        *columns(LocalDate, "until"),
        sa.PrimaryKeyConstraint("number", name="pk_shielded"),
        sqlite_autoincrement=True,
    )
    table(
        "terms_approval",
        *columns(sa.Integer, "number"),
        *columns(sa.Text, "badge", "approved_by"),
        *columns(Moment, "approved_at"),
        sa.PrimaryKeyConstraint("number", name="pk_terms_approval"),
        sqlite_autoincrement=True,
    )
    table(
        "support_line",
        *columns(sa.Text, "about"),
        *columns(sa.Integer, "position"),
        *columns(sa.Text, "words"),
        sa.PrimaryKeyConstraint("about", "position", name="pk_support_line"),
    )
    table(
        "request_month",
        *columns(LocalDate, "month"),
        *columns(sa.Text, "kind"),
        *columns(sa.Integer, "number", nullable=True),
        sa.PrimaryKeyConstraint("month", "kind", name="pk_request_month"),
    )
