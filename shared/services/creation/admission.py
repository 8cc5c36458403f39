"""Who may begin another interview: limits counted in the database, and whose practice it is."""

from __future__ import annotations

from datetime import timedelta

from shared.contracts.interviews import NewInterview
from shared.db.engine import Session
from shared.db.repositories import interviews, prep_sessions, user_events
from shared.domain.interview import Status
from shared.errors import InvalidInput, LimitReached


def insert_admitted(
    session: Session,
    interview_id: str,
    user_id: str,
    wanted: NewInterview,
    status: Status,
    *,
    per_day_max: int,
    under_way_max: int,
) -> None:
    """Count one more interview of the user's, made in whichever way, and insert its row.

    Raises:
        LimitReached: too many in a day, or under way.
        InvalidInput: the prep session is not the user's.
    """
    # First, because it takes the user's lock: of two at once only one is counting.
    count(session, user_id, "create", per_day_max, hours=24)
    if interviews.count_under_way(session, user_id) >= under_way_max:
        raise LimitReached("Too many interviews are under way already.", retry_after=60)
    practised = wanted.prep_session_id
    if practised is not None and not prep_sessions.is_owned(session, practised, user_id):
        raise InvalidInput(
            "The prep session is not valid.", {"prepSessionId": "is not a prep session of yours"}
        )
    interviews.add(
        session,
        interview_id=interview_id,
        user_id=user_id,
        company=wanted.company,
        job_title=wanted.job_title,
        interview_type=wanted.interview_type,
        notes=wanted.notes,
        prep_session_id=practised,
        status=status,
    )


def count(session: Session, user_id: str, kind: str, limit: int, *, hours: int) -> None:
    """Note one use of ``kind``, of which ``limit`` are allowed in so many hours.

    Raises:
        LimitReached: there were as many already.
    """
    if user_events.count_since(session, user_id, kind, timedelta(hours=hours)) >= limit:
        raise LimitReached("Too many requests of this kind.", retry_after=hours * 3600 // 4)
    user_events.add(session, user_id, kind)
