"""Run by Alembic for each command; the caller hands over an open connection (see `scheduler.storage.migrate`)."""

from alembic import context

from scheduler.storage.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    user_module_prefix="columns.",
)
with context.begin_transaction():
    context.run_migrations()
