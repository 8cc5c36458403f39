"""The host's own addresses: a start page, its status, and firing a function by hand."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from concurrent.futures import Future

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from local.functions_host import messages
from local.functions_host.http_triggers import has_key, read_body
from local.functions_host.settings import HostSettings
from local.functions_host.timer_triggers import timer_info
from local.functions_host.worker import Function, Worker

_log = logging.getLogger("functions_host")


class Admin:
    """Handlers for `/`, `/admin/host/status` and `/admin/functions/{name}`."""

    def __init__(
        self, worker: Worker, functions: Sequence[Function], settings: HostSettings
    ) -> None:
        self._worker = worker
        self._functions = {function.name.lower(): function for function in functions}
        self._settings = settings

    async def start_page(self, _request: Request) -> Response:
        return HTMLResponse("<title>Functions host</title><p>The functions host is running.</p>")

    async def status(self, _request: Request) -> Response:
        return JSONResponse({"id": self._settings.host_id, "state": "Running"})

    async def fire(self, request: Request) -> Response:
        """Call a timer or queue function now: 202, before it has run, as from the real host."""
        if not has_key(request, self._settings.local_key):
            return Response(status_code=401)
        function = self._functions.get(request.path_params["name"].lower())
        if function is None:
            return Response(status_code=404)
        try:
            given = json.loads(await read_body(request) or b"{}").get("input") or ""
        except (ValueError, AttributeError):
            return Response(status_code=400)
        if function.trigger_type == "timerTrigger":
            call = self._worker.submit(function, timer_info(last=None, upcoming=None))
        elif function.trigger_type == "queueTrigger":
            call = self._worker.submit(function, messages.string(str(given)))
        else:
            return Response(f"a {function.trigger_type} cannot be fired by hand", status_code=400)
        call.add_done_callback(_note_failure)
        return Response(status_code=202)


def _note_failure(call: Future[messages.Message]) -> None:
    if error := call.exception():
        _log.warning("Fired by hand, failed: %s", error)
