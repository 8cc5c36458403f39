"""What is late, lost, doubled or away: each fault of the table that needs no process to die."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from sqlalchemy import text

from local.azurite import Azurite
from shared.db import column_types
from shared.db.repositories import interviews
from shared.db.repositories.interviews import InterviewRecord
from shared.domain.interview import Status
from shared.errors import StorageUnavailable, Unauthenticated, VideoIndexerUnavailable
from tests.acceptance.scripted import INTERVIEW, sample
from tests.fixtures.video_indexer import Control
from tests.integration.services import journeys as go
from tests.integration.services import steps
from tests.integration.services.conftest import MakeWorld
from tests.integration.services.invariants import check_gone
from tests.integration.services.journeys import Journey
from tests.integration.services.steps import USER, World

HEARD = {"transcript": INTERVIEW}


@pytest.fixture
def world(make_world: MakeWorld, control: Control) -> World:
    control.set(outcome=HEARD, callbacks="never")
    return make_world(lambda _name: None)


@pytest.fixture
def journey(control: Control, azurite: Azurite) -> Journey:
    return Journey(control, azurite.connection_string)


def record_of(world: World, interview_id: str) -> InterviewRecord:
    with world.database.transaction() as session:
        record = interviews.get(session, interview_id)
    assert record is not None
    return record


def change(world: World, statement: str, **values: object) -> None:
    with world.database.transaction() as session:
        session.execute(text(statement), values)


@pytest.mark.proves("F02")
def test_a_double_click_makes_one_interview(make_world: MakeWorld) -> None:
    instances = [make_world(lambda _name: None) for _ in range(4)]
    barrier = Barrier(len(instances))

    def click(one: World) -> str:
        barrier.wait(30)
        return one.create(sample(), key="click")[0]

    with ThreadPoolExecutor(len(instances)) as pool:
        assert len(set(pool.map(click, instances))) == 1
    assert instances[0].count('SELECT count(*) FROM "Interview"') == 1


@pytest.mark.proves("F06")
def test_an_upload_url_has_no_beginning_that_a_fast_clock_could_miss(world: World) -> None:
    """Only the end is signed: a clock that is ten minutes wrong costs ten minutes of sixty."""
    grant = world.store.grant_upload("i/a.mp4", timedelta(minutes=60))
    assert "st" not in parse_qs(urlsplit(grant.url).query)
    assert _put(world.store.grant_upload("i/a.mp4", timedelta(minutes=50)).url) == 201


@pytest.mark.proves("F08", "I1")
def test_an_upload_that_never_comes_expires(world: World) -> None:
    interview_id, blob_name = world.create(sample(), key="1")
    world.store.delete(blob_name)
    world.time_passes()
    world.sweeping.run()
    assert record_of(world, interview_id).status is Status.UPLOADING
    change(world, "UPDATE pipeline.processing SET deadline_at = now() - interval '1 second'")
    world.time_passes()
    world.sweeping.run()
    failed = record_of(world, interview_id)
    assert failed.processing is not None
    assert (failed.status, failed.processing.failure_code) == (Status.FAILED, "upload_expired")
    assert failed.processing.next_check_at is None


@pytest.mark.proves("F09")
def test_an_upload_goes_on_with_a_new_url_where_the_old_one_has_expired(world: World) -> None:
    interview_id, blob_name = world.create(sample(), key="1")
    late = world.store.grant_upload(blob_name, -timedelta(minutes=1)).url
    assert httpx2.put(f"{late}&comp=block&blockid=MDAw", content=b"part").status_code == 403
    fresh = world.uploads.renew(USER, interview_id).url
    assert httpx2.put(f"{fresh}&comp=block&blockid=MDAw", content=b"part").status_code == 201
    listed = "<BlockList><Latest>MDAw</Latest></BlockList>"
    assert httpx2.put(f"{fresh}&comp=blocklist", content=listed).status_code == 201
    facts = world.store.facts(blob_name)
    assert facts is not None
    assert facts.size == len(b"part")


@pytest.mark.proves("F14")
def test_an_event_that_comes_twice_is_one_upload(
    world: World, journey: Journey, control: Control
) -> None:
    for step in (go.create, go.start_indexing, go.start_indexing, go.callback, go.work_off_queue):
        step(world, journey)
    go.start_indexing(world, journey)
    assert record_of(world, journey.interview_id).status is Status.COMPLETED
    assert control.see()["uploads"] == {f"{journey.interview_id}-1": 1}


@pytest.mark.proves("F23")
def test_video_indexer_may_fetch_the_recording_hours_later(
    world: World, journey: Journey, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[str] = []
    sign = world.store.readable_url

    def noted(*arguments: Any, **named: Any) -> str:
        given.append(sign(*arguments, **named))
        return given[-1]

    monkeypatch.setattr(world.store, "readable_url", noted)
    go.create(world, journey)
    go.start_indexing(world, journey)
    (url,) = given
    signed = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    assert (signed["sp"], signed["sr"]) == ("r", "b")
    assert signed["se"] > (steps.now() + timedelta(hours=23)).isoformat()
    assert "st" not in signed
    assert httpx2.get(url).content == sample()


@pytest.mark.proves("F28")
def test_a_callback_that_is_faster_than_our_commit_is_not_lost(
    world: World, journey: Journey, control: Control
) -> None:
    """The message comes while the interview is still `uploaded`: it goes back into the queue."""
    go.create(world, journey)
    go.start_indexing(world, journey)
    change(world, """UPDATE "Interview" SET status = 'uploaded'""")
    change(world, "UPDATE pipeline.processing SET video_id = NULL")
    go.callback(world, journey)
    go.work_off_queue(world, journey)
    assert go.queued(journey) == 1
    world.time_passes()
    world.sweeping.run()
    go.work_off_queue(world, journey)
    assert record_of(world, journey.interview_id).status is Status.COMPLETED
    assert control.see()["uploads"] == {f"{journey.interview_id}-1": 1}


@pytest.mark.proves("F33", "W13")
def test_a_thousand_forged_callbacks_leave_no_message_and_ask_no_database(
    world: World, journey: Journey, monkeypatch: pytest.MonkeyPatch
) -> None:
    go.lose_messages(world, journey)
    expiry = int(time.time()) + 3600
    monkeypatch.setattr(world.database, "transaction", None)  # whoever asks it breaks
    for number in range(1000):
        forged = f"{expiry}.{number:043d}"
        with pytest.raises(Unauthenticated):
            world.callbacks.receive({"interview": "i1", "generation": "1", "token": forged})
    assert go.queued(journey) == 0


@pytest.mark.proves("F37")
def test_an_index_that_is_not_ready_is_no_failure(
    world: World, journey: Journey, control: Control
) -> None:
    """However often the message comes too early, it is worked off: no try of the host's is used."""
    control.set(outcome=HEARD | {"hold": True})
    go.create(world, journey)
    go.start_indexing(world, journey)
    for _ in range(7):
        world.deliver(journey.interview_id)
    waiting = record_of(world, journey.interview_id)
    assert waiting.status is Status.TRANSCRIBING
    assert waiting.processing is not None
    assert waiting.processing.next_check_at is not None
    control.set(release=True)
    world.deliver(journey.interview_id)
    assert record_of(world, journey.interview_id).status is Status.COMPLETED


@pytest.mark.proves("F58", "I6")
@pytest.mark.parametrize("away", ["find", "delete_all"])
def test_a_deletion_waits_for_what_is_away_and_is_out_of_sight_at_once(
    world: World, journey: Journey, away: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    go.create(world, journey)
    go.start_indexing(world, journey)
    part = world.video_indexer if away == "find" else world.store
    error = VideoIndexerUnavailable("away") if away == "find" else StorageUnavailable("away")
    with monkeypatch.context() as patched:
        patched.setattr(part, away, _raising(error))
        assert world.deletion.delete(USER, journey.interview_id) is False
        world.time_passes()
        world.deletion.carry_on()
        assert world.count('SELECT count(*) FROM "Interview"') == 0
        assert world.count("SELECT max(attempts) FROM pipeline.deletion") == 2
    world.time_passes()
    assert world.deletion.carry_on() == 1
    check_gone(world, journey)


@pytest.mark.proves("F63")
def test_a_host_whose_clock_is_an_hour_fast_expires_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    true = column_types.now_ms
    monkeypatch.setattr(interviews, "now_ms", lambda: true() + timedelta(hours=1))
    monkeypatch.setattr(time, "time", lambda real=time.time: real() + 3600)
    interview_id, blob_name = world.create(sample(), key="1")
    change(world, "UPDATE pipeline.processing SET deadline_at = now() + interval '30 minutes'")
    world.store.delete(blob_name)
    world.time_passes()
    world.sweeping.run()
    assert record_of(world, interview_id).status is Status.UPLOADING


@pytest.mark.proves("F64")
def test_of_ten_thousand_that_stand_still_a_run_takes_a_hundred_the_oldest_first(
    world: World, journey: Journey
) -> None:
    go.lose_messages(world, journey)
    change(world, """
        INSERT INTO "Interview" (id, "userId", company, "jobTitle", "interviewType", status,
          "videoIndexerUrl", "createdAt", "updatedAt")
        SELECT 'old-' || n, 'u', 'C', 'J', 'other', 'transcribing', '', now(), now()
        FROM generate_series(1, 10000) n
    """)  # fmt: skip
    change(world, """
        INSERT INTO pipeline.processing (interview_id, video_id, deadline_at, next_check_at)
        SELECT 'old-' || n, 'v', now() + interval '1 day', now() - n * interval '1 second'
        FROM generate_series(1, 10000) n
    """)  # fmt: skip
    assert world.sweeping.run() == 100
    assert go.queued(journey) == 100
    assert world.count("SELECT count(*) FROM pipeline.processing WHERE checks = 0") == 9900
    oldest_left = "SELECT max(substr(interview_id, 5)::int) FROM pipeline.processing"
    assert world.count(f"{oldest_left} WHERE checks = 0") == 9900
    go.lose_messages(world, journey)


@pytest.mark.proves("F68", "I4")
def test_completed_is_never_seen_without_its_analysis(world: World, journey: Journey) -> None:
    seen: set[tuple[Status, bool, bool]] = set()
    over = Event()

    def look() -> None:
        while not over.is_set():
            for record in _all(world):
                seen.add((record.status, record.has_transcription, record.has_analysis))

    with ThreadPoolExecutor(1) as pool:
        looking = pool.submit(look)
        try:
            for number in range(4):
                journey.interview_id, journey.blob_name = world.create(sample(), key=str(number))
                for step in (go.start_indexing, go.callback, go.work_off_queue):
                    step(world, journey)
            while (Status.COMPLETED, True, True) not in seen:
                assert not looking.done()
        finally:
            over.set()
        looking.result()
    assert {(has, too) for status, has, too in seen if status is Status.COMPLETED} == {(True, True)}
    assert {has for status, has, _ in seen if status is Status.ANALYZING} <= {True}


def _all(world: World) -> list[InterviewRecord]:
    with world.database.transaction() as session:
        return interviews.all_of_user(session, USER)


def _put(url: str) -> int:
    return httpx2.put(url, content=b"x", headers={"x-ms-blob-type": "BlockBlob"}).status_code


def _raising(error: Exception) -> Callable[..., None]:
    def call(*_arguments: object, **_named: object) -> None:
        raise error

    return call
