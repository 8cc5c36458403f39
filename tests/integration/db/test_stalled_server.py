"""A database that takes connections and says nothing: no more waits for it than the pool holds."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from sqlalchemy import text

from local.postgres import Postgres
from shared.db.engine import Database
from shared.errors import DatabaseUnavailable
from tests.fixtures.standstill import stopped


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """One that may be stopped."""
    with Postgres.start(tmp_path_factory.mktemp("postgres") / "data") as running:
        yield running


@pytest.mark.proves("F04", "F71")
def test_a_stalled_server_holds_what_has_begun_and_the_rest_is_told(server: Postgres) -> None:
    database = Database(server.url, pool_size=2, max_overflow=0, pool_timeout_s=0.5)
    opened, stalled = [Event(), Event()], Event()

    def work(mine: Event) -> int:
        with database.transaction() as session:
            session.execute(text("SELECT 1"))
            mine.set()
            assert stalled.wait(30)
            return int(session.scalar(text("SELECT 2")) or 0)

    with ThreadPoolExecutor(2) as pool:
        held = [pool.submit(work, mine) for mine in opened]
        assert all(mine.wait(30) for mine in opened)
        with stopped(server.process.pid):
            stalled.set()
            with pytest.raises(DatabaseUnavailable):
                database.check()
            assert not any(one.done() for one in held)
        assert [one.result(30) for one in held] == [2, 2]
    database.check()
    database.dispose()


@pytest.mark.proves("F04")
def test_a_new_connection_to_a_stalled_server_is_given_up(server: Postgres) -> None:
    database = Database(f"{server.url}?connect_timeout=2")
    with stopped(server.process.pid), pytest.raises(DatabaseUnavailable):
        database.check()
    database.check()
    database.dispose()
