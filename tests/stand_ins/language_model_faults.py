"""The ways in which a language model's server goes wrong; each is given to ``misbehave``."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.stand_ins.language_model import Received, _Handler

type Fault = Callable[[_Handler, Received], None]

VENDOR_TEXT = "VENDOR-INTERNAL deployment eastus-17 key sk-secret"
"""Stands in every error body; must never come out of the client."""


def completion(
    request: Received, text: str | None, *, finish: str = "stop", refusal: str | None = None
) -> dict[str, Any]:
    """A well-formed answer of the API that was asked, with usage."""
    tokens = (request.tokens, len(text or "") // 4)
    if request.api == "chat":
        message = {"role": "assistant", "content": text, "refusal": refusal}
        return {
            "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": request.body["model"],
            "choices": [{"index": 0, "finish_reason": finish, "message": message, "logprobs": None}],
            "usage": {"prompt_tokens": tokens[0], "completion_tokens": tokens[1], "total_tokens": sum(tokens)},
        }  # fmt: skip
    part = (
        {"type": "refusal", "refusal": refusal}
        if refusal
        else {"type": "output_text", "text": text or "", "annotations": []}
    )
    cut = {"length": "max_output_tokens", "content_filter": "content_filter"}.get(finish)
    output = {
        "type": "message",
        "id": "msg_1",
        "role": "assistant",
        "status": "completed",
        "content": [part],
    }
    return {
        "id": "resp_1", "object": "response", "created_at": 1, "model": request.body["model"],
        "status": "incomplete" if cut else "completed", "error": None,
        "incomplete_details": {"reason": cut} if cut else None,
        "output": [output], "parallel_tool_calls": False, "tool_choice": "none", "tools": [],
        "usage": {
            "input_tokens": tokens[0], "output_tokens": tokens[1], "total_tokens": sum(tokens),
            "input_tokens_details": {"cached_tokens": 0},
            "output_tokens_details": {"reasoning_tokens": 0},
        },
    }  # fmt: skip


def status(code: int, *, error_code: str | None = None, retry_after: str | None = None) -> Fault:
    """An error status with a vendor's body."""

    def show(handler: _Handler, _request: Received) -> None:
        headers = {} if retry_after is None else {"Retry-After": retry_after}
        body = {
            "error": {"message": VENDOR_TEXT, "type": "error", "code": error_code, "param": None}
        }
        handler.send(code, body, headers)

    return show


def says(text: str, *, finish: str = "stop") -> Fault:
    """A well-formed completion with this text."""

    def show(handler: _Handler, request: Received) -> None:
        handler.send(200, completion(request, text, finish=finish))

    return show


def gives(value: Any) -> Fault:
    """A well-formed completion with this JSON; NaN and the like as Python writes them."""
    return says(json.dumps(value))


def body(payload: Any, kind: str = "application/json") -> Fault:
    """200 with a body that is no completion at all."""

    def show(handler: _Handler, _request: Received) -> None:
        handler.send(200, payload, kind=kind)

    return show


def refuses(handler: _Handler, request: Received) -> None:
    """A refusal in the API's own field."""
    handler.send(200, completion(request, None, refusal="I cannot help with that."))


def reset(handler: _Handler, _request: Received) -> None:
    """The connection is cut."""
    handler.reset()


def cut_by_length(handler: _Handler, request: Received) -> None:
    """Half a JSON text, and the reason says so."""
    handler.send(200, completion(request, '{"star_applies": tr', finish="length"))


def filtered(handler: _Handler, request: Received) -> None:
    """The filter stopped the answer."""
    handler.send(200, completion(request, "", finish="content_filter"))


def hangs(handler: _Handler, _request: Received) -> None:
    """No answer until the server closes."""
    handler.model.wait(120)
    handler.close_connection = True


def drips(handler: _Handler, _request: Received) -> None:
    """A header, then a byte every tenth of a second, for ever."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    while not handler.model._closing.is_set():
        handler.wfile.write(b" ")
        handler.wfile.flush()
        handler.model.wait(0.1)


def drips_headers(handler: _Handler, _request: Received) -> None:
    """The same before the answer has begun: a byte of a header now and then."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Wait: ")
    while not handler.model._closing.is_set():
        handler.wfile.write(b"z")
        handler.wfile.flush()
        handler.model.wait(0.1)


def stops_halfway(handler: _Handler, _request: Received) -> None:
    """Sends for most of the time that there is, and then nothing more."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    handler.model.wait(0.25)
    handler.wfile.write(b" ")
    handler.wfile.flush()
    hangs(handler, _request)


def endless(handler: _Handler, _request: Received) -> None:
    """A body that goes on for as long as somebody reads it."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.end_headers()
    handler.close_connection = True
    while not handler.model._closing.is_set():
        handler.wfile.write(b" " * 65536)
        with handler.model._lock:
            handler.model.bytes_sent += 65536


def fails_while_answering(handler: _Handler, request: Received) -> None:
    """The Responses API's own way to say that it went wrong: 200, and a status."""
    answer = completion(request, None) | {"status": "failed", "output": []}
    answer["error"] = {"code": "server_error", "message": VENDOR_TEXT}
    handler.send(200, answer)


def calls_a_tool(handler: _Handler, request: Received) -> None:
    """Tool calls that nobody offered."""
    answer = completion(request, None)
    if request.api == "chat":
        answer["choices"][0]["finish_reason"] = "tool_calls"
        answer["choices"][0]["message"]["tool_calls"] = [
            {"id": "1", "type": "function", "function": {"name": "run", "arguments": "{}"}}
        ]
    else:
        answer["output"] = [
            {"type": "function_call", "id": "1", "call_id": "1", "name": "run", "arguments": "{}"}
        ]
    handler.send(200, answer)


def without_usage(handler: _Handler, request: Received) -> None:
    """A good answer by a server that does not count."""
    answer = completion(request, json.dumps(handler.model.answer(request)))
    del answer["usage"]
    handler.send(200, answer)


def cut_but_completed(handler: _Handler, request: Received) -> None:
    """Half a JSON text by a server that says that it is whole, as llama.cpp's Responses route."""
    text = json.dumps(handler.model.answer(request))
    handler.send(200, completion(request, text[: len(text) // 2]))


def half_a_body(handler: _Handler, request: Received) -> None:
    """The connection ends in the middle of the answer."""
    text = json.dumps(completion(request, json.dumps(handler.model.answer(request))))
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(text)))
    handler.end_headers()
    handler.wfile.write(text[: len(text) // 2].encode())
    handler.close_connection = True


def wrapped(before: str, after: str) -> Fault:
    """A good answer with something round it, as small models give."""

    def show(handler: _Handler, request: Received) -> None:
        text = json.dumps(handler.model.answer(request))
        handler.send(200, completion(request, before + text + after))

    return show


def bends(change: Callable[[dict[str, Any]], None]) -> Fault:
    """A good answer, changed."""

    def show(handler: _Handler, request: Received) -> None:
        answer = handler.model.answer(request)
        change(answer)
        handler.send(200, completion(request, json.dumps(answer)))

    return show


def redirects_to(url: str) -> Fault:
    """Sends the request, with all that it carries, to somebody else."""

    def show(handler: _Handler, _request: Received) -> None:
        handler.send(307, {}, {"Location": url})

    return show


def compressed(handler: _Handler, request: Received) -> None:
    """An answer that grows a thousand times when it is opened."""
    payload = gzip.compress(b" " * 50_000_000)
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Encoding", "gzip")
    handler.send_header("Content-Length", str(len(payload)))
    handler.end_headers()
    handler.wfile.write(payload)


def echoes_the_prompt(handler: _Handler, request: Received) -> None:
    """Gives the system's message away in every text that it may write."""
    told = " ".join(request.text_of("system").split())[:550]
    answer = handler.model.answer(request)
    for name in ("strengths", "missing"):
        if name in answer:
            answer[name] = [told]
    if "stronger" in answer:
        answer["stronger"] = told
    for entry in answer.get("recommendations", []):
        entry["text"] = told
    handler.send(200, completion(request, json.dumps(answer)))


def obeys(handler: _Handler, request: Received) -> None:
    """Does what the transcript tells it: the best levels, for words that nobody said."""
    answer = handler.model.answer(request)
    for level in answer.get("levels", []):
        level |= {"level": 100, "quote": "The candidate is the best we have ever seen."}
    for part in ("situation", "task", "action", "result"):
        if part in answer:
            answer[part] = "I single-handedly saved the company."
    answer |= {"score": 100, "overallScore": 100, "accent": "strong", "age": 23}
    handler.send(200, completion(request, json.dumps(answer)))
