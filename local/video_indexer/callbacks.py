"""Tells the caller's address that a video is done, as loosely as Video Indexer does."""

from __future__ import annotations

import random
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

import httpx2

MODES = ("once", "twice", "never", "early", "unreliable")
"""early: Processed is called before the upload is even answered, and then again at the end.
unreliable: by chance a fifth of the callbacks never comes, and another fifth comes twice."""
SHARE = 0.2
PAUSES_S = (0.5, 1.0, 2.0, 4.0)
TIMEOUT_S = 10.0
REMEMBERED = 2000


def callback_address(url: str, video_id: str, state: str) -> str:
    """The caller's own query stays as it is; id and state are appended."""
    parts = urlsplit(url)
    added = urlencode({"id": video_id, "state": state})
    query = f"{parts.query}&{added}" if parts.query else added
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


class Callbacks:
    """Calls in the background; what came of each is remembered for tests."""

    def __init__(self) -> None:
        self.mode = "once"
        self._pool = ThreadPoolExecutor(max_workers=8, thread_name_prefix="callback")
        self._lock = Lock()
        self._chance = random.Random(5)
        self._sent: deque[dict[str, Any]] = deque(maxlen=REMEMBERED)

    def sent(self) -> list[dict[str, Any]]:
        """Id, state, and the status of every try, None where nobody answered."""
        with self._lock:
            return [dict(entry) for entry in self._sent]

    def forget(self) -> None:
        """Start the memory anew."""
        with self._lock:
            self._sent.clear()

    def early(self, url: str | None, video_id: str) -> None:
        """Call before the upload is answered, if that is the mode; returns when it is done."""
        if url and self.mode == "early":
            self._deliver(url, video_id, "Processed", pauses=())

    def announce(self, url: str | None, video_id: str, state: str) -> None:
        """Call as often as the mode says, without waiting for it."""
        if url is None or self.mode == "never":
            return
        for _ in range(self._times()):
            self._pool.submit(self._deliver, url, video_id, state, pauses=PAUSES_S)

    def _times(self) -> int:
        if self.mode == "unreliable":
            with self._lock:
                chance = self._chance.random()
            return 0 if chance < SHARE else 2 if chance < 2 * SHARE else 1
        return 2 if self.mode == "twice" else 1

    def close(self) -> None:
        """Drop what has not begun."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _deliver(self, url: str, video_id: str, state: str, *, pauses: tuple[float, ...]) -> None:
        tries: list[int | None] = []
        for pause in (*pauses, None):
            tries.append(self._post(callback_address(url, video_id, state)))
            if pause is None or (tries[-1] is not None and tries[-1] < 300):
                break
            time.sleep(pause)
        with self._lock:
            self._sent.append({"id": video_id, "state": state, "tries": tries})

    @staticmethod
    def _post(address: str) -> int | None:
        try:
            return httpx2.post(address, timeout=TIMEOUT_S, follow_redirects=False).status_code
        except (httpx2.HTTPError, httpx2.InvalidURL):
            return None
