"""Every query on `Transcription` and `Analysis`."""

from __future__ import annotations

import math
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from shared.db.column_types import now_ms
from shared.db.cuid import new_cuid
from shared.db.models import Analysis, Transcription

TranscriptionRow = Transcription
AnalysisRow = Analysis


def store_transcription(
    session: Session,
    interview_id: str,
    *,
    text: str,
    timestamps: list[dict[str, Any]],
    speakers: dict[str, Any] | None,
) -> None:
    """Store the transcript; a second one for the same interview takes the place of the first."""
    values = {"text": text, "timestamps": timestamps, "speakers": speakers}
    query = insert(Transcription).values(
        id=new_cuid(), interview_id=interview_id, created_at=now_ms(), **values
    )
    session.execute(
        query.on_conflict_do_update(
            index_elements=[Transcription.interview_id],
            set_={name: query.excluded[name] for name in values},
        )
    )


def get_transcription(session: Session, interview_id: str) -> Transcription | None:
    """The stored transcript of an interview."""
    query = select(Transcription).where(Transcription.interview_id == interview_id)
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def set_speakers(session: Session, interview_id: str, speakers: dict[str, Any]) -> None:
    """New roles for the speakers of a stored transcript."""
    session.execute(
        update(Transcription)
        .where(Transcription.interview_id == interview_id)
        .values(speakers=speakers)
        .execution_options(synchronize_session=False)
    )


def store_analysis(
    session: Session,
    interview_id: str,
    *,
    speech_metrics: dict[str, Any],
    content_analysis: dict[str, Any],
    sentiment: dict[str, Any],
    overall_score: float,
    recommendations: list[str],
    model_used: str,
) -> None:
    """Store the analysis; a later one takes the place of the earlier.

    Raises:
        ValueError: the score is not a number; the column would take it, and the web app could not
            read the row any more.
    """
    if not math.isfinite(overall_score):
        raise ValueError("an overall score must be a finite number")
    query = insert(Analysis).values(
        id=new_cuid(),
        interview_id=interview_id,
        speech_metrics=speech_metrics,
        content_analysis=content_analysis,
        sentiment=sentiment,
        overall_score=overall_score,
        recommendations=recommendations,
        model_used=model_used,
        created_at=now_ms(),
    )
    columns = ("speechMetrics", "contentAnalysis", "sentiment", "overallScore",
               "recommendations", "modelUsed", "createdAt")  # fmt: skip
    session.execute(
        query.on_conflict_do_update(
            index_elements=[Analysis.interview_id],
            set_={name: query.excluded[name] for name in columns},
        )
    )


def get_analysis(session: Session, interview_id: str) -> Analysis | None:
    """The stored analysis of an interview."""
    query = select(Analysis).where(Analysis.interview_id == interview_id)
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()
