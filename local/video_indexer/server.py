"""All doors of the stand-in as one WSGI application."""

from __future__ import annotations

import hmac
import json
import logging
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from local.video_indexer.accounts import ACCOUNT_ID, LOCATION, Accounts, Reply, arm_error
from local.video_indexer.callbacks import Callbacks
from local.video_indexer.control import Control
from local.video_indexer.data_plane import DataPlane, error, reply
from local.video_indexer.faults import answer_with
from local.video_indexer.videos import VideoStore
from local.video_indexer.work import Work

ARM = (
    "/subscriptions/<subscription>/resourceGroups/<group>/providers/Microsoft.VideoIndexer"
    "/accounts/<name>"
)
DATA = "/<location>/Accounts/<account>/Videos"
ROUTES = Map(
    [
        Rule("/msi/token", methods=["GET"], endpoint="identity"),
        Rule(ARM, methods=["GET"], endpoint="account"),
        Rule(f"{ARM}/generateAccessToken", methods=["POST"], endpoint="token"),
        Rule(DATA, methods=["POST"], endpoint="upload"),
        Rule(DATA, methods=["GET"], endpoint="list"),
        Rule(f"{DATA}/GetIdByExternalId", methods=["GET"], endpoint="find"),
        Rule(f"{DATA}/<video_id>/Index", methods=["GET"], endpoint="index"),
        Rule(f"{DATA}/<video_id>", methods=["DELETE"], endpoint="delete"),
        Rule("/_control", methods=["GET", "POST"], endpoint="control"),
    ]
)
WRITES = ("upload", "delete")


class Application:
    """The stand-in; ``start`` takes up what an earlier process left."""

    def __init__(
        self, data: Path, *, identity_secret: str, control_secret: str, limits: bool = True
    ) -> None:
        self._control_secret = control_secret
        self._callbacks = Callbacks()
        self._control = Control(self._callbacks, limits=limits)
        self._accounts = Accounts(identity_secret)
        self._store = VideoStore(data / "videos")
        self._work = Work(self._store, self._callbacks, data / "media")
        self._plane = DataPlane(self._store, self._accounts, self._work, self._control)

    def start(self) -> None:
        """Go on with every video that is not at its end."""
        for video in self._store.unfinished():
            self._work.begin(video)

    def close(self) -> None:
        """Begin nothing new."""
        self._work.close()
        self._callbacks.close()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        """WSGI."""
        return self._answer(Request(environ))(environ, start_response)

    def _answer(self, request: Request) -> Response:
        try:
            route, found = ROUTES.bind_to_environ(request.environ).match()
        except HTTPException as nowhere:
            return error(nowhere.code or 404, "GENERAL", "There is nothing here.")
        if route == "control":
            return self._answer_control(request)
        self._control.count_call(route)
        fault = self._control.faults.take(route)
        return answer_with(fault, request, lambda: self._handle(request, route, dict(found)))

    def _handle(self, request: Request, route: str, found: dict[str, str]) -> Response:
        if route in ("identity", "account", "token"):
            return reply(*self._handle_azure(request, route, found))
        wait = self._control.limits.wait()
        if wait:
            message = f"Rate limit is exceeded. Try again in {wait} seconds."
            answer = reply(429, {"statusCode": 429, "message": message})
            answer.headers["Retry-After"] = str(wait)
            return answer
        if found.pop("account") != ACCOUNT_ID or found.pop("location") != LOCATION:
            return error(404, "ACCOUNT_NOT_FOUND", "There is no such account here.")
        refusal = self._accounts.check(request.headers, request.args, writes=route in WRITES)
        if refusal:
            return error(401, refusal, "The access token is not accepted.")
        handler: Callable[..., Response] = getattr(self._plane, route)
        return handler(request, **found)

    def _handle_azure(self, request: Request, route: str, found: dict[str, str]) -> Reply:
        if route == "identity":
            return self._accounts.identity_token(request.headers, request.args)
        if "api-version" not in request.args:
            return arm_error(400, "MissingApiVersionParameter", "The api-version is missing.")
        if route == "token":
            return self._accounts.generate_token(request.headers, request.get_data())
        return self._accounts.resource(request.headers, found["name"], request.path)

    def _answer_control(self, request: Request) -> Response:
        given = request.headers.get("X-Control-Secret", "")
        secret = self._control_secret
        if not secret or not hmac.compare_digest(given.encode(), secret.encode()):
            return reply(403, {"error": "X-Control-Secret is wrong"})
        if request.method == "POST":
            try:
                wanted = json.loads(request.get_data())
                self._control.change(wanted)
            except (ValueError, KeyError, TypeError) as wrong:
                return reply(400, {"error": f"{type(wrong).__name__}: {wrong}"})
            if wanted.get("revoke"):
                self._accounts.revoke()
            if wanted.get("release"):
                self._work.release()
        videos = [asdict(video) | {"url": video.source} for video in self._store.all()]
        return reply(200, self._control.shown() | {"videos": videos})


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def connection_dropped(self, _error: BaseException, _environ: object = None) -> None:
        """Wait for no further request, or a reset would reach the client only when it gives up."""
        self.close_connection = True

    def log_request(self, code: int | str = "-", _size: int | str = "-") -> None:
        """Without the query, which has signatures and tokens in it."""
        path = getattr(self, "path", "?").partition("?")[0]
        logging.getLogger(__name__).debug("%s %s %s", self.command, path, code)


def make(application: Application, port: int) -> BaseWSGIServer:
    """A threaded server on the loopback interface."""
    return make_server("127.0.0.1", port, application, threaded=True, request_handler=_Quiet)
