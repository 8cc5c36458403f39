"""Blob functions: a scan finds new blobs, and each event in the host's queue calls its function.

In the cloud, functions with `source=EVENT_GRID` hear of blobs by Event Grid alone. Here the scan
plays Event Grid for them; the webhook (event_grid.py) is there as well.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future

from azure.core.exceptions import AzureError, ResourceNotFoundError
from azure.storage.blob import BlobProperties

from local.functions_host import messages, storage
from local.functions_host.blob_events import BlobEvent, BlobEventQueue, BlobFunction
from local.functions_host.queue_listener import QueueListener
from local.functions_host.queue_messages import MessageProcessor, ReceivedMessage
from local.functions_host.queue_triggers import POISON_SUFFIX
from local.functions_host.settings import QueueSettings
from local.functions_host.worker import Worker

_log = logging.getLogger("functions_host")
SCAN_SECONDS = 0.25
POISON_QUEUE = f"webjobs-blobtrigger{POISON_SUFFIX}"


class BlobScan:
    """Lists a function's container again and again, in a thread, and queues what is new."""

    def __init__(
        self, target: BlobFunction, queue: BlobEventQueue, stopping: threading.Event
    ) -> None:
        self._target = target
        self._queue = queue
        self._stopping = stopping
        self._known: dict[str, str] = {}
        self._thread = threading.Thread(
            target=self._scan, name=f"scan {target.container}", daemon=True
        )

    def start(self) -> None:
        self._thread.start()

    def finish(self) -> None:
        self._thread.join()

    def _scan(self) -> None:
        reachable = True
        while not self._stopping.wait(SCAN_SECONDS):
            try:
                for blob in self._target.blobs.list_blobs(name_starts_with=self._target.prefix):
                    self._look_at(blob)
                reachable = True
            except ResourceNotFoundError:
                self._known.clear()  # the container is not there yet, or no longer
            except AzureError as error:
                if reachable:
                    name, why = self._target.container, type(error).__name__
                    _log.warning("Container '%s' cannot be listed (%s); trying again", name, why)
                reachable = False

    def _look_at(self, blob: BlobProperties) -> None:
        etag = _quoted(blob.etag)
        if self._known.get(blob.name) == etag:
            return
        event = BlobEvent(blob.name, etag)
        if self._target.match(blob.name) is None or self._queue.put_once(self._target, event):
            self._known[blob.name] = etag


class BlobEventHandler:
    """Takes events from the host's queue and calls the functions they are for."""

    def __init__(
        self, worker: Worker, targets: Sequence[BlobFunction], queue: BlobEventQueue
    ) -> None:
        self._worker = worker
        self._targets = {target.function_id: target for target in targets}
        self._queue = queue

    def __call__(self, message: ReceivedMessage) -> Future[messages.Message] | None:
        content = json.loads(message.text)
        target = self._targets.get(content["FunctionId"])
        if target is None:
            return None  # a function this app no longer has
        name = content["BlobName"]
        blob = target.blobs.get_blob_client(name)
        try:
            properties = blob.get_blob_properties()
            etag = _quoted(properties.etag)
            if etag != content["ETag"]:  # overwritten meanwhile: that is another event
                self._queue.put_once(target, BlobEvent(name, etag))
                return None
            if target.function.uses_sdk_type:
                data = messages.blob_reference(target.connection, target.container, name)
            else:
                data = messages.raw_bytes(blob.download_blob().readall())
        except ResourceNotFoundError:
            return None
        metadata = _metadata(target, properties, blob.url)
        return self._worker.submit(target.function, data, metadata)


def event_listener(
    worker: Worker,
    targets: Sequence[BlobFunction],
    queue: BlobEventQueue,
    *,
    max_tries: int,
    lease_seconds: float,
    stopping: threading.Event,
) -> QueueListener:
    """The listener of the host's queue of blob events in one storage account."""
    service = storage.queue_service(targets[0].connection_string)
    processor = MessageProcessor(
        queue=queue.queue,
        poison_queue=service.get_queue_client(POISON_QUEUE),
        handle=BlobEventHandler(worker, targets, queue),
        settings=QueueSettings(max_dequeue_count=max_tries, max_polling_interval=SCAN_SECONDS),
        lease_seconds=lease_seconds,
    )
    return QueueListener(processor, stopping)


def _metadata(
    target: BlobFunction, properties: BlobProperties, url: str
) -> Mapping[str, messages.Message]:
    name = str(properties.name)
    described = {
        "ETag": _quoted(properties.etag),
        "ContentLength": properties.size,
        "ContentType": properties.content_settings.content_type,
        "LastModified": properties.last_modified.isoformat(),
        "CreatedOn": properties.creation_time.isoformat() if properties.creation_time else None,
        "BlobType": 0,
    }
    captured = target.match(name) or {}
    return {
        "BlobTrigger": messages.string(f"{target.container}/{name}"),
        "Uri": messages.as_json(url),
        "Properties": messages.as_json(described),
        "Metadata": messages.as_json(dict(properties.metadata or {})),
        **{parameter: messages.string(value) for parameter, value in captured.items()},
    }


def _quoted(etag: str) -> str:
    """Listings give an ETag without its quotes, headers with them."""
    stripped = etag.strip('"')
    return f'"{stripped}"'
