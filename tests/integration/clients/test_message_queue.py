"""The queue against a real Azurite."""

from __future__ import annotations

import base64
import os
import signal
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from azure.storage.queue import QueueClient

from local.azurite import Azurite
from shared.clients.storage.queues import StorageMessageQueue
from shared.errors import StorageUnavailable


@pytest.fixture
def queue(azurite: Azurite, unique_name: str) -> Iterator[StorageMessageQueue]:
    made = StorageMessageQueue.from_connection_string(azurite.connection_string, unique_name)
    yield made
    made.close()


@pytest.fixture
def received(azurite: Azurite, unique_name: str) -> Iterator[QueueClient]:
    """What the Functions host sees: raw messages."""
    with QueueClient.from_connection_string(azurite.connection_string, unique_name) as client:
        yield client


def messages(client: QueueClient) -> list[Any]:
    return list(client.receive_messages(visibility_timeout=1))


def test_a_message_is_base64_as_the_host_expects_it(
    queue: StorageMessageQueue, received: QueueClient
) -> None:
    body = '{"interviewId": "clx1", "note": "Zoë <&> 👍"}'
    queue.send(body)
    (message,) = messages(received)
    assert base64.b64decode(message.content, validate=True).decode() == body


def test_a_queue_that_is_missing_is_made(queue: StorageMessageQueue, received: QueueClient) -> None:
    queue.send("{}")
    received.delete_queue()
    queue.send("{}")
    assert len(messages(received)) == 1


def test_making_a_queue_twice_is_fine(queue: StorageMessageQueue) -> None:
    queue.ensure()
    queue.ensure()


def test_a_delayed_message_is_not_there_yet(
    queue: StorageMessageQueue, received: QueueClient
) -> None:
    queue.send("later", delay=timedelta(minutes=5))
    queue.send("now", delay=timedelta(seconds=-5))
    assert [base64.b64decode(message.content) for message in messages(received)] == [b"now"]
    assert received.get_queue_properties().approximate_message_count == 2


def test_a_delay_of_a_month_is_cut_to_what_storage_takes(
    queue: StorageMessageQueue, received: QueueClient
) -> None:
    queue.send("{}", delay=timedelta(days=30))
    assert received.get_queue_properties().approximate_message_count == 1


@pytest.mark.proves("F32")
def test_a_dead_port_is_said_within_five_seconds_and_without_an_address(tmp_path: Path) -> None:
    with Azurite.start(tmp_path) as own:
        queue = StorageMessageQueue.from_connection_string(own.connection_string, "index-ready")
        queue.send("{}")
        own.stop()
        begun = time.monotonic()
        with pytest.raises(StorageUnavailable) as down:
            queue.send("{}")
        assert time.monotonic() - begun < 5
        assert "127.0.0.1" not in str(down.value)
        own.restart()
        queue.send("{}")
        queue.close()


@pytest.mark.proves("F32")
def test_a_queue_that_hangs_is_said_within_five_seconds(tmp_path: Path) -> None:
    with Azurite.start(tmp_path) as own:
        queue = StorageMessageQueue.from_connection_string(own.connection_string, "index-ready")
        queue.send("{}")
        os.kill(own.process.pid, signal.SIGSTOP)
        try:
            begun = time.monotonic()
            with pytest.raises(StorageUnavailable):
                queue.send("{}")
            assert time.monotonic() - begun < 5
        finally:
            os.kill(own.process.pid, signal.SIGCONT)
        queue.close()
