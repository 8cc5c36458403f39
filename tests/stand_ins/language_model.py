"""A language model's HTTP server that can be told to misbehave, in every way that was seen.

It speaks Chat Completions and the Responses API on a free port of the loopback, answers by the JSON
schema it is asked for, with quotes out of the data it was sent, and keeps every request.
"""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal

from tests.stand_ins import language_model_faults as faults
from tests.stand_ins.language_model_answers import answer_for

type ResponsesApi = Literal["good", "missing", "ignores_format"]
CHARACTERS_PER_TOKEN = 4


@dataclass(slots=True)
class Received:
    """One request as it came in."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    at: float
    """When it had come in whole, by ``LanguageModelStandIn.clock``."""
    ended: float = 0.0
    """When its answer had been sent."""

    @property
    def api(self) -> str:
        """`responses` or `chat`."""
        return "responses" if self.path.endswith("/responses") else "chat"

    @property
    def messages(self) -> list[dict[str, Any]]:
        """The messages, whichever API they came by."""
        found: list[dict[str, Any]] = self.body.get("input") or self.body.get("messages") or []
        return found

    def text_of(self, role: str) -> str:
        """All that was sent in one role."""
        return "\n".join(
            str(message["content"]) for message in self.messages if message["role"] == role
        )

    @property
    def schema(self) -> dict[str, Any]:
        """The JSON schema that was asked for."""
        if self.api == "responses":
            schema: dict[str, Any] = self.body["text"]["format"]["schema"]
            return schema
        schema = self.body["response_format"]["json_schema"]["schema"]
        return schema

    @property
    def data(self) -> dict[str, Any]:
        """The user's message, which is JSON."""
        first = next(message for message in self.messages if message["role"] == "user")
        data: dict[str, Any] = json.loads(first["content"])
        return data

    @property
    def schema_tokens(self) -> int:
        """The same for the JSON schema, which most servers count as well."""
        return len(json.dumps(self.schema, separators=(",", ":"))) // CHARACTERS_PER_TOKEN

    @property
    def tokens(self) -> int:
        """What a tokenizer of four characters a token would count, of every message."""
        return (
            sum(len(str(message["content"])) for message in self.messages) // CHARACTERS_PER_TOKEN
        )


@dataclass(slots=True)
class _Plan:
    fault: faults.Fault
    left: int
    when: Callable[[Received], bool]


@dataclass(slots=True)
class LanguageModelStandIn:
    """What a test holds of the running server."""

    base_path: str = "/v1"
    """Azure OpenAI's is `/openai/v1`."""
    base_url: str = ""
    latency_s: float = 0.0
    responses: ResponsesApi = "good"
    chat: bool = True
    """False where only the Responses API is there."""
    unknown_parameters: frozenset[str] = frozenset()
    """Refused with 400, as older servers do."""
    received: list[Received] = field(default_factory=list)
    most_at_once: int = 0
    """Most requests that were under way at the same time."""
    bytes_sent: int = 0
    """Of bodies without an end, as far as somebody took them."""
    answer: Callable[[Received], Any] = field(default=lambda request: answer_for(request))
    _plans: list[_Plan] = field(default_factory=list)
    _under_way: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _closing: threading.Event = field(default_factory=threading.Event)

    def misbehave(
        self,
        fault: faults.Fault,
        times: int = 1_000_000,
        when: Callable[[Received], bool] = lambda _: True,
    ) -> None:
        """Show ``fault`` to the next ``times`` requests for which ``when`` is true."""
        self._plans.append(_Plan(fault, times, when))

    def behave(self) -> None:
        """Forget every fault that has not been shown yet."""
        with self._lock:
            self._plans.clear()

    @staticmethod
    def clock() -> float:
        """Seconds, for differences."""
        return time.monotonic()

    def wait(self, seconds: float) -> None:
        """Wait, or until the server closes."""
        self._closing.wait(seconds)

    def _fault_for(self, request: Received) -> faults.Fault | None:
        with self._lock:
            for plan in self._plans:
                if plan.left > 0 and plan.when(request):
                    plan.left -= 1
                    return plan.fault
        return None


@contextmanager
def running_language_model(**settings: Any) -> Iterator[LanguageModelStandIn]:
    """The stand-in on a free port, for as long as the block lasts."""
    stand_in = LanguageModelStandIn(**settings)

    class Handler(_Handler):
        model = stand_in

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    stand_in.base_url = f"http://127.0.0.1:{server.server_address[1]}{stand_in.base_path}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield stand_in
    finally:
        stand_in._closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    """Both APIs on one route each."""

    model: LanguageModelStandIn
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_POST(self) -> None:
        """Keep the request, be slow, misbehave or answer."""
        length = int(self.headers.get("Content-Length", "0"))
        request = Received(
            path=self.path,
            headers={name.lower(): value for name, value in self.headers.items()},
            body=json.loads(self.rfile.read(length)),
            at=self.model.clock(),
        )
        model = self.model
        with model._lock:
            model.received.append(request)
            model._under_way += 1
            model.most_at_once = max(model.most_at_once, model._under_way)
        try:
            self._answer(request)
        finally:
            with model._lock:
                request.ended = model.clock()
                model._under_way -= 1

    def _answer(self, request: Received) -> None:
        model = self.model
        routes = {f"{model.base_path}/chat/completions"} if model.chat else set()
        if model.responses != "missing":
            routes.add(f"{model.base_path}/responses")
        if request.path not in routes:
            self.send(404, {"error": {"message": "no such route", "code": None}})
            return
        unknown = sorted(model.unknown_parameters & set(request.body))
        if unknown:
            self.send(400, {"error": {"message": f"Unrecognized request argument: {unknown[0]}"}})
            return
        if model.latency_s:
            model.wait(model.latency_s)
        fault = model._fault_for(request)
        if fault is not None:
            fault(self, request)
            return
        if request.api == "responses" and model.responses == "ignores_format":
            self.send(200, faults.completion(request, "The answer was quite good, I would say."))
            return
        self.send(200, faults.completion(request, json.dumps(model.answer(request))))

    def send(
        self,
        status: int,
        body: Any,
        headers: dict[str, str] | None = None,
        kind: str = "application/json",
    ) -> None:
        """One complete response; a str is sent as it is."""
        payload = (body if isinstance(body, str) else json.dumps(body)).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(payload)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(payload)

    def reset(self) -> None:
        """Cut the connection with a reset instead of an answer."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def handle(self) -> None:
        """A client that gave up is no error of the server's."""
        try:
            super().handle()
        except (ConnectionError, ValueError, OSError):
            self.close_connection = True

    def finish(self) -> None:
        """Nor is one whose connection was reset."""
        try:
            super().finish()
        except (ConnectionError, ValueError, OSError):
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base's name
        """Tests read ``received`` instead."""
