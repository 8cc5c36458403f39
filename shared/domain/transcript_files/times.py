"""Times as transcript files write them: ``1:02``, ``00:01:02.345``, ``10:12:01,5``."""

from __future__ import annotations

import re

STAMP = r"(?:\d{1,4}:)?\d{1,4}:\d{1,2}(?:[.,]\d{1,9})?"
"""Hours may be missing, or be more than two digits; comma or dot."""
LONGEST_MS = 100 * 3_600_000
"""No interview lasts a hundred hours."""

_PARTS = re.compile(r"(-)?(?:(\d{1,4}):)?(\d{1,4}):(\d{1,2})(?:[.,](\d{1,9}))?", re.ASCII)


def read_stamp(text: str) -> int | None:
    """Milliseconds, cut; 0 for a negative time, None for what is no time of an interview."""
    match = _PARTS.fullmatch(text.strip())
    if match is None:
        return None
    sign, hours, minutes, seconds, fraction = match.groups()
    thousandths = int((fraction or "").ljust(3, "0")[:3])
    whole = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    if whole * 1000 > LONGEST_MS:
        return None
    return 0 if sign else whole * 1000 + thousandths
