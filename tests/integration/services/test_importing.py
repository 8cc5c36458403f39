"""An imported transcript is an interview like any other: sweep, retry, limits, one commit."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import text

from local.azurite import Azurite
from shared.clients.storage.queues import StorageMessageQueue
from shared.contracts.transcripts import ImportTranscript
from shared.db.engine import Database
from shared.db.repositories import interviews, results
from shared.domain.interview import Status
from shared.errors import LimitReached, NotATranscript, StorageUnavailable
from shared.services.creation.importing import Importing, ImportRules
from shared.services.failing import fail
from tests.integration.services.conftest import MakeWorld
from tests.integration.services.steps import USER, Crash, World

AT_ONCE = 6
TURNS = (
    "Interviewer: Tell me about a time you fixed something slow, and what came of it?\n"
    "Candidate: At my last company the checkout was slow. I added two indexes. As a result the "
    "page loaded in two seconds."
)
WANTED = ImportTranscript(
    company="Contoso", jobTitle="Engineer", interviewType="phone", transcript=TURNS
)


class Queue:
    """A queue that is away, or at whose door the process dies."""

    def __init__(self, error: BaseException) -> None:
        self._error = error

    def send(self, _body: str) -> None:
        raise self._error


def importing(
    database: Database, queue: Any, *, under_way: int = 100, per_day: int = 100
) -> Importing:
    rules = ImportRules(4 * 1024**2, under_way, per_day, timedelta(days=1), 0)
    return Importing(database, queue, rules)


def status(database: Database, interview_id: str) -> Status:
    with database.transaction() as session:
        record = interviews.get(session, interview_id)
    assert record is not None
    return record.status


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    return make_world(lambda _name: None)


def test_all_of_it_is_there_at_once_and_nothing_of_a_recording(
    database: Database, azurite: Azurite
) -> None:
    queue = StorageMessageQueue.from_connection_string(azurite.connection_string, "index-ready")
    queue.ensure()
    created, new = importing(database, queue).create(USER, WANTED, key=None, request_hash="")
    assert new
    assert created.status is Status.ANALYZING
    with database.transaction() as session:
        row = session.execute(
            text(
                'SELECT i."videoIndexerUrl", i."createdAt" = i."updatedAt", p.blob_name,'
                " p.video_id, p.next_check_at IS NOT NULL, p.deadline_at IS NOT NULL, t.text"
                ' FROM "Interview" i JOIN pipeline.processing p ON p.interview_id = i.id'
                ' JOIN "Transcription" t ON t."interviewId" = i.id WHERE i.id = :id'
            ),
            {"id": created.id},
        ).one()
        bought = session.scalar(text("SELECT count(*) FROM pipeline.usage"))
    assert tuple(row[:6]) == ("", True, None, None, True, True)
    assert row[6].startswith("Tell me about")
    assert bought == 0


@pytest.mark.parametrize("error", [StorageUnavailable("away"), Crash()])
def test_without_its_message_the_sweep_takes_it_on(world: World, error: BaseException) -> None:
    create = importing(world.database, Queue(error)).create
    with suppress(Crash):
        create(USER, WANTED, key="key", request_hash="same")
    created, new = create(USER, WANTED, key="key", request_hash="same")
    assert not new
    assert created.status is Status.ANALYZING
    world.time_passes()
    assert world.sweeping.run() == 1
    world.deliver(created.id)
    world.deliver(created.id)
    assert status(world.database, created.id) is Status.COMPLETED
    with world.database.transaction() as session:
        assert results.get_analysis(session, created.id) is not None


def test_a_failed_analysis_goes_on_from_the_stored_transcript(world: World) -> None:
    created, _ = importing(world.database, Queue(StorageUnavailable(""))).create(
        USER, WANTED, key=None, request_hash=""
    )
    with world.database.transaction() as session:
        fail(session, created.id, "analysis_failed", stage=Status.ANALYZING)
    world.retrying.retry(USER, created.id)
    world.deliver(created.id)
    assert status(world.database, created.id) is Status.COMPLETED


def test_it_is_deleted_without_asking_video_indexer(world: World, make_world: MakeWorld) -> None:
    created, _ = importing(world.database, Queue(StorageUnavailable(""))).create(
        USER, WANTED, key=None, request_hash=""
    )
    calls: list[str] = []
    watched = make_world(calls.append)
    assert watched.deletion.delete(USER, created.id)
    assert set(calls) - {"read"} == {"commit", "delete_all"}


def test_what_is_refused_leaves_no_row_and_counts_for_nothing(database: Database) -> None:
    limited = importing(database, Queue(StorageUnavailable("")), per_day=1)
    for _ in range(3):
        with pytest.raises(NotATranscript):
            limited.create(
                USER, WANTED.model_copy(update={"transcript": "..."}), key=None, request_hash=""
            )
    assert limited.create(USER, WANTED, key=None, request_hash="")[1]


@pytest.mark.proves("C10")
@pytest.mark.parametrize(("under_way", "per_day"), [(2, 100), (100, 2)])
def test_a_limit_holds_across_instances(
    database_url: str, database: Database, under_way: int, per_day: int
) -> None:
    databases = [Database(database_url) for _ in range(AT_ONCE)]
    barrier = Barrier(AT_ONCE)

    def create(one: Database) -> bool:
        instance = importing(
            one, Queue(StorageUnavailable("")), under_way=under_way, per_day=per_day
        )
        barrier.wait(30)
        try:
            instance.create(USER, WANTED, key=None, request_hash="")
        except LimitReached as limit:
            return limit.retry_after <= 0
        return True

    try:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            assert sum(pool.map(create, databases)) == 2
    finally:
        for one in databases:
            one.dispose()


def test_the_same_key_at_once_makes_one(database_url: str, database: Database) -> None:
    databases = [Database(database_url) for _ in range(AT_ONCE)]
    barrier = Barrier(AT_ONCE)

    def create(one: Database) -> tuple[str, bool]:
        instance = importing(one, Queue(StorageUnavailable("")))
        barrier.wait(30)
        created, new = instance.create(USER, WANTED, key="click", request_hash="same")
        return created.id, new

    try:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            made = list(pool.map(create, databases))
    finally:
        for one in databases:
            one.dispose()
    assert len({id_ for id_, _ in made}) == 1
    assert sum(new for _, new in made) == 1
