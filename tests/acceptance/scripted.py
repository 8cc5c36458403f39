"""Interviews whose transcript is scripted, so that no speech has to be recognised."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import httpx2

from local.http_door import HttpDoor
from local.stack import Stack
from tests.acceptance.recordings import write_media
from tests.fixtures.stack import NOTES

ORDER = ("uploading", "uploaded", "transcribing", "analyzing", "completed", "failed")
WORDS_PER_SECOND = 2.5
SCRIPT = (
    (1, "Thanks for joining us today. How are you?"),
    (2, "I'm fine, thank you."),
    (1, "Great. Tell me about a time you worked under a tight deadline."),
    (
        2,
        "At my last company, Contoso, we had a release due in two weeks and half the team was ill.",
    ),
    (
        2,
        "My task was to get the payment module out on time, so, um, I cut the scope to three.",
    ),
    (2, "I automated the regression tests and I talked to the client every day."),
    (2, "As a result we shipped two days early and defects fell by forty percent."),
    (1, "How do you handle conflict in a team?"),
    (2, "Well, um, I guess I just try to be nice, you know."),
    (1, "Do you have any questions for me?"),
    (2, "Yes, how big is the team?"),
    (1, "Eight people. Thank you for your time."),
)


def _lines() -> list[dict[str, Any]]:
    lines, clock = [], 0.0
    for speaker, text in SCRIPT:
        length = len(text.split()) / WORDS_PER_SECOND
        lines.append({"start": clock, "end": clock + length, "text": text, "speaker": speaker})
        clock += length + 0.8
    return lines


INTERVIEW = _lines()


@cache
def sample() -> bytes:
    """Five seconds of a valid mp4; what is heard in it is scripted."""
    with tempfile.TemporaryDirectory() as folder:
        return write_media(Path(folder) / "sample.mp4", seconds=5).read_bytes()


@contextmanager
def scripted(stack: Stack, outcome: dict[str, Any]) -> Iterator[None]:
    """Every upload in the block ends so."""
    stack.video_indexer.change({"outcome": outcome})
    try:
        yield
    finally:
        stack.video_indexer.change({"reset": True})


def new_interview(door: HttpDoor, **changes: Any) -> dict[str, Any]:
    """An interview in `uploading`, with its upload."""
    body = {
        "company": "Contoso", "jobTitle": "Engineer", "interviewType": "behavioral",
        "fileName": "interview.mp4", "contentType": "video/mp4", "sizeBytes": len(sample()),
        "notes": NOTES,
    }  # fmt: skip
    return door.create_interview(body | changes)


def upload(created: dict[str, Any], content: bytes) -> None:
    """PUT in one piece, as the upload says."""
    target = created["upload"]
    httpx2.put(
        target["url"], content=content, headers=target["headers"], timeout=60
    ).raise_for_status()


def upload_sample(created: dict[str, Any]) -> None:
    """Upload the valid mp4."""
    upload(created, sample())


def wait_for_end(door: HttpDoor, interview_id: str, timeout_seconds: float = 60) -> dict[str, Any]:
    """The interview once it is completed or failed."""
    *_, last = door.follow(interview_id, every_seconds=0.1, timeout_seconds=timeout_seconds)
    return last


def wait_for_status(door: HttpDoor, interview_id: str, status: str) -> None:
    """Until the interview has this status, or a later one."""
    wanted = ORDER[ORDER.index(status) :]
    for interview in door.follow(interview_id, every_seconds=0.05, timeout_seconds=60):
        if interview["status"] in wanted:
            return
