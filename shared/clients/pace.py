"""Keeps this process below a service's limit of calls."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from threading import Lock

from shared.errors import Unavailable


class Pace:
    """At most ``count`` calls in any ``seconds``, for each of the limits."""

    def __init__(
        self,
        limits: Sequence[tuple[int, float]],
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._limits = tuple(limits)
        self._calls: deque[float] = deque(maxlen=max(count for count, _ in limits))
        self._lock = Lock()
        self._clock = clock
        self._sleep = sleep

    def wait(self, patience_s: float, refuse: Callable[[float], Unavailable]) -> None:
        """Wait for a place, up to ``patience_s``; raise what ``refuse`` makes of a longer wait.

        A place that is taken is taken, whatever becomes of the call.
        """
        with self._lock:
            now = self._clock()
            calls = list(self._calls)
            start = now
            for count, seconds in self._limits:
                if len(calls) >= count:
                    start = max(start, calls[-count] + seconds)
            delay = start - now
            if delay > patience_s:
                raise refuse(delay)
            self._calls.append(start)
        if delay > 0:
            self._sleep(delay)
