"""Places for calls are counted in the database, so that a limit holds over all instances."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import text

from shared.db.engine import Database
from shared.db.repositories import call_pace
from shared.errors import VideoIndexerUnavailable
from shared.services.transcription.pacing import BURST, Pacing

INSTANCES = 3
PER_MINUTE = 100
INTERVAL_S = 60 / PER_MINUTE
LIMITS = ((10, 1.0), (120, 60.0))
"""What Video Indexer allows an account: calls in so many seconds."""


@pytest.fixture
def instances(database_url: str) -> Iterator[list[Pacing]]:
    databases = [Database(database_url) for _ in range(INSTANCES)]
    yield [Pacing(database, per_minute=PER_MINUTE) for database in databases]
    for database in databases:
        database.dispose()


def test_no_window_ever_holds_more_than_the_services_limits(instances: list[Pacing]) -> None:
    """Three instances with eight threads each take 300 places as fast as they can."""

    def take(number: int) -> tuple[float, float]:
        """The earliest and the latest moment that may have been meant."""
        begun = time.monotonic()
        wait = instances[number % INSTANCES].take(3600)
        return begun + wait, time.monotonic() + wait

    with ThreadPoolExecutor(8 * INSTANCES) as pool:
        turns = sorted(pool.map(take, range(300)))
    for count, seconds in LIMITS:
        for start in range(len(turns) - count):
            latest = max(late for _, late in turns[start : start + count + 1])
            assert latest - turns[start][0] >= seconds
    # Nothing is wasted either.
    assert turns[-1][0] - turns[0][1] <= (300 - BURST) * INTERVAL_S


def test_the_first_calls_do_not_wait(instances: list[Pacing]) -> None:
    assert [instances[0].take(0) for _ in range(BURST)] == [0] * BURST


def test_a_long_wait_is_refused_with_its_length_and_takes_no_place(
    instances: list[Pacing],
) -> None:
    pacing = instances[0]
    while True:
        try:
            pacing.take(1.0)
        except VideoIndexerUnavailable as error:
            first = error.retry_after or 0
            break
    # The length is read after the refusal, when some of it has passed already.
    assert 0.5 < first <= 1.0 + INTERVAL_S
    for _ in range(20):
        with pytest.raises(VideoIndexerUnavailable):
            pacing.take(0)
    assert pacing.take(3600) <= first


def test_after_a_pause_there_is_one_burst_and_no_more(database: Database) -> None:
    def take() -> tuple[bool, float]:
        with database.transaction() as session:
            return call_pace.take(
                session, "s", interval=timedelta(minutes=1), burst=3, patience=timedelta(0)
            )

    for _ in range(2):
        assert [take()[0] for _ in range(4)] == [True, True, True, False]
        with database.transaction() as session:
            session.execute(text("UPDATE pipeline.call_pace SET free_at = now() - interval '1 d'"))


def test_services_have_a_pace_each(database: Database) -> None:
    for name in ("one", "another"):
        with database.transaction() as session:
            hour = timedelta(hours=1)
            taken, wait = call_pace.take(
                session, name, interval=hour, burst=1, patience=timedelta(0)
            )
        assert (taken, wait) == (True, 0)


def test_places_that_are_waited_for_are_an_interval_apart(instances: list[Pacing]) -> None:
    waits = [instances[0].take(3600) for _ in range(BURST + 10)][BURST:]
    assert all(0 < after - before <= INTERVAL_S for before, after in pairwise(waits))
