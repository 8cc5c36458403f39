"""HTTP functions: a request on a route becomes a call of the worker, and its answer a response."""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections.abc import Iterable

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from local.functions_host import messages
from local.functions_host.routes import Route
from local.functions_host.worker import FunctionFailedError, Worker

_log = logging.getLogger("functions_host")
MAX_BODY_BYTES = 104_857_600
"""The real host's default limit (FUNCTIONS_REQUEST_BODY_SIZE_LIMIT)."""


class HttpTriggers:
    """The ASGI application that answers the requests of all HTTP functions."""

    def __init__(self, worker: Worker, routes: list[Route], key: str | None) -> None:
        self._worker = worker
        self._routes = routes
        self._key = key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._answer(Request(scope, receive))
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        raw_path = request.scope["raw_path"].decode("ascii", "replace")
        for route in self._routes:
            if not route.takes(request.method):
                continue  # a wrong method on a known route is a 404 of the real host, too
            route_params = route.match(raw_path)
            if route_params is not None:
                return await self._invoke(route, route_params, request)
        return Response(status_code=404)

    async def _invoke(
        self, route: Route, route_params: dict[str, str], request: Request
    ) -> Response:
        level = str(route.function.trigger.get("authLevel") or "FUNCTION").upper()
        if level != "ANONYMOUS" and not has_key(request, self._key):
            return Response(status_code=401)
        try:
            body = await read_body(request)
        except ClientDisconnect:
            return Response(status_code=400)
        if body is None:
            return Response(status_code=413)
        data = messages.http_request(
            method=request.method,
            url=str(request.url),
            headers=_joined(request.headers.items()),
            # The real host drops empty query values: protobuf maps cannot hold null.
            query={k: v for k, v in _joined(request.query_params.multi_items()).items() if v},
            route_params=route_params,
            body=body,
        )
        trace_parent = request.headers.get("traceparent")
        call = self._worker.submit(route.function, data, trace_parent=trace_parent)
        try:
            answer = await asyncio.wrap_future(call)
        except FunctionFailedError:
            return Response(status_code=500)
        return _response(answer)


def has_key(request: Request, key: str | None) -> bool:
    """Whether the request carries the local key; true when none is set."""
    if key is None:
        return True
    given = request.headers.get("x-functions-key") or request.query_params.get("code") or ""
    return hmac.compare_digest(given.encode(), key.encode())


async def read_body(request: Request) -> bytes | None:
    """The whole body, or None if it is larger than MAX_BODY_BYTES."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            return None
    return bytes(body)


def _joined(items: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Repeated names as one value with commas, as the real host forwards them."""
    joined: dict[str, str] = {}
    for name, value in items:
        joined[name] = f"{joined[name]},{value}" if name in joined else value
    return joined


def _response(answer: messages.Message) -> Response:
    value = answer.return_value
    kind = value.WhichOneof("data")
    if kind == "string":  # the function returned a plain str
        return Response(value.string, media_type="text/plain")
    if kind != "http":  # no $return binding
        return Response(status_code=204)
    http = value.http
    body = http.body.bytes or http.body.string.encode()
    response = Response(body, status_code=int(http.status_code or 200))
    for name, text in http.headers.items():
        if name.lower() != "content-length":
            response.headers[name] = text
    for cookie in http.cookies:
        response.set_cookie(
            cookie.name,
            cookie.value,
            max_age=int(cookie.max_age.value) if cookie.HasField("max_age") else None,
            path=cookie.path.value or None,
            domain=cookie.domain.value or None,
            secure=cookie.secure.value,
            httponly=cookie.http_only.value,
        )
    return response
