"""An issuer's public keys, kept; fetched anew when old, and rarely for a key nobody knows."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock
from typing import Any

from shared.clients.bounded_http import BoundedHttp, NoAnswerError, TooLargeError
from shared.errors import IdentityUnavailable, Unauthenticated
from shared.observability import log

MAX_AGE_S = 3600.0
REFRESH_AT_MOST_EVERY_S = 60.0
STALE_GRACE_S = 24 * 3600.0
"""Keys stay good this long while the issuer does not answer."""
SET_MAX_BYTES = 256 * 1024
FEWEST_BITS = 2048


class SigningKeys:
    """The keys by their ids."""

    def __init__(self, url: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._url = url
        self._clock = clock
        self._lock = Lock()
        self._http: BoundedHttp | None = None
        self._keys: dict[str, Any] = {}
        self._fetched_at: float | None = None
        self._tried_at: float | None = None

    def get(self, key_id: object) -> Any:
        """The public key with this id.

        Raises:
            Unauthenticated: the issuer has no such key.
            IdentityUnavailable: there are no keys, or they are too old, and none can be had.
        """
        with self._lock:
            now = self._clock()
            wanted = isinstance(key_id, str) and len(key_id) <= 256
            if not wanted and self._keys:
                raise Unauthenticated("The bearer token is not valid.")
            age = None if self._fetched_at is None else now - self._fetched_at
            if age is None or age > MAX_AGE_S or key_id not in self._keys:
                self._refresh(now)
            if self._fetched_at is None or now - self._fetched_at > STALE_GRACE_S:
                raise IdentityUnavailable("The issuer's keys cannot be had.")
            if not wanted or key_id not in self._keys:
                raise Unauthenticated("The bearer token is not valid.")
            return self._keys[str(key_id)]

    def _refresh(self, now: float) -> None:
        if self._tried_at is not None and now - self._tried_at < REFRESH_AT_MOST_EVERY_S:
            return
        self._tried_at = now
        keys = self._fetch()
        if keys:
            self._keys = keys
            self._fetched_at = now
        else:
            log("issuer_keys_not_refreshed")
            if self._fetched_at is None:
                self._tried_at = None  # without any key, the next caller may try again at once

    def _fetch(self) -> dict[str, Any]:
        import jwt

        if self._http is None:
            self._http = BoundedHttp(timeout_s=5.0)
        try:
            answer = self._http.request("GET", self._url, most_bytes=SET_MAX_BYTES)
            if answer.status != 200:
                return {}
            published = jwt.PyJWKSet.from_json(answer.body.decode("utf-8"))
        except (
            NoAnswerError,
            TooLargeError,
            jwt.PyJWTError,
            ValueError,
            TypeError,
            AttributeError,
        ):
            return {}
        return {
            key.key_id: key.key
            for key in published.keys
            if isinstance(key.key_id, str)
            and key.public_key_use in (None, "sig")
            and getattr(key.key, "key_size", 0) >= (FEWEST_BITS if key.key_type == "RSA" else 256)
        }
