"""What a user's interviews measured, over time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, type_coerce
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import InstrumentedAttribute, Session

from shared.db.models import Analysis, Interview
from shared.domain.interview import Status


@dataclass(frozen=True, slots=True)
class AnalysedInterview:
    """One interview with a few values out of its analysis, as they are stored: of any kind."""

    interview_id: str
    company: str
    job_title: str
    interview_type: str
    interviewed_at: datetime
    overall_score: float
    words_per_minute: Any
    fillers_per_100_words: Any
    star_share: Any
    formula: Any
    score_measured: Any
    model_used: str


def _inside(column: InstrumentedAttribute[dict[str, Any]], *path: str) -> ColumnElement[Any]:
    """One value out of a JSON column, so that the rest of it stays in the database."""
    return type_coerce(column, JSONB)[path]


def analysed_interviews(
    session: Session,
    user_id: str,
    *,
    limit: int,
    company: str | None = None,
    interview_type: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[AnalysedInterview]:
    """The user's latest completed interviews, oldest first, in one statement.

    Args:
        since: only those created then or later; ``until``: then or earlier.
    """
    query = (
        select(
            Interview.id,
            Interview.company,
            Interview.job_title,
            Interview.interview_type,
            Interview.created_at,
            Analysis.overall_score,
            _inside(Analysis.speech_metrics, "speakingPace", "value"),
            _inside(Analysis.speech_metrics, "fillerWords", "value"),
            _inside(Analysis.content_analysis, "starMethod", "score"),
            _inside(Analysis.content_analysis, "score", "formula"),
            _inside(Analysis.content_analysis, "score", "measured"),
            Analysis.model_used,
        )
        .join(Analysis, Analysis.interview_id == Interview.id)
        .where(Interview.user_id == user_id, Interview.status == str(Status.COMPLETED))
        .order_by(Interview.created_at.desc(), Interview.id.desc())
        .limit(limit)
    )
    if company is not None:
        query = query.where(Interview.company == company)
    if interview_type is not None:
        query = query.where(Interview.interview_type == interview_type)
    if since is not None:
        query = query.where(Interview.created_at >= since)
    if until is not None:
        query = query.where(Interview.created_at <= until)
    return [AnalysedInterview(*row) for row in reversed(session.execute(query).all())]
