"""Puts the parts together: one process, one Functions instance."""

from __future__ import annotations

import logging
import threading
from collections import defaultdict
from dataclasses import dataclass
from typing import Protocol

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route as Endpoint

from local.functions_host import routes
from local.functions_host.admin import Admin
from local.functions_host.blob_events import BlobEventQueue, BlobFunction
from local.functions_host.blob_triggers import BlobScan, event_listener
from local.functions_host.cors import Cors
from local.functions_host.event_grid import EventGridWebhook
from local.functions_host.http_triggers import HttpTriggers
from local.functions_host.queue_triggers import function_listener
from local.functions_host.settings import HostSettings
from local.functions_host.timer_triggers import Timer
from local.functions_host.worker import Function, IndexingError, Worker

_log = logging.getLogger("functions_host")
_TRIGGERS = {"httpTrigger", "queueTrigger", "blobTrigger", "timerTrigger"}


class Listener(Protocol):
    """Something that calls functions on its own until it is told to stop."""

    def start(self) -> None: ...

    def finish(self) -> None:
        """Wait until what has been started is done."""
        ...


@dataclass(frozen=True)
class Options:
    """What the command line says; times in seconds."""

    queue_lease_seconds: float = 600.0
    timers: bool = True
    blob_scan: bool = True


class Host:
    """The app's functions with everything that can call them."""

    def __init__(self, host_settings: HostSettings, options: Options) -> None:
        self._settings = host_settings
        self._options = options
        self._worker = Worker(host_settings.app_folder, host_settings.function_timeout)
        self._stopping = threading.Event()
        self._listeners: list[Listener] = []

    def load(self) -> Starlette:
        """Index the app and give the web application. Raises IndexingError, SettingsError,
        RouteError or ScheduleError if the real host could not run this app either."""
        functions = self._worker.start()
        for function in functions:
            _raise_unless_supported(function)
            _log.info("Function %s: %s", function.name, function.trigger_type)
        if not functions:
            _log.warning("No functions found")
        self._add_queues(functions)
        targets = [BlobFunction.of(f) for f in functions if f.trigger_type == "blobTrigger"]
        queues = self._add_blobs(targets)
        timers = [f for f in functions if f.trigger_type == "timerTrigger"]
        parsed = [Timer(self._worker, function, self._stopping) for function in timers]
        self._listeners += parsed if self._options.timers else []
        return self._web(functions, EventGridWebhook(targets, queues, self._settings.local_key))

    def start(self) -> None:
        """Start listening to queues, blobs and the clock."""
        for listener in self._listeners:
            listener.start()

    def stop(self, grace_seconds: float) -> bool:
        """Take no more work and let what runs finish; False if some still runs in the end."""
        self._stopping.set()
        drain = threading.Thread(target=self._drain, args=(grace_seconds,), daemon=True)
        drain.start()
        drain.join(grace_seconds)
        return not drain.is_alive()

    def _drain(self, grace_seconds: float) -> None:
        for listener in self._listeners:
            listener.finish()
        self._worker.wait_until_idle(grace_seconds)

    def _add_queues(self, functions: list[Function]) -> None:
        self._listeners += [
            function_listener(
                self._worker,
                function,
                self._settings.queues,
                lease_seconds=self._options.queue_lease_seconds,
                stopping=self._stopping,
            )
            for function in functions
            if function.trigger_type == "queueTrigger"
        ]

    def _add_blobs(self, targets: list[BlobFunction]) -> dict[str, BlobEventQueue]:
        by_account: dict[str, list[BlobFunction]] = defaultdict(list)
        for target in targets:
            by_account[target.connection_string].append(target)
        queues = {
            account: BlobEventQueue(account, self._settings.host_id) for account in by_account
        }
        for account, members in by_account.items():
            self._listeners.append(
                event_listener(
                    self._worker,
                    members,
                    queues[account],
                    max_tries=self._settings.poison_blob_threshold,
                    lease_seconds=self._options.queue_lease_seconds,
                    stopping=self._stopping,
                )
            )
            if self._options.blob_scan:
                self._listeners += [BlobScan(m, queues[account], self._stopping) for m in members]
        return queues

    def _web(self, functions: list[Function], webhook: EventGridWebhook) -> Starlette:
        http_routes = routes.build(functions, self._settings.route_prefix)
        for hidden, hiding in routes.hidden(http_routes):
            _log.warning(
                "Function %s is hidden by %s, whose name comes first in the alphabet",
                hidden.function.name,
                hiding.function.name,
            )
        admin = Admin(self._worker, functions, self._settings)
        http = HttpTriggers(self._worker, http_routes, self._settings.local_key)
        app = Starlette(
            routes=[
                Endpoint("/", admin.start_page, methods=["GET"]),
                Endpoint("/admin/host/status", admin.status, methods=["GET"]),
                Endpoint("/admin/functions/{name}", admin.fire, methods=["POST"]),
                Endpoint("/runtime/webhooks/blobs", webhook.__call__, methods=["POST"]),
            ],
            middleware=[
                Middleware(
                    Cors,
                    origins=self._settings.cors_origins,
                    credentials=self._settings.cors_credentials,
                )
            ],
        )
        app.router.redirect_slashes = False
        app.router.default = http
        return app


def _raise_unless_supported(function: Function) -> None:
    for binding in function.bindings:
        kind = str(binding["type"])
        if binding is function.trigger and kind in _TRIGGERS:
            continue
        if kind == "http" and str(binding["direction"]).lower() == "out":
            continue
        raise IndexingError(f"function '{function.name}': no {kind} bindings in this host")
