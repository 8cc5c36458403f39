"""``Analysis.contentAnalysis`` as it can be read."""

from __future__ import annotations

from typing import Annotated

from shared.domain.stored.base import OBJECTS, Stored, StoredQuote, StoredSpan, Texts
from shared.domain.stored.prep import StoredPrepFeedback


class StoredStarPart(Stored):
    """One part of STAR in one answer."""

    part: str = ""
    present: bool = False
    quote: StoredQuote | None = None


class StoredLevel(Stored):
    """One dimension's level in one answer; None is "not shown"."""

    dimension: str = ""
    level: int | None = None
    anchor: str = ""
    quote: StoredQuote | None = None
    reason: str = ""


class StoredExchange(Stored):
    """One question, its answer, and how it was judged."""

    index: int = -1
    kind: str = ""
    question: str = ""
    answer_span: StoredSpan | None = None
    answer_words: int | None = None
    judged: bool = False
    reason: str | None = None
    score: float | None = None
    star_applies: bool = False
    star: Annotated[tuple[StoredStarPart, ...], OBJECTS] = ()
    levels: Annotated[tuple[StoredLevel, ...], OBJECTS] = ()
    strengths: Texts = ()
    missing: Texts = ()
    stronger_version: str | None = None


class StoredStar(Stored):
    """STAR over all answers where it applies; shares from 0 to 1."""

    score: float | None = None
    parts: dict[str, float] = {}
    answers: int = 0


class StoredDimension(Stored):
    """One dimension over all answers."""

    level: float | None = None
    answers: int = 0


class StoredRecommendation(Stored):
    """One thing to do differently, and the exchange it is about."""

    text: str = ""
    exchange: int | None = None


class StoredScorePart(Stored):
    """One part of the score, from 0 to 1; None was not measured."""

    name: str = ""
    weight: float = 0.0
    value: float | None = None
    reason: str | None = None


class StoredScore(Stored):
    """What the score is made of."""

    formula: str | None = None
    measured: bool = True
    """False where no answer was judged: then there is no score."""
    parts: Annotated[tuple[StoredScorePart, ...], OBJECTS] = ()


class StoredSpread(Stored):
    """The scores of repeated judgements."""

    runs: int = 0
    scores: tuple[float, ...] = ()


class StoredContent(Stored):
    """``Analysis.contentAnalysis``."""

    star_method: StoredStar = StoredStar()
    dimensions: Annotated[dict[str, StoredDimension], OBJECTS] = {}
    exchanges: Annotated[tuple[StoredExchange, ...], OBJECTS] = ()
    strengths: Texts = ()
    recommendations: Annotated[tuple[StoredRecommendation, ...], OBJECTS] = ()
    score: StoredScore = StoredScore()
    spread: StoredSpread | None = None
    missing_sections: Texts = ()
    speakers_need_confirmation: bool = False
    prep_feedback: StoredPrepFeedback | None = None
