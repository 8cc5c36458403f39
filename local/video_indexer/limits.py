"""How many calls an account may make: ten in a second, and 120 in a minute.

A test may have the clock of the limits run faster: at 20, a minute is over after three seconds.
"""

from __future__ import annotations

import math
import time
from collections import deque
from threading import Lock

LIMITS = ((10, 1.0), (120, 60.0))


class Limits:
    """Sliding windows over all callers together; a refused call does not count."""

    def __init__(self, *, on: bool) -> None:
        self.on = on
        self.speed = 1.0
        self.refused = 0
        self._lock = Lock()
        self._calls: deque[float] = deque(maxlen=max(count for count, _ in LIMITS))

    def clear(self) -> None:
        """As if nobody had called."""
        with self._lock:
            self._calls.clear()
            self.refused = 0
            self.speed = 1.0

    def wait(self) -> int:
        """Whole seconds until the next call would be taken; 0: this one is, and counts."""
        with self._lock:
            now = time.monotonic()
            ends = [
                self._calls[-count] + seconds / self.speed - now
                for count, seconds in LIMITS
                if len(self._calls) >= count
            ]
            longest = max(ends, default=0.0)
            if self.on and longest > 0:
                self.refused += 1
                return math.ceil(longest)
            self._calls.append(now)
            return 0
