"""What the blob and the queue client share: how they retry, wait, and fail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from shared.errors import StorageUnavailable


def patience() -> dict[str, Any]:
    """Constructor arguments for a storage client.

    The SDK's own retries take 83 s against a dead port; these give up after about a second, and
    the pipeline tries again by itself.
    """
    from azure.storage.blob import LinearRetry

    return {
        "retry_policy": LinearRetry(backoff=1, retry_total=2, random_jitter_range=0),
        "connection_timeout": 5,
        "read_timeout": 30,
        "logging_enable": False,
    }


@contextmanager
def translated() -> Iterator[None]:
    """Our error for the SDK's, without its message, which can hold an address.

    What has a meaning of its own (not found, changed) is handled before this sees it.
    """
    from azure.core.exceptions import AzureError

    try:
        yield
    except AzureError as error:
        raise StorageUnavailable(f"storage: {type(error).__name__}") from None
