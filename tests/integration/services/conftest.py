"""Fixtures for the services on the real wire."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

import pytest

from local.azurite import Azurite
from local.video_indexer_process import VideoIndexerStandIn
from shared.clients.storage.blobs import BlobRecordingStore
from shared.clients.storage.queues import StorageMessageQueue
from shared.services.analysis.language_model_port import LanguageModel
from tests.fixtures.language_model import connect, model
from tests.fixtures.video_indexer import (
    client_of,
    control,
    running_video_indexer,
    video_indexer,
)
from tests.integration.services.steps import HookedDatabase, World

__all__ = ["connect", "control", "model", "running_video_indexer", "video_indexer"]


class MakeWorld(Protocol):
    """Makes every use case anew; ``after`` is told of each side effect."""

    def __call__(
        self, after: Callable[[str], None], model: LanguageModel | None = None
    ) -> World: ...


@pytest.fixture
def make_world(
    database_url: str, azurite: Azurite, video_indexer: VideoIndexerStandIn
) -> Iterator[MakeWorld]:
    """Make every use case anew, as a new process would; give it the hook for side effects."""
    opened: list[HookedDatabase] = []

    def make(after: Callable[[str], None], model: LanguageModel | None = None) -> World:
        connection = azurite.connection_string
        store = BlobRecordingStore.from_connection_string(connection)
        store.ensure_containers()
        queue = StorageMessageQueue.from_connection_string(connection, "index-ready")
        queue.ensure()
        database = HookedDatabase(database_url)
        opened.append(database)
        return World(database, store, queue, client_of(video_indexer.url), after, model=model)

    yield make
    for database in opened:
        database.dispose()
