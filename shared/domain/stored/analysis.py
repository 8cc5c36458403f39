"""A row of the table Analysis as it can be read."""

from __future__ import annotations

from typing import Annotated

from shared.domain.stored.base import OBJECTS, Stored, StoredSpan, Texts
from shared.domain.stored.content import StoredContent
from shared.domain.stored.speech import StoredSpeech


class StoredConfidence(Stored):
    """How confident the words sound, 0 to 1."""

    value: float | None = None
    basis: str = ""


class StoredSentimentPoint(StoredSpan):
    """The tone of one stretch, -1 to 1."""

    score: float | None = None


class StoredSentiment(Stored):
    """``Analysis.sentiment``."""

    overall: str = ""
    score: float | None = None
    source: str = ""
    confidence: StoredConfidence = StoredConfidence()
    timeline: Annotated[tuple[StoredSentimentPoint, ...], OBJECTS] = ()


class StoredAnalysis(Stored):
    """One row of the table Analysis."""

    speech_metrics: StoredSpeech = StoredSpeech()
    content_analysis: StoredContent = StoredContent()
    sentiment: StoredSentiment = StoredSentiment()
    overall_score: float | None = None
    recommendations: Texts = ()
    model_used: str = ""
