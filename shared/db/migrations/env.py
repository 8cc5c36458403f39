"""Alembic's entry: ``shared.db.migrate`` gives the connection; versions stand in `pipeline`."""

from __future__ import annotations

from alembic import context

connection = context.config.attributes["connection"]
context.configure(connection=connection, version_table_schema="pipeline")
with context.begin_transaction():
    context.run_migrations()
