"""Attacks on the one door that stands open: Video Indexer's callback, with a true token."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

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

HELD = {"transcript": INTERVIEW, "hold": True}


def callback_url(stack: Stack, interview_id: str) -> str:
    """What only Video Indexer is told."""
    videos = stack.video_indexer.shown()["videos"]
    return str(next(video["callback_url"] for video in videos if interview_id in str(video)))


def changed(url: str, **changes: str) -> str:
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query)) | changes
    return urlunsplit(parts._replace(query=urlencode(query)))


def test_w07_w08_what_a_callback_says_is_not_believed(stack: Stack, door: HttpDoor) -> None:
    """Another video's id, and a state that is not true yet: the interview goes its own way."""
    with scripted(stack, HELD):
        created = new_interview(door)
        upload_sample(created)
        wait_for_status(door, created["id"], "transcribing")
        url = callback_url(stack, created["id"])
        for state in ("Processed", "Failed", "made-up"):
            assert httpx2.post(f"{url}&id=0123456789&state={state}").status_code == 202
        assert door.interview(created["id"])["status"] == "transcribing"
        stack.video_indexer.change({"release": True})
        ended = wait_for_end(door, created["id"])
    assert ended["status"] == "completed"


def test_w02_w03_a_token_is_for_one_interview_and_generation(stack: Stack, door: HttpDoor) -> None:
    with scripted(stack, HELD):
        first, second = new_interview(door), new_interview(door)
        upload_sample(first)
        wait_for_status(door, first["id"], "transcribing")
        url = callback_url(stack, first["id"])
        assert httpx2.post(changed(url, interview=second["id"])).status_code == 401
        assert httpx2.post(changed(url, generation="2")).status_code == 401
        stack.video_indexer.change({"release": True})
        wait_for_end(door, first["id"])


@pytest.mark.proves("F35", "W11")
def test_w09_w10_odd_parameters_and_bodies(stack: Stack, door: HttpDoor) -> None:
    with scripted(stack, HELD):
        created = new_interview(door)
        upload_sample(created)
        wait_for_status(door, created["id"], "transcribing")
        url = callback_url(stack, created["id"])
        for odd in ("../../Accounts/x", "http://169.254.169.254/", "a" * 65, "é", "a b"):
            assert httpx2.post(changed(url, id=odd)).status_code == 400, odd
        assert httpx2.post(f"{url}&id=a&id=b").status_code == 400
        assert httpx2.post(f"{url}&state=Processed&state=Failed").status_code == 400
        assert httpx2.post(url, content=b"x" * 10_000_000).status_code == 413
        assert httpx2.post(url, content=b"\xff not json").status_code == 202
        stack.video_indexer.change({"release": True})
        assert wait_for_end(door, created["id"])["status"] == "completed"


def test_s06_the_callbacks_address_comes_from_the_settings(stack: Stack, door: HttpDoor) -> None:
    forged = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    body = {
        "company": "Contoso", "jobTitle": "Engineer", "interviewType": "phone",
        "fileName": "a.mp4", "contentType": "video/mp4", "sizeBytes": 1,
    }  # fmt: skip
    with scripted(stack, HELD):
        created = door.request("POST", "/interviews", json=body, headers=forged).json()
        upload_sample(created)
        wait_for_status(door, created["id"], "transcribing")
        assert callback_url(stack, created["id"]).startswith("http://127.0.0.1:")
        stack.video_indexer.change({"release": True})
        wait_for_end(door, created["id"])
