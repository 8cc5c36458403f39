"""What was bought for which interview."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shared.db.models import Interview
from shared.db.pipeline_models import Usage


def add(
    session: Session,
    interview_id: str,
    *,
    generation: int,
    kind: str,
    name: str,
    input_tokens: int | None = None,
    output_tokens: int | None = None,
    media_ms: int | None = None,
    price_usd: Decimal | None = None,
) -> None:
    """Note one purchase. ``kind`` is `transcription` or `model`, ``name`` the preset or model."""
    session.add(
        Usage(
            interview_id=interview_id,
            generation=generation,
            kind=kind,
            name=name,
            input_tokens=input_tokens,
            output_tokens=output_tokens,
            media_ms=media_ms,
            price_usd=price_usd,
        )
    )
    session.flush()


def model_tokens_since(session: Session, interview_id: str, age: timedelta) -> int:
    """Tokens, in and out, that models took for an interview in the last ``age``."""
    tokens = func.coalesce(Usage.input_tokens, 0) + func.coalesce(Usage.output_tokens, 0)
    query = select(func.coalesce(func.sum(tokens), 0)).where(
        Usage.interview_id == interview_id,
        Usage.kind == "model",
        Usage.created_at >= func.now() - age,
    )
    return int(session.scalar(query) or 0)


def media_ms_this_month(session: Session, user_id: str) -> int:
    """Milliseconds of recordings transcribed for the user in this calendar month (UTC)."""
    month = func.date_trunc("month", func.now(), "UTC")
    query = (
        select(func.coalesce(func.sum(Usage.media_ms), 0))
        .join(Interview, Interview.id == Usage.interview_id)
        .where(Interview.user_id == user_id, Usage.created_at >= month)
    )
    return int(session.scalar(query) or 0)
