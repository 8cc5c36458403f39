"""When a recording was last handed to Video Indexer, and the pace of all calls to it."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"

STATEMENTS = (
    "ALTER TABLE pipeline.processing ADD COLUMN IF NOT EXISTS submission_at TIMESTAMPTZ",
    """
CREATE TABLE IF NOT EXISTS pipeline.call_pace (
    name TEXT NOT NULL PRIMARY KEY,
    free_at TIMESTAMPTZ NOT NULL
)""",
)


def upgrade() -> None:
    """Add the column and the table."""
    for statement in STATEMENTS:
        op.execute(statement)
