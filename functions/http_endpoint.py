"""One decorator round every HTTP function: authenticate, parse, call, answer.

A handler takes a ``Call`` and returns a ``Reply``; errors of the family become problem documents
(RFC 9457) by the one table below, and nothing else ever reaches a response.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import azure.functions as func
from pydantic import BaseModel, ValidationError

from shared import bootstrap, errors
from shared.observability import bind, hashed, invocation, log_exception

STATUS: tuple[tuple[type[errors.BackendError], int, str], ...] = (
    (errors.MalformedRequest, 400, "The request cannot be read"),
    (errors.InvalidInput, 422, "The request is not valid"),
    (errors.PayloadTooLarge, 413, "The request is too large"),
    (errors.UnsupportedMediaType, 415, "This content type is not supported"),
    (errors.NotAcceptable, 406, "No such representation"),
    (errors.MethodNotAllowed, 405, "The route has no such method"),
    (errors.Unauthenticated, 401, "Authentication is required"),
    (errors.Forbidden, 403, "Not allowed"),
    (errors.NotFound, 404, "Not found"),
    (errors.Conflict, 409, "Not possible in this state"),
    (errors.PreconditionFailed, 412, "Changed in the meantime"),
    (errors.IdempotencyKeyReused, 422, "The idempotency key was used for another request"),
    (errors.LimitReached, 429, "Too many requests"),
    (errors.Unavailable, 503, "Temporarily unavailable"),
)
"""The first class that fits decides the status; anything else is a 500."""

PERSONAL = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    # The platform answers CORS, but cannot be told what else a page of another origin may read.
    "Access-Control-Expose-Headers": "Allow, ETag, Retry-After",
}
RETRY_AFTER_SECONDS = 2


@dataclass(frozen=True, slots=True)
class Reply:
    """What a handler answers: a model (JSON), text with its content type, or nothing."""

    status: int = 200
    body: BaseModel | Mapping[str, Any] | str | bytes | None = None
    content_type: str = "application/json; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Call:
    """One request: who asks, and typed access to what they sent."""

    request: func.HttpRequest
    user_id: str

    def id(self) -> str:
        """The ``{id}`` of the route; what cannot be an id is simply not found."""
        identifier: str = self.request.route_params.get("id", "")
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", identifier):
            raise errors.NotFound("There is no such object.")
        return identifier

    def json[Model: BaseModel](self, model: type[Model], limit: int | None = None) -> Model:
        """The body as the contract says.

        Raises:
            MalformedRequest, UnsupportedMediaType, PayloadTooLarge, InvalidInput
        """
        return parse_json(self.request, model, limit or bootstrap.settings().request_max_bytes)

    def query(self, *known: str) -> dict[str, str]:
        """The query parameters; unknown ones are refused, so that a typo is no silent filter.

        Read from the URL, because the host drops empty values and joins those that stand twice.
        """
        pairs = parse_qsl(urlsplit(self.request.url).query, keep_blank_values=True)
        given = dict(pairs)
        wrong = {name: "is not a parameter of this route" for name in given if name not in known}
        times = Counter(name for name, _ in pairs)
        wrong |= {name: "stands twice" for name in given if times[name] > 1}
        if wrong:
            problems = {name[:64]: text for name, text in sorted(wrong.items())[:20]}
            raise errors.InvalidInput("The query is not valid.", problems)
        return given

    def header(self, name: str) -> str | None:
        """A request header, None where it is not there."""
        value: str | None = self.request.headers.get(name)
        return value

    def idempotency_key(self) -> str | None:
        """The Idempotency-Key, None where there is none.

        Raises:
            MalformedRequest: it is no key.
        """
        key = self.header("Idempotency-Key")
        if key is not None and not re.fullmatch(r"[\x21-\x7e]{1,255}", key):
            raise errors.MalformedRequest(
                "Idempotency-Key must be 1 to 255 visible ASCII characters."
            )
        return key


type Handler = Callable[[Call], Reply]
type HttpFunction = Callable[[func.HttpRequest, func.Context], func.HttpResponse]


def endpoint(*, public: bool = False) -> Callable[[Handler], HttpFunction]:
    """Make an HTTP function of a handler. Only ``public`` ones may be called without a token."""

    def decorate(handler: Handler) -> HttpFunction:
        # No functools.wraps: the worker would index the handler's parameters instead of these.
        def http_function(req: func.HttpRequest, context: func.Context) -> func.HttpResponse:
            trace_id = _trace_id(context)
            with invocation(handler.__name__, trace_id=trace_id) as summary:
                try:
                    user_id = "" if public else _authenticate(req)
                    if user_id:
                        bind(user=hashed(user_id))
                    response = _respond(handler(Call(req, user_id)))
                except errors.BackendError as error:
                    summary["code"] = error.code
                    response = problem(error, trace_id)
                    if response.status_code == HTTPStatus.INTERNAL_SERVER_ERROR:
                        log_exception("error_without_status", error)
                except Exception as error:
                    log_exception("unexpected_error", error)
                    response = problem(errors.BackendError(), trace_id)
                summary["status"] = response.status_code
                return response

        http_function.__name__ = handler.__name__
        http_function.__doc__ = handler.__doc__
        return http_function

    return decorate


def _authenticate(request: func.HttpRequest) -> str:
    header = request.headers.get("Authorization") or ""
    match = re.fullmatch(r"[Bb]earer +([^\s,]+) *", header)
    if match is None:
        raise errors.Unauthenticated("A bearer token is required.")
    return bootstrap.token_verifier().verify(match[1]).user_id


def _trace_id(context: func.Context) -> str:
    parent = getattr(context.trace_context, "trace_parent", None) or ""
    match = re.fullmatch(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}", parent)
    return match[1] if match else str(context.invocation_id)


def parse_json[Model: BaseModel](
    request: func.HttpRequest, model: type[Model], limit: int
) -> Model:
    """Read a JSON body strictly: UTF-8, no NaN, no key twice, no unknown field."""
    media_type = (request.headers.get("Content-Type") or "").split(";", 1)[0].strip().lower()
    if media_type != "application/json":
        raise errors.UnsupportedMediaType("Content-Type must be application/json.")
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise errors.UnsupportedMediaType("Content-Encoding is not supported.")
    raw = request.get_body()
    if len(raw) > limit:
        raise errors.PayloadTooLarge(f"The body may have {limit} bytes at most.")
    try:
        content = json.loads(
            raw.decode("utf-8"), object_pairs_hook=_no_key_twice, parse_constant=_no_constant
        )
    except (ValueError, RecursionError):
        raise errors.MalformedRequest("The body is not valid JSON in UTF-8.") from None
    if not isinstance(content, dict):
        raise errors.MalformedRequest("The body must be a JSON object.")
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise errors.InvalidInput("Some fields are not valid.", field_errors(error)) from None


def field_errors(error: ValidationError) -> dict[str, str]:
    """Path of each field → what is wrong with it, without the value that was sent."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    return {
        ".".join(str(part)[:64] for part in problem["loc"]) or "body": problem["msg"]
        for problem in found[:20]
    }


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ValueError("a key stands twice")
    return result


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _respond(reply: Reply) -> func.HttpResponse:
    headers = {**PERSONAL, **reply.headers}
    if reply.body is None:
        return func.HttpResponse(status_code=reply.status, headers=headers)
    body: str | bytes
    if isinstance(reply.body, BaseModel):
        body = reply.body.model_dump_json(by_alias=True)
    elif isinstance(reply.body, Mapping):
        body = json.dumps(reply.body, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    else:
        body = reply.body
    # The whole type, because the library does not put its ``charset`` into the header.
    return func.HttpResponse(
        body, status_code=reply.status, headers=headers, mimetype=reply.content_type
    )


def problem(error: errors.BackendError, trace_id: str) -> func.HttpResponse:
    """The problem document for an error; what is not of the family says nothing of itself."""
    status, title = 500, "Internal error"
    for kind, code, text in STATUS:
        if isinstance(error, kind):
            status, title = code, text
            break
    document: dict[str, Any] = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "code": error.code if status != 500 else "internal_error",
    }
    headers = dict(PERSONAL)
    if status < 500:
        document["detail"] = str(error)
    if isinstance(error, errors.InvalidInput) and error.fields:
        document["errors"] = error.fields
    if isinstance(error, errors.Unauthenticated):
        headers["WWW-Authenticate"] = 'Bearer realm="interview-buddy"'
    if isinstance(error, errors.MethodNotAllowed):
        headers["Allow"] = ", ".join(error.allowed)
    if isinstance(error, errors.LimitReached):
        headers["Retry-After"] = str(error.retry_after)
    if status == 503:
        headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    if status != 404:
        document["traceId"] = trace_id  # a 404 is the same to the byte for foreign and missing
    return func.HttpResponse(
        json.dumps(document), status_code=status, headers=headers,
        mimetype="application/problem+json",
    )  # fmt: skip
