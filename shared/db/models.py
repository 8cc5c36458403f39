"""The four tables of the data model, column for column as Prisma makes them in `public`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Double, ForeignKey, Index, MetaData
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.db.column_types import CleanJson, CleanText, UtcMilliseconds


class Base(DeclarativeBase):
    """Every table of both schemas."""

    metadata = MetaData(schema="public")
    type_annotation_map = {datetime: UtcMilliseconds, str: CleanText}


class Interview(Base):
    """One interview; its work in progress stands in `pipeline.processing`."""

    __tablename__ = "Interview"
    __table_args__ = (Index("Interview_userId_idx", "userId"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column("userId")
    company: Mapped[str]
    job_title: Mapped[str] = mapped_column("jobTitle")
    interview_type: Mapped[str] = mapped_column("interviewType")
    notes: Mapped[str | None]
    status: Mapped[str]
    video_indexer_url: Mapped[str] = mapped_column("videoIndexerUrl")
    prep_session_id: Mapped[str | None] = mapped_column(
        "prepSessionId",
        ForeignKey("public.PrepSession.id", name="Interview_prepSessionId_fkey",
                   ondelete="SET NULL", onupdate="CASCADE"),
    )  # fmt: skip
    created_at: Mapped[datetime] = mapped_column("createdAt")
    updated_at: Mapped[datetime] = mapped_column("updatedAt")


class Transcription(Base):
    """What was said, one row an interview."""

    __tablename__ = "Transcription"
    __table_args__ = (Index("Transcription_interviewId_key", "interviewId", unique=True),)

    id: Mapped[str] = mapped_column(primary_key=True)
    interview_id: Mapped[str] = mapped_column(
        "interviewId",
        ForeignKey("public.Interview.id", name="Transcription_interviewId_fkey",
                   ondelete="RESTRICT", onupdate="CASCADE"),
    )  # fmt: skip
    text: Mapped[str]
    timestamps: Mapped[list[dict[str, Any]]] = mapped_column(CleanJson)
    speakers: Mapped[dict[str, Any] | list[Any] | None] = mapped_column(CleanJson)
    created_at: Mapped[datetime] = mapped_column("createdAt")


class Analysis(Base):
    """What came of it, one row an interview."""

    __tablename__ = "Analysis"
    __table_args__ = (Index("Analysis_interviewId_key", "interviewId", unique=True),)

    id: Mapped[str] = mapped_column(primary_key=True)
    interview_id: Mapped[str] = mapped_column(
        "interviewId",
        ForeignKey("public.Interview.id", name="Analysis_interviewId_fkey",
                   ondelete="RESTRICT", onupdate="CASCADE"),
    )  # fmt: skip
    speech_metrics: Mapped[dict[str, Any]] = mapped_column("speechMetrics", CleanJson)
    content_analysis: Mapped[dict[str, Any]] = mapped_column("contentAnalysis", CleanJson)
    sentiment: Mapped[dict[str, Any]] = mapped_column(CleanJson)
    overall_score: Mapped[float] = mapped_column("overallScore", Double)
    recommendations: Mapped[list[str]] = mapped_column(CleanJson)
    model_used: Mapped[str] = mapped_column("modelUsed")
    created_at: Mapped[datetime] = mapped_column("createdAt")


class PrepSession(Base):
    """What was practised; the web app's own."""

    __tablename__ = "PrepSession"
    __table_args__ = (Index("PrepSession_userId_idx", "userId"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column("userId")
    company: Mapped[str]
    job_title: Mapped[str] = mapped_column("jobTitle")
    questions: Mapped[Any] = mapped_column(JSONB)
    practice_answers: Mapped[Any] = mapped_column("practiceAnswers", CleanJson)
    created_at: Mapped[datetime] = mapped_column("createdAt")
    updated_at: Mapped[datetime] = mapped_column("updatedAt")
