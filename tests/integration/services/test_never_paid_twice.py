"""One recording is bought once, though answers are lost and the search lags behind the uploads."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from shared.observability import invocation
from shared.services.erasure.deletion import Deletion
from tests.acceptance.scripted import INTERVIEW, sample
from tests.fixtures.video_indexer import Control
from tests.integration.services.conftest import MakeWorld
from tests.integration.services.steps import DAY, USER, World

LOST = [
    pytest.param({"commit_then_drop": True}, id="lost"),
    pytest.param({"truncate": True}, id="half"),
]
STATUS = 'SELECT count(*) FROM "Interview" WHERE id = :id AND status = :status'


@pytest.fixture
def world(make_world: MakeWorld, control: Control) -> World:
    control.set(outcome={"transcript": INTERVIEW}, callbacks="never")
    return make_world(lambda _name: None)


def status_is(world: World, interview_id: str, status: str) -> bool:
    return world.count(STATUS, id=interview_id, status=status) == 1


def uploads(control: Control, interview_id: str) -> int:
    return int(control.see()["uploads"].get(f"{interview_id}-1", 0))


@pytest.mark.proves("F19")
@pytest.mark.parametrize("step", LOST)
def test_what_the_search_does_not_know_yet_is_not_sent_again(
    world: World, control: Control, step: dict[str, Any]
) -> None:
    """The video is at its end at once, so Video Indexer itself would take the recording again."""
    control.set(find_lag_s=3600, faults={"upload": [step]})
    interview_id, blob_name = world.create(sample(), key=step.popitem()[0])
    for _ in range(3):
        world.indexing.start(blob_name)
        assert status_is(world, interview_id, "uploaded")
        assert uploads(control, interview_id) == 1
    control.set(find_lag_s=0)
    world.indexing.start(blob_name)
    assert status_is(world, interview_id, "transcribing")
    assert uploads(control, interview_id) == 1


@pytest.mark.proves("F19")
def test_the_wait_begins_when_the_answer_is_lost(
    make_world: MakeWorld, world: World, control: Control
) -> None:
    """A server may take a recording long after nobody waits for its answer any more."""
    control.set(find_lag_s=3600, faults={"upload": [{"commit_then_drop": True}]})

    def an_hour_passes(name: str) -> None:
        if name == "readable_url":
            with world.database.transaction() as session:
                session.execute(
                    text(
                        "UPDATE pipeline.processing "
                        "SET submission_at = submission_at - interval '1 hour'"
                    )
                )

    slow = make_world(an_hour_passes)
    interview_id, blob_name = slow.create(sample(), key="slow")
    slow.indexing.start(blob_name)
    world.indexing.start(blob_name)
    assert status_is(world, interview_id, "uploaded")
    assert uploads(control, interview_id) == 1


@pytest.mark.parametrize("step", [{"status": 429}, {"status": 503}])
def test_a_recording_that_was_turned_away_is_sent_at_the_next_try(
    world: World, control: Control, step: dict[str, Any]
) -> None:
    control.set(faults={"upload": [step]})
    interview_id, blob_name = world.create(sample(), key=str(step))
    world.indexing.start(blob_name)
    assert status_is(world, interview_id, "uploaded")
    world.indexing.start(blob_name)
    assert status_is(world, interview_id, "transcribing")


def test_a_lost_try_that_was_not_accepted_costs_a_lease_and_no_more(
    world: World, control: Control
) -> None:
    control.set(faults={"upload": [{"reset": True}]})
    interview_id, blob_name = world.create(sample(), key="reset")
    world.indexing.start(blob_name)
    world.indexing.start(blob_name)
    assert uploads(control, interview_id) == 0
    world.time_passes()
    world.indexing.start(blob_name)
    assert status_is(world, interview_id, "transcribing")
    assert uploads(control, interview_id) == 1


def test_a_video_accepted_for_an_interview_that_is_deleted_meanwhile_is_deleted_too(
    make_world: MakeWorld, control: Control
) -> None:
    """The deletion is over before Video Indexer answers; and once more, with the answer lost."""
    control.set(outcome={"hold": True}, callbacks="never")
    for fault in ([], [{"commit_then_drop": True}]):
        world = make_world(lambda _name: None)
        interview_id, blob_name = world.create(sample(), key=f"deleted {len(fault)}")

        def delete_before_the_upload(
            name: str, interview_id: str = interview_id, world: World = world
        ) -> None:
            if name == "readable_url":
                deletion = Deletion(world.database, world.store, world.video_indexer, afterlife=DAY)
                assert deletion.delete(USER, interview_id)

        racing = make_world(delete_before_the_upload)
        control.set(faults={"upload": fault})
        racing.indexing.start(blob_name)
        assert uploads(control, interview_id) == 1
        world.time_passes()
        world.deletion.carry_on()
        assert interview_id not in str(control.see()["videos"])


def test_what_was_heard_is_paid_for_though_nobody_speaks(
    world: World, control: Control, caplog: pytest.LogCaptureFixture
) -> None:
    """Minutes and price stand with the interview, however it ends."""
    control.set(outcome={"transcript": [], "duration_s": 90})
    interview_id, blob_name = world.create(sample(), key="silence")
    world.indexing.start(blob_name)
    with caplog.at_level(logging.INFO), invocation("analyze_interview"):
        world.deliver(interview_id)
    world.deliver(interview_id)
    assert 'outcome="ok"' in caplog.messages[-1]
    assert "transcribed_minutes=1.5 transcription_usd=0.036" in caplog.messages[-1]
    assert status_is(world, interview_id, "failed")
    bought = (
        "SELECT count(*) FROM pipeline.usage WHERE interview_id = :id AND kind = 'transcription'"
    )
    assert world.count(bought, id=interview_id) == 1
    paid = "SELECT sum(media_ms) FROM pipeline.usage WHERE interview_id = :id"
    assert world.count(paid, id=interview_id) == timedelta(seconds=90) / timedelta(milliseconds=1)
    cents = "SELECT sum(price_usd) * 1000 FROM pipeline.usage WHERE interview_id = :id"
    assert world.count(cents, id=interview_id) == 36  # 1.5 minutes of 2.4 cents
