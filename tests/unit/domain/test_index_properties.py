"""Whatever an index holds: what is well-formed is kept exactly, and nothing else is an accident."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.domain.captions import to_srt, to_vtt
from shared.domain.conversation import Transcript
from shared.domain.speakers import assign_roles
from shared.domain.transcript import from_timestamps, milliseconds, parse_index, to_timestamps
from shared.errors import NotAnIndex
from tests.unit.domain.index_strategies import HOUR_MS, Made, indexes, spoilt, time_texts

slowly = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@slowly
@given(indexes())
def test_what_is_well_formed_is_kept_exactly(made: Made) -> None:
    read = parse_index(made.raw)
    assert read.lines == made.lines
    assert read.speaker_names == made.names
    assert read.duration_ms == made.duration_ms
    assert read.language == made.language
    assert "secret" not in read.model_dump_json()
    stored = json.loads(json.dumps(to_timestamps(read), allow_nan=False))
    assert from_timestamps(stored).lines == made.lines


@slowly
@given(spoilt())
def test_s03_what_is_spoilt_is_read_or_is_no_index(raw: bytes) -> None:
    try:
        read = parse_index(raw)
    except NotAnIndex:
        return
    check_usable(read)


@slowly
@given(indexes(), st.data())
def test_s03_an_index_that_is_cut_or_garbled_is_no_accident(
    made: Made, data: st.DataObject
) -> None:
    raw = bytearray(made.raw)
    place = data.draw(st.integers(0, len(raw) - 1))
    if data.draw(st.booleans()):
        del raw[place:]
    else:
        raw[place] = data.draw(st.integers(0, 255))
    try:
        read = parse_index(bytes(raw))
    except NotAnIndex:
        return
    check_usable(read)


def check_usable(read: Transcript) -> None:
    """Everything that comes after parsing goes through, and what is stored is JSON and UTF-8."""
    json.dumps(to_timestamps(read), allow_nan=False, ensure_ascii=False).encode()
    for line in read.lines:
        assert line.text == " ".join(line.text.split()) != ""
        assert (line.start is None) == (line.end is None)
        assert line.start is None or 0 <= line.start <= (line.end or 0) < 2**53
        assert line.confidence is None or 0 <= line.confidence <= 1
        assert line.sentiment is None or -1 <= line.sentiment.score <= 1
    if all(line.start is not None for line in read.lines):
        starts = [line.start or 0 for line in read.lines]
        assert starts == sorted(starts)
    roles = assign_roles(read)
    assert {entry.id for entry in roles.speakers} >= {
        line.speaker_id for line in read.lines if line.speaker_id is not None
    }
    to_vtt(read, read.speaker_names).encode()
    to_srt(read, read.speaker_names).encode()


@given(st.integers(0, 40 * HOUR_MS).flatmap(lambda ms: st.tuples(st.just(ms), time_texts(ms))))
def test_every_way_to_write_a_time_is_the_same_time(written: tuple[int, str]) -> None:
    assert milliseconds(written[1]) == written[0]


@pytest.mark.parametrize(
    "number", ["1" + "0" * 400, "-1" + "0" * 400, "1e999", "-1e999", "NaN", "Infinity"]
)
@pytest.mark.parametrize("key", ["confidence", "speakerId", "id", "duration", "averageScore"])
def test_s03_numbers_that_no_float_can_hold(number: str, key: str) -> None:
    line = '{"text": "hello", "KEY": 0, "instances": [{"start": "0:00:01", "end": "0:00:02"}]}'
    line = line.replace('"KEY": 0', f'"{key}": {number}')
    raw = f'{{"videos": [{{"insights": {{"{key}": {number}, "transcript": [{line}]}}}}]}}'
    raw = raw.replace('"transcript"', f'"sentiments": [{{"{key}": {number}}}], "transcript"')
    (read,) = parse_index(raw.encode()).lines
    assert (read.text, read.start, read.end) == ("hello", 1000, 2000)


def test_an_index_may_begin_with_a_byte_order_mark() -> None:
    raw = b'\xef\xbb\xbf{"videos": [{"insights": {"transcript": [{"text": "hello"}]}}]}'
    assert parse_index(raw).text == "hello"


@pytest.mark.parametrize("depth", [300, 100_000])
@pytest.mark.parametrize("kind", ["[", '{"a":'])
def test_s03_a_depth_bomb_is_no_index(depth: int, kind: str) -> None:
    raw = b'{"videos": [{"insights": {"faces": ' + kind.encode() * depth
    with pytest.raises(NotAnIndex):
        parse_index(raw)


def test_s03_a_million_lines_are_no_recording() -> None:
    raw = b'{"videos": [{"insights": {"transcript": [' + b'{"text":"a"},' * 999_999 + b"{}]}}]}"
    with pytest.raises(NotAnIndex):
        parse_index(raw)


def test_an_index_of_20_mb_takes_little_more_memory_than_its_json() -> None:
    """Four hours of speech, and pictures; both are measured in this run, by the allocator."""
    line = {
        "id": 1, "text": "word " * 20, "confidence": 0.9, "speakerId": 1, "language": "en-US",
        "instances": [
            {"adjustedStart": "0:00:01", "adjustedEnd": "0:00:02", "start": "0:00:01", "end": "0:00:02"}
        ],
    }  # fmt: skip
    face = {"id": 1, "name": "x" * 700, "instances": [{"start": "0:00:01"}] * 5}
    insights = {"transcript": [line] * 5_000, "faces": [face] * 22_000}
    raw = json.dumps({"videos": [{"insights": insights}]}).encode()
    assert 19e6 < len(raw) < 23e6
    assert _peak(lambda: parse_index(raw)) < 2.5 * _peak(lambda: json.loads(raw))


def _peak(work: Callable[[], object]) -> int:
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
