"""What happens to one leased message: run, then delete, release or move to the poison queue.

The steps and their order are those of the real host's QueueProcessor.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import logging
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from enum import Enum

from azure.core.exceptions import AzureError, ResourceExistsError, ResourceNotFoundError
from azure.storage.queue import QueueClient, QueueMessage

from local.functions_host.messages import Message
from local.functions_host.settings import QueueSettings
from local.functions_host.worker import FunctionFailedError

_log = logging.getLogger("functions_host")


@dataclass(frozen=True)
class ReceivedMessage:
    """A leased message with its decoded text and the service's own record of it."""

    text: str
    record: QueueMessage


type Handler = Callable[[ReceivedMessage], Future[Message] | None]
"""Starts the work for a message; None when there is nothing to do, which counts as success."""


class _Outcome(Enum):
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    POISON = "poison without a try"


class MessageProcessor:
    """Handles the messages of one queue.

    A message whose work fails becomes visible again after `visibility_timeout`, and at the last
    try goes to `poison_queue`. Without a poison queue (a queue that is one itself) it stays
    hidden until its lease ends. A killed process leaves the lease as it is.
    """

    def __init__(
        self,
        *,
        queue: QueueClient,
        poison_queue: QueueClient | None,
        handle: Handler,
        settings: QueueSettings,
        lease_seconds: float,
    ) -> None:
        self.queue = queue
        self.settings = settings
        self.lease_seconds = round(lease_seconds)
        self._poison_queue = poison_queue
        self._handle = handle

    def process(self, record: QueueMessage) -> None:
        """Run the message's work and settle it; never raises."""
        try:
            self._settle(record, self._run(record))
        except AzureError as error:
            # Not settled, so it comes again when its lease ends, as in the cloud.
            _log.warning("Message %s: %s", record.id, type(error).__name__)
        except Exception:
            _log.exception("Message %s", record.id)

    def create_queues(self) -> None:
        """Create the queue and its poison queue where they are missing."""
        for queue in (self.queue, self._poison_queue):
            if queue is not None:
                with contextlib.suppress(ResourceExistsError):
                    queue.create_queue()

    def _run(self, record: QueueMessage) -> _Outcome:
        tries = record.dequeue_count or 0
        if tries > self.settings.max_dequeue_count and self._poison_queue is not None:
            return _Outcome.POISON  # its earlier tries were cut off
        try:
            text = _decoded(record.content) if self.settings.base64 else record.content
        except ValueError as error:
            _log.warning("Message %s: %s", record.id, error)
            return _Outcome.POISON
        try:
            work = self._handle(ReceivedMessage(text, record))
            while work is not None:
                try:
                    work.result(timeout=self.lease_seconds / 2)
                    break
                except TimeoutError:
                    self._renew(record)
        except (FunctionFailedError, AzureError):
            return _Outcome.FAILED
        return _Outcome.SUCCEEDED

    def _renew(self, record: QueueMessage) -> None:
        try:
            renewed = self.queue.update_message(record, visibility_timeout=self.lease_seconds)
            record.pop_receipt = renewed.pop_receipt
        except AzureError as error:
            _log.warning("Lease of message %s not renewed: %s", record.id, type(error).__name__)

    def _settle(self, record: QueueMessage, outcome: _Outcome) -> None:
        last_try = (record.dequeue_count or 0) >= self.settings.max_dequeue_count
        if outcome is _Outcome.SUCCEEDED:
            self._delete(record)
        elif self._poison_queue is None:
            return
        elif last_try or outcome is _Outcome.POISON:
            _log.error("Message %s goes to '%s'", record.id, self._poison_queue.queue_name)
            self._move(record, self._poison_queue)
        else:
            hidden_for = round(self.settings.visibility_timeout)
            self.queue.update_message(record, visibility_timeout=hidden_for)

    def _move(self, record: QueueMessage, poison_queue: QueueClient) -> None:
        try:
            poison_queue.send_message(record.content)
        except ResourceNotFoundError:
            self.create_queues()
            poison_queue.send_message(record.content)
        self._delete(record)

    def _delete(self, record: QueueMessage) -> None:
        with contextlib.suppress(ResourceNotFoundError):
            self.queue.delete_message(record)


def _decoded(content: str) -> str:
    try:
        return base64.b64decode(content, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as error:
        raise ValueError("not base64 of UTF-8 text") from error
