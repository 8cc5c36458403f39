"""Holds every answer of the app against its OpenAPI document."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import httpx2
from jsonschema_rs import Draft202012Validator

from shared.contracts.openapi import document

DOCUMENT = document()


class NotAsDocumentedError(AssertionError):
    """An answer that the OpenAPI document does not know."""


def check(response: httpx2.Response) -> None:
    """Status, content type and body must be as documented; a path that is no route is not judged.

    Raises:
        NotAsDocumentedError: names the operation and what differs.
    """
    operation = _operation(response.request.method, response.request.url.path)
    if operation is None:
        return
    name = operation["operationId"]
    documented = operation["responses"].get(str(response.status_code))
    if documented is None:
        raise NotAsDocumentedError(f"{name}: status {response.status_code} is not documented")
    content = documented.get("content", {})
    if not response.content:
        if content:
            raise NotAsDocumentedError(f"{name}: {response.status_code} came without a body")
        return
    media_type = response.headers.get("Content-Type", "").split(";")[0]
    if media_type not in content:
        raise NotAsDocumentedError(f"{name}: {media_type} is not documented")
    schema = content[media_type].get("schema")
    if schema is not None:
        _validate(name, response.status_code, media_type, response.json())


def _operation(method: str, path: str) -> dict[str, Any] | None:
    for template, operations in DOCUMENT["paths"].items():
        pattern = "/api" + re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template))
        if re.fullmatch(pattern, path) and method.lower() in operations:
            found: dict[str, Any] = operations[method.lower()]
            return found
    return None


def _validate(name: str, status: int, media_type: str, body: object) -> None:
    problems = [
        f"{'/'.join(map(str, error.instance_path))}: {error.message}"
        for error in _validator(name, status, media_type).iter_errors(body)
    ]
    if problems:
        raise NotAsDocumentedError(f"{name} {status}: {problems[:5]}")


@cache
def _validator(name: str, status: int, media_type: str) -> Draft202012Validator:
    for operations in DOCUMENT["paths"].values():
        for operation in operations.values():
            if operation["operationId"] == name:
                schema = operation["responses"][str(status)]["content"][media_type]["schema"]
                whole = {**schema, "components": DOCUMENT["components"]}
                return Draft202012Validator(whole, validate_formats=True)
    raise KeyError(name)
