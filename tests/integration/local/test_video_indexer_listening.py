"""The stand-in really listens, says why it cannot, and goes on after a restart."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest

from tests.acceptance.recordings import beginning, write_media
from tests.acceptance.word_errors import word_error_rate
from tests.fixtures.video_indexer import (
    SCRIPT,
    Account,
    Control,
    Doorstep,
    account,
    control,
    control_of,
    doorstep,
    running_video_indexer,
    start_stand_in,
    video_indexer,
)

__all__ = ["account", "control", "doorstep", "running_video_indexer", "video_indexer"]
SAMPLE = Path(__file__).resolve().parents[3] / "local" / "sample"
TIME = re.compile(r"\d+:[0-5]\d:[0-5]\d(\.\d{0,6}[1-9])?")
LISTENING_S = 300.0
BEGINNING_S, BEGINNING_TURNS = 18, 3
"""So far the sample's greetings and first question go; the main job's test hears all of it."""


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, "VideoUrlUnreachable"),
        (b"no film at all" * 99, "UnsupportedFileType"),
        (b"\x1aE\xdf\xa3\x9fB\x82\x84webm" + b"\x00" * 99, "UnsupportedFileType"),
        ("no sound", "InvalidInput"),
        ("short", "InvalidInput"),
    ],
)
def test_what_cannot_be_heard_fails(
    account: Account,
    control: Control,
    doorstep: Doorstep,
    tmp_path: Path,
    content: bytes | str | None,
    code: str,
) -> None:
    control.set(outcome=None)
    if isinstance(content, str):
        silent = content == "no sound"
        made = write_media(
            tmp_path / "a.mp4", 3.0 if silent else 1.0, audio=None if silent else "aac"
        )
        content = made.read_bytes()
    if content is not None:
        doorstep.files["/a.mp4"] = content
    found = account.ended(account.upload(f"{doorstep.url}/a.mp4?{time.time_ns()}"), LISTENING_S)
    assert found["state"] == "Failed"
    assert found["videos"][0]["failureCode"] == code
    assert "insights" not in found["videos"][0]


def test_silence_has_no_transcript(
    account: Account, control: Control, doorstep: Doorstep, tmp_path: Path
) -> None:
    control.set(outcome=None)
    doorstep.files["/quiet.mp4"] = write_media(tmp_path / "quiet.mp4", 120.0).read_bytes()
    found = account.ended(account.upload(f"{doorstep.url}/quiet.mp4"), LISTENING_S)
    insights = found["videos"][0]["insights"]
    assert insights["duration"].startswith("0:02:00")
    assert not insights.keys() & {"transcript", "speakers"}
    assert insights["statistics"] == {}


def test_unfinished_work_is_taken_up_after_a_restart(tmp_path: Path, doorstep: Doorstep) -> None:
    stand_in = start_stand_in(tmp_path)
    try:
        control_of(stand_in).set(outcome={**SCRIPT, "hold": True})
        account = Account(stand_in.url)
        back = f"{doorstep.url}/back"
        video_id = account.upload(f"{doorstep.url}/a.mp4", externalId="kept", callbackUrl=back)
        stand_in.stop()
        stand_in.start()
        account = Account(stand_in.url)
        assert account.call("GET", f"/{video_id}/Index").json()["state"] == "Processing"
        control_of(stand_in).set(release=True)
        assert account.ended(video_id)["state"] == "Processed"
        doorstep.wait_for_posts(1)
        assert account.call("GET", "/GetIdByExternalId", externalId="kept").json() == video_id
    finally:
        stand_in.stop()


def test_the_sample_is_heard(
    account: Account, control: Control, doorstep: Doorstep, tmp_path: Path
) -> None:
    control.set(outcome=None)
    sample = beginning(SAMPLE / "sample.mp4", tmp_path / "sample.mp4", BEGINNING_S)
    doorstep.files["/sample.mp4"] = sample.read_bytes()
    found = account.ended(account.upload(f"{doorstep.url}/sample.mp4"), LISTENING_S)
    assert found["state"] == "Processed"
    assert found["durationInSeconds"] in (BEGINNING_S, BEGINNING_S + 1)
    insights = found["videos"][0]["insights"]
    lines = insights["transcript"]
    script = json.loads((SAMPLE / "script.json").read_text(encoding="utf-8"))
    turns = script["turns"][:BEGINNING_TURNS]
    said = " ".join(sentence for turn in turns for sentence in turn["sentences"])
    assert word_error_rate(said, " ".join(line["text"] for line in lines)) < 0.15
    assert [speaker["id"] for speaker in insights["speakers"]] == [1, 2]
    asks = next(line for line in lines if "project" in line["text"].lower())
    answers = next(line for line in lines if "train" in line["text"].lower())
    assert (asks["speakerId"], answers["speakerId"]) == (1, 2)
    assert [line["id"] for line in lines] == list(range(1, len(lines) + 1))
    for line in lines:
        (instance,) = line["instances"]
        assert all(TIME.fullmatch(text) for text in instance.values())
