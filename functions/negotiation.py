"""Which representation a request's Accept header wants (RFC 9110, 12.5.1)."""

from __future__ import annotations

from collections.abc import Mapping

from shared.errors import NotAcceptable


def negotiated(header: str | None, kinds: Mapping[str, str]) -> str:
    """The kind of the media type that is wanted most; of equals, the one named first.

    Args:
        kinds: media type → the name of our representation, the usual one first.

    Raises:
        NotAcceptable: none of them is wanted.
    """
    ranges = _ranges(header or "*/*")
    matches = [(*_match(media_type, ranges), kind) for media_type, kind in kinds.items()]
    quality, _, kind = min(matches, key=lambda match: (-match[0], match[1]))
    if quality <= 0:
        raise NotAcceptable(f"Accept must be one of {', '.join(kinds)}.")
    return kind


def _ranges(header: str) -> dict[str, float]:
    """Media range → its quality, in the order of the header."""
    ranges: dict[str, float] = {}
    for part in header.split(","):
        media_range, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            if parameter.startswith("q="):
                try:
                    quality = float(parameter[2:])
                except ValueError:
                    quality = 0.0
        ranges[media_range] = quality if 0 <= quality <= 1 else 0.0
    return ranges


def _match(media_type: str, ranges: Mapping[str, float]) -> tuple[float, int]:
    """Quality and position of the range that says most: the type, ``text/*``, or ``*/*``."""
    whole = f"{media_type.partition('/')[0]}/*"
    for name in (media_type, whole, "*/*"):
        if name in ranges:
            return ranges[name], list(ranges).index(name)
    return 0.0, len(ranges)
