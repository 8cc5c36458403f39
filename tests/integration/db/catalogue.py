"""What PostgreSQL's catalogue says of a schema, for comparing two databases."""

from __future__ import annotations

import os
import re
import subprocess
from typing import Any

import psycopg

from local.postgres import binaries

RANDOM_KEY = re.compile(r"^\\(un)?restrict .*$", re.MULTILINE)

QUERIES = {
    "tables": """
        SELECT c.relname, c.relkind::text, c.relrowsecurity FROM pg_class c
        WHERE c.relnamespace = %(schema)s::regnamespace ORDER BY 1""",
    "columns": """
        SELECT c.relname, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
            pg_get_expr(d.adbin, d.adrelid), a.attidentity::text
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE c.relnamespace = %(schema)s::regnamespace AND c.relkind = 'r' AND a.attnum > 0
            AND NOT a.attisdropped ORDER BY 1, 2""",
    "constraints": """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = %(schema)s::regnamespace ORDER BY 1, 2""",
    "indexes": """
        SELECT tablename, indexname, indexdef FROM pg_indexes
        WHERE schemaname = %(schema)s ORDER BY 1, 2""",
}


def catalogue(database_url: str, schema: str = "public") -> dict[str, list[tuple[Any, ...]]]:
    """Tables, columns, constraints and indexes of one schema, in an order of their own."""
    with psycopg.connect(database_url) as connection:
        return {
            name: connection.execute(query, {"schema": schema}).fetchall()
            for name, query in QUERIES.items()
        }


def dump(database_url: str, schema: str = "public") -> str:
    """The schema's definition as pg_dump writes it, byte for byte but for its random key."""
    done = subprocess.run(
        [
            binaries() / "pg_dump", "--schema-only", "--no-owner", f"--schema={schema}",
            f"--dbname={database_url}",
        ],
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )  # fmt: skip
    return RANDOM_KEY.sub("", done.stdout)
