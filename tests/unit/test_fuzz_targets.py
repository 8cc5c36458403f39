"""The fuzzer's targets, without the fuzzer: their seeds, bent by hypothesis."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import TARGETS

SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much]
DEEP = {"transcript": 150, "callback": 300, "token": 60, "media": 25}


@cache
def seeds(name: str) -> tuple[bytes, ...]:
    return tuple(TARGETS[name].seeds())


@st.composite
def bent(draw: st.DrawFn, name: str) -> bytes:
    """A seed with pieces cut out, doubled, or overwritten."""
    content = draw(st.sampled_from(seeds(name)))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(content)))
        end = draw(st.integers(start, min(len(content), start + 64)))
        piece = draw(st.just(content[start:end] * 2) | st.binary(max_size=8))
        content = content[:start] + piece + content[end:]
    return content


@pytest.mark.parametrize(("name", "good"), [("transcript", 12), ("callback", 1), ("token", 1)])
def test_the_fuzzer_begins_with_what_is_accepted(name: str, good: int) -> None:
    assert sum(map(TARGETS[name].check, seeds(name))) >= good


def test_every_recording_it_begins_with_is_accepted() -> None:
    assert all(map(TARGETS["media"].check, seeds("media")))


@pytest.mark.parametrize("name", TARGETS)
def test_whatever_is_sent_has_an_answer(name: str) -> None:
    @settings(max_examples=DEEP[name], deadline=None, suppress_health_check=SLOW)
    @given(bent(name))
    def check(data: bytes) -> None:
        TARGETS[name].check(data)

    check()
