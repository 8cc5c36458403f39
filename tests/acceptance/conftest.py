"""Fixtures of the acceptance tests."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from local.http_door import HttpDoor
from local.stack import Stack
from tests.acceptance import conformance
from tests.fixtures.stack import stack

__all__ = ["stack"]


@pytest.fixture
def user_id() -> str:
    """A candidate nobody has met before."""
    return f"candidate-{secrets.token_hex(4)}"


@pytest.fixture
def door(stack: Stack, user_id: str) -> Iterator[HttpDoor]:
    """The public door with that candidate signed in."""
    with HttpDoor(stack.base_url, lambda: stack.token(user_id)) as opened:
        yield opened


@pytest.fixture(autouse=True)
def every_answer_is_as_documented(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a test asks, and whatever it looks at: the answer matches the OpenAPI document."""
    ask = HttpDoor.request

    def request(door: HttpDoor, method: str, path: str, **arguments: Any) -> httpx2.Response:
        response = ask(door, method, path, **arguments)
        conformance.check(response)
        return response

    monkeypatch.setattr(HttpDoor, "request", request)
