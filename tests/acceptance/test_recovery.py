"""What goes down while a recording is on its way comes back, and the interview completes."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest

from local.http_door import HttpDoor
from local.stack import Stack
from tests.acceptance.scripted import (
    INTERVIEW,
    new_interview,
    scripted,
    upload_sample,
    wait_for_end,
    wait_for_status,
)

HEARD = {"transcript": INTERVIEW}


@pytest.fixture(autouse=True)
def _reset(stack: Stack) -> Iterator[None]:
    yield
    stack.video_indexer.change({"reset": True})


def paid(stack: Stack, interview_id: str) -> int:
    """How often Video Indexer accepted, and so charged for, this interview's recording."""
    uploads = stack.video_indexer.shown()["uploads"]
    return sum(count for name, count in uploads.items() if name.startswith(interview_id))


@pytest.mark.proves("F22")
def test_video_indexer_is_down(stack: Stack, door: HttpDoor) -> None:
    created = new_interview(door)
    stack.stop_video_indexer()
    try:
        upload_sample(created)
        wait_for_status(door, created["id"], "uploaded")
    finally:
        stack.start_video_indexer()
    with scripted(stack, HEARD):
        assert wait_for_end(door, created["id"])["status"] == "completed"
        assert paid(stack, created["id"]) == 1


@pytest.mark.proves("F25", "I1")
def test_postgres_restarts(stack: Stack, door: HttpDoor) -> None:
    with scripted(stack, {**HEARD, "after_s": 1}):
        created = new_interview(door)
        upload_sample(created)
        stack.restart_postgres()
        assert wait_for_end(door, created["id"])["status"] == "completed"
        assert paid(stack, created["id"]) == 1


@pytest.mark.proves("I1")
def test_storage_restarts(stack: Stack, door: HttpDoor) -> None:
    with scripted(stack, {**HEARD, "after_s": 1}):
        created = new_interview(door)
        upload_sample(created)
        wait_for_status(door, created["id"], "transcribing")
        stack.restart_azurite()
        assert wait_for_end(door, created["id"])["status"] == "completed"


@pytest.mark.proves("F43")
def test_the_app_is_killed(stack: Stack, door: HttpDoor) -> None:
    with scripted(stack, {**HEARD, "hold": True}):
        created = new_interview(door)
        upload_sample(created)
        wait_for_status(door, created["id"], "transcribing")
        stack.kill_host()
        stack.video_indexer.change({"release": True})
        stack.start_host()
        assert wait_for_end(door, created["id"])["status"] == "completed"
        assert paid(stack, created["id"]) == 1


@pytest.mark.proves("F30")
def test_nobody_calls_back(stack: Stack, door: HttpDoor) -> None:
    stack.video_indexer.change({"callbacks": "never"})
    with scripted(stack, HEARD):
        created = new_interview(door)
        upload_sample(created)
        assert wait_for_end(door, created["id"])["status"] == "completed"


@pytest.mark.proves("F19", "F22", "I5")
def test_the_answer_to_an_upload_is_lost(stack: Stack, door: HttpDoor) -> None:
    """Accepted and paid for, but nobody learns its id: the next try adopts the video."""
    stack.video_indexer.change({"faults": {"upload": [{"commit_then_drop": True}]}})
    with scripted(stack, HEARD):
        created = new_interview(door)
        upload_sample(created)
        assert wait_for_end(door, created["id"])["status"] == "completed"
        assert paid(stack, created["id"]) == 1


@pytest.mark.proves("F20")
def test_too_many_requests_are_waited_out(stack: Stack, door: HttpDoor) -> None:
    busy = {"status": 429, "headers": {"Retry-After": "1"}}
    stack.video_indexer.change({"faults": {"upload": [busy, busy], "index": [busy]}})
    with scripted(stack, HEARD):
        created = new_interview(door)
        upload_sample(created)
        assert wait_for_end(door, created["id"])["status"] == "completed"


@pytest.mark.proves("F27", "F29", "F34", "W06")
def test_a_callback_fifty_times_is_one_callback(stack: Stack, door: HttpDoor) -> None:
    with scripted(stack, HEARD):
        created = new_interview(door)
        upload_sample(created)
        before = wait_for_end(door, created["id"])
        videos = stack.video_indexer.shown()["videos"]
        url = next(entry["callback_url"] for entry in videos if created["id"] in str(entry))
        with ThreadPoolExecutor(10) as pool:
            answers = list(pool.map(lambda _: httpx2.post(f"{url}&id=x1&state=Failed"), range(50)))
        assert {answer.status_code for answer in answers} == {202}
        after = door.interview(created["id"])
        assert after == before


@pytest.mark.proves("F38")
def test_video_indexer_gives_up_and_a_retry_goes_on(stack: Stack, door: HttpDoor) -> None:
    with scripted(stack, {"failure": {"code": "General"}}):
        created = new_interview(door)
        upload_sample(created)
        failed = wait_for_end(door, created["id"])
        assert failed["failure"]["code"] == "transcription_failed"
        assert failed["failure"]["retryable"] is True
    with scripted(stack, HEARD):
        path = f"/interviews/{created['id']}/retry"
        assert door.request("POST", path).status_code == 202
        assert wait_for_end(door, created["id"])["status"] == "completed"


@pytest.mark.proves("F42")
def test_an_interview_deleted_while_it_is_transcribed_leaves_nothing(
    stack: Stack, door: HttpDoor
) -> None:
    with scripted(stack, {**HEARD, "hold": True}):
        created = new_interview(door)
        upload_sample(created)
        wait_for_status(door, created["id"], "transcribing")
        assert door.request("DELETE", f"/interviews/{created['id']}").status_code == 204
        stack.video_indexer.change({"release": True})
        shown = stack.video_indexer.shown()["videos"]
        assert not [video for video in shown if created["id"] in str(video)]
        assert door.request("GET", f"/interviews/{created['id']}").status_code == 404
