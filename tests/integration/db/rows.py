"""Rows as the backend and the web app write them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from shared.db.cuid import new_cuid
from shared.db.repositories import interviews, processing, results
from shared.db.repositories.interviews import InterviewRecord
from shared.domain.interview import Status
from tests.fixtures.prisma import PrismaClient


def add_interview(
    session: Session,
    *,
    user_id: str = "anna",
    status: Status = Status.UPLOADING,
    prep_session_id: str | None = None,
    **changes: Any,
) -> str:
    """An interview and the work on it, as POST /interviews leaves them; its id."""
    interview_id = new_cuid()
    given = {"company": "Acme", "job_title": "Engineer", "interview_type": "technical"}
    interviews.add(
        session,
        interview_id=interview_id,
        user_id=user_id,
        **{**given, "notes": None, **changes},
        prep_session_id=prep_session_id,
        status=status,
    )
    processing.add(
        session,
        interview_id,
        blob_name=f"{interview_id}/recording.mp4",
        content_type="video/mp4",
        declared_bytes=1000,
        job_description=None,
        deadline=timedelta(hours=1),
        next_check=timedelta(minutes=3),
    )
    return interview_id


def add_transcription(session: Session, interview_id: str, said: str = "Hello.") -> None:
    """A transcript of one line."""
    line = {"start": 0, "end": 900, "text": said, "speakerId": 1, "confidence": 0.93}
    results.store_transcription(session, interview_id, text=said, timestamps=[line], speakers=None)


def add_analysis(session: Session, interview_id: str, **changes: Any) -> None:
    """A small analysis."""
    values: dict[str, Any] = {
        "speech_metrics": {"fillerWords": {"value": 2.5}},
        "content_analysis": {"starMethod": {"score": 60}},
        "sentiment": {"overall": "positive"},
        "overall_score": 71.5,
        "recommendations": ["Pause instead of saying um."],
        "model_used": "rules/1",
    }
    results.store_analysis(session, interview_id, **{**values, **changes})


def create_prep_session(client: PrismaClient, answers: Any) -> Any:
    """What somebody practised, written by the web app."""
    data = {"userId": "anna", "company": "Acme", "jobTitle": "Engineer", "questions": ["Why us?"]}
    return client.call("prepSession", "create", data={**data, "practiceAnswers": answers})


def backdate(session: Session, column: str, table: str, age: timedelta) -> None:
    """Make every row older."""
    session.execute(text(f"UPDATE {table} SET {column} = {column} - :age"), {"age": age})


def record_of(session: Session, interview_id: str) -> InterviewRecord:
    """An interview that is there."""
    record = interviews.get(session, interview_id)
    assert record is not None
    return record
