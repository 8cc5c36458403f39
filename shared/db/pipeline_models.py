"""Schema `pipeline`: what only this backend needs; `public` never gets anything from us."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, Numeric, text
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.models import Base, Interview

SCHEMA = "pipeline"
INSTANT = TIMESTAMP(timezone=True)


class Processing(Base):
    """The work on one interview: its recording, its video, its deadlines, why it failed."""

    __tablename__ = "processing"
    __table_args__ = (
        Index("processing_next_check_at_idx", "next_check_at",
              postgresql_where=text("next_check_at IS NOT NULL")),
        {"schema": SCHEMA},
    )  # fmt: skip

    interview_id: Mapped[str] = mapped_column(
        ForeignKey(Interview.id, ondelete="CASCADE", onupdate="CASCADE"), primary_key=True
    )
    blob_name: Mapped[str | None] = mapped_column(unique=True)
    content_type: Mapped[str | None]
    declared_bytes: Mapped[int | None] = mapped_column(BigInteger)
    etag: Mapped[str | None]
    size_bytes: Mapped[int | None] = mapped_column(BigInteger)
    duration_ms: Mapped[int | None] = mapped_column(BigInteger)
    media_container: Mapped[str | None]
    audio_blob_name: Mapped[str | None]
    generation: Mapped[int] = mapped_column(server_default="1")
    submission_at: Mapped[datetime | None] = mapped_column(INSTANT)
    video_id: Mapped[str | None]
    job_description: Mapped[str | None]
    candidate_speakers: Mapped[list[int] | None] = mapped_column(JSONB(none_as_null=True))
    repeat: Mapped[int] = mapped_column(server_default="1")
    lease_until: Mapped[datetime | None] = mapped_column(INSTANT)
    lease_holder: Mapped[str | None]
    deadline_at: Mapped[datetime | None] = mapped_column(INSTANT)
    next_check_at: Mapped[datetime | None] = mapped_column(INSTANT)
    checks: Mapped[int] = mapped_column(server_default="0")
    failure_code: Mapped[str | None]
    failure_stage: Mapped[str | None]
    failure_retryable: Mapped[bool | None]
    stage_started_at: Mapped[datetime] = mapped_column(INSTANT, server_default=text("now()"))
    created_at: Mapped[datetime] = mapped_column(INSTANT, server_default=text("now()"))


class IdempotencyKey(Base):
    """A key that a client sent with a request, and the interview that the request made."""

    __tablename__ = "idempotency_key"
    __table_args__ = ({"schema": SCHEMA},)

    user_id: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request_hash: Mapped[str]
    interview_id: Mapped[str] = mapped_column(
        ForeignKey(Interview.id, ondelete="CASCADE", onupdate="CASCADE"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(INSTANT, server_default=text("now()"))


class Deletion(Base):
    """What is still stored elsewhere of an interview whose rows are gone."""

    __tablename__ = "deletion"
    __table_args__ = (
        Index("deletion_next_attempt_at_idx", "next_attempt_at",
              postgresql_where=text("finished_at IS NULL")),
        {"schema": SCHEMA},
    )  # fmt: skip

    interview_id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str]
    blob_names: Mapped[list[str]] = mapped_column(JSONB)
    external_ids: Mapped[list[str]] = mapped_column(JSONB)
    video_ids: Mapped[list[str]] = mapped_column(JSONB)
    requested_at: Mapped[datetime] = mapped_column(INSTANT, server_default=text("now()"))
    next_attempt_at: Mapped[datetime] = mapped_column(INSTANT, server_default=text("now()"))
    attempts: Mapped[int] = mapped_column(server_default="0")
    finished_at: Mapped[datetime | None] = mapped_column(INSTANT)
    last_error_code: Mapped[str | None]


class Usage(Base):
    """What was bought for an interview: minutes of transcription, tokens of a model."""

    __tablename__ = "usage"
    __table_args__ = ({"schema": SCHEMA},)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    interview_id: Mapped[str] = mapped_column(
        ForeignKey(Interview.id, ondelete="CASCADE", onupdate="CASCADE"), index=True
    )
    generation: Mapped[int]
    kind: Mapped[str]
    name: Mapped[str]
    input_tokens: Mapped[int | None] = mapped_column(BigInteger)
    output_tokens: Mapped[int | None] = mapped_column(BigInteger)
    media_ms: Mapped[int | None] = mapped_column(BigInteger)
    price_usd: Mapped[Decimal | None] = mapped_column(Numeric(12, 6))
    created_at: Mapped[datetime] = mapped_column(INSTANT, server_default=text("now()"))


class UserEvent(Base):
    """Something a user did that is counted against a limit."""

    __tablename__ = "user_event"
    __table_args__ = (
        Index("user_event_user_id_kind_occurred_at_idx", "user_id", "kind", "occurred_at"),
        {"schema": SCHEMA},
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    user_id: Mapped[str]
    kind: Mapped[str]
    occurred_at: Mapped[datetime] = mapped_column(INSTANT, server_default=text("now()"))


class CallPace(Base):
    """Until when the places for calls to a service are given away."""

    __tablename__ = "call_pace"
    __table_args__ = ({"schema": SCHEMA},)

    name: Mapped[str] = mapped_column(primary_key=True)
    free_at: Mapped[datetime] = mapped_column(INSTANT)


__all__ = ["CallPace", "Deletion", "IdempotencyKey", "Processing", "Usage", "UserEvent"]
