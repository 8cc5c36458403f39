"""What an interview's owner sees of it, made from what is stored."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from shared.contracts.interviews import Failure, Interview
from shared.db.repositories.interviews import InterviewRecord
from shared.domain.failures import explain
from shared.domain.interview import Status

STAGES: dict[Status, tuple[str, int]] = {
    Status.UPLOADING: ("waiting for the upload", 5),
    Status.UPLOADED: ("checking the recording", 15),
    Status.TRANSCRIBING: ("transcribing", 20),
    Status.ANALYZING: ("analysing", 75),
    Status.COMPLETED: ("finished", 100),
    Status.FAILED: ("failed", 100),
}
"""What to show for each status, and the percentage at which it begins."""

TRANSCRIPTION_SHARE = 0.5
"""Video Indexer with audio alone needs about half a recording's length; an estimate for waiting."""
ANALYSIS_TIME = timedelta(seconds=45)
UNKNOWN_LENGTH = timedelta(minutes=30)


def progress(record: InterviewRecord, now: datetime) -> tuple[str, int, datetime | None]:
    """Stage, percent and estimated completion; the percentage grows with time within a stage."""
    stage, percent = STAGES[record.status]
    work = record.processing
    begun = work.stage_started_at if work else None
    if (
        work is None
        or begun is None
        or record.status not in (Status.TRANSCRIBING, Status.ANALYZING)
    ):
        return stage, percent, None
    length = UNKNOWN_LENGTH
    if work.duration_ms is not None:
        length = timedelta(milliseconds=work.duration_ms)
    if record.status is Status.TRANSCRIBING:
        expected, ends_at, then = length * TRANSCRIPTION_SHARE, 75, ANALYSIS_TIME
    else:
        expected, ends_at, then = ANALYSIS_TIME, 99, timedelta(0)
    spent = max(now - begun, timedelta(0))
    share = spent / (spent + expected) if spent + expected else 0.0
    remaining = max(expected - spent, timedelta(seconds=5)) + then
    return stage, percent + int(share * (ends_at - percent)), now + remaining


def failure_of(code: str | None, *, retryable: bool | None) -> Failure:
    """The failure as it is shown; rows that the web app failed itself carry no code."""
    reason = explain(code or "")
    return Failure(
        code=code or "unknown",
        message=reason.message,
        retryable=reason.retryable if retryable is None else retryable,
    )


def interview_view(record: InterviewRecord, now: datetime | None = None) -> Interview:
    """The interview as its owner sees it."""
    stage, percent, completion = progress(record, now or datetime.now(UTC))
    work = record.processing
    failure = None
    if record.status is Status.FAILED:
        code = work.failure_code if work else None
        failure = failure_of(code, retryable=work.failure_retryable if work else None)
    return Interview(
        id=record.id,
        company=record.company,
        job_title=record.job_title,
        interview_type=record.interview_type,
        notes=record.notes,
        prep_session_id=record.prep_session_id,
        status=record.status,
        stage=stage,
        percent=percent,
        estimated_completion=completion,
        failure=failure,
        created_at=record.created_at,
        updated_at=record.updated_at,
    )


def entity_tag(body: str) -> str:
    """The ETag of a representation: it changes exactly when the representation does."""
    return f'"{hashlib.sha256(body.encode()).hexdigest()[:32]}"'
