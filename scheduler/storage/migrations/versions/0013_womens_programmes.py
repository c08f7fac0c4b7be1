"""Whether programmes for women need a post."""

import sqlalchemy as sa
from alembic import op

from scheduler.storage.columns import Flag

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("post", sa.Column("serves_women", Flag, nullable=False, server_default=sa.false()))
