"""Idempotency keys: which interview a request with this key has made."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from shared.db.pipeline_models import IdempotencyKey


def find(session: Session, user_id: str, key: str) -> IdempotencyKey | None:
    """What was committed under the user's key."""
    query = select(IdempotencyKey).where(
        IdempotencyKey.user_id == user_id, IdempotencyKey.key == key
    )
    return session.scalars(query).one_or_none()


def reserve(session: Session, user_id: str, key: str, request_hash: str, interview_id: str) -> bool:
    """Take the key; False where another transaction has committed it first."""
    query = (
        insert(IdempotencyKey)
        .values(user_id=user_id, key=key, request_hash=request_hash, interview_id=interview_id)
        .on_conflict_do_nothing()
        .returning(IdempotencyKey.key)
    )
    return session.execute(query).first() is not None


def forget_older_than(session: Session, age: timedelta) -> None:
    """Delete keys that nobody will send again."""
    session.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < func.now() - age))
