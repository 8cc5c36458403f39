"""``Analysis.speechMetrics`` as it can be read."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import model_validator

from shared.domain.stored.base import OBJECTS, Stored, StoredQuote, StoredSpan, Texts


class StoredMetric(Stored):
    """One metric; without a value it was not measured, and ``reason`` may say why."""

    value: float | None = None
    unit: str = ""
    definition: str = ""
    reason: str | None = None
    verdict: str | None = None
    places: Annotated[tuple[StoredQuote, ...], OBJECTS] = ()
    detail: dict[str, Any] = {}


class StoredAnswerMetrics(Stored):
    """How one answer was spoken."""

    exchange: int = -1
    words: int | None = None
    duration_ms: int | None = None
    words_per_minute: float | None = None
    fillers: int | None = None
    hesitations: int | None = None
    hedges: int | None = None
    figures: int | None = None
    pauses: int | None = None
    response_latency_ms: int | None = None
    flags: Texts = ()


class StoredTimelinePoint(StoredSpan):
    """One stretch of speaking."""

    words: int | None = None
    words_per_minute: float | None = None
    fillers: int | None = None


class StoredSpeech(Stored):
    """``Analysis.speechMetrics``; ``metrics`` has every metric by its stored name."""

    words: int | None = None
    speaking_ms: int | None = None
    metrics: dict[str, StoredMetric] = {}
    answers: Annotated[tuple[StoredAnswerMetrics, ...], OBJECTS] = ()
    timeline: Annotated[tuple[StoredTimelinePoint, ...], OBJECTS] = ()

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, stored: Any) -> Any:
        if not isinstance(stored, dict):
            return {}
        metrics = {
            name: entry
            for name, entry in stored.items()
            if isinstance(entry, dict) and "value" in entry
        }
        return {**stored, "metrics": metrics}
