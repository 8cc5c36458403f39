"""What the blob and the queue client share: how they retry, wait, and fail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from shared.errors import StorageUnavailable

QUICK: dict[str, Any] = {"connection_timeout": 2, "read_timeout": 2, "retry_total": 1}
"""Arguments of a call that somebody waits for: an answer or an error within five seconds, also
where storage accepts connections and then says nothing."""


def patience() -> dict[str, Any]:
    """Constructor arguments for a storage client.

    The SDK's own retries take 83 s against a dead port, and its exponential policy adds up to 3 s
    by chance to each wait; these give up after about a second, and the pipeline tries again by
    itself.
    """
    from azure.storage.blob import LinearRetry

    half_a_second: Any = 0.5  # the annotation says int, the code takes any number
    return {
        "retry_policy": LinearRetry(backoff=half_a_second, retry_total=2, random_jitter_range=0),
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
