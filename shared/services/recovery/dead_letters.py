"""What the Functions host gave up on is tried once more, or ends as `failed` with a reason.

The host's five tries may all fall into the seconds in which a database restarts: for a blob it
makes no pause between them. So a dead letter is first taken for what it was. Only what fails again,
for another reason than that a system is away, has failed.
"""

from __future__ import annotations

from collections.abc import Callable

from shared.contracts.messages import read_blob_poison, read_index_ready
from shared.db.engine import Database
from shared.db.repositories import interviews
from shared.domain.interview import Status
from shared.errors import PoisonMessage, Unavailable
from shared.observability import bind, log, log_exception
from shared.services.failing import fail
from shared.services.pipeline import Pipeline
from shared.services.transcription.indexing import Indexing

REASONS = {
    Status.UPLOADING: "start_failed",
    Status.UPLOADED: "start_failed",
    # Not `transcription_failed`: Video Indexer did its part, or that would be known.
    Status.TRANSCRIBING: "not_an_index",
    Status.ANALYZING: "analysis_failed",
}
TRIES = 2
"""What takes the whole process down each time must not be tried for ever."""


class DeadLetters:
    """Handlers of the poison queues; they never raise on what they cannot read.

    ``attempt`` is how often this dead letter itself was delivered, from 1.
    """

    def __init__(self, database: Database, indexing: Indexing, pipeline: Pipeline) -> None:
        self._database = database
        self._indexing = indexing
        self._pipeline = pipeline

    def recording(self, body: bytes, *, attempt: int) -> None:
        """The blob trigger failed for the last time.

        Raises:
            DatabaseUnavailable: deliver the dead letter again.
        """
        try:
            blob_name = read_blob_poison(body).BlobName
        except PoisonMessage:
            log("unreadable_dead_letter", queue="blobs")
            return
        if not self._works(lambda: self._indexing.start(blob_name), attempt):
            waiting = frozenset({Status.UPLOADING, Status.UPLOADED})
            self._fail(blob_name.partition("/")[0], waiting)

    def index_ready(self, body: bytes, *, attempt: int) -> None:
        """The queue trigger failed for the last time.

        Raises:
            DatabaseUnavailable: deliver the dead letter again.
        """
        try:
            message = read_index_ready(body)
        except PoisonMessage:
            log("unreadable_dead_letter", queue="index-ready")
            return
        if not self._works(lambda: self._pipeline.advance(message), attempt):
            self._fail(message.interview_id, frozenset({Status.TRANSCRIBING, Status.ANALYZING}))

    @staticmethod
    def _works(step: Callable[[], None], attempt: int) -> bool:
        """Whether the step can be taken now; what it postpones, the sweep goes on with."""
        if attempt > TRIES:
            return False
        try:
            step()
        except Unavailable:
            raise
        except Exception as error:
            log_exception("failed_once_more", error)
            return False
        return True

    def _fail(self, interview_id: str, from_: frozenset[Status]) -> None:
        bind(interview=interview_id)
        with self._database.transaction() as session:
            record = interviews.get(session, interview_id)
            if record is None or record.status not in from_:
                log("dead_letter_without_effect")
                return
            fail(session, interview_id, REASONS[record.status], stage=record.status)
