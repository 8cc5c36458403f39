"""One value of a document that anybody may have written: itself, or nothing; never an error."""

from __future__ import annotations

import re

LARGEST = 1e15
UNSTORABLE = re.compile("[\0\ud800-\udfff]")
"""What PostgreSQL does not store, and UTF-8 does not write."""


def text_of(value: object) -> str:
    """A text that can be stored; '' for anything else."""
    return UNSTORABLE.sub("", value) if isinstance(value, str) else ""


def number_of(value: object) -> float | None:
    """A number that means something; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    # A whole number in JSON may be larger than any float; NaN compares as false.
    return float(value) if -LARGEST < value < LARGEST else None


def identifier_of(value: object) -> int | None:
    """A small whole number, also as digits in a text; None for anything else."""
    if isinstance(value, str):
        return int(value) if value.isascii() and value.isdigit() and len(value) < 9 else None
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value < 10**9 else None


def within(value: float, least: float, most: float) -> float:
    """The value, or the bound that it is beyond."""
    return min(max(value, least), most)
