"""The sample app on the local Functions host, with queues, containers and receipts of its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from azure.storage.blob import BlobServiceClient, ContainerClient
from azure.storage.queue import QueueClient, QueueServiceClient, TextBase64EncodePolicy

from local.azurite import Azurite
from local.functions_instance import FunctionsInstance
from local.processes import wait_until

SAMPLE_APP = Path(__file__).parent / "sample_app"
KEY = "the-local-key"


@dataclass
class SampleApp:
    """What a test needs of the app: start it, feed it, read what its functions noted."""

    name: str
    folder: Path
    env: dict[str, str]
    queues: QueueServiceClient
    blobs: BlobServiceClient
    app_folder: Path = SAMPLE_APP

    def start(self, **options: Any) -> FunctionsInstance:
        """Start an instance of the app; options are those of FunctionsInstance.start."""
        return FunctionsInstance.start(
            self.app_folder, log_file=self.folder / "host.log", env=self.env, **options
        )

    def notes(self, function: str) -> list[dict[str, Any]]:
        file = self.folder / function
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []

    def wait_for(
        self, function: str, fits: Callable[[dict[str, Any]], bool], count: int = 1
    ) -> Any:
        """The first note that fits, once there are `count` of them."""
        wait_until(
            lambda: sum(map(fits, self.notes(function))) >= count, 20.0, f"{count} of {function}"
        )
        return next(note for note in self.notes(function) if fits(note))

    def send(self, body: str) -> None:
        self.queue().send_message(body)

    def queue(self, suffix: str = "") -> QueueClient:
        return self.queues.get_queue_client(
            self.name + suffix, message_encode_policy=TextBase64EncodePolicy()
        )

    def waiting(self, suffix: str = "") -> int:
        """How many messages the queue holds, hidden ones included."""
        return self.queue(suffix).get_queue_properties().approximate_message_count or 0

    def container(self, suffix: str = "") -> ContainerClient:
        return self.blobs.get_container_client(self.name + suffix)


@pytest.fixture
def sample_app(azurite: Azurite, unique_name: str, tmp_path: Path) -> Iterator[SampleApp]:
    env = {
        "Storage": azurite.connection_string,
        "FUNCTIONS_LOCAL_KEY": KEY,
        "AzureFunctionsWebHost__hostid": unique_name,
        "SAMPLE_OUTPUT": str(tmp_path),
        "SAMPLE_QUEUE": unique_name,
        "SAMPLE_CONTAINER": unique_name,
        "SAMPLE_SCHEDULE": "0 0 0 1 1 *",
    }
    with (
        QueueServiceClient.from_connection_string(azurite.connection_string) as queues,
        BlobServiceClient.from_connection_string(azurite.connection_string) as blobs,
    ):
        blobs.create_container(unique_name)
        queues.create_queue(unique_name)
        yield SampleApp(unique_name, tmp_path, env, queues, blobs)
