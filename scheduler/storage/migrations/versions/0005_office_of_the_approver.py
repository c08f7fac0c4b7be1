"""A look-back says from which office outside the chain of command it was approved."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("look_back", sa.Column("office", sa.Text, nullable=False, server_default=""))
