"""How long the real client waits when the stand-in says that it calls too often."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from local.video_indexer_process import VideoIndexerStandIn
from shared.clients.video_indexer.client import AzureVideoIndexer
from shared.errors import VideoIndexerUnavailable
from tests.fixtures.video_indexer import (
    Control,
    client_of,
    control,
    running_video_indexer,
    video_indexer,
)

__all__ = ["control", "running_video_indexer", "video_indexer"]
LONGEST_WAIT_S = 600.0
"""The client waits no longer than this, whatever it is told."""


@pytest.fixture
def client(video_indexer: VideoIndexerStandIn) -> AzureVideoIndexer:
    return client_of(video_indexer.url)


def wait_after_refusal(client: AzureVideoIndexer) -> float | None:
    with pytest.raises(VideoIndexerUnavailable) as caught:
        client.find("e")
    return caught.value.retry_after


@pytest.mark.parametrize(
    ("header", "least", "most"),
    [
        ("7", 7, 7),
        ("2.5", 2.5, 2.5),
        ("999999999", LONGEST_WAIT_S, LONGEST_WAIT_S),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0, 0),
    ],
)
def test_a_429_says_how_long_to_wait(
    client: AzureVideoIndexer, control: Control, header: str, least: float, most: float
) -> None:
    client.find("warm-up")
    control.set(faults={"find": [{"status": 429, "headers": {"Retry-After": header}}]})
    wait = wait_after_refusal(client)
    assert wait is not None
    assert least <= wait <= most


def test_a_429_may_name_a_date(client: AzureVideoIndexer, control: Control) -> None:
    client.find("warm-up")
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=300), usegmt=True)
    control.set(faults={"find": [{"status": 429, "headers": {"Retry-After": date}}]})
    wait = wait_after_refusal(client)
    assert wait is not None
    assert 280 <= wait <= 300


@pytest.mark.parametrize("header", ["soon", "-5", "NaN", "1e9", "٣"])
def test_an_absurd_retry_after_is_none(
    client: AzureVideoIndexer, control: Control, header: str
) -> None:
    client.find("warm-up")
    # Header values travel as Latin-1, so what is no Latin letter arrives as bytes of UTF-8.
    sent = header.encode().decode("latin-1")
    control.set(faults={"find": [{"status": 429, "headers": {"Retry-After": sent}}]})
    assert wait_after_refusal(client) is None


def test_the_service_own_limit_answers_429(client: AzureVideoIndexer, control: Control) -> None:
    client.find("warm-up")
    control.set(limits=True)
    waits = []
    for _ in range(30):
        try:
            client.find("e")
        except VideoIndexerUnavailable as error:
            waits.append(error.retry_after)
    assert waits
    assert all(wait is not None and 0 < wait <= 60 for wait in waits)
