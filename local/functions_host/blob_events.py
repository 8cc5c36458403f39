"""Where a new blob becomes a message: each version of a blob once for each function.

As in the real host, an event waits in a queue of the host's own, and a receipt (an empty blob
named after function, ETag and path) says that the event has been put there.
"""

from __future__ import annotations

import base64
import contextlib
import json
import re
from dataclasses import dataclass
from functools import cached_property

from azure.core.exceptions import HttpResponseError, ResourceExistsError, ResourceNotFoundError
from azure.storage.blob import BlobClient, BlobLeaseClient, ContainerClient
from azure.storage.queue import QueueClient

from local.functions_host import settings, storage
from local.functions_host.worker import Function

_LEASE_SECONDS = 15
"""How long a killed process can hold up an event it had a receipt for but had not queued."""


@dataclass(frozen=True)
class BlobFunction:
    """A blob function with its path pattern taken apart."""

    function: Function
    connection: str
    connection_string: str
    container: str
    pattern: str

    @classmethod
    def of(cls, function: Function) -> BlobFunction:
        """Raises SettingsError if the path or the connection names a setting there is none of."""
        path = settings.resolve(str(function.trigger["path"])).strip("/")
        container, _, pattern = path.partition("/")
        if not pattern or "{" in container:
            raise settings.SettingsError(
                f"function '{function.name}': blob path '{path}' must be container/pattern"
            )
        connection = str(function.trigger.get("connection") or "AzureWebJobsStorage")
        return cls(
            function=function,
            connection=settings.resolve(connection),
            connection_string=settings.connection_string(connection),
            container=container,
            pattern=pattern,
        )

    @property
    def function_id(self) -> str:
        """How the host names the function in messages, receipts and webhook addresses."""
        return f"Host.Functions.{self.function.name}"

    @property
    def prefix(self) -> str:
        """The part of the pattern before its first parameter."""
        return self.pattern.partition("{")[0]

    @property
    def blobs(self) -> ContainerClient:
        return storage.blob_service(self.connection_string).get_container_client(self.container)

    def match(self, blob_name: str) -> dict[str, str] | None:
        """What the pattern's parameters stand for, or None if the name does not fit."""
        found = self._regex.fullmatch(blob_name)
        return found.groupdict() if found else None

    @cached_property
    def _regex(self) -> re.Pattern[str]:
        parts = re.split(r"\{(\w+)\}", self.pattern)
        captures = (
            f"(?P<{part}>.*)" if position % 2 else re.escape(part)
            for position, part in enumerate(parts)
        )
        return re.compile("".join(captures), re.DOTALL)


@dataclass(frozen=True)
class BlobEvent:
    """One version of one blob."""

    name: str
    etag: str

    def message(self, target: BlobFunction, blob_type: str = "BlockBlob") -> str:
        """The message the real host writes, to its own queue and to the poison queue."""
        return json.dumps(
            {
                "Type": "BlobTrigger",
                "FunctionId": target.function_id,
                "BlobType": blob_type,
                "ContainerName": target.container,
                "BlobName": self.name,
                "ETag": self.etag,
            }
        )


class BlobEventQueue:
    """The host's queue of blob events in one storage account, with its receipts."""

    def __init__(self, connection_string: str, host_id: str) -> None:
        service = storage.queue_service(connection_string)
        self.queue: QueueClient = service.get_queue_client(f"azure-webjobs-blobtrigger-{host_id}")
        self._receipts = storage.hosts_container(connection_string)
        self._host_id = host_id

    def put(self, target: BlobFunction, event: BlobEvent) -> None:
        """Queue the event, whether or not it has been queued before."""
        text = base64.b64encode(event.message(target).encode()).decode()
        try:
            self.queue.send_message(text)
        except ResourceNotFoundError:
            self.queue.create_queue()
            self.queue.send_message(text)

    def put_once(self, target: BlobFunction, event: BlobEvent) -> bool:
        """Queue the event unless it has a receipt. False if another process is just doing it."""
        receipt = self._receipts.get_blob_client(
            f"blobreceipts/{self._host_id}/{target.function_id}/"
            f"{event.etag}/{target.container}/{event.name}"
        )
        if not self._create(receipt) and _is_complete(receipt):
            return True
        lease = BlobLeaseClient(receipt)
        try:
            lease.acquire(lease_duration=_LEASE_SECONDS)
        except HttpResponseError:
            return False
        if not _is_complete(receipt):
            self.put(target, event)
            receipt.set_blob_metadata({"Completed": "true"}, lease=lease)
        lease.release()
        return True

    def _create(self, receipt: BlobClient) -> bool:
        try:
            receipt.upload_blob(b"", overwrite=False)
        except ResourceExistsError:
            return False
        except ResourceNotFoundError:
            with contextlib.suppress(ResourceExistsError):
                self._receipts.create_container()
            return self._create(receipt)
        except HttpResponseError:  # another process holds a lease on it
            return False
        return True


def _is_complete(receipt: BlobClient) -> bool:
    return receipt.get_blob_properties().metadata.get("Completed") == "true"
