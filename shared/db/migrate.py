"""Bring a database up to date: ``python -m shared.db.migrate``, with DATABASE_URL set.

Safe to run any number of times, and from several places at once: an advisory lock lets one go
first, and the others find nothing to do.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path

from sqlalchemy import create_engine, text

from shared.db.url import read_database_url
from shared.errors import BackendError, DatabaseUnavailable

LOCK = 7071_2026
"""The advisory lock's number; any constant that nobody else uses."""
LOCK_WAIT = "120s"


def migrate(url: str) -> None:
    """Make the four tables where they are missing, and bring schema `pipeline` up to date.

    Raises:
        ConfigurationError: the URL is not one of a PostgreSQL.
        DatabaseUnavailable: the server does not answer.
    """
    # Only here, and never in the app: alembic is 250 ms of a cold start.
    from alembic import command
    from alembic.config import Config
    from sqlalchemy.exc import OperationalError

    read = read_database_url(url)
    engine = create_engine(read.url, connect_args=read.connect_args, hide_parameters=True)
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    try:
        with engine.begin() as connection:
            connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_WAIT}'"))
            connection.execute(text("SET LOCAL search_path = public"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            connection.execute(text("CREATE SCHEMA IF NOT EXISTS public"))
            connection.execute(text("CREATE SCHEMA IF NOT EXISTS pipeline"))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except OperationalError:
        raise DatabaseUnavailable("The database does not answer.") from None
    finally:
        engine.dispose()


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
