"""An issuer's public keys, kept; fetched anew when old, and rarely for a key nobody knows."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from shared.clients.bounded_http import BoundedHttp, NoAnswerError, TooLargeError
from shared.errors import IdentityUnavailable, Unauthenticated
from shared.observability import log

MAX_AGE_S = 3600.0
REFRESH_AT_MOST_EVERY_S = 60.0
FIRST_KEYS_EVERY_S = 2.0
STALE_GRACE_S = 24 * 3600.0
"""Keys stay good this long while the issuer does not answer."""
SET_MAX_BYTES = 256 * 1024
FEWEST_BITS = 2048
KEY_ID_MAX = 256
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class SigningKeys:
    """The keys by their ids. One caller at a time fetches; the others go on with what is there."""

    def __init__(self, url: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        """``url`` must be https, but for this machine itself.

        Raises:
            ValueError: it is not.
        """
        parts = urlsplit(url)
        if parts.scheme != "https" and (parts.scheme != "http" or parts.hostname not in LOOPBACK):
            raise ValueError("keys are fetched over https")
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
        wanted = key_id if isinstance(key_id, str) and len(key_id) <= KEY_ID_MAX else None
        age = self._age()
        known = wanted in self._keys
        if age is None or age > MAX_AGE_S or (wanted is not None and not known):
            self._refresh(wait=age is None or age > STALE_GRACE_S or not known)
            age = self._age()
        if age is None or age > STALE_GRACE_S:
            raise IdentityUnavailable("The issuer's keys cannot be had.")
        key = None if wanted is None else self._keys.get(wanted)
        if key is None:
            raise Unauthenticated("The bearer token is not valid.")
        return key

    def close(self) -> None:
        """Close every connection."""
        if self._http is not None:
            self._http.close()

    def _age(self) -> float | None:
        return None if self._fetched_at is None else self._clock() - self._fetched_at

    def _refresh(self, *, wait: bool) -> None:
        """Fetch, unless that was tried a short while ago; ``wait`` for another one's fetch."""
        if not self._lock.acquire(blocking=wait):
            return
        try:
            # Without any key the next try may come soon, but not at once and from everybody.
            pause = REFRESH_AT_MOST_EVERY_S if self._keys else FIRST_KEYS_EVERY_S
            now = self._clock()
            if self._tried_at is not None and now - self._tried_at < pause:
                return
            keys = self._fetch()
            self._tried_at = self._clock()
            if keys:
                self._keys, self._fetched_at = keys, now
            else:
                log("issuer_keys_not_refreshed")
        finally:
            self._lock.release()

    def _fetch(self) -> dict[str, Any]:
        import jwt

        if self._http is None:
            self._http = BoundedHttp(timeout_s=5.0, longest_answer_s=10.0)
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
            RecursionError,
        ):
            return {}
        return {
            key.key_id: key.key
            for key in published.keys
            if isinstance(key.key_id, str)
            and key.public_key_use in (None, "sig")
            and getattr(key.key, "key_size", 0) >= (FEWEST_BITS if key.key_type == "RSA" else 256)
        }
