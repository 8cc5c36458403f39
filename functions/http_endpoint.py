"""One decorator round every HTTP function: authenticate, parse, call, answer.

A handler takes a ``Call`` and returns a ``Reply``; errors of the family become problem documents,
and nothing else ever reaches a response.
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
from pydantic import BaseModel

from functions.json_body import parse_json
from functions.problems import PERSONAL, problem
from shared import bootstrap, errors
from shared.observability import bind, hashed, invocation, log_exception


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
    # As a header, because the library adds a second ``charset`` to a text's ``mimetype``.
    headers["Content-Type"] = reply.content_type
    return func.HttpResponse(body, status_code=reply.status, headers=headers)
