"""Times as Video Indexer writes them, in milliseconds."""

from __future__ import annotations

import re

ANY = re.compile(
    r"(?:(\d{1,6})\s*[.:]\s*)?(\d{1,6})\s*:\s*([0-5]?\d)\s*:\s*([0-5]?\d)(?:\.(\d{1,9}))?", re.ASCII
)
"""``[days.]hours:minutes:seconds[.fraction]``, with spaces as old documents have them."""
SECONDS_END = 1e9


SIXTY = {digits: value for value in range(60) for digits in {str(value), f"{value:02}"}}
THOUSANDTHS: dict[str, int] = {
    f"{value:0{digits}}": value * 10 ** (3 - digits)
    for digits in (1, 2, 3)
    for value in range(10**digits)
} | {"": 0}
"""Looked up, since there are thousands of times in an index."""


def milliseconds(text: str) -> int | None:
    """An index's time as milliseconds, cut; None for what is no time."""
    try:
        hours, minutes, rest = text.split(":")
        seconds, _, fraction = rest.partition(".")
        return (
            SIXTY[hours] * 3_600_000
            + SIXTY[minutes] * 60_000
            + SIXTY[seconds] * 1000
            + THOUSANDTHS[fraction]
        )
    except (KeyError, ValueError):
        return _unusual(text)


def _unusual(text: str) -> int | None:
    match = ANY.fullmatch(text.strip())
    if match is None:
        return None
    days, hours, minutes, seconds, fraction = match.groups()
    whole = ((int(days or 0) * 24 + int(hours)) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * 1000 + (int(fraction[:3].ljust(3, "0")) if fraction else 0)


def milliseconds_of(value: str | float | None) -> int | None:
    """The same for a number, which is seconds; None for what cannot be one of a recording."""
    if isinstance(value, str):
        return milliseconds(value)
    return int(value * 1000) if value is not None and 0 <= value < SECONDS_END else None
