"""Errors of the family as problem documents (RFC 9457), by the one table of statuses."""

from __future__ import annotations

import json
from typing import Any

import azure.functions as func

from shared import errors

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
