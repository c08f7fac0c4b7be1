"""What an imported list changed is forgotten at the end of its retention: its trigger is made anew, and allows that."""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":  # on a server all triggers are made anew with each upgrade
        op.execute("DROP TRIGGER IF EXISTS imported_list_refuses_update")
