"""The pace of calls, by a clock that the test turns."""

from __future__ import annotations

import random
import threading

import pytest

from shared.clients.pace import Pace
from shared.clients.video_indexer import LIMITS
from shared.errors import VideoIndexerUnavailable


class Time:
    """A clock that sleeping turns."""

    def __init__(self) -> None:
        self.now = 100.0

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def refuse(delay: float) -> VideoIndexerUnavailable:
    return VideoIndexerUnavailable("too fast", delay)


def paced(limits: tuple[tuple[int, float], ...]) -> tuple[Pace, Time]:
    time = Time()
    return Pace(limits, clock=time.clock, sleep=time.sleep), time


def test_the_first_calls_do_not_wait() -> None:
    pace, time = paced(((5, 1.0),))
    for _ in range(5):
        pace.wait(0, refuse)
    assert time.now == 100.0


def test_the_next_one_waits_for_its_second() -> None:
    pace, time = paced(((5, 1.0),))
    for _ in range(6):
        pace.wait(5, refuse)
    assert time.now == 101.0


def test_a_long_wait_is_refused_with_its_length() -> None:
    pace, _ = paced(((2, 60.0),))
    pace.wait(5, refuse)
    pace.wait(5, refuse)
    with pytest.raises(VideoIndexerUnavailable) as refused:
        pace.wait(5, refuse)
    assert refused.value.retry_after == pytest.approx(60.0)


def test_a_refused_call_takes_no_place() -> None:
    pace, time = paced(((1, 60.0),))
    pace.wait(5, refuse)
    for _ in range(100):
        with pytest.raises(VideoIndexerUnavailable):
            pace.wait(5, refuse)
    time.now += 60.0
    pace.wait(0, refuse)


def test_no_window_ever_holds_more_than_its_limit() -> None:
    pace, time = paced(LIMITS)
    chance = random.Random(7)
    calls: list[float] = []
    for _ in range(2_000):
        time.now += chance.expovariate(3)
        try:
            pace.wait(5, refuse)
        except VideoIndexerUnavailable:
            continue
        calls.append(time.now)
    assert len(calls) > 500
    for count, seconds in LIMITS:
        for first, last in zip(calls, calls[count:], strict=False):
            assert last - first >= seconds - 1e-6


def test_many_threads_get_one_place_each() -> None:
    clock = 0.0
    slept: list[float] = []
    pace = Pace(((10, 1.0),), clock=lambda: clock, sleep=slept.append)
    refused: list[float] = []

    def call() -> None:
        try:
            pace.wait(4.5, refuse)
        except VideoIndexerUnavailable as error:
            refused.append(error.retry_after or 0)

    threads = [threading.Thread(target=call) for _ in range(80)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(slept) == [delay for delay in (1.0, 2.0, 3.0, 4.0) for _ in range(10)]
    assert refused == [5.0] * 30
