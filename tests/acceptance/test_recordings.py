"""Recordings that cannot work end as failed within seconds, each with a reason of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from local.block_upload import upload_in_blocks
from local.http_door import HttpDoor
from local.stack import Stack
from tests.acceptance.recordings import cut_off, padded, write_media
from tests.acceptance.scripted import (
    INTERVIEW,
    new_interview,
    scripted,
    upload,
    upload_sample,
    wait_for_end,
)

MOST_GROWTH_BYTES = 50 * 1024**2
GIB = 1024**3


def empty(folder: Path) -> Path:
    file = folder / "empty.mp4"
    file.write_bytes(b"")
    return file


def text(folder: Path) -> Path:
    file = folder / "text.mp4"
    file.write_text("This is not a recording at all. " * 200)
    return file


def truncated(folder: Path) -> Path:
    return cut_off(write_media(folder / "whole.mp4", 10), folder / "cut.mp4", 0.5)


def without_sound(folder: Path) -> Path:
    return write_media(folder / "mute.mp4", 5, audio=None)


def too_short(folder: Path) -> Path:
    return write_media(folder / "short.mp4", 1)


def unknown(folder: Path) -> Path:
    file = folder / "sound.aiff.mp4"
    file.write_bytes(b"FORM\x00\x00\x10\x00AIFFCOMM" + bytes(4096))
    return file


def playlist(folder: Path) -> Path:
    file = folder / "list.mp4"
    file.write_text("#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n")
    return file


@pytest.mark.proves("F10", "F12")
@pytest.mark.proves("U09", "U11")
@pytest.mark.parametrize(
    ("make", "code"),
    [
        (empty, "empty_recording"),
        (text, "not_media"),
        (playlist, "not_media"),
        (truncated, "truncated_recording"),
        (without_sound, "no_audio_track"),
        (too_short, "recording_too_short"),
        (unknown, "unsupported_container"),
    ],
)
def test_a_bad_recording_is_refused_before_it_costs_anything(
    stack: Stack, door: HttpDoor, tmp_path: Path, make: Callable[[Path], Path], code: str
) -> None:
    content = make(tmp_path).read_bytes()
    created = new_interview(door)
    upload(created, content)
    failed = wait_for_end(door, created["id"], timeout_seconds=20)
    assert failed["failure"]["code"] == code
    assert failed["failure"]["message"].endswith(".")
    assert failed["failure"]["retryable"] is False
    uploads = stack.video_indexer.shown()["uploads"]
    assert not [name for name in uploads if name.startswith(created["id"])]


@pytest.mark.proves("U10")
def test_a_recording_that_says_it_is_too_large_is_refused_at_once(door: HttpDoor) -> None:
    body: dict[str, Any] = {
        "company": "C", "jobTitle": "J", "interviewType": "other", "fileName": "a.mp4",
        "contentType": "video/mp4", "sizeBytes": 2 * GIB + 1,
    }  # fmt: skip
    refused = door.request("POST", "/interviews", json=body)
    assert refused.status_code == 422
    assert set(refused.json()["errors"]) == {"sizeBytes"}


@pytest.mark.proves("F39")
def test_a_recording_in_which_nobody_speaks(stack: Stack, door: HttpDoor) -> None:
    with scripted(stack, {"transcript": [], "duration_s": 10}):
        created = new_interview(door)
        upload_sample(created)
        failed = wait_for_end(door, created["id"])
        assert failed["failure"]["code"] == "no_speech"


def test_a_browsers_webm_is_sent_as_sound(stack: Stack, door: HttpDoor, tmp_path: Path) -> None:
    file = write_media(tmp_path / "browser.webm", 6, audio="libopus", video="libvpx")
    with scripted(stack, {"transcript": INTERVIEW}):
        created = new_interview(door, contentType="video/webm;codecs=vp8,opus")
        upload(created, file.read_bytes())
        assert wait_for_end(door, created["id"])["status"] == "completed"
    shown = stack.video_indexer.shown()["videos"]
    url = next(video["url"] for video in shown if created["id"] in str(video))
    assert "/extracted-audio/" in url
    assert url.partition("?")[0].endswith(".m4a")


def peak_bytes(process: Path) -> int:
    """The most memory that the process has held since its peak was cleared."""
    status = (process / "status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024


def test_two_gibibytes_leave_the_apps_memory_alone(
    stack: Stack, door: HttpDoor, tmp_path: Path
) -> None:
    whole = write_media(tmp_path / "whole.mp4", 30)
    file = padded(whole, tmp_path / "large.mp4", 2 * GIB)
    assert stack.host.process is not None
    app = psutil.Process(stack.host.process.pid)
    process = Path(f"/proc/{app.pid}")
    with scripted(stack, {"transcript": INTERVIEW}):
        warm_up = new_interview(door)
        upload_sample(warm_up)
        assert wait_for_end(door, warm_up["id"])["status"] == "completed"
        before = app.memory_info().rss
        (process / "clear_refs").write_text("5")  # the peak is counted from here
        created = new_interview(door, sizeBytes=2 * GIB)
        upload_in_blocks(file, created["upload"])
        assert wait_for_end(door, created["id"])["status"] == "completed"
        assert peak_bytes(process) - before < MOST_GROWTH_BYTES
    assert door.request("DELETE", f"/interviews/{created['id']}").status_code == 204
