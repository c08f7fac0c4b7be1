"""Accounts, keys, requests and what is sealed; what a site has set about its backups."""

import sqlalchemy as sa

from scheduler.storage.columns import Flag
from scheduler.storage.migrations.account_tables import accounts
from scheduler.storage.migrations.first_tables import columns, table
from scheduler.storage.migrations.request_tables import requests
from scheduler.storage.migrations.sealing_tables import sealing

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    accounts()
    sealing()
    requests()
    _backups()


def _backups() -> None:
    table(
        "backup_plan",
        *columns(sa.Integer, "id"),
        *columns(sa.Text, "folder", "key"),
        *columns(sa.Integer, "hours"),
        *columns(Flag, "at_publication"),
        *columns(sa.Integer, "keep"),
        sa.PrimaryKeyConstraint("id", name="pk_backup_plan"),
    )
