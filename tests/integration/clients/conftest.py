"""Fixtures for the clients on the real wire."""

from __future__ import annotations

from tests.fixtures.language_model import connect, model

__all__ = ["connect", "model"]
