"""The door for tests: what goes wrong, what is heard, and what was called."""

from __future__ import annotations

from collections import Counter, deque
from threading import Lock
from typing import Any

from local.video_indexer.callbacks import MODES, Callbacks
from local.video_indexer.faults import Faults
from local.video_indexer.limits import Limits

SETTINGS = {
    "reset",
    "faults",
    "callbacks",
    "outcome",
    "next_outcomes",
    "limits",
    "limits_speed",
    "find_lag_s",
    "revoke",
    "release",
}


class Control:
    """What a test set, and what it may look at; thread-safe."""

    def __init__(self, callbacks: Callbacks, *, limits: bool) -> None:
        self.callbacks = callbacks
        self.faults = Faults()
        self.limits = Limits(on=limits)
        self.find_lag_s = 0.0
        """How long the search by external id does not know of a video yet."""
        self._limits_at_start = limits
        self._lock = Lock()
        self._outcome: dict[str, Any] | None = None
        self._next: deque[dict[str, Any] | None] = deque()
        self._uploads: Counter[str] = Counter()
        self._calls: Counter[str] = Counter()

    def change(self, wanted: dict[str, Any]) -> None:
        """Take over what ``POST /_control`` says; keys that are absent change nothing.

        Raises:
            KeyError, TypeError, ValueError: it says something that does not exist.
        """
        unknown = wanted.keys() - SETTINGS
        if unknown:
            raise KeyError(", ".join(sorted(unknown)))
        if wanted.get("reset"):
            self._reset()
        if wanted.get("callbacks", "once") not in MODES:
            raise ValueError(f"callbacks is one of {', '.join(MODES)}")
        for route, steps in wanted.get("faults", {}).items():
            self.faults.plan(route, steps)
        with self._lock:
            if "outcome" in wanted:
                self._outcome = wanted["outcome"]
            if "next_outcomes" in wanted:
                self._next = deque(wanted["next_outcomes"])
        if "callbacks" in wanted:
            self.callbacks.mode = wanted["callbacks"]
        if "limits" in wanted:
            self.limits.on = bool(wanted["limits"])
        if "limits_speed" in wanted:
            self.limits.speed = float(wanted["limits_speed"])
        if "find_lag_s" in wanted:
            self.find_lag_s = float(wanted["find_lag_s"])

    def next_outcome(self) -> dict[str, Any] | None:
        """What becomes of the next upload; None: it is listened to."""
        with self._lock:
            return self._next.popleft() if self._next else self._outcome

    def count_call(self, route: str) -> None:
        """One more call of this route, whatever becomes of it."""
        with self._lock:
            self._calls[route] += 1

    def count_upload(self, external_id: str | None) -> None:
        """One more recording accepted, and in reality paid for."""
        with self._lock:
            self._uploads[external_id or ""] += 1

    def shown(self) -> dict[str, Any]:
        """What ``GET /_control`` tells, besides the videos."""
        with self._lock:
            counted = {"calls": dict(self._calls), "uploads": dict(self._uploads)}
            waiting = len(self._next)
        return counted | {
            "next_outcomes": waiting,
            "callbacks": {"mode": self.callbacks.mode, "sent": self.callbacks.sent()},
            "faults": self.faults.waiting(),
            "hit": self.faults.hit(),
            "limits": self.limits.on,
            "refused": self.limits.refused,
        }

    def _reset(self) -> None:
        self.faults.clear()
        self.callbacks.mode = "once"
        self.callbacks.forget()
        self.limits.clear()
        self.limits.on = self._limits_at_start
        self.find_lag_s = 0.0
        with self._lock:
            self._outcome = None
            self._next.clear()
            self._uploads.clear()
            self._calls.clear()
