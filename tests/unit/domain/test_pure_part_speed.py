"""The pure part is fast: measured against reading the same bytes, and against its own length.

Ratios of processor time within one run, each the least of several: a busy machine slows both sides.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from time import thread_time_ns

import pytest

from shared.domain.exchanges.cutting import find_exchanges
from shared.domain.speakers import assign_roles
from shared.domain.speech.measure import measure_speech
from shared.domain.speech.turns import Speech
from shared.domain.tone.sentiment import measure_sentiment
from shared.domain.transcript import parse_index, to_timestamps
from tests.benchmarks.one_hour import make_index

ROUNDS = 9


def least(*steps: Callable[[], object]) -> list[int]:
    """The least nanoseconds of each step; they take turns, so that noise is shared."""
    best = [10**15] * len(steps)
    for _ in range(ROUNDS):
        for number, step in enumerate(steps):
            begun = thread_time_ns()
            step()
            best[number] = min(best[number], thread_time_ns() - begun)
    return best


def measure(raw: bytes) -> None:
    """From the bytes of an index to everything that is measured in it."""
    transcript = parse_index(raw)
    to_timestamps(transcript)
    speakers = assign_roles(transcript)
    exchanges = find_exchanges(transcript, speakers)
    speech = Speech.of(transcript, speakers)
    measure_speech(transcript, speakers, exchanges, speech)
    measure_sentiment(transcript, speakers, speech)


@pytest.fixture(scope="module")
def hour() -> bytes:
    return make_index()


def test_an_index_is_read_in_the_time_of_a_few_plain_parses(hour: bytes) -> None:
    plain, parsed = least(lambda: json.loads(hour), lambda: parse_index(hour))
    assert parsed < 9 * plain


def test_an_hour_is_measured_in_the_time_of_some_plain_parses(hour: bytes) -> None:
    """About 28 times; it was 86 before every word was looked at once."""
    plain, measured = least(lambda: json.loads(hour), lambda: measure(hour))
    assert measured < 50 * plain


def test_four_hours_take_four_times_as_long(hour: bytes) -> None:
    """Nothing in it grows with the square of the length, which would take sixteen times."""
    four_hours = make_index(hours=4)
    one, four = least(lambda: measure(hour), lambda: measure(four_hours))
    assert four < 7 * one
