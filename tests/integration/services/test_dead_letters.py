"""What the host has given up on: tried once more, or failed with a reason that is true."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from shared.db.repositories import interviews, results
from shared.db.repositories.interviews import InterviewRecord
from shared.domain.interview import Status
from shared.errors import DatabaseUnavailable
from tests.acceptance.scripted import INTERVIEW, sample
from tests.fixtures.video_indexer import Control
from tests.integration.services.conftest import MakeWorld
from tests.integration.services.steps import USER, World


@pytest.fixture
def world(make_world: MakeWorld, control: Control) -> World:
    control.set(outcome={"transcript": INTERVIEW}, callbacks="never")
    return make_world(lambda _name: None)


def record_of(world: World, interview_id: str) -> InterviewRecord:
    with world.database.transaction() as session:
        record = interviews.get(session, interview_id)
    assert record is not None
    return record


def recording(blob_name: str) -> bytes:
    return json.dumps({"BlobName": blob_name, "ContainerName": "interviews"}).encode()


def message(interview_id: str) -> bytes:
    return json.dumps({"version": 1, "interviewId": interview_id, "generation": 1}).encode()


def breaks(*_arguments: Any, **_named: Any) -> Any:
    """A fault of ours that no further try mends."""
    raise RuntimeError("a fault of ours")


def away(*_arguments: Any, **_named: Any) -> Any:
    raise DatabaseUnavailable("The database is not available.")


@pytest.mark.proves("F26", "I7")
def test_what_five_quick_tries_did_not_outlast_is_tried_once_more(world: World) -> None:
    """A restart of the database takes seconds; five deliveries without a pause do not."""
    interview_id, blob_name = world.create(sample(), key="1")
    world.dead_letters.recording(recording(blob_name), attempt=1)
    assert record_of(world, interview_id).status is Status.TRANSCRIBING
    world.dead_letters.index_ready(message(interview_id), attempt=1)
    assert record_of(world, interview_id).status is Status.COMPLETED


@pytest.mark.proves("F26", "I7")
def test_a_recording_that_cannot_be_handed_over_fails_and_can_be_retried(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    interview_id, blob_name = world.create(sample(), key="1")
    with monkeypatch.context() as broken:
        broken.setattr(world.indexing, "_hand_over", breaks)
        world.dead_letters.recording(recording(blob_name), attempt=1)
    failed = record_of(world, interview_id)
    assert failed.status is Status.FAILED
    assert failed.processing is not None
    assert failed.processing.failure_code == "start_failed"
    world.retrying.retry(USER, interview_id)
    assert record_of(world, interview_id).status is Status.TRANSCRIBING


@pytest.mark.proves("I4", "I7")
@pytest.mark.parametrize(
    ("broken", "reason", "transcribed"),
    [("_transcribing", "not_an_index", False), ("_analysing", "analysis_failed", True)],
)
def test_a_message_that_cannot_be_worked_off_fails_and_keeps_the_transcript(
    world: World, monkeypatch: pytest.MonkeyPatch, broken: str, reason: str, transcribed: bool
) -> None:
    interview_id, blob_name = world.create(sample(), key="1")
    world.indexing.start(blob_name)
    step = getattr(world.pipeline, broken)
    name = "_store_transcript" if broken == "_transcribing" else "_judge"
    with monkeypatch.context() as patched:
        patched.setattr(step, name, breaks)
        world.dead_letters.index_ready(message(interview_id), attempt=1)
    failed = record_of(world, interview_id)
    assert failed.status is Status.FAILED
    assert failed.processing is not None
    assert failed.processing.failure_code == reason
    with world.database.transaction() as session:
        assert (results.get_transcription(session, interview_id) is not None) == transcribed


def test_what_kills_the_process_is_not_tried_for_ever(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each try would take the worker down, so from the third on it is failed without one."""
    interview_id, blob_name = world.create(sample(), key="1")
    tried: list[str] = []
    monkeypatch.setattr(world.indexing, "start", tried.append)
    world.dead_letters.recording(recording(blob_name), attempt=3)
    assert tried == []
    assert record_of(world, interview_id).status is Status.FAILED


@pytest.mark.proves("F66")
def test_while_the_database_is_away_the_dead_letter_comes_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    interview_id, blob_name = world.create(sample(), key="1")
    with monkeypatch.context() as patched:
        patched.setattr(world.database, "transaction", away)
        with pytest.raises(DatabaseUnavailable):
            world.dead_letters.recording(recording(blob_name), attempt=1)
        with pytest.raises(DatabaseUnavailable):
            world.dead_letters.index_ready(message(interview_id), attempt=9)
    for _ in range(2):
        world.dead_letters.recording(recording(blob_name), attempt=2)
    assert record_of(world, interview_id).status is Status.TRANSCRIBING


@pytest.mark.proves("F41", "F66", "F70")
@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"null", b"[]", b"\xff\xfe", b'{"BlobName": 5}', b'"i1"',
        b'{"version": 2, "interviewId": "i1", "generation": 1}', b'{"version": 1}', b"A" * 70_000,
    ],
    ids=lambda body: repr(body[:20]),
)  # fmt: skip
def test_a_dead_letter_that_nobody_can_read_is_the_end_of_it(world: World, body: bytes) -> None:
    for handler in (world.dead_letters.recording, world.dead_letters.index_ready):
        handler(body, attempt=1)


@pytest.mark.proves("F67")
@pytest.mark.parametrize("attempt", [1, 9])
def test_a_dead_letter_changes_nothing_that_has_ended_or_is_gone(
    world: World, attempt: int
) -> None:
    interview_id, blob_name = world.create(sample(), key="1")
    world.indexing.start(blob_name)
    world.deliver(interview_id)
    completed = record_of(world, interview_id)
    assert completed.status is Status.COMPLETED
    letters: list[Callable[[], None]] = [
        lambda: world.dead_letters.recording(recording(blob_name), attempt=attempt),
        lambda: world.dead_letters.index_ready(message(interview_id), attempt=attempt),
    ]
    for deliver in letters:
        deliver()
    after = record_of(world, interview_id)
    assert (after.status, after.updated_at) == (completed.status, completed.updated_at)
    assert world.deletion.delete(USER, interview_id)
    for deliver in letters:
        deliver()
    assert world.count('SELECT count(*) FROM "Interview"') == 0
