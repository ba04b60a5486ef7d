"""Run by Alembic with the connection that `workplace.database.schema` opened."""

from alembic import context

from workplace.database.base import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transaction_per_migration=False,
)
context.run_migrations()
