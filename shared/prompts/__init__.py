"""The prompts, as files that can be read and changed without code."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def prompt(name: str) -> str:
    """The text of one prompt."""
    return files(__name__).joinpath(f"{name}.md").read_text(encoding="utf-8").strip()
