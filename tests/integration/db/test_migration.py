"""Every state that a database may be in ends as the same one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from shared.db.migrate import OUR_LOCK, PRISMA_LOCK, migrate
from shared.errors import ConfigurationError, DatabaseUnavailable
from tests.fixtures.prisma import Prisma
from tests.integration.db.catalogue import catalogue, dump

ROOT = Path(__file__).resolve().parents[3]

PREP_SESSION = """
INSERT INTO "PrepSession" VALUES ('prep', 'anna', 'Acme', 'Engineer', '[]', '[]', now(), now())"""
INTERVIEW = """
INSERT INTO "Interview" ("id", "userId", "company", "jobTitle", "interviewType", "status",
    "videoIndexerUrl", "prepSessionId", "updatedAt")
VALUES ('one', 'anna', 'Acme', 'Engineer', 'technical', 'completed', '', 'prep', now())"""
WORK = "INSERT INTO pipeline.processing (interview_id, blob_name) VALUES ('one', 'one/a.mp4')"
USAGE = """
INSERT INTO pipeline.usage (interview_id, generation, kind, name)
VALUES ('one', 1, 'model', 'rules')"""


def run(database_url: str, *statements: str) -> None:
    with psycopg.connect(database_url) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def rows(database_url: str, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(database_url) as connection:
        return connection.execute(query.encode()).fetchall()


def state(database_url: str) -> tuple[object, ...]:
    return (
        dump(database_url),
        catalogue(database_url, "public"),
        dump(database_url, "pipeline"),
        catalogue(database_url, "pipeline"),
    )


@pytest.fixture
def up_to_date(new_empty_database: Callable[[], str]) -> tuple[object, ...]:
    """What a database looks like that was empty before."""
    url = new_empty_database()
    migrate(url)
    return state(url)


def test_public_is_byte_for_byte_what_prisma_makes(
    prisma: Prisma, new_empty_database: Callable[[], str]
) -> None:
    ours, prismas = new_empty_database(), new_empty_database()
    migrate(ours)
    run(prismas, prisma.schema_engine("sql", prismas)["stdout"])

    assert dump(ours) == dump(prismas)
    assert catalogue(ours) == catalogue(prismas)
    assert [name for name, kind, _ in catalogue(ours)["tables"] if kind == "r"] == [
        "Analysis", "Interview", "PrepSession", "Transcription",
    ]  # fmt: skip


def test_tables_and_rows_of_prismas_stay_as_they_are(
    prisma: Prisma, empty_database_url: str, up_to_date: tuple[object, ...]
) -> None:
    run(empty_database_url, prisma.schema_engine("sql", empty_database_url)["stdout"])
    run(empty_database_url, PREP_SESSION, INTERVIEW)
    before = dump(empty_database_url), rows(empty_database_url, 'SELECT * FROM "Interview"')

    migrate(empty_database_url)

    assert (
        dump(empty_database_url),
        rows(empty_database_url, 'SELECT * FROM "Interview"'),
    ) == before
    assert state(empty_database_url) == up_to_date


def test_an_older_state_of_ours_is_brought_up_to_date(
    empty_database_url: str, up_to_date: tuple[object, ...]
) -> None:
    migrate(empty_database_url, revision="0001")
    assert "usage" not in dump(empty_database_url, "pipeline")
    run(empty_database_url, PREP_SESSION, INTERVIEW, WORK)

    migrate(empty_database_url)

    assert state(empty_database_url) == up_to_date
    assert rows(empty_database_url, "SELECT blob_name FROM pipeline.processing") == [("one/a.mp4",)]


def test_only_some_tables_of_the_web_app_are_there(
    empty_database_url: str, up_to_date: tuple[object, ...]
) -> None:
    migrate(empty_database_url)
    run(empty_database_url, 'DROP TABLE "Analysis", "Transcription"')
    migrate(empty_database_url)
    assert state(empty_database_url) == up_to_date


def test_twice_changes_nothing(empty_database_url: str, up_to_date: tuple[object, ...]) -> None:
    migrate(empty_database_url)
    run(empty_database_url, PREP_SESSION, INTERVIEW, WORK, USAGE)
    migrate(empty_database_url)
    assert state(empty_database_url) == up_to_date
    assert rows(empty_database_url, "SELECT count(*) FROM pipeline.usage") == [(1,)]


def test_several_at_once_do_it_once(
    new_empty_database: Callable[[], str], up_to_date: tuple[object, ...]
) -> None:
    for _ in range(5):
        url = new_empty_database()
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(migrate, [url] * 4))
        assert state(url) == up_to_date
        assert rows(url, "SELECT version_num FROM pipeline.alembic_version") == [("0003",)]


@pytest.mark.parametrize("lock", [OUR_LOCK, PRISMA_LOCK], ids=["ours", "prismas"])
def test_it_waits_for_another_migration(empty_database_url: str, lock: int) -> None:
    waiting = """
        SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""
    with (
        psycopg.connect(empty_database_url, autocommit=True) as other,
        ThreadPoolExecutor(1) as pool,
    ):
        other.execute("SELECT pg_advisory_lock(%s)", [lock])
        migration = pool.submit(migrate, empty_database_url)
        while other.execute(waiting).fetchone() != (1,):
            assert not migration.done()
        assert rows(empty_database_url, "SELECT to_regclass('public.\"Interview\"')") == [(None,)]
        other.execute("SELECT pg_advisory_unlock(%s)", [lock])
        migration.result(timeout=30)
    assert rows(empty_database_url, 'SELECT count(*) FROM "Interview"') == [(0,)]


def test_prismas_reset_is_survived(
    prisma: Prisma, empty_database_url: str, up_to_date: tuple[object, ...]
) -> None:
    migrate(empty_database_url)
    run(empty_database_url, PREP_SESSION, INTERVIEW, WORK, USAGE)
    prisma.schema_engine("reset", empty_database_url)
    prisma.schema_engine("push", empty_database_url)
    assert "FOREIGN KEY" not in dump(empty_database_url, "pipeline")

    migrate(empty_database_url)

    assert state(empty_database_url)[1:] == up_to_date[1:]
    assert rows(empty_database_url, "SELECT count(*) FROM pipeline.processing") == [(0,)]


def test_a_failing_migration_leaves_nothing_behind(empty_database_url: str) -> None:
    run(empty_database_url, "CREATE SCHEMA pipeline", "CREATE TABLE pipeline.deletion (x INT)")
    before = state(empty_database_url)
    with pytest.raises(Exception, match="DuplicateTable"):
        migrate(empty_database_url)
    assert state(empty_database_url) == before


def test_a_role_without_rights_is_told_so(empty_database_url: str) -> None:
    run(empty_database_url, "DROP ROLE IF EXISTS reader", "CREATE ROLE reader LOGIN")
    with pytest.raises(ConfigurationError, match="migrate as the owner"):
        migrate(empty_database_url.replace("postgres@", "reader@"))


def test_a_server_that_is_away_is_told_as_such() -> None:
    with pytest.raises(DatabaseUnavailable):
        migrate("postgresql://postgres@127.0.0.1:1/none")


def test_the_command_line(empty_database_url: str) -> None:
    command = [sys.executable, "-m", "shared.db.migrate"]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    missing = subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (missing.returncode, "DATABASE_URL" in missing.stderr) == (1, True)
    done = subprocess.run(
        command, env={**environment, "DATABASE_URL": empty_database_url}, cwd=ROOT,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "The database is up to date.\n")
    assert rows(empty_database_url, 'SELECT count(*) FROM "Interview"') == [(0,)]
