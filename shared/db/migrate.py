"""Bring a database up to date: ``python -m shared.db.migrate``, with DATABASE_URL set.

Safe to run any number of times, and from several places at once: an advisory lock lets one go
first, and the others find nothing to do. All of it is one transaction.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError, OperationalError

from shared.db import pipeline_links, public_tables
from shared.db.url import read_database_url
from shared.errors import BackendError, ConfigurationError, DatabaseUnavailable

OUR_LOCK = 7071_2026
"""The advisory lock's number; any constant that nobody else uses."""
PRISMA_LOCK = 72707369
"""The one that Prisma's migrations take: the web app's may be running."""
LOCK_WAIT = "120s"
NOT_ALLOWED = "42501"
NEWEST = "head"


def migrate(url: str, *, revision: str = NEWEST) -> None:
    """Make the four tables where they are missing, and bring schema `pipeline` up to date.

    Args:
        revision: where to stop, for tests of older states.

    Raises:
        ConfigurationError: the URL is not one of a PostgreSQL, or its role may not do this.
        DatabaseUnavailable: the server does not answer, or a lock is held for two minutes.
    """
    read = read_database_url(url)
    engine = create_engine(read.url, connect_args=read.connect_args, hide_parameters=True)
    try:
        with engine.begin() as connection:
            connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_WAIT}'"))
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            for lock in (PRISMA_LOCK, OUR_LOCK):
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": lock})
            public_tables.create_missing(connection)
            _upgrade_pipeline(connection, revision)
            if revision == NEWEST:
                pipeline_links.restore(connection)
    except OperationalError:
        raise DatabaseUnavailable("The database does not answer.") from None
    except DBAPIError as error:
        state = getattr(error.orig, "sqlstate", None)
        if state == NOT_ALLOWED:
            raise ConfigurationError(
                "DATABASE_URL: its role may not create schema pipeline, or tables that refer to "
                "the web app's; migrate as the owner of the database"
            ) from None
        raise BackendError(f"database: {type(error.orig).__name__} {state}") from None
    finally:
        engine.dispose()


def _upgrade_pipeline(connection: Connection, revision: str) -> None:
    # Only here, and never in the app: alembic is 250 ms of a cold start.
    from alembic import command
    from alembic.config import Config

    if not connection.scalar(text("SELECT to_regnamespace('pipeline') IS NOT NULL")):
        connection.execute(text("CREATE SCHEMA pipeline"))
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def main() -> int:
    """The command line: 0 when the database is up to date."""
    from shared.config import database_url

    logging.basicConfig(level=logging.INFO, format="%(message)s")
    try:
        migrate(database_url())
    except BackendError as error:
        sys.stderr.write(f"migration: {error}\n")
        return 1
    sys.stdout.write("The database is up to date.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
