"""What a measured metric looks like."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

from pydantic import TypeAdapter

from shared.domain.conversation import Value
from shared.domain.speech.spoken import Spoken

PLACES_MAX = 50
TEXT_MAX = 120
NO_TIMING = "the transcript has no times"
NO_WORDS = "the candidate says nothing"
NO_LENGTH = "the lines have no length in time"


class Place(Value):
    """Where in the recording something happened; ``line`` is a position in the transcript."""

    line: int
    start: int | None
    end: int | None
    text: str
    """The words it is about, a few of them."""


class Metric(Value):
    """One number with its unit and meaning; ``value`` is None exactly where it is unmeasurable."""

    value: float | None
    unit: str
    definition: str
    measurable: bool = True
    reason: str | None = None
    """Why it could not be measured, or why there is no verdict."""
    verdict: str | None = None
    """`low`, `ok` or `high` against the norm; None where nothing is to be said."""
    places: tuple[Place, ...] = ()
    detail: dict[str, Any] = {}


def unmeasurable(unit: str, definition: str, reason: str) -> Metric:
    """The metric that says why there is no number."""
    return Metric(value=None, unit=unit, definition=definition, measurable=False, reason=reason)


PLACES = TypeAdapter(tuple[Place, ...])


def places_of(found: Iterable[tuple[Spoken, str]]) -> tuple[Place, ...]:
    """As many places of what was found as are stored; made by one call, in a third of the time."""
    return PLACES.validate_python(
        [
            {
                "line": spoken.number,
                "start": spoken.line.start,
                "end": spoken.line.end,
                "text": text[:TEXT_MAX],
            }
            for spoken, text in islice(found, PLACES_MAX)
        ]
    )


def first(places: Iterable[Place]) -> tuple[Place, ...]:
    """As many places as are stored."""
    return tuple(islice(places, PLACES_MAX))
