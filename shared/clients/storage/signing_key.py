"""The user delegation key that signs URLs where the account's own key is not to be used."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING

from shared.clients.storage.account import QUICK, translated
from shared.errors import StorageUnavailable

if TYPE_CHECKING:
    from azure.storage.blob import BlobServiceClient, UserDelegationKey

LIFETIME = timedelta(days=2)
"""Longer than any URL that is signed with it; storage allows seven days."""
FRESH_FOR = timedelta(hours=6)
"""After a revocation of all keys, URLs work again within this time."""
CLOCK_SKEW = timedelta(minutes=15)


def utc_now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


class SigningKey:
    """Fetched once and kept for hours; fetched anew when it would die before a URL it signs."""

    def __init__(
        self, service: BlobServiceClient, *, clock: Callable[[], datetime] = utc_now
    ) -> None:
        self._service = service
        self._clock = clock
        self._lock = Lock()
        self._key: UserDelegationKey | None = None
        self._fetched_at = self._expires_at = datetime.min.replace(tzinfo=UTC)

    def for_use_until(self, moment: datetime) -> UserDelegationKey:
        """A key that is valid until ``moment`` at least.

        Raises:
            StorageUnavailable: storage, or the identity, gave none, and the old one is too old.
        """
        with self._lock:
            now = self._clock()
            good = self._key is not None and moment <= self._expires_at
            if self._key is None or not good or now - self._fetched_at > FRESH_FOR:
                try:
                    self._fetch(now, max(now + LIFETIME, moment + CLOCK_SKEW))
                except StorageUnavailable:
                    if self._key is None or not good:
                        raise
            if self._key is None:
                raise StorageUnavailable("storage: no key")
            return self._key

    def _fetch(self, now: datetime, expires_at: datetime) -> None:
        with translated():
            self._key = self._service.get_user_delegation_key(now - CLOCK_SKEW, expires_at, **QUICK)
        self._fetched_at, self._expires_at = now, expires_at
