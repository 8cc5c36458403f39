"""Responses that carry what came of an interview; the JSON in them is what is stored."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from shared.contracts.base import Request, Response, Timestamp
from shared.contracts.interviews import Interview


class Transcription(Response):
    """What was said: the whole text, its lines, and who spoke."""

    interview_id: str
    text: str
    timestamps: list[dict[str, Any]]
    speakers: dict[str, Any] | list[Any] | None
    created_at: Timestamp


class Analysis(Response):
    """What was measured and judged; see the results' documentation for every key."""

    interview_id: str
    speech_metrics: dict[str, Any]
    content_analysis: dict[str, Any]
    sentiment: dict[str, Any]
    overall_score: float
    recommendations: list[str]
    model_used: str
    created_at: Timestamp


class InterviewWithResults(Interview):
    """An interview with what was asked for by ``include``; null where there is none (yet)."""

    transcription: Transcription | None = None
    analysis: Analysis | None = None


class ConfirmSpeakers(Request):
    """The speaker ids that are the candidate."""

    candidate_speaker_ids: Annotated[
        list[Annotated[int, Field(strict=True, ge=0, le=10_000)]],
        Field(min_length=1, max_length=20),
    ]
