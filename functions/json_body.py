"""A JSON body, read strictly: what is wrong is named, what was sent is not repeated."""

from __future__ import annotations

import json
from typing import Any

import azure.functions as func
from pydantic import BaseModel, ValidationError

from shared import errors


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
