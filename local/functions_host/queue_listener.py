"""Polls one queue and hands its messages to a pool of threads, in batches as the real host does."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import Future, ThreadPoolExecutor

from azure.core.exceptions import AzureError
from azure.storage.queue import QueueMessage

from local.functions_host.queue_messages import MessageProcessor

_log = logging.getLogger("functions_host")
_FIRST_IDLE_DELAY = 0.1
_LONGEST_IDLE_DELAY = 0.5
"""Seconds; the real host goes up to maxPollingInterval, a minute by default."""
_UNREACHABLE_DELAY = 0.5
_BUSY_DELAY = 0.02


class QueueListener:
    """A thread that takes a batch whenever no more than `new_batch_threshold` messages run."""

    def __init__(self, processor: MessageProcessor, stopping: threading.Event) -> None:
        settings = processor.settings
        name = processor.queue.queue_name
        self._processor = processor
        self._stopping = stopping
        self._batch_size = settings.batch_size
        self._threshold = settings.new_batch_threshold
        self._longest_delay = min(settings.max_polling_interval, _LONGEST_IDLE_DELAY)
        self._pool = ThreadPoolExecutor(self._batch_size + self._threshold, thread_name_prefix=name)
        self._running: set[Future[None]] = set()
        self._reachable = False
        self._thread = threading.Thread(target=self._poll, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def finish(self) -> None:
        """Wait until no message is being handled; polling has been told to stop before."""
        self._thread.join()
        self._pool.shutdown(wait=True)

    def _poll(self) -> None:
        complained = False
        delay = 0.0
        while not self._stopping.wait(delay):
            self._running = {task for task in self._running if not task.done()}
            if len(self._running) > self._threshold:
                delay = _BUSY_DELAY
                continue
            try:
                batch = self._receive()
            except AzureError as error:
                if not complained:
                    name, why = self._processor.queue.queue_name, type(error).__name__
                    _log.warning("Queue '%s' cannot be read (%s); trying again", name, why)
                complained, self._reachable, delay = True, False, _UNREACHABLE_DELAY
                continue
            complained = False
            for record in batch:
                self._running.add(self._pool.submit(self._processor.process, record))
            delay = 0.0 if batch else min(max(delay * 2, _FIRST_IDLE_DELAY), self._longest_delay)

    def _receive(self) -> list[QueueMessage]:
        if not self._reachable:
            self._processor.create_queues()
            self._reachable = True
        pages = self._processor.queue.receive_messages(
            messages_per_page=self._batch_size,
            max_messages=self._batch_size,
            visibility_timeout=self._processor.lease_seconds,
        )
        return list(pages)
