"""The pool on a real server: restarts, exhaustion, timeouts, TLS, tokens, and what errors tell."""

from __future__ import annotations

import time
import traceback
from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import text

from local.postgres import Postgres
from shared.db import engine
from shared.db.engine import Database, Session
from shared.errors import BackendError, DatabaseUnavailable, IdentityUnavailable
from tests.integration.db.rows import add_interview

ELSEWHERE = "127.0.0.2"
"""An address of this machine that is not one of those where TLS may be left out."""


@pytest.fixture(scope="module")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """A server that may be stopped, which asks the role `entra` for a password."""
    data = tmp_path_factory.mktemp("postgres") / "data"
    with Postgres.start(data, settings={"listen_addresses": f"127.0.0.1,{ELSEWHERE}"}) as server:
        rules = data / "pg_hba.conf"
        ask = "host all entra 127.0.0.1/32 scram-sha-256\n"
        trust = f"host all all {ELSEWHERE}/32 trust\n"
        rules.write_text(ask + trust + rules.read_text())
        with psycopg.connect(server.url) as connection:
            connection.execute("CREATE ROLE entra LOGIN PASSWORD 'token-1'")
            connection.execute("SELECT pg_reload_conf()")
        yield server


def ask(database: Database, query: str) -> object:
    with database.transaction() as session:
        return session.execute(text(query)).scalar_one()


@pytest.mark.proves("F04")
def test_the_first_request_after_a_crash_of_the_server_succeeds(own_server: Postgres) -> None:
    database = Database(own_server.url, pool_size=3)
    backend = ask(database, "SELECT pg_backend_pid()")
    own_server.restart()
    assert ask(database, "SELECT pg_backend_pid()") != backend
    database.dispose()


@pytest.mark.proves("F04")
def test_a_server_that_is_away_is_said_quickly_and_found_again(own_server: Postgres) -> None:
    database = Database(own_server.url)
    database.check()
    own_server.kill()
    try:
        begun = time.monotonic()
        with pytest.raises(DatabaseUnavailable):
            database.check()
        assert time.monotonic() - begun < 3
    finally:
        own_server.resume()
    database.check()
    database.dispose()


def test_a_connection_that_is_cut_in_the_middle(database: Database, database_url: str) -> None:
    def cut(session: Session) -> None:
        backend = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
        with psycopg.connect(database_url) as other:
            other.execute("SELECT pg_terminate_backend(%s)", [backend])
        session.execute(text("SELECT 1"))

    with pytest.raises(DatabaseUnavailable), database.transaction() as session:
        cut(session)
    database.check()


@pytest.mark.proves("F71")
@pytest.mark.parametrize("by_url", [True, False], ids=["from Prisma's URL", "from the settings"])
def test_a_pool_that_has_nothing_left_waits_and_says_so(database_url: str, by_url: bool) -> None:
    if by_url:
        database = Database(f"{database_url}?connection_limit=1&pool_timeout=1", pool_size=9)
    else:
        database = Database(database_url, pool_size=1, max_overflow=0, pool_timeout_s=1)
    with database.transaction() as session:
        session.execute(text("SELECT 1"))
        begun = time.monotonic()
        with pytest.raises(DatabaseUnavailable, match="free"):
            database.check()
        assert 0.9 < time.monotonic() - begun < 3
    database.check()
    database.dispose()


def test_no_statement_waits_for_ever(database_url: str) -> None:
    database = Database(f"{database_url}?socket_timeout=1")
    with pytest.raises(DatabaseUnavailable):
        ask(database, "SELECT pg_sleep(20)::text")
    database.dispose()


def test_no_lock_is_waited_for_for_ever(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "LOCK_TIMEOUT_MS", 200)
    database = Database(database_url)
    with database.transaction() as session:
        add_interview(session)
    with psycopg.connect(database_url) as other:
        other.execute('SELECT FROM "Interview" FOR UPDATE')
        with pytest.raises(DatabaseUnavailable):
            ask(database, 'UPDATE "Interview" SET company = company RETURNING 1')
    database.dispose()


@pytest.mark.parametrize("pooler", [False, True], ids=["direct", "behind PgBouncer"])
def test_limits_stand_in_every_transaction(database_url: str, pooler: bool) -> None:
    database = Database(f"{database_url}?schema=public&pgbouncer={'true' if pooler else 'false'}")
    assert ask(database, "SHOW statement_timeout") == "30s"
    assert ask(database, "SHOW lock_timeout") == "5s"
    assert ask(database, "SHOW idle_in_transaction_session_timeout") == "1min"
    for _ in range(10):
        assert ask(database, "SHOW application_name") == "interview-buddy"
    prepared = ask(database, "SELECT count(*) FROM pg_prepared_statements")
    assert (prepared == 0) == pooler
    database.dispose()


@pytest.mark.parametrize("state", ["08006", "25006", "40001", "40P01", "53300", "55P03", "57P01"])
def test_what_passes_by_itself_is_worth_another_try(database: Database, state: str) -> None:
    with pytest.raises(DatabaseUnavailable) as caught, database.transaction() as session:
        session.execute(text(f"DO $$ BEGIN RAISE SQLSTATE '{state}'; END $$"))
    assert caught.value.retryable


@pytest.mark.parametrize(
    "query",
    [
        "SELECT nothing",
        "SELECT 1 / 0",
        "SELECT 'x'::int",
        "SELECT chr(0)",
        'INSERT INTO "Interview" ("id") VALUES (\'x\')',
    ],
)
def test_what_does_not_is_not_worth_another_try(database: Database, query: str) -> None:
    with pytest.raises(BackendError) as caught:
        ask(database, query)
    assert not isinstance(caught.value, DatabaseUnavailable)
    assert not caught.value.retryable


def test_a_value_that_the_driver_refuses_is_not_an_outage(database: Database) -> None:
    with pytest.raises(BackendError) as caught, database.transaction() as session:
        session.execute(text("SELECT :value"), {"value": "NUL \0"})
    assert not isinstance(caught.value, DatabaseUnavailable)


@pytest.mark.proves("C04")
def test_an_error_tells_nothing_of_the_row(database: Database) -> None:
    secret = "what the candidate said"  # pragma: allowlist secret
    with database.transaction() as session:
        interview_id = add_interview(session, notes=secret)
    with pytest.raises(BackendError) as caught, database.transaction() as session:
        session.execute(
            text('UPDATE "Interview" SET company = NULL, notes = :notes WHERE id = :id'),
            {"id": interview_id, "notes": secret},
        )
    told = "".join(traceback.format_exception(caught.value))
    assert secret not in told
    assert interview_id not in told
    assert "NotNullViolation 23502" in told


def test_an_error_in_the_block_rolls_everything_back(database: Database) -> None:
    def write_and_fail(session: Session) -> None:
        add_interview(session)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), database.transaction() as session:
        write_and_fail(session)
    assert ask(database, 'SELECT count(*) FROM "Interview"') == 0
    assert ask(database, "SELECT count(*) FROM pipeline.processing") == 0


def test_outside_loopback_nothing_is_sent_without_tls(own_server: Postgres) -> None:
    url = own_server.url.replace("127.0.0.1", ELSEWHERE)
    with psycopg.connect(url, sslmode="disable") as connection:  # the server itself would do
        assert connection.info.host == ELSEWHERE
    for parameter in ("", "?sslmode=prefer", "?sslmode=require"):
        database = Database(url + parameter)
        with pytest.raises(DatabaseUnavailable):
            database.check()
        database.dispose()


def test_a_token_is_the_password_of_each_new_connection(own_server: Postgres) -> None:
    tokens = iter(["token-1", "token-2", "wrong"])
    url = own_server.url.replace("postgres@", "entra@")
    database = Database(url, entra_token=lambda: next(tokens))
    assert ask(database, "SELECT current_user::text") == "entra"
    assert ask(database, "SELECT current_user::text") == "entra"
    with psycopg.connect(own_server.url) as connection:
        connection.execute("ALTER ROLE entra PASSWORD 'token-2'")
    database.dispose()
    assert ask(database, "SELECT current_user::text") == "entra"
    database.dispose()
    with pytest.raises(DatabaseUnavailable):
        database.check()
    assert next(tokens, None) is None


def test_a_token_that_cannot_be_had_says_so_itself(own_server: Postgres) -> None:
    def no_token() -> str:
        raise IdentityUnavailable("No token.")

    database = Database(own_server.url, entra_token=no_token)
    with pytest.raises(IdentityUnavailable):
        database.check()
