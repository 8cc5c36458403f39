"""The assembled result: exactly the columns of `Analysis`, ready to be stored as JSON."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from shared.domain.conversation import ExchangeKind, Span, Value
from shared.domain.prep_feedback import PrepFeedback
from shared.domain.recommendations import Recommendation
from shared.domain.rubric import RUBRIC_VERSION, AnswerAssessment, Dimension, StarPart
from shared.domain.scoring import Score
from shared.domain.sentiment import Sentiment

SCHEMA_VERSION = "1.0"


class Missing(Value):
    """A section that could not be had, and why: a code of ours, never a vendor's text."""

    section: str
    """`answer`, `recommendations`, `prep_matching` or `practice_answer`."""
    exchange: int | None = None
    reason: str


class StarMethod(Value):
    """STAR over the whole interview."""

    value: float | None
    """Share of STAR parts shown, 0 to 1, in answers to which STAR applies; None without any."""
    unit: str = "share"
    answers: int
    """Answers to which STAR applies."""
    parts: dict[StarPart, int]
    """Part → in how many of those answers it is shown."""


class DimensionSummary(Value):
    """One rubric dimension over the whole interview."""

    value: float | None
    """Mean level, 1 to 5; None where it is shown nowhere."""
    unit: str = "level"
    answers: int
    """Answers in which it is shown."""


class ExchangeResult(Value):
    """One exchange with its judgement."""

    index: int
    kind: ExchangeKind
    question: str
    question_span: Span | None
    answer_span: Span | None
    answer_words: int
    score: float | None
    """This answer's own score, 0 to 100."""
    assessment: AnswerAssessment | None
    unavailable: str | None = None
    """Why an answer that should have been judged was not; None otherwise."""


class Analyser(Value):
    """Who judged."""

    kind: str
    """`model` or `rules`."""
    name: str
    rubric_version: str = RUBRIC_VERSION
    prompt_version: str | None = None


class ContentAnalysis(Value):
    """Stored in ``Analysis.contentAnalysis``."""

    schema_version: str = SCHEMA_VERSION
    analyser: Analyser
    star_method: StarMethod
    relevance: DimensionSummary
    dimensions: dict[Dimension, DimensionSummary]
    exchanges: tuple[ExchangeResult, ...]
    strengths: tuple[str, ...]
    recommendations: tuple[Recommendation, ...]
    """The detail behind ``Analysis.recommendations``, in the same order."""
    score: Score
    """How ``Analysis.overallScore`` came about."""
    prep_feedback: PrepFeedback | None = None
    missing: tuple[Missing, ...] = ()


class ModelUsage(Value):
    """What one model was asked and what it cost, over the whole analysis."""

    model: str
    calls: int
    input_tokens: int
    output_tokens: int


class AnalysisResult(Value):
    """One finished analysis."""

    speech_metrics: dict[str, Any]
    content_analysis: ContentAnalysis
    sentiment: Sentiment
    overall_score: float = Field(ge=0, le=100)
    recommendations: tuple[str, ...] = Field(max_length=5)
    model_used: str

    def columns(self) -> dict[str, Any]:
        """Keyword arguments for ``results.store_analysis``: snake_case names, JSON values."""
        return {
            "speech_metrics": self.speech_metrics,
            "content_analysis": self.content_analysis.model_dump(mode="json", by_alias=True),
            "sentiment": self.sentiment.model_dump(mode="json", by_alias=True),
            "overall_score": self.overall_score,
            "recommendations": list(self.recommendations),
            "model_used": self.model_used,
        }
