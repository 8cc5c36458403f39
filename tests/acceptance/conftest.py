"""Fixtures of the acceptance tests."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import pytest

from local.http_door import HttpDoor
from local.stack import Stack
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
