"""What goes wrong on purpose, route by route, as a test asks for it."""

from __future__ import annotations

import json
import random
import socket
import struct
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from werkzeug.wrappers import Request, Response

HTML = "<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>"
ROUTES = ("identity", "account", "token", "upload", "find", "index", "delete", "list")


@dataclass(slots=True)
class Fault:
    """One step: by itself it replaces the answer; the door is not opened behind it.

    ``truncate`` and ``commit_then_drop`` do what was asked and then break the answer, as does
    ``delay_s`` alone, which only makes it late.
    """

    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None
    """Text, or anything that JSON can say."""
    html: bool = False
    filler_bytes: int = 0
    """An answer of this many blanks."""
    delay_s: float = 0.0
    reset: bool = False
    truncate: bool = False
    commit_then_drop: bool = False
    times: int | None = 1
    """How many calls it hits; None: it never wears off."""
    share: float = 1.0
    """The share of calls that it hits, by chance; the others go on to the next step, or pass."""

    @property
    def replaces(self) -> bool:
        """Whether the real answer is not even made."""
        if self.truncate or self.commit_then_drop:
            return False
        made = self.status is not None or self.body is not None or self.html
        return self.reset or made or self.filler_bytes > 0


class Faults:
    """The faults of every route; thread-safe."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._chance = random.Random(5)
        self._hit: Counter[str] = Counter()
        self._waiting: dict[str, deque[Fault]] = {route: deque() for route in ROUTES}

    def plan(self, route: str, steps: list[dict[str, Any]]) -> None:
        """Replace what is planned for a route.

        Raises:
            KeyError, TypeError: no such route, or no such field.
        """
        planned = deque(Fault(**step) for step in steps)
        with self._lock:
            if route not in self._waiting:
                raise KeyError(route)
            self._waiting[route] = planned

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        with self._lock:
            self._hit.clear()
            for steps in self._waiting.values():
                steps.clear()

    def waiting(self) -> dict[str, int]:
        """How many steps wait at each route."""
        with self._lock:
            return {route: len(steps) for route, steps in self._waiting.items() if steps}

    def hit(self) -> dict[str, int]:
        """How many calls of each route were hit so far."""
        with self._lock:
            return dict(self._hit)

    def take(self, route: str) -> Fault | None:
        """The fault for this call."""
        with self._lock:
            steps = self._waiting[route]
            fault = next((step for step in steps if self._chance.random() < step.share), None)
            if fault is None:
                return None
            self._hit[route] += 1
            if fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    steps.remove(fault)
            return fault


def answer_with(fault: Fault | None, request: Request, go_on: Callable[[], Response]) -> Response:
    """The answer to one call, with its fault if it has one."""
    if fault is None:
        return go_on()
    time.sleep(fault.delay_s)
    if fault.reset:
        return _drop(request)
    answer = _made(fault) if fault.replaces else go_on()
    if fault.commit_then_drop:
        return _drop(request)
    if fault.truncate:
        whole = answer.get_data() or b"{}"
        answer.response = [whole[: len(whole) // 2]]
        answer.headers["Content-Length"] = str(len(whole))
    return answer


def _made(fault: Fault) -> Response:
    if fault.filler_bytes:
        blocks: Iterator[bytes] = (b" " * 65536 for _ in range(fault.filler_bytes // 65536 + 1))
        return Response(blocks, fault.status or 200, fault.headers, content_type="application/json")
    if fault.html:
        return Response(HTML, fault.status or 502, fault.headers, content_type="text/html")
    body = fault.body if isinstance(fault.body, str) else json.dumps(fault.body or {})
    return Response(body, fault.status or 200, fault.headers, content_type="application/json")


def _drop(request: Request) -> Response:
    """Reset the connection: zero seconds of linger make the kernel send RST instead of FIN."""
    connection: socket.socket = request.environ["werkzeug.socket"]
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()
    raise ConnectionResetError
