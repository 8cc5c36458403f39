"""A transport for the openai SDK that bounds one whole answer in time and size."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx2


def bounded_client(
    timeout_s: float, *, most_bytes: int, transport: httpx2.BaseTransport | None = None
) -> httpx2.Client:
    """A client whose answers end: after ``timeout_s`` in all, or with ``most_bytes``.

    A plain timeout bounds only the time between two pieces of an answer. Redirects are not
    followed, so that what is asked never goes to another host; compressed answers are refused,
    because a small one can be endless.
    """
    import httpx2

    class Stream(httpx2.SyncByteStream):
        def __init__(self, inner: httpx2.SyncByteStream, ends: float) -> None:
            self._inner = inner
            self._ends = ends

        def __iter__(self) -> Iterator[bytes]:
            received = 0
            for chunk in self._inner:
                received += len(chunk)
                if received > most_bytes:
                    raise httpx2.RemoteProtocolError("the answer is too large")
                if time.monotonic() > self._ends:
                    raise httpx2.ReadTimeout("the answer takes too long")
                yield chunk

        def close(self) -> None:
            self._inner.close()

    class Transport(httpx2.BaseTransport):
        def __init__(self) -> None:
            self._inner = transport or httpx2.HTTPTransport(limits=limits)

        def handle_request(self, request: httpx2.Request) -> httpx2.Response:
            ends = time.monotonic() + timeout_s
            response = self._inner.handle_request(request)
            if response.headers.get("content-encoding", "identity").lower() != "identity":
                response.close()
                raise httpx2.RemoteProtocolError("the answer is compressed")
            inner = response.stream
            assert isinstance(inner, httpx2.SyncByteStream)  # noqa: S101  for the type checker
            response.stream = Stream(inner, ends)
            return response

        def close(self) -> None:
            self._inner.close()

    limits = httpx2.Limits(max_connections=None, max_keepalive_connections=32)
    return httpx2.Client(
        transport=Transport(),
        timeout=httpx2.Timeout(timeout_s, connect=min(5.0, timeout_s)),
        follow_redirects=False,
        headers={"Accept-Encoding": "identity"},
    )
