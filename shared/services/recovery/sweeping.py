"""Find every interview that stands still, and move it on or fail it with a reason.

Callbacks, events and messages may come late, twice or never; this is what makes the pipeline
finish all the same. Each row is claimed for a moment, so that two sweepers never take the same.
"""

from __future__ import annotations

from datetime import timedelta

from shared.contracts.messages import IndexReady
from shared.db.engine import Database
from shared.db.repositories import interviews, processing
from shared.db.repositories.interviews import InterviewRecord
from shared.domain.interview import Status
from shared.errors import BackendError, Unavailable
from shared.observability import log, log_exception
from shared.services.failing import fail
from shared.services.ports import MessageQueue, RecordingStore
from shared.services.recovery.retrying import Retrying
from shared.services.transcription.indexing import Indexing

HOLD_SECONDS = 60
"""How long a row is left alone after a sweep has taken it; the next look is scheduled by then."""

LAST_LOOK = timedelta(hours=1)
"""So long a transcription is still looked at once it was found late: it is paid for, and may have
been ready all through an outage."""

TIMEOUTS = {
    Status.UPLOADING: "upload_expired",
    Status.UPLOADED: "start_failed",
    Status.TRANSCRIBING: "transcription_timeout",
    Status.ANALYZING: "analysis_failed",
}
"""The reason for an interview whose step has passed its deadline."""


class Sweeping:
    """The use case of the timer."""

    def __init__(
        self,
        database: Database,
        store: RecordingStore,
        queue: MessageQueue,
        indexing: Indexing,
        retrying: Retrying,
        *,
        rows_per_run: int = 100,
        poll_interval: timedelta,
    ) -> None:
        self._database = database
        self._store = store
        self._queue = queue
        self._indexing = indexing
        self._retrying = retrying
        self._rows_per_run = rows_per_run
        self._poll_interval = poll_interval

    def run(self) -> int:
        """One pass over what is due, oldest first; how many interviews were looked at.

        One interview's trouble does not stop the others.
        """
        with self._database.transaction() as session:
            due = processing.claim_due(session, self._rows_per_run, HOLD_SECONDS)
        for interview_id in due:
            try:
                self._look_at(interview_id)
            except BackendError as error:
                log("sweep_postponed", interview=interview_id, reason=error.code)
            except Exception as error:
                log_exception("sweep_failed", error, interview=interview_id)
        return len(due)

    def _look_at(self, interview_id: str) -> None:
        with self._database.transaction() as session:
            record = interviews.get(session, interview_id)
            if record is None or record.processing is None:
                return
            status = record.status
            overdue = processing.is_overdue(session, interview_id)
            if overdue and status is Status.TRANSCRIBING:
                overdue = not processing.give_last_look(
                    session, interview_id, TIMEOUTS[status], LAST_LOOK
                )
        if status is Status.FAILED:
            self._retry_by_itself(record, overdue=overdue)
        elif overdue and not self._recording_arrived(record):
            with self._database.transaction() as session:
                fail(session, interview_id, TIMEOUTS[status], stage=status)
        elif status in (Status.UPLOADING, Status.UPLOADED):
            self._start(record)
        elif status in (Status.TRANSCRIBING, Status.ANALYZING):
            self._enqueue(record)

    def _recording_arrived(self, record: InterviewRecord) -> bool:
        work = record.processing
        if record.status is not Status.UPLOADING or work is None or work.blob_name is None:
            return False
        return self._store.facts(work.blob_name) is not None

    def _start(self, record: InterviewRecord) -> None:
        work = record.processing
        if work is None or work.blob_name is None:
            return
        if record.status is Status.UPLOADED or self._recording_arrived(record):
            log("swept", interview=record.id, from_status=str(record.status))
            self._indexing.start(work.blob_name)
        else:
            with self._database.transaction() as session:
                processing.postpone(session, record.id)

    def _enqueue(self, record: InterviewRecord) -> None:
        work = record.processing
        if work is None:
            return
        log("swept", interview=record.id, from_status=str(record.status))
        message = IndexReady(interview_id=record.id, generation=work.generation)
        self._queue.send(message.to_json())
        with self._database.transaction() as session:
            processing.postpone(session, record.id, at_least=self._poll_interval.total_seconds())

    def _retry_by_itself(self, record: InterviewRecord, *, overdue: bool) -> None:
        if overdue:
            with self._database.transaction() as session:
                processing.finish(session, record.id)
            return
        try:
            self._retrying.resume(record, by_user=False)
        except Unavailable as error:
            log("automatic_retry_postponed", interview=record.id, reason=error.code)
