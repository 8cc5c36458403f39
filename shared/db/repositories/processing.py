"""Every query on `pipeline.processing`; all times are the database's own clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.orm import Session

from shared.db.models import Interview
from shared.db.pipeline_models import Processing
from shared.domain.interview import UNDER_WAY, Status

POSTPONE_FIRST = timedelta(seconds=5)
POSTPONE_LONGEST = timedelta(minutes=10)

now = func.clock_timestamp


def add(
    session: Session,
    interview_id: str,
    *,
    blob_name: str | None,
    content_type: str | None,
    declared_bytes: int | None,
    job_description: str | None,
    deadline: timedelta,
    next_check: timedelta,
) -> None:
    """Insert the work on a new interview."""
    session.add(
        Processing(
            interview_id=interview_id,
            blob_name=blob_name,
            content_type=content_type,
            declared_bytes=declared_bytes,
            job_description=job_description,
            deadline_at=now() + deadline,
            next_check_at=now() + next_check,
        )
    )
    session.flush()


def claim_lease(session: Session, interview_id: str, seconds: float, holder: str = "") -> bool:
    """Take the lease for ``holder`` where nobody holds it (any more)."""
    free = or_(Processing.lease_until.is_(None), Processing.lease_until < now())
    until = now() + timedelta(seconds=seconds)
    return _update(session, interview_id, free, lease_until=until, lease_holder=holder)


def extend_lease(session: Session, interview_id: str, seconds: float, holder: str = "") -> bool:
    """Hold on to a lease; False where it was lost to somebody else."""
    held = and_(Processing.lease_until.is_not(None), Processing.lease_holder == holder)
    return _update(session, interview_id, held, lease_until=now() + timedelta(seconds=seconds))


def release_lease(session: Session, interview_id: str, holder: str = "") -> bool:
    """Give the lease back; somebody else's is left alone."""
    own = Processing.lease_holder == holder
    return _update(session, interview_id, own, lease_until=None, lease_holder=None)


def record_media(
    session: Session,
    interview_id: str,
    *,
    etag: str,
    size_bytes: int,
    duration_ms: int | None,
    media_container: str,
    audio_blob_name: str | None,
) -> bool:
    """What was found in the recording; False where the interview is gone."""
    return _update(
        session,
        interview_id,
        etag=etag,
        size_bytes=size_bytes,
        duration_ms=duration_ms,
        media_container=media_container,
        audio_blob_name=audio_blob_name,
    )


def record_duration(session: Session, interview_id: str, duration_ms: int) -> bool:
    """The recording's length as Video Indexer measured it, milliseconds."""
    return _update(session, interview_id, duration_ms=duration_ms)


def record_video(session: Session, interview_id: str, generation: int, video_id: str) -> bool:
    """The video of this generation; False where the interview is gone or a later one began."""
    same = Processing.generation == generation
    return _update(session, interview_id, same, video_id=video_id)


def begin_submission(session: Session, interview_id: str, *, again_after: timedelta) -> bool:
    """Note that the recording is handed over now; False while an earlier try may still have got
    through, which is ``again_after`` long."""
    earlier = Processing.submission_at
    free = or_(earlier.is_(None), earlier < now() - again_after)
    return _update(session, interview_id, free, submission_at=now())


def answer_was_lost(session: Session, interview_id: str) -> bool:
    """Whether the recording was accepted is not known; until when it may be is counted from now."""
    return _update(session, interview_id, submission_at=now())


def forget_submission(session: Session, interview_id: str) -> bool:
    """The recording was certainly not accepted."""
    return _update(session, interview_id, submission_at=None)


def begin_stage(
    session: Session, interview_id: str, *, deadline: timedelta | None, next_check: timedelta
) -> bool:
    """A new step begins; ``deadline`` None keeps the one that stands."""
    values: dict[str, Any] = {
        "stage_started_at": now(),
        "next_check_at": now() + next_check,
        "failure_code": None,
        "failure_stage": None,
        "failure_retryable": None,
    }
    if deadline is not None:
        values |= {"deadline_at": now() + deadline, "checks": 0}
    return _update(session, interview_id, **values)


def schedule_check(session: Session, interview_id: str, delay: timedelta) -> bool:
    """Have the sweep look at the interview after ``delay``."""
    return _update(session, interview_id, next_check_at=now() + delay)


def postpone(session: Session, interview_id: str, *, at_least: float | None = None) -> bool:
    """Look again later, each time twice as late, ten minutes at most; ``at_least`` in seconds.

    False where the interview is gone or has ended: who was held up for long must not have the sweep
    take up again what others have ended. Its row is locked first, so that a commit under way that
    ends it is waited for.
    """
    going_on = (
        select(Interview.id)
        .where(Interview.id == interview_id, Interview.status.in_([str(one) for one in UNDER_WAY]))
        .with_for_update(read=True)
    )
    if session.execute(going_on).first() is None:
        return False
    waited = POSTPONE_FIRST * func.power(2, func.least(Processing.checks, 10))
    delay = func.least(waited, POSTPONE_LONGEST)
    if at_least is not None:
        delay = func.greatest(delay, timedelta(seconds=at_least))
    return _update(session, interview_id, next_check_at=now() + delay, checks=Processing.checks + 1)


def finish(session: Session, interview_id: str) -> bool:
    """Nothing is to be watched any more."""
    return _update(session, interview_id, deadline_at=None, next_check_at=None, repeat=1)


def record_failure(
    session: Session,
    interview_id: str,
    *,
    code: str,
    stage: Status,
    retryable: bool,
    look_again: timedelta | None,
) -> bool:
    """Why it failed; with ``look_again`` the sweep tries again by itself, until the deadline."""
    return _update(
        session,
        interview_id,
        failure_code=code,
        failure_stage=str(stage),
        failure_retryable=retryable,
        next_check_at=None if look_again is None else now() + look_again,
        checks=Processing.checks + 1,
    )


def next_generation(session: Session, interview_id: str) -> bool:
    """Begin a new video for the same recording; callbacks of the old one mean nothing now."""
    return _update(
        session,
        interview_id,
        generation=Processing.generation + 1,
        video_id=None,
        submission_at=None,
    )


def ask_repeat(session: Session, interview_id: str, repeat: int) -> bool:
    """How often the model shall judge each answer in the next analysis."""
    return _update(session, interview_id, repeat=repeat)


def set_candidate_speakers(session: Session, interview_id: str, ids: Sequence[int]) -> bool:
    """The speaker ids that the user says are the candidate."""
    return _update(session, interview_id, candidate_speakers=list(ids))


def is_overdue(session: Session, interview_id: str) -> bool:
    """Whether the deadline of the step has passed."""
    query = select(Processing.deadline_at < now()).where(Processing.interview_id == interview_id)
    return bool(session.scalar(query))


def give_last_look(session: Session, interview_id: str, code: str, lasting: timedelta) -> bool:
    """A new deadline for a step that has passed its own, once; False where it had it already.

    Args:
        code: why it fails where the last look finds nothing; it marks that it was given.
    """
    never = Processing.failure_code.is_(None)
    return _update(session, interview_id, never, failure_code=code, deadline_at=now() + lasting)


def stage_is_older(session: Session, interview_id: str, age: timedelta) -> bool:
    """Whether the step began longer ago than this."""
    older = Processing.stage_started_at < now() - age
    return bool(session.scalar(select(older).where(Processing.interview_id == interview_id)))


def claim_due(session: Session, limit: int, hold_seconds: float) -> list[str]:
    """Ids of what is due, oldest first; held so that no other sweep takes the same."""
    free = or_(Processing.lease_until.is_(None), Processing.lease_until < now())
    due = (
        select(Processing.interview_id)
        .where(and_(Processing.next_check_at < now(), free))
        .order_by(Processing.next_check_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = list(session.scalars(due))
    if ids:
        session.execute(
            update(Processing)
            .where(Processing.interview_id.in_(ids))
            .values(next_check_at=now() + timedelta(seconds=hold_seconds))
            .execution_options(synchronize_session=False)
        )
    return ids


def _update(session: Session, interview_id: str, *guards: Any, **values: Any) -> bool:
    query = (
        update(Processing)
        .where(Processing.interview_id == interview_id, *guards)
        .values(**values)
        .returning(Processing.interview_id)
        .execution_options(synchronize_session=False)
    )
    return session.execute(query).first() is not None
