"""Responses that carry what came of an interview; the JSON in them is what is stored."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import ConfigDict, Field

from shared.contracts.base import WHOLE, Request, Response, Timestamp
from shared.contracts.interviews import Interview
from shared.contracts.shapes import ShapedLike
from shared.domain.analysis import ContentAnalysis
from shared.domain.conversation import Line, Speakers
from shared.domain.speech.measure import SpeechMetrics
from shared.domain.tone.sentiment import Sentiment


class Transcription(Response):
    """What was said: the whole text, its lines, and who spoke."""

    interview_id: str
    text: str
    timestamps: Annotated[list[dict[str, Any]], ShapedLike(Line, many=True)]
    speakers: Annotated[dict[str, Any] | list[Any], ShapedLike(Speakers)] | None
    created_at: Timestamp


class Analysis(Response):
    """What was measured and judged; see the results' documentation for every key."""

    interview_id: str
    speech_metrics: Annotated[dict[str, Any], ShapedLike(SpeechMetrics)]
    content_analysis: Annotated[dict[str, Any], ShapedLike(ContentAnalysis)]
    sentiment: Annotated[dict[str, Any], ShapedLike(Sentiment)]
    overall_score: float
    recommendations: list[str]
    model_used: str
    created_at: Timestamp


class InterviewWithResults(Interview):
    """An interview with what was asked for by ``include``; null where there is none (yet).

    What was not asked for is left out.
    """

    model_config = ConfigDict(json_schema_serialization_defaults_required=False)

    transcription: Transcription | None = None
    analysis: Analysis | None = None
    speech_metrics: Annotated[dict[str, Any], ShapedLike(SpeechMetrics)] | None = None
    """Measured from the transcript where the analysis failed: no model is needed for it."""


class ConfirmSpeakers(Request):
    """The speaker ids that are the candidate."""

    candidate_speaker_ids: Annotated[
        list[Annotated[int, Field(strict=True, ge=0, le=10_000), WHOLE]],
        Field(min_length=1, max_length=20),
    ]
