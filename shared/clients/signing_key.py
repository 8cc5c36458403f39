"""The user delegation key that signs URLs where the account's own key is not to be used."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING

from shared.clients.storage_account import translated

if TYPE_CHECKING:
    from azure.storage.blob import BlobServiceClient, UserDelegationKey

LIFETIME = timedelta(days=2)
"""Longer than any URL that is signed with it; storage allows seven days."""
CLOCK_SKEW = timedelta(minutes=15)


class SigningKey:
    """Fetched once and kept; fetched anew when it would die before a URL it signs."""

    def __init__(self, service: BlobServiceClient) -> None:
        self._service = service
        self._lock = Lock()
        self._key: UserDelegationKey | None = None
        self._expires_at = datetime.min.replace(tzinfo=UTC)

    def for_use_until(self, moment: datetime) -> UserDelegationKey:
        """A key that is valid until ``moment`` at least.

        Raises:
            StorageUnavailable: storage, or the identity, gave none.
        """
        with self._lock:
            if self._key is None or self._expires_at < moment:
                now = datetime.now(UTC)
                expires_at = max(now + LIFETIME, moment + CLOCK_SKEW)
                with translated():
                    self._key = self._service.get_user_delegation_key(now - CLOCK_SKEW, expires_at)
                self._expires_at = expires_at
            return self._key
