"""The queries on `PrepSession`, which is the web app's: read, and one guarded write."""

from __future__ import annotations

from typing import Any

from sqlalchemy import exists, func, literal, select, update
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import Session

from shared.db.column_types import CleanJson, version_after
from shared.db.models import PrepSession
from shared.domain.practice.practice_answers import FeedbackFor, fill_missing_feedback
from shared.errors import Conflict

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
    """Write `practiceAnswers` where nobody wrote them since ``read``; False otherwise.

    Where keys were added to answers, PostgreSQL adds them and nothing else is written: what the web
    app has stored stays to the byte, the last digit of its numbers too.

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
        .values(
            practice_answers=_written(read, answers),
            updated_at=version_after(PrepSession.updated_at),
        )
        .returning(PrepSession.id)
        .execution_options(synchronize_session=False)
    )
    return session.execute(query).first() is not None


def _written(read: PrepSession, answers: Any) -> Any:
    """The column with what is new in ``answers``; all of it where more than keys were added."""
    before = read.practice_answers
    same_length = isinstance(before, list) and len(before) == len(answers)
    pairs = list(zip(before, answers, strict=True)) if same_length else []
    added = all(
        new is old or (isinstance(old, dict) and isinstance(new, dict) and old.keys() <= new.keys())
        for old, new in pairs
    )
    if not pairs or not added:
        return answers
    column: Any = PrepSession.practice_answers
    for index, (old, new) in enumerate(pairs):
        for key in new if new is not old else ():
            if key not in old or new[key] is not old[key]:
                path: array[Any] = array([literal(str(index)), literal(key)])
                column = func.jsonb_set(column, path, literal(new[key], CleanJson()))
    return column


def fill_feedback(
    session: Session, prep_session_id: str, user_id: str, feedback_for: FeedbackFor
) -> int:
    """Add the feedback that practised answers lack; how many got some.

    Where somebody else writes in between, what they wrote is read and filled anew.

    Raises:
        Conflict: somebody else wrote in between five times.
    """
    for _ in range(TRIES):
        read = get_owned(session, prep_session_id, user_id)
        if read is None:
            return 0
        answers, filled = fill_missing_feedback(read.practice_answers, feedback_for)
        if filled == 0 or write_answers(session, read, answers):
            return filled
    raise Conflict("The practice answers keep changing; please try again.")
