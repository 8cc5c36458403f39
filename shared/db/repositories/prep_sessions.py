"""The queries on `PrepSession`, which is the web app's: read, and one guarded write."""

from __future__ import annotations

from typing import Any

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from shared.db.column_types import version_after
from shared.db.models import PrepSession
from shared.domain.practice_answers import FeedbackFor, fill_missing_feedback

TRIES = 5


def is_owned(session: Session, prep_session_id: str, user_id: str) -> bool:
    """Whether there is such a prep session, and it is the user's."""
    query = exists().where(PrepSession.id == prep_session_id, PrepSession.user_id == user_id)
    return bool(session.scalar(select(query)))


def get_owned(session: Session, prep_session_id: str, user_id: str) -> PrepSession | None:
    """One prep session of the user's, as it stands now."""
    query = select(PrepSession).where(
        PrepSession.id == prep_session_id, PrepSession.user_id == user_id
    )
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def write_answers(session: Session, read: PrepSession, answers: Any) -> bool:
    """Replace `practiceAnswers` where nobody wrote them since ``read``; False otherwise.

    The answers themselves are compared too: ``updatedAt`` comes from the web app's clock, and two
    of its writes may share a millisecond.
    """
    query = (
        update(PrepSession)
        .where(
            PrepSession.id == read.id,
            PrepSession.updated_at == read.updated_at,
            PrepSession.practice_answers == read.practice_answers,
        )
        .values(practice_answers=answers, updated_at=version_after(PrepSession.updated_at))
        .returning(PrepSession.id)
        .execution_options(synchronize_session=False)
    )
    return session.execute(query).first() is not None


def fill_feedback(
    session: Session, prep_session_id: str, user_id: str, feedback_for: FeedbackFor
) -> int:
    """Add the feedback that practised answers lack; how many got some.

    Where somebody else writes in between, what they wrote is read and filled anew. After five
    tries it is left: the same feedback stands in the analysis.
    """
    for _ in range(TRIES):
        read = get_owned(session, prep_session_id, user_id)
        if read is None:
            return 0
        answers, filled = fill_missing_feedback(read.practice_answers, feedback_for)
        if filled == 0 or write_answers(session, read, answers):
            return filled
    return 0
