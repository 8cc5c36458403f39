"""A transport for the openai SDK that bounds one whole answer in time and size."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import ssl

    import httpcore2
    import httpx2

SHORTEST_S = 0.001
"""A socket takes a timeout of 0 for none."""


class _Deadline(threading.local):
    """When the request of this thread has to be over, by the monotonic clock."""

    ends: float = float("inf")

    def shorten(self, timeout: float | None) -> float:
        """A timeout that does not go beyond the end."""
        left = max(self.ends - time.monotonic(), SHORTEST_S)
        return left if timeout is None else min(timeout, left)


def bounded_client(timeout_s: float, *, most_bytes: int) -> httpx2.Client:
    """A client whose answers end: after ``timeout_s`` in all, or with ``most_bytes``.

    A plain timeout bounds only the time between two pieces of an answer, so that a byte now and
    then, be it of a header, keeps a request alive for days. Redirects are not followed, so that
    what is asked never goes to another host; compressed answers are refused, because a small one
    can be endless.
    """
    import httpx2

    class Stream(httpx2.SyncByteStream):
        def __init__(self, inner: httpx2.SyncByteStream) -> None:
            self._inner = inner

        def __iter__(self) -> Iterator[bytes]:
            received = 0
            for chunk in self._inner:
                received += len(chunk)
                if received > most_bytes:
                    raise httpx2.RemoteProtocolError("the answer is too large")
                yield chunk

        def close(self) -> None:
            self._inner.close()

    class Transport(httpx2.HTTPTransport):
        def __init__(self) -> None:
            context = httpx2.create_ssl_context()
            super().__init__(verify=context)
            self._deadline = _Deadline()
            # httpx2 has no argument for it; the pool it made has no connection yet.
            self._pool = _pool(self._deadline, context)

        def handle_request(self, request: httpx2.Request) -> httpx2.Response:
            self._deadline.ends = time.monotonic() + timeout_s
            response = super().handle_request(request)
            if response.headers.get("content-encoding", "identity").lower() != "identity":
                response.close()
                raise httpx2.RemoteProtocolError("the answer is compressed")
            inner = response.stream
            assert isinstance(inner, httpx2.SyncByteStream)  # noqa: S101  for the type checker
            response.stream = Stream(inner)
            return response

    return httpx2.Client(
        transport=Transport(),
        timeout=httpx2.Timeout(timeout_s, connect=min(5.0, timeout_s)),
        follow_redirects=False,
        headers={"Accept-Encoding": "identity"},
    )


def _pool(deadline: _Deadline, context: ssl.SSLContext) -> httpcore2.ConnectionPool:
    """Connections that end every wait by the deadline of the thread that waits."""
    import httpcore2

    class Connection(httpcore2.NetworkStream):
        def __init__(self, inner: httpcore2.NetworkStream) -> None:
            self._inner = inner

        def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
            return self._inner.read(max_bytes, deadline.shorten(timeout))

        def write(self, buffer: bytes, timeout: float | None = None) -> None:
            self._inner.write(buffer, deadline.shorten(timeout))

        def close(self) -> None:
            self._inner.close()

        def start_tls(self, *arguments: Any, **named: Any) -> httpcore2.NetworkStream:
            return Connection(self._inner.start_tls(*arguments, **named))

        def get_extra_info(self, info: str) -> Any:
            return self._inner.get_extra_info(info)

    class Backend(httpcore2.SyncBackend):
        def connect_tcp(self, *arguments: Any, **named: Any) -> httpcore2.NetworkStream:
            return Connection(super().connect_tcp(*arguments, **named))

    return httpcore2.ConnectionPool(
        ssl_context=context,
        max_connections=None,
        max_keepalive_connections=32,
        keepalive_expiry=5.0,
        network_backend=Backend(),
    )
