"""Microsoft's worker library, run in a thread of its own inside this process.

The real host and its worker are two processes. A thread with its own event loop keeps what
matters of that: an `async def` function that blocks stalls other functions, but no listener.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import threading
import time
import uuid
from collections.abc import Coroutine, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import azure_functions_runtime as runtime

from local.functions_host import messages
from local.functions_host.messages import rpc

_log = logging.getLogger("functions_host")
TIMED_OUT_EXIT_STATUS = 124


class IndexingError(Exception):
    """The app cannot be loaded; the message is the worker's, with its stack trace."""


class FunctionFailedError(Exception):
    """The function raised. What it raised has been logged."""


@dataclass(frozen=True)
class Function:
    """One function of the app, as the worker indexed it."""

    name: str
    function_id: str
    trigger: Mapping[str, Any]
    bindings: tuple[Mapping[str, Any], ...]

    @property
    def trigger_type(self) -> str:
        return str(self.trigger["type"])

    @property
    def uses_sdk_type(self) -> bool:
        """Whether the trigger's parameter wants a reference instead of the content."""
        return bool(self.trigger.get("properties", {}).get("SupportsDeferredBinding"))


class Worker:
    """Loads the app and calls its functions."""

    def __init__(self, app_folder: Path, function_timeout: float) -> None:
        self._app_folder = app_folder
        self._function_timeout = function_timeout
        self._loop = asyncio.new_event_loop()
        self._idle = threading.Condition()
        self._running = 0

    def start(self) -> list[Function]:
        """Index the app. Raises IndexingError with what the worker says is wrong."""
        threading.Thread(target=self._loop.run_forever, name="worker", daemon=True).start()
        runtime.start_threadpool_executor()
        request = rpc.StreamingMessage(
            worker_init_request=rpc.WorkerInitRequest(
                host_version="4.0.0", function_app_directory=str(self._app_folder)
            )
        )
        started = self._call(runtime.worker_init_request(_worker_request(request))).result()
        _raise_unless_indexed(started.result)
        request = rpc.StreamingMessage(
            functions_metadata_request=rpc.FunctionsMetadataRequest(
                function_app_directory=str(self._app_folder)
            )
        )
        found = self._call(runtime.functions_metadata_request(_worker_request(request))).result()
        _raise_unless_indexed(found.result)
        return [_function(metadata) for metadata in found.function_metadata_results]

    def submit(
        self,
        function: Function,
        data: messages.Message,
        metadata: Mapping[str, messages.Message] | None = None,
        trace_parent: str | None = None,
    ) -> Future[messages.Message]:
        """Call a function. The future gives the worker's InvocationResponse, or
        FunctionFailedError. When the function's time is over the process ends."""
        invocation_id = str(uuid.uuid4())
        request = rpc.StreamingMessage(
            invocation_request=messages.invocation(
                invocation_id=invocation_id,
                function_id=function.function_id,
                parameter=str(function.trigger["name"]),
                data=data,
                metadata=metadata or {},
                trace_parent=trace_parent,
            )
        )
        return self._call(self._invoke(function.name, invocation_id, request))

    def wait_until_idle(self, timeout: float) -> bool:
        """Wait until no function runs; False if one still does after `timeout` seconds."""
        with self._idle:
            return self._idle.wait_for(lambda: self._running == 0, timeout)

    async def _invoke(self, name: str, invocation_id: str, request: Any) -> messages.Message:
        _log.info("Executing '%s' (Id=%s)", name, invocation_id)
        start = time.monotonic()
        with self._idle:
            self._running += 1
        try:
            async with asyncio.timeout(_finite(self._function_timeout)):
                response = await runtime.invocation_request(_worker_request(request))
        except TimeoutError:
            _log.critical("Timeout of '%s' (Id=%s): the process ends", name, invocation_id)
            logging.shutdown()
            os._exit(TIMED_OUT_EXIT_STATUS)
        finally:
            with self._idle:
                self._running -= 1
                self._idle.notify_all()
        succeeded = response.result.status == rpc.StatusResult.Success
        outcome = "Succeeded" if succeeded else "Failed"
        milliseconds = (time.monotonic() - start) * 1000
        _log.info("Executed '%s' (%s, Id=%s, %.0f ms)", name, outcome, invocation_id, milliseconds)
        if not succeeded:
            failure = response.result.exception
            _log.error("%s\n%s", failure.message, failure.stack_trace)
            raise FunctionFailedError(name)
        return response

    def _call(self, coroutine: Coroutine[Any, Any, Any]) -> Future[Any]:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop)


def _worker_request(request: Any) -> SimpleNamespace:
    return SimpleNamespace(request=request, properties={"protos": rpc, "host": "127.0.0.1"})


def _function(metadata: Any) -> Function:
    bindings = tuple(json.loads(raw) for raw in metadata.raw_bindings)
    triggers = [b for b in bindings if b["type"].lower().endswith("trigger")]
    if len(triggers) != 1:
        raise IndexingError(f"function '{metadata.name}' has {len(triggers)} triggers, not one")
    return Function(metadata.name, metadata.function_id, triggers[0], bindings)


def _raise_unless_indexed(result: Any) -> None:
    if result.status != rpc.StatusResult.Success:
        raise IndexingError(f"{result.exception.message}\n{result.exception.stack_trace}")


def _finite(timeout: float) -> float | None:
    return None if timeout == float("inf") else timeout
