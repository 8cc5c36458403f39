"""CORS, which the real host answers itself from `Host.CORS`; functions never see a preflight."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Cors:
    """ASGI middleware for a list of allowed origins; `*` allows all, an empty list switches off."""

    def __init__(self, app: ASGIApp, *, origins: tuple[str, ...], credentials: bool) -> None:
        self._app = app
        self._origins = {origin.rstrip("/").lower() for origin in origins}
        self._credentials = credentials

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope) if scope["type"] == "http" else Headers()
        origin = headers.get("origin")
        if not self._origins or origin is None:
            await self._app(scope, receive, send)
            return
        allowed = self._allowed_headers(origin)
        wanted_method = headers.get("access-control-request-method")
        if scope["method"] == "OPTIONS" and wanted_method is not None:
            if allowed:
                allowed["Access-Control-Allow-Methods"] = wanted_method
                if wanted := headers.get("access-control-request-headers"):
                    allowed["Access-Control-Allow-Headers"] = wanted
            await Response(status_code=204, headers=allowed)(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(allowed)
            await send(message)

        await self._app(scope, receive, send_with_headers)

    def _allowed_headers(self, origin: str) -> dict[str, str]:
        if "*" in self._origins:
            return {"Access-Control-Allow-Origin": "*"}
        if origin.lower() not in self._origins:
            return {}
        headers = {"Access-Control-Allow-Origin": origin, "Vary": "Origin"}
        if self._credentials:
            headers["Access-Control-Allow-Credentials"] = "true"
        return headers
