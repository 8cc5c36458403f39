"""A worker that was held up for long finds that others have ended its interview: it stays ended.

Found by the soak: two deliveries of one message, of which one waited half a minute for Video
Indexer, and then had the sweep look again at an interview that was completed long since. One that
had failed for good was tried, and paid for, again.

And a transcription that is late, or not to be seen yet, is looked at once more.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text

from shared.db.repositories import interviews
from shared.db.repositories.interviews import InterviewRecord
from shared.domain.interview import Status
from shared.errors import VideoIndexerUnavailable
from shared.services.failing import fail
from tests.acceptance.scripted import INTERVIEW, sample
from tests.fixtures.video_indexer import Control
from tests.integration.services.conftest import MakeWorld
from tests.integration.services.steps import World


@pytest.fixture
def world(make_world: MakeWorld, control: Control) -> World:
    control.set(outcome={"transcript": INTERVIEW}, callbacks="never")
    return make_world(lambda _name: None)


def record_of(world: World, interview_id: str) -> InterviewRecord:
    with world.database.transaction() as session:
        record = interviews.get(session, interview_id)
    assert record is not None
    return record


def held_up(world: World, meanwhile: Callable[[], None]) -> Callable[[str], None]:
    """Video Indexer does not answer, and while one waits for it, something happens."""
    answers = world.video_indexer.index

    def index(_video_id: str) -> None:
        world.video_indexer.index = answers  # type: ignore[method-assign]
        meanwhile()
        raise VideoIndexerUnavailable("no answer")

    return index


def test_what_was_completed_meanwhile_is_not_looked_at_again(world: World) -> None:
    interview_id, blob_name = world.create(sample(), key="1")
    world.indexing.start(blob_name)
    late = held_up(world, lambda: world.deliver(interview_id))
    world.video_indexer.index = late  # type: ignore[method-assign, assignment]
    world.deliver(interview_id)
    ended = record_of(world, interview_id)
    assert ended.status is Status.COMPLETED
    assert ended.processing is not None
    assert ended.processing.next_check_at is None
    world.time_passes()
    assert world.sweeping.run() == 0


@pytest.mark.parametrize("reason", ["transcription_failed", "no_speech"])
def test_what_failed_meanwhile_is_not_tried_again_by_itself(
    world: World, control: Control, reason: str
) -> None:
    interview_id, blob_name = world.create(sample(), key="1")
    world.indexing.start(blob_name)

    def give_up() -> None:
        with world.database.transaction() as session:
            fail(session, interview_id, reason, stage=Status.TRANSCRIBING)

    world.video_indexer.index = held_up(world, give_up)  # type: ignore[method-assign, assignment]
    world.deliver(interview_id)
    for _ in range(2):
        world.time_passes()
        world.sweeping.run()
    assert record_of(world, interview_id).status is Status.FAILED
    assert control.see()["uploads"] == {f"{interview_id}-1": 1}


def pass_deadline(world: World, by: str) -> None:
    """The step's deadline was so long ago."""
    with world.database.transaction() as session:
        session.execute(
            text("UPDATE pipeline.processing SET deadline_at = now() - CAST(:by AS interval)"),
            {"by": by},
        )


def test_what_is_ready_at_last_is_not_thrown_away_for_being_late(world: World) -> None:
    """An outage outlasted the deadline, by however much; the transcript is there, and paid for."""
    interview_id, blob_name = world.create(sample(), key="1")
    world.indexing.start(blob_name)
    pass_deadline(world, "3 days")
    world.time_passes()
    world.sweeping.run()
    assert record_of(world, interview_id).status is Status.TRANSCRIBING
    world.deliver(interview_id)
    assert record_of(world, interview_id).status is Status.COMPLETED


def test_the_last_look_ends(world: World, control: Control) -> None:
    control.set(outcome={"hold": True}, callbacks="never")
    interview_id, blob_name = world.create(sample(), key="1")
    world.indexing.start(blob_name)
    for status in (Status.TRANSCRIBING, Status.FAILED):
        pass_deadline(world, "1 minute")
        world.time_passes()
        world.sweeping.run()
        world.deliver(interview_id)
        assert record_of(world, interview_id).status is status
    failed = record_of(world, interview_id)
    assert failed.processing is not None
    assert failed.processing.failure_code == "transcription_timeout"


def test_a_video_that_is_not_to_be_seen_yet_is_not_taken_for_gone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Video Indexer has accepted it, and says for a moment that there is no such video."""
    interview_id, blob_name = world.create(sample(), key="1")
    world.indexing.start(blob_name)
    monkeypatch.setattr(world.video_indexer, "index", lambda _video_id: None)
    world.deliver(interview_id)
    assert record_of(world, interview_id).status is Status.TRANSCRIBING
    with world.database.transaction() as session:
        session.execute(
            text("UPDATE pipeline.processing SET stage_started_at = now() - interval '1 hour'")
        )
    world.deliver(interview_id)
    failed = record_of(world, interview_id)
    assert failed.processing is not None
    assert failed.processing.failure_code == "transcription_failed"
