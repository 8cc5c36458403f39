"""Times as Video Indexer writes them, in milliseconds."""

from __future__ import annotations

import re

USUAL = re.compile(r"(\d{1,6}):([0-5]?\d):([0-5]?\d)(?:\.(\d{1,9}))?", re.ASCII)
ANY = re.compile(
    r"(?:(\d{1,6})\s*[.:]\s*)?(\d{1,6})\s*:\s*([0-5]?\d)\s*:\s*([0-5]?\d)(?:\.(\d{1,9}))?", re.ASCII
)
"""``[days.]hours:minutes:seconds[.fraction]``, with spaces as old documents have them."""
SECONDS_END = 1e9


def milliseconds(text: str) -> int | None:
    """An index's time as milliseconds, cut; None for what is no time."""
    match = USUAL.fullmatch(text)
    if match is not None:
        hours, minutes, seconds, fraction = match.groups()
        days = 0
    else:
        match = ANY.fullmatch(text.strip())
        if match is None:
            return None
        before, hours, minutes, seconds, fraction = match.groups()
        days = int(before or 0)
    whole = ((days * 24 + int(hours)) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * 1000 + (int(fraction[:3].ljust(3, "0")) if fraction else 0)


def milliseconds_of(value: str | float | None) -> int | None:
    """The same for a number, which is seconds; None for what cannot be one of a recording."""
    if isinstance(value, str):
        return milliseconds(value)
    return int(value * 1000) if value is not None and 0 <= value < SECONDS_END else None
