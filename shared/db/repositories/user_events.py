"""What users did that is counted against a limit, right across instances."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from shared.db.column_types import clean_text
from shared.db.pipeline_models import UserEvent


def add(session: Session, user_id: str, kind: str) -> None:
    """Note that it was done just now."""
    session.add(UserEvent(user_id=user_id, kind=kind))
    session.flush()


def count_since(session: Session, user_id: str, kind: str, window: timedelta) -> int:
    """How often in the last ``window``, by the database's clock.

    Two requests of one user at once wait for each other, so that a limit holds.
    """
    session.execute(
        select(func.pg_advisory_xact_lock(func.hashtext(clean_text(f"{kind}:{user_id}"))))
    )
    query = select(func.count()).where(
        UserEvent.user_id == user_id,
        UserEvent.kind == kind,
        UserEvent.occurred_at > func.now() - window,
    )
    return session.scalar(query) or 0


def forget_user(session: Session, user_id: str) -> None:
    """Delete what is counted of a user who wants to be erased."""
    session.execute(delete(UserEvent).where(UserEvent.user_id == user_id))


def forget_older_than(session: Session, age: timedelta) -> None:
    """Delete what no limit looks at any more."""
    session.execute(delete(UserEvent).where(UserEvent.occurred_at < func.now() - age))
