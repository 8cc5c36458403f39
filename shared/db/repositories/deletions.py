"""Deletions under way: what is still stored elsewhere of interviews whose rows are gone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import case, delete, func, null, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from shared.db.pipeline_models import Deletion

LONGEST_WAIT = timedelta(hours=1)

now = func.clock_timestamp


def add(
    session: Session,
    interview_id: str,
    *,
    user_id: str,
    blob_names: Sequence[str],
    external_ids: Sequence[str],
    video_ids: Sequence[str],
) -> None:
    """Note what has to be deleted elsewhere; a second note for the same interview is none."""
    query = insert(Deletion).values(
        interview_id=interview_id,
        user_id=user_id,
        blob_names=list(blob_names),
        external_ids=list(external_ids),
        video_ids=list(video_ids),
    )
    session.execute(query.on_conflict_do_nothing())


def get(session: Session, interview_id: str) -> Deletion | None:
    """The note for an interview."""
    query = select(Deletion).where(Deletion.interview_id == interview_id)
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def claim_due(session: Session, limit: int, *, hold_seconds: float) -> list[Deletion]:
    """Unfinished deletions that are due, oldest first; held from other sweeps."""
    query = (
        select(Deletion)
        .where(Deletion.finished_at.is_(None), Deletion.next_attempt_at < now())
        .order_by(Deletion.next_attempt_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    due = list(session.scalars(query))
    ids = [entry.interview_id for entry in due]
    session.execute(
        update(Deletion)
        .where(Deletion.interview_id.in_(ids))
        .values(next_attempt_at=now() + timedelta(seconds=hold_seconds))
        .execution_options(synchronize_session=False)
    )
    return due


def postpone(session: Session, interview_id: str, *, error_code: str) -> None:
    """Try again later, each time twice as late, up to an hour."""
    waited = timedelta(seconds=5) * func.power(2, func.least(Deletion.attempts, 12))
    session.execute(
        update(Deletion)
        .where(Deletion.interview_id == interview_id)
        .values(
            attempts=Deletion.attempts + 1,
            last_error_code=error_code,
            next_attempt_at=now() + func.least(waited, LONGEST_WAIT),
        )
        .execution_options(synchronize_session=False)
    )


def finish(session: Session, interview_id: str, *, afterlife: timedelta) -> bool:
    """Everything was deleted. Final (True) once nothing from before can bring anything back:
    ``afterlife`` after the request; until then one more look is due."""
    over = Deletion.requested_at + afterlife < now()
    query = (
        update(Deletion)
        .where(Deletion.interview_id == interview_id)
        .values(
            finished_at=case((over, now()), else_=null()),
            next_attempt_at=Deletion.requested_at + afterlife + timedelta(seconds=1),
        )
        .returning(Deletion.finished_at)
        .execution_options(synchronize_session=False)
    )
    return session.scalar(query) is not None


def forget_finished(session: Session, age: timedelta) -> None:
    """Delete notes of deletions that were finished longer ago than ``age``."""
    session.execute(delete(Deletion).where(Deletion.finished_at < now() - age))
