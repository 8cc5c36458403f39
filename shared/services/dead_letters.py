"""What the Functions host gave up on ends as `failed` with a reason, never in silence."""

from __future__ import annotations

from shared.contracts.messages import read_blob_poison, read_index_ready
from shared.db.engine import Database
from shared.db.repositories import interviews
from shared.domain.interview import Status
from shared.errors import PoisonMessage
from shared.observability import bind, log
from shared.services.failing import fail

REASONS = {
    Status.UPLOADING: "start_failed",
    Status.UPLOADED: "start_failed",
    Status.TRANSCRIBING: "transcription_failed",
    Status.ANALYZING: "analysis_failed",
}


class DeadLetters:
    """Handlers of the poison queues; they never raise on what they cannot read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def recording(self, body: bytes) -> None:
        """The blob trigger failed for the last time."""
        try:
            interview_id = read_blob_poison(body).BlobName.partition("/")[0]
        except PoisonMessage:
            log("unreadable_dead_letter", queue="blobs")
            return
        self._fail(interview_id, frozenset({Status.UPLOADING, Status.UPLOADED}))

    def index_ready(self, body: bytes) -> None:
        """The queue trigger failed for the last time."""
        try:
            interview_id = read_index_ready(body).interview_id
        except PoisonMessage:
            log("unreadable_dead_letter", queue="index-ready")
            return
        self._fail(interview_id, frozenset({Status.TRANSCRIBING, Status.ANALYZING}))

    def _fail(self, interview_id: str, from_: frozenset[Status]) -> None:
        bind(interview=interview_id)
        with self._database.transaction() as session:
            record = interviews.get(session, interview_id)
            if record is None or record.status not in from_:
                log("dead_letter_without_effect")
                return
            fail(session, interview_id, REASONS[record.status], stage=record.status)
