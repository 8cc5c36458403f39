"""A process that ends after its n-th side effect, as a worker does that the platform kills.

Nothing is cleaned up: no lease is given back, no transaction rolled back by us, no answer sent.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
from collections.abc import Callable
from dataclasses import dataclass

from shared.clients.language_model.client import OpenAILanguageModel
from shared.clients.storage.blobs import BlobRecordingStore
from shared.clients.storage.queues import StorageMessageQueue
from shared.observability import configure_logging
from tests.fixtures.video_indexer import client_of
from tests.integration.services.journeys import Journey, Step
from tests.integration.services.steps import HookedDatabase, World

KILLED = 137
EFFECTS = frozenset({"commit", "send", "submit", "delete", "delete_all", "save_extracted", "ask"})
"""What leaves a trace outside of the process; dying after a mere look is dying before it."""
PATIENCE_S = 60

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload([__name__, "azure.storage.blob", "azure.storage.queue", "openai"])


@dataclass(frozen=True)
class Places:
    """Where everything outside of the process is."""

    database_url: str
    storage: str
    video_indexer_url: str
    model_url: str
    log_file: str

    def world(self, after: Callable[[str], None]) -> World:
        """Every use case made anew; ``after`` is told of every effect."""
        return World(
            HookedDatabase(self.database_url),
            BlobRecordingStore.from_connection_string(self.storage),
            StorageMessageQueue.from_connection_string(self.storage, "index-ready"),
            client_of(self.video_indexer_url),
            after,
            model=OpenAILanguageModel(
                base_url=self.model_url,
                api_key="key",  # pragma: allowlist secret
                model="judge",
                api="chat",  # pragma: allowlist secret
            ),
        )


def dies(places: Places, step: Step, journey: Journey, number: int) -> bool:
    """Carry out the step in a process that is killed at that effect; False where it got through."""
    child = processes.Process(target=_live, args=(places, step, journey, number))
    child.start()
    child.join(PATIENCE_S)
    assert child.exitcode in (0, KILLED), f"the process ended with {child.exitcode}"
    return child.exitcode == KILLED


def _live(places: Places, step: Step, journey: Journey, number: int) -> None:
    logging.basicConfig(filename=places.log_file, level=logging.INFO, format="%(message)s")
    configure_logging()
    logging.getLogger("httpx2").setLevel(logging.WARNING)  # the browser's, which is ours
    left = number

    def after(name: str) -> None:
        nonlocal left
        left -= name in EFFECTS
        if left == 0:
            os._exit(KILLED)

    step(places.world(after), journey)
