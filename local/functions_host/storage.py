"""Storage clients for the host's own polling: quiet, and quick to give up."""

from __future__ import annotations

import functools
import logging
from typing import Any

from azure.storage.blob import BlobServiceClient, ContainerClient
from azure.storage.blob import LinearRetry as BlobRetry
from azure.storage.queue import LinearRetry as QueueRetry
from azure.storage.queue import QueueServiceClient

# azure-core logs every request at INFO. The app's own requests shall show, the host's not.
_quiet = logging.getLogger("local.functions_host.polling")
_quiet.setLevel(logging.CRITICAL)
# ExponentialRetry waits initial_backoff + increment_base ** try, give or take 3 s: too long here.
_RETRY: dict[str, Any] = {"backoff": 0.2, "retry_total": 1, "random_jitter_range": 0}
_TIMEOUTS: dict[str, Any] = {"connection_timeout": 5, "read_timeout": 30, "logger": _quiet}

HOSTS_CONTAINER = "azure-webjobs-hosts"


@functools.cache
def blob_service(connection_string: str) -> BlobServiceClient:
    """One client for each storage account."""
    return BlobServiceClient.from_connection_string(
        connection_string, retry_policy=BlobRetry(**_RETRY), **_TIMEOUTS
    )


@functools.cache
def queue_service(connection_string: str) -> QueueServiceClient:
    """One client for each storage account."""
    return QueueServiceClient.from_connection_string(
        connection_string, retry_policy=QueueRetry(**_RETRY), **_TIMEOUTS
    )


def hosts_container(connection_string: str) -> ContainerClient:
    """The container in which the host keeps its receipts."""
    return blob_service(connection_string).get_container_client(HOSTS_CONTAINER)
