"""The foreign keys from `pipeline` to the interviews in `public`.

They are looked at in every migration: Prisma's `migrate reset` drops schema `public` with all that
refers to it, and makes its tables again without what is ours.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

LINKED = ("processing", "idempotency_key", "usage")
"""Tables in `pipeline` whose rows go with their interview."""

IS_LINKED = """
SELECT EXISTS (SELECT FROM pg_constraint WHERE contype = 'f'
    AND conrelid = 'pipeline.{table}'::regclass AND confrelid = 'public."Interview"'::regclass)"""

DELETE_STRAYS = """
DELETE FROM pipeline.{table} AS ours
    WHERE NOT EXISTS (SELECT FROM public."Interview" WHERE id = ours.interview_id)"""

LINK = """
ALTER TABLE pipeline.{table} ADD CONSTRAINT {table}_interview_id_fkey
    FOREIGN KEY (interview_id) REFERENCES public."Interview"("id")
    ON DELETE CASCADE ON UPDATE CASCADE"""


def restore(connection: Connection) -> None:
    """Tie each table to `Interview` where it is not, without rows that belong to nothing."""
    for table in LINKED:
        if connection.scalar(text(IS_LINKED.format(table=table))):
            continue
        for statement in (DELETE_STRAYS, LINK):
            connection.execute(text(statement.format(table=table)))
