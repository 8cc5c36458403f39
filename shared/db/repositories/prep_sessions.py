"""The queries on `PrepSession`, which is the web app's: read, and one guarded write."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from shared.db.column_types import now_ms
from shared.db.models import PrepSession


def is_owned(session: Session, prep_session_id: str, user_id: str) -> bool:
    """Whether there is such a prep session, and it is the user's."""
    query = exists().where(PrepSession.id == prep_session_id, PrepSession.user_id == user_id)
    return bool(session.scalar(select(query)))


def get_owned(session: Session, prep_session_id: str, user_id: str) -> PrepSession | None:
    """One prep session of the user's."""
    query = select(PrepSession).where(
        PrepSession.id == prep_session_id, PrepSession.user_id == user_id
    )
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def write_answers(
    session: Session, prep_session_id: str, answers: Any, *, if_updated_at: datetime
) -> bool:
    """Replace `practiceAnswers` where nobody wrote the row since it was read; False otherwise."""
    query = (
        update(PrepSession)
        .where(PrepSession.id == prep_session_id, PrepSession.updated_at == if_updated_at)
        .values(practice_answers=answers, updated_at=now_ms())
        .returning(PrepSession.id)
        .execution_options(synchronize_session=False)
    )
    return session.execute(query).first() is not None
