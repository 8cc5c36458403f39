"""HTTP calls that are bounded in time and size, follow nothing, and leak nothing."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from shared.errors import BackendError

RETRY_AFTER_LONGEST_S = 600.0
TIMEOUT_S = 30.0
LONGEST_ANSWER_S = 120.0
"""For the whole answer: a timeout by itself only bounds the time between two pieces of it."""


class NoAnswerError(BackendError):
    """The other side did not answer, or answered half. Whether it acted is not known, unless the
    request was never ``sent``."""

    def __init__(self, message: str, *, sent: bool = True) -> None:
        super().__init__(message)
        self.sent = sent


class TooLargeError(BackendError):
    """The answer is larger than anything that was asked for."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete answer; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class BoundedHttp:
    """A connection pool. Redirects are not followed: a token never goes anywhere else."""

    def __init__(
        self, timeout_s: float = TIMEOUT_S, *, longest_answer_s: float = LONGEST_ANSWER_S
    ) -> None:
        import httpx2

        self._longest_answer_s = longest_answer_s
        self._client = httpx2.Client(
            timeout=httpx2.Timeout(timeout_s, connect=min(5.0, timeout_s)),
            follow_redirects=False,
            headers={"Accept": "application/json", "Accept-Encoding": "gzip"},
        )

    def request(
        self,
        method: str,
        url: str,
        *,
        most_bytes: int,
        headers: Mapping[str, str] | None = None,
        query: Sequence[tuple[str, str]] = (),
        json: Any = None,
    ) -> Answer:
        """Send one request.

        Raises:
            NoAnswerError, TooLargeError
        """
        import httpx2

        ends = time.monotonic() + self._longest_answer_s
        try:
            with self._client.stream(
                method, url, headers=dict(headers or {}), params=tuple(query) or None, json=json
            ) as response:
                chunks: list[bytes] = []
                received = 0
                for chunk in response.iter_bytes():
                    received += len(chunk)
                    if received > most_bytes:
                        raise TooLargeError("the answer is too large")
                    if time.monotonic() > ends:
                        raise NoAnswerError("http: the answer takes too long")
                    chunks.append(chunk)
                found = {name.lower(): value for name, value in response.headers.items()}
                return Answer(response.status_code, found, b"".join(chunks))
        except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout) as error:
            raise NoAnswerError(f"http: {type(error).__name__}", sent=False) from None
        except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError) as error:
            raise NoAnswerError(f"http: {type(error).__name__}") from None

    def close(self) -> None:
        """Close every connection."""
        self._client.close()


def retry_after(header: str | None, now: datetime) -> float | None:
    """Seconds to wait: from seconds or an HTTP date, never negative, ten minutes at most."""
    if header is None:
        return None
    text = header.strip()
    if re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,6})?", text, re.ASCII):
        seconds = float(text)
    else:
        try:
            moment = parsedate_to_datetime(text)
        except (ValueError, TypeError, OverflowError):
            return None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        seconds = (moment - now).total_seconds()
    if not math.isfinite(seconds):
        return None
    return min(max(seconds, 0.0), RETRY_AFTER_LONGEST_S)
