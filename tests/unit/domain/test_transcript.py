"""Video Indexer's index in all its oddities."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.conversation import Transcript
from shared.domain.transcript import from_timestamps, milliseconds, parse_index, to_timestamps
from shared.errors import NotAnIndex


def index(**insights: Any) -> bytes:
    return json.dumps({"state": "Processed", "videos": [{"insights": insights}]}).encode()


def line(text: str, start: str = "0:00:01", end: str = "0:00:02", **more: Any) -> dict[str, Any]:
    instances = [{"adjustedStart": start, "adjustedEnd": end, "start": start, "end": end}]
    return {
        "id": 1,
        "text": text,
        "confidence": 0.9,
        "speakerId": 1,
        "instances": instances,
        **more,
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0:00:00", 0), ("0:00:01", 1000), ("0:00:01.5", 1500), ("0:01:02.25", 62_250),
        ("0:00:10.3000000", 10_300), ("00: 00: 10.3000000", 10_300), ("12:34:56.789", 45_296_789),
        ("1.02:03:04", 93_784_000), ("0:00:00.0001", 0), ("1:2:3", 3_723_000),
        ("", None), ("soon", None), ("-0:00:01", None), ("0:61:00", None), ("0:00:01.1234567890", None),
    ],
)  # fmt: skip
def test_times(text: str, expected: int | None) -> None:
    assert milliseconds(text) == expected


def test_keeps_what_was_said_and_drops_secrets() -> None:
    raw = json.dumps(
        {
            "durationInSeconds": 60,
            "videos": [
                {
                    "viewToken": "SECRET", "publishedUrl": "https://SECRET",
                    "insights": {
                        "duration": "0:01:00.5", "sourceLanguage": "en-US",
                        "transcript": [line("Hello  there.", speakerId=2)],
                        "speakers": [{"id": 2, "name": "Speaker #2"}, {"id": 5, "name": "Speaker #5"}],
                    },
                }
            ],
        }
    ).encode()  # fmt: skip
    read = parse_index(raw)
    assert read.text == "Hello there."
    assert read.duration_ms == 60_500
    assert read.language == "en-US"
    assert read.speaker_names == {2: "Speaker #2", 5: "Speaker #5"}
    assert "SECRET" not in read.model_dump_json()


def test_silence_has_no_transcript_key() -> None:
    assert parse_index(index()).lines == ()


def test_empty_lines_fall_away_and_order_is_time() -> None:
    lines = [line("second", "0:00:05", "0:00:06"), line("  "), line("first", "0:00:01", "0:00:02")]
    assert parse_index(index(transcript=lines)).text == "first\nsecond"


def test_merged_sentiments_belong_to_the_lines_under_them() -> None:
    lines = [line("one", "0:00:00", "0:00:02"), line("two", "0:00:02", "0:00:04"),
             line("three", "0:00:10", "0:00:12")]  # fmt: skip
    merged = {
        "averageScore": 0.8, "sentimentType": "Positive",
        "instances": [{"start": "0:00:00", "end": "0:00:04"}],
    }  # fmt: skip
    read = parse_index(index(transcript=lines, sentiments=[merged]))
    assert [entry.sentiment and entry.sentiment.label for entry in read.lines] == [
        "positive", "positive", None,
    ]  # fmt: skip


@pytest.mark.parametrize("raw", [b"", b"null", b"[]", b"{}", b"<html>", b'{"videos": []}', b"\xff"])
def test_what_is_no_index(raw: bytes) -> None:
    with pytest.raises(NotAnIndex):
        parse_index(raw)


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
    | st.sampled_from(["0:00:01", "0:00:02.5", "1.00:00:00", "Positive", "Speaker #1", "\x00", "\ud800"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
INSTANCE = st.fixed_dictionaries({}, optional={"start": ODD, "end": ODD})
ENTRY = st.fixed_dictionaries(
    {},
    optional={
        name: ODD | st.lists(INSTANCE, max_size=3)
        for name in ("text", "confidence", "speakerId", "language", "instances", "averageScore",
                     "sentimentType", "id", "name")
    },
)  # fmt: skip
INSIGHTS = st.fixed_dictionaries(
    {},
    optional={
        name: ODD | st.lists(ENTRY, max_size=5)
        for name in (
            "transcript",
            "speakers",
            "sentiments",
            "duration",
            "sourceLanguage",
            "statistics",
        )
    },
)


@given(st.fixed_dictionaries({}, optional={"insights": INSIGHTS | ODD, "language": ODD}), ODD)
def test_no_oddity_raises_anything_but_not_an_index(video: Any, duration: Any) -> None:
    raw = json.dumps({"durationInSeconds": duration, "videos": [video]}).encode()
    try:
        read = parse_index(raw)
    except NotAnIndex:
        return
    json.dumps(to_timestamps(read), allow_nan=False).encode()
    for entry in read.lines:
        assert entry.text.strip()
        assert entry.start is None or entry.end is None or 0 <= entry.start <= entry.end
        assert entry.confidence is None or 0 <= entry.confidence <= 1


def test_s04_what_postgres_does_not_store_is_taken_out() -> None:
    (spoken,) = parse_index(index(transcript=[line("a\0b \ud800c\u0007")])).lines
    assert not set(spoken.text) & {"\0", "\ud800"}
    spoken.text.encode()


HUGE = 10**400
"""A whole number that no float can hold; JSON allows it."""


def test_numbers_without_end_are_no_numbers() -> None:
    huge = line("Hello.", start=HUGE, confidence=HUGE, speakerId=HUGE)  # type: ignore[arg-type]
    raw = json.dumps({"durationInSeconds": HUGE, "videos": [{"insights": {"transcript": [huge]}}]})
    (spoken,) = parse_index(raw.encode()).lines
    assert (spoken.start, spoken.confidence, spoken.speaker_id) == (None, None, None)
    stored = {"text": "Hello.", "start": HUGE, "confidence": HUGE, "sentiment": {"score": HUGE}}
    (again,) = from_timestamps([stored]).lines
    assert (again.start, again.confidence, again.sentiment) == (None, None, None)


def test_more_lines_than_any_recording_has() -> None:
    lines = [{"text": "a"}] * 100_001
    assert len(parse_index(index(transcript=lines[1:])).lines) == 100_000
    with pytest.raises(NotAnIndex):
        parse_index(index(transcript=lines))


def test_a_copy_with_other_lines_has_their_words() -> None:
    read = parse_index(index(transcript=[line("Hello.")]))
    assert read.has_timing
    assert read.words == (["hello"],)
    spoken = read.lines[0].model_copy(update={"text": "Good bye.", "end": None})
    other = read.model_copy(update={"lines": (spoken,)})
    assert other.words == (["good", "bye"],)
    assert not other.has_timing


def test_stored_shares_stay_within_their_bounds() -> None:
    stored = {"text": "Hi.", "confidence": -7.5, "sentiment": {"label": "positive", "score": 9}}
    (spoken,) = from_timestamps([stored]).lines
    assert spoken.confidence == 0
    assert spoken.sentiment is not None
    assert spoken.sentiment.score == 1


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_else(raw: bytes) -> None:
    try:
        parse_index(raw)
    except NotAnIndex:
        return


def test_what_is_stored_is_read_back() -> None:
    before = parse_index(index(transcript=[line("Hello."), line("You.", "0:00:03", "0:00:04")]))
    after = from_timestamps(to_timestamps(before))
    assert after.lines == before.lines


@given(st.lists(ODD | st.fixed_dictionaries({}, optional={"text": ODD, "start": ODD, "end": ODD})))
def test_whatever_is_stored_can_be_read(stored: list[Any]) -> None:
    assert isinstance(from_timestamps(stored), Transcript)


def test_visual_insights_cost_little() -> None:
    """Twenty megabytes of faces and labels are read in the time of a few plain parses."""
    spoken = [line(f"word {number}") for number in range(500)]
    labels = [{"id": number, "name": "x" * 100, "instances": [{"start": "0:00:01"}] * 10}
              for number in range(20_000)]  # fmt: skip
    raw = index(transcript=spoken, labels=labels, faces=labels)
    begun = time.perf_counter()
    json.loads(raw)
    plain = time.perf_counter() - begun
    begun = time.perf_counter()
    assert len(parse_index(raw).lines) == 500
    assert time.perf_counter() - begun < 5 * plain
