"""A storage queue; messages are base64 of JSON, as the Functions host expects them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from shared.clients.storage.account import QUICK, patience, translated

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential
    from azure.storage.queue import QueueClient

KEEP_S = 7 * 24 * 3600
LONGEST_DELAY_S = KEEP_S - 3600
"""A message must become visible before it is thrown away."""


class StorageMessageQueue:
    """One queue, made when it is missing."""

    def __init__(self, client: QueueClient) -> None:
        self._client = client

    @classmethod
    def from_connection_string(cls, connection: str, name: str) -> StorageMessageQueue:
        """With the account's key, as in Azurite."""
        from azure.storage.queue import QueueClient, TextBase64EncodePolicy

        return cls(
            QueueClient.from_connection_string(
                connection, name, message_encode_policy=TextBase64EncodePolicy(), **patience()
            )
        )

    @classmethod
    def from_account_url(
        cls, url: str, name: str, credential: TokenCredential
    ) -> StorageMessageQueue:
        """With an identity."""
        from azure.storage.queue import QueueClient, TextBase64EncodePolicy

        return cls(
            QueueClient(
                url, name, credential,
                message_encode_policy=TextBase64EncodePolicy(), **patience(),
            )
        )  # fmt: skip

    def send(self, body: str, *, delay: timedelta = timedelta(0)) -> None:
        """Returns when the message is durable; it can be received after ``delay``.

        Raises:
            StorageUnavailable: within five seconds; the message may have been stored all the same.
        """
        from azure.core.exceptions import ResourceNotFoundError

        def put() -> None:
            self._client.send_message(
                body,
                visibility_timeout=min(max(int(delay.total_seconds()), 0), LONGEST_DELAY_S),
                time_to_live=KEEP_S,
                **QUICK,
            )

        with translated():
            try:
                put()
            except ResourceNotFoundError:
                self.ensure()
                put()

    def ensure(self) -> None:
        """Make the queue where it is missing."""
        from azure.core.exceptions import ResourceExistsError

        with translated():
            try:
                self._client.create_queue(**QUICK)
            except ResourceExistsError:
                return

    def close(self) -> None:
        """Close every connection."""
        self._client.close()
