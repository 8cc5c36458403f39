"""Queue functions."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from datetime import datetime

from local.functions_host import messages, settings, storage
from local.functions_host.queue_listener import QueueListener
from local.functions_host.queue_messages import Handler, MessageProcessor, ReceivedMessage
from local.functions_host.worker import Function, Worker

POISON_SUFFIX = "-poison"


def function_listener(
    worker: Worker,
    function: Function,
    queue_settings: settings.QueueSettings,
    *,
    lease_seconds: float,
    stopping: threading.Event,
) -> QueueListener:
    """The listener of one queue function. Raises SettingsError if a setting is missing."""
    connection = settings.connection_string(str(function.trigger.get("connection") or ""))
    name = settings.resolve(str(function.trigger["queueName"])).lower()
    service = storage.queue_service(connection)
    # A poison queue has none of its own, as in the real host.
    poison = None if name.endswith(POISON_SUFFIX) else name + POISON_SUFFIX
    processor = MessageProcessor(
        queue=service.get_queue_client(name),
        poison_queue=service.get_queue_client(poison) if poison else None,
        handle=_call(worker, function),
        settings=queue_settings,
        lease_seconds=lease_seconds,
    )
    return QueueListener(processor, stopping)


def _call(worker: Worker, function: Function) -> Handler:
    def handle(message: ReceivedMessage) -> Future[messages.Message]:
        record = message.record
        metadata = {
            "QueueTrigger": messages.string(message.text),
            "Id": messages.string(record.id),
            "PopReceipt": messages.string(record.pop_receipt or ""),
            "DequeueCount": messages.as_json(record.dequeue_count),
            "InsertionTime": messages.as_json(_iso(record.inserted_on)),
            "ExpirationTime": messages.as_json(_iso(record.expires_on)),
            "NextVisibleTime": messages.as_json(_iso(record.next_visible_on)),
        }
        return worker.submit(function, messages.string(message.text), metadata)

    return handle


def _iso(time: datetime | None) -> str | None:
    return None if time is None else time.isoformat()
