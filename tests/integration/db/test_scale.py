"""A user's list takes as long with a hundred thousand interviews as with a thousand."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from local.postgres import Postgres
from shared.db.engine import Database
from shared.db.migrate import migrate
from shared.db.repositories import interviews, progress
from shared.db.repositories.interviews import InterviewRecord
from tests.fixtures.postgres import fresh_databases

PER_USER = 10
PAGE = 4
SLOWER_AT_MOST = 1.3
MEASUREMENTS = 400

# A user's interviews lie scattered over the whole table, as they do when everybody uploads.
FILL = (
    """
    INSERT INTO "Interview" SELECT 'i' || n, 'user' || n % %(users)s, 'Acme', 'Engineer',
        'technical', repeat('note ', 40), 'completed', 'https://example.com/' || n, NULL,
        timestamp '2026-01-01' + n * interval '1 second',
        timestamp '2026-01-01' + n * interval '1 second'
    FROM generate_series(1, %(interviews)s) AS n""",
    """
    INSERT INTO "Transcription" SELECT 't' || n, 'i' || n, repeat('word ', 100), '[]', NULL, now()
    FROM generate_series(1, %(interviews)s) AS n""",
    """
    INSERT INTO "Analysis" SELECT 'a' || n, 'i' || n, '{}', '{}', '{}', 50, '[]', 'rules', now()
    FROM generate_series(1, %(interviews)s) AS n""",
    """
    INSERT INTO pipeline.processing (interview_id, blob_name) SELECT 'i' || n, 'b' || n
    FROM generate_series(1, %(interviews)s) AS n""",
)


def filled(database_url: str, count: int) -> Database:
    migrate(database_url)
    with psycopg.connect(database_url, autocommit=True) as connection:
        for statement in FILL:
            connection.execute(
                statement.replace("% %(", "%% %(").encode(),
                {"interviews": count, "users": count // PER_USER},
            )
        connection.execute("VACUUM ANALYZE")
    return Database(database_url)


@pytest.fixture(scope="module")
def databases(postgres_server: Postgres) -> Iterator[tuple[Database, Database]]:
    """One with 1,000 interviews of 100 users, one with 100,000 of 10,000."""
    with fresh_databases(postgres_server) as new_database:
        small, large = filled(new_database(), 1_000), filled(new_database(), 100_000)
        yield small, large
        small.dispose()
        large.dispose()


def pages(session: Session, user_id: str) -> list[list[InterviewRecord]]:
    """All of a user's pages, one after the other by keyset."""
    found: list[list[InterviewRecord]] = []
    before = None
    while not found or len(found[-1]) == PAGE:
        page = interviews.list_page(session, user_id, limit=PAGE, before=before)
        found.append(page)
        before = (page[-1].created_at, page[-1].id)
    return found


def seconds(database: Database, user_id: str) -> float:
    with database.transaction() as session:
        begun = time.perf_counter()
        found = pages(session, user_id)
        spent = time.perf_counter() - begun
    assert [len(page) for page in found] == [PAGE, PAGE, PER_USER - 2 * PAGE]
    assert {record.user_id for page in found for record in page} == {user_id}
    return spent


def plans(session: Session, ask: Callable[[], object]) -> list[dict[str, Any]]:
    """The plan of each statement that ``ask`` sends, as PostgreSQL carried it out."""
    sent: list[tuple[str, Any]] = []

    def note(_c: object, _cu: object, statement: str, parameters: Any, *_rest: object) -> None:
        sent.append((statement, parameters))

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", note)
    ask()
    event.remove(connection, "before_cursor_execute", note)
    explained = []
    for statement, parameters in sent:
        query = f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}"
        explained.append(connection.exec_driver_sql(query, parameters).scalar_one()[0]["Plan"])
    return explained


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", ()):
        yield from nodes(child)


def test_the_list_does_not_grow_with_other_peoples_interviews(
    databases: tuple[Database, Database],
) -> None:
    small, large = databases
    taken: dict[Database, list[float]] = {small: [], large: []}
    for round_ in range(MEASUREMENTS):  # in turn; a busy machine only adds, so the least counts
        for database in databases:
            taken[database].append(seconds(database, f"user{round_ % 100}"))
    with_1_000, with_100_000 = min(taken[small]), min(taken[large])
    assert with_100_000 / with_1_000 <= SLOWER_AT_MOST, (
        f"{with_100_000 * 1000:.2f} ms with 100,000, {with_1_000 * 1000:.2f} ms with 1,000"
    )


@pytest.mark.parametrize("question", ["first page", "next page", "in progress", "over time"])
def test_the_index_on_the_user_is_used_and_no_table_is_read_through(
    databases: tuple[Database, Database], question: str
) -> None:
    _, large = databases
    with large.transaction() as session:
        first = interviews.list_page(session, "user7", limit=PAGE)
        before = (first[-1].created_at, first[-1].id)
        ask: dict[str, Callable[[], object]] = {
            "first page": lambda: interviews.list_page(session, "user7", limit=PAGE),
            "next page": lambda: interviews.list_page(session, "user7", limit=PAGE, before=before),
            "in progress": lambda: interviews.count_under_way(session, "user7"),
            "over time": lambda: progress.analysed_interviews(session, "user7", limit=50),
        }
        (plan,) = plans(session, ask[question])
    shown = json.dumps(plan)
    assert "Interview_userId_idx" in shown
    assert "Seq Scan" not in shown
    blocks = plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
    assert blocks < 20 * PER_USER, f"{blocks} blocks read for {PER_USER} interviews"
    assert max(node["Actual Rows"] for node in nodes(plan)) <= PER_USER
