"""The work on interviews, idempotency keys, deletions under way."""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None

STATEMENTS = (
    """
CREATE TABLE pipeline.processing (
    interview_id TEXT NOT NULL PRIMARY KEY,
    blob_name TEXT UNIQUE,
    content_type TEXT,
    declared_bytes BIGINT,
    etag TEXT,
    size_bytes BIGINT,
    duration_ms BIGINT,
    media_container TEXT,
    audio_blob_name TEXT,
    generation INTEGER NOT NULL DEFAULT 1,
    video_id TEXT,
    job_description TEXT,
    candidate_speakers JSONB,
    repeat INTEGER NOT NULL DEFAULT 1,
    lease_until TIMESTAMPTZ,
    lease_holder TEXT,
    deadline_at TIMESTAMPTZ,
    next_check_at TIMESTAMPTZ,
    checks INTEGER NOT NULL DEFAULT 0,
    failure_code TEXT,
    failure_stage TEXT,
    failure_retryable BOOLEAN,
    stage_started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    created_at TIMESTAMPTZ NOT NULL DEFAULT now()
)""",
    """
CREATE INDEX processing_next_check_at_idx ON pipeline.processing (next_check_at)
    WHERE next_check_at IS NOT NULL""",
    """
CREATE TABLE pipeline.idempotency_key (
    user_id TEXT NOT NULL,
    key TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    interview_id TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, key)
)""",
    "CREATE INDEX ix_pipeline_idempotency_key_interview_id"
    " ON pipeline.idempotency_key (interview_id)",
    """
CREATE TABLE pipeline.deletion (
    interview_id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL,
    blob_names JSONB NOT NULL,
    external_ids JSONB NOT NULL,
    video_ids JSONB NOT NULL,
    requested_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    next_attempt_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    attempts INTEGER NOT NULL DEFAULT 0,
    finished_at TIMESTAMPTZ,
    last_error_code TEXT
)""",
    """
CREATE INDEX deletion_next_attempt_at_idx ON pipeline.deletion (next_attempt_at)
    WHERE finished_at IS NULL""",
)


def upgrade() -> None:
    """Make the tables; ``shared.db.pipeline_links`` ties them to the interviews."""
    for statement in STATEMENTS:
        op.execute(statement)
