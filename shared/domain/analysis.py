"""The finished analysis in the shape that is stored; the keys are the data model's and the web
app's, everything beyond them is additive and versioned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from statistics import fmean
from typing import Any

from shared.domain.content.recommendations import Recommendation
from shared.domain.content.rubric import Assessment, Dimension, Level, StarEvidence, StarPart
from shared.domain.content.scoring import Score, answer_score
from shared.domain.conversation import Exchange, Span, Value
from shared.domain.practice.prep_feedback import PrepFeedback
from shared.domain.speech.measure import SpeechMetrics
from shared.domain.tone.sentiment import Sentiment

WEAKEST = 3


class StarSummary(Value):
    """STAR over all answers where it applies; shares from 0 to 1, None where it never applies."""

    score: float | None
    parts: dict[StarPart, float]
    answers: int


class DimensionSummary(Value):
    """One dimension over all answers: mean level 1 to 5, None where it was never shown."""

    level: float | None
    answers: int


class ExchangeAnalysis(Value):
    """One question, its answer, and how it was judged; ``judged`` is False for small talk."""

    index: int
    kind: str
    question: str
    question_span: Span | None
    answer_span: Span | None
    answer_words: int
    judged: bool
    reason: str | None = None
    """Why an answer that should have been judged was not."""
    score: float | None = None
    star_applies: bool = False
    star: tuple[StarEvidence, ...] = ()
    levels: tuple[Level, ...] = ()
    strengths: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    stronger_version: str | None = None


class Spread(Value):
    """The scores of repeated judgements of the same transcript by the same model."""

    runs: int
    scores: tuple[float, ...]
    range: float


class ContentAnalysis(Value):
    """Stored in ``Analysis.contentAnalysis``."""

    schema_version: str = "1.0"
    star_method: StarSummary
    relevance: DimensionSummary
    dimensions: dict[Dimension, DimensionSummary]
    exchanges: tuple[ExchangeAnalysis, ...]
    strengths: tuple[str, ...]
    recommendations: tuple[Recommendation, ...]
    score: Score
    spread: Spread | None = None
    missing_sections: tuple[str, ...] = ()
    """What could not be had from the model; empty where everything is there."""
    speakers_need_confirmation: bool = False
    prep_feedback: PrepFeedback | None = None


class Analysis(Value):
    """One row of the table Analysis."""

    speech_metrics: SpeechMetrics
    content_analysis: ContentAnalysis
    sentiment: Sentiment
    overall_score: float
    recommendations: tuple[str, ...]
    model_used: str


def summarise_star(assessments: Sequence[Assessment]) -> StarSummary:
    """How often each part of STAR was shown where STAR applies."""
    told = [entry for entry in assessments if entry.star_applies]
    shown = Counter[StarPart]()
    for entry in told:
        shown.update({evidence.part for evidence in entry.star if evidence.present})
    parts = {part: round(shown[part] / len(told), 3) if told else 0.0 for part in StarPart}
    score = round(fmean(parts.values()), 3) if told else None
    return StarSummary(score=score, parts=parts, answers=len(told))


def summarise_dimension(
    assessments: Sequence[Assessment], dimension: Dimension
) -> DimensionSummary:
    """The mean level in one dimension."""
    levels = [level for entry in assessments if (level := entry.level_of(dimension)) is not None]
    return DimensionSummary(level=round(fmean(levels), 2) if levels else None, answers=len(levels))


def describe(
    exchanges: Sequence[Exchange],
    assessments: Sequence[Assessment],
    failed: dict[int, str],
) -> tuple[ExchangeAnalysis, ...]:
    """Every exchange with its judgement; a stronger version for the three weakest only."""
    by_index = {entry.exchange: entry for entry in assessments}
    scores = {index: answer_score(entry) for index, entry in by_index.items()}
    weakest = set(sorted(scores, key=lambda index: (scores[index] or 0.0, index))[:WEAKEST])
    return tuple(
        _described(
            exchange,
            by_index.get(exchange.index),
            scores.get(exchange.index),
            failed,
            weak=exchange.index in weakest,
        )
        for exchange in exchanges
    )


def _described(
    exchange: Exchange,
    judged: Assessment | None,
    score: float | None,
    failed: dict[int, str],
    *,
    weak: bool,
) -> ExchangeAnalysis:
    shown: dict[str, Any] = {}
    if judged is not None:
        shown = {
            "score": score,
            "star_applies": judged.star_applies,
            "star": judged.star,
            "levels": judged.levels,
            "strengths": judged.strengths,
            "missing": judged.missing,
            "stronger_version": judged.stronger_version if weak else None,
        }
    return ExchangeAnalysis(
        index=exchange.index,
        kind=str(exchange.kind),
        question=exchange.question,
        question_span=exchange.question_span,
        answer_span=exchange.answer_span,
        answer_words=len(exchange.answer.split()),
        judged=judged is not None,
        reason=failed.get(exchange.index),
        **shown,
    )


def overall_strengths(assessments: Sequence[Assessment]) -> tuple[str, ...]:
    """What was good, each once, commonest first."""
    counts: dict[str, int] = {}
    for assessment in assessments:
        for strength in assessment.strengths:
            counts[strength] = counts.get(strength, 0) + 1
    return tuple(sorted(counts, key=lambda strength: -counts[strength])[:6])
