"""End an interview as `failed`, once, with a reason that is true."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from shared.db.engine import Session
from shared.db.repositories import interviews, processing
from shared.domain.failures import explain
from shared.domain.interview import Status
from shared.observability import log


def fail(
    session: Session,
    interview_id: str,
    reason: str,
    *,
    stage: Status,
    from_: Collection[Status] | None = None,
    look_again: timedelta | None = None,
) -> bool:
    """One guarded step to `failed`; False where somebody else has moved the interview on.

    Args:
        stage: the step that failed, from which a retry goes on.
        from_: the statuses this may come from; the failed stage alone where it is left out.
        look_again: when the sweep tries again by itself; never, where it is left out.
    """
    moved = interviews.advance(
        session, interview_id, to=Status.FAILED, from_=from_ or frozenset({stage})
    )
    if moved:
        processing.record_failure(
            session,
            interview_id,
            code=reason,
            stage=stage,
            retryable=explain(reason).retryable,
            look_again=look_again,
        )
        log("interview_failed", reason=reason, stage=str(stage))
    return moved
