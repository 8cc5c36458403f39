"""Fixtures for the clients on the real wire."""

from __future__ import annotations

from tests.fixtures.language_model import model

__all__ = ["model"]
