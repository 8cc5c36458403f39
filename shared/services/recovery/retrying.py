"""Go on from the step that failed; a transcript that is stored is not bought again."""

from __future__ import annotations

from datetime import timedelta

from shared.contracts.messages import IndexReady
from shared.db.engine import Database
from shared.db.repositories import interviews, processing, results
from shared.db.repositories.interviews import InterviewRecord
from shared.domain.failures import explain
from shared.domain.interview import Status
from shared.errors import Conflict, NotFound
from shared.observability import log
from shared.services.ports import MessageQueue, RecordingStore
from shared.services.transcription.indexing import Indexing


class Retrying:
    """The use case of POST /interviews/{id}/retry, and of the sweep's own tries."""

    def __init__(
        self,
        database: Database,
        store: RecordingStore,
        queue: MessageQueue,
        indexing: Indexing,
        *,
        indexing_deadline: timedelta,
        analysis_deadline: timedelta,
        lease_seconds: int,
    ) -> None:
        self._database = database
        self._store = store
        self._queue = queue
        self._indexing = indexing
        self._indexing_deadline = indexing_deadline
        self._analysis_deadline = analysis_deadline
        self._lease = timedelta(seconds=lease_seconds)

    def retry(self, user_id: str, interview_id: str, *, repeat: int = 1) -> None:
        """Go on with a failed interview of the user's, or analyse one again of which the model
        left something out, or whose judgement is to be repeated.

        Args:
            repeat: how often the model judges every answer, 1 to 5; the spread is stored.

        Raises:
            NotFound: no such interview of the user's.
            Conflict: there is nothing to do again, or the reason is one that no retry can change.
        """
        with self._database.transaction() as session:
            record = interviews.get_owned(session, interview_id, user_id)
            analysis = results.get_analysis(session, interview_id) if record else None
        if record is None:
            raise NotFound("There is no such object.")
        work = record.processing
        if record.status is Status.COMPLETED and work is not None:
            incomplete = analysis is None or analysis.content_analysis.get("missingSections")
            if not incomplete and repeat == 1:
                raise Conflict("The interview is analysed completely.")
        elif record.status is not Status.FAILED or work is None:
            raise Conflict("Only a failed interview can be retried.")
        elif not explain(work.failure_code or "").retryable and not record.has_transcription:
            raise Conflict("A retry cannot change the reason why this interview failed.")
        if not self.resume(record, by_user=True, repeat=repeat):
            raise Conflict("The interview has been retried already.")

    def resume(self, record: InterviewRecord, *, by_user: bool, repeat: int = 1) -> bool:
        """One guarded step out of a final status; False where somebody else was first.

        Raises:
            Conflict: the recording is no longer stored and there is no transcript.
        """
        if record.has_transcription:
            return self._analyse_again(record, by_user=by_user, repeat=repeat)
        return self._index_again(record)

    def _analyse_again(self, record: InterviewRecord, *, by_user: bool, repeat: int) -> bool:
        work = record.processing
        if work is None:
            return False
        with self._database.transaction() as session:
            moved = interviews.advance(
                session, record.id, to=Status.ANALYZING, from_={record.status}
            )
            if moved:
                processing.begin_stage(
                    session,
                    record.id,
                    deadline=self._analysis_deadline if by_user else None,
                    next_check=self._lease,
                )
                if by_user:
                    processing.ask_repeat(session, record.id, repeat)
        if moved:
            log("analysis_resumed", interview=record.id, by_user=by_user)
            message = IndexReady(interview_id=record.id, generation=work.generation)
            self._queue.send(message.to_json())
        return moved

    def _index_again(self, record: InterviewRecord) -> bool:
        work = record.processing
        if work is None or work.blob_name is None or self._store.facts(work.blob_name) is None:
            raise Conflict("The recording is no longer stored; please upload it again.")
        with self._database.transaction() as session:
            moved = interviews.advance(
                session, record.id, to=Status.UPLOADED, from_={Status.FAILED}
            )
            if moved:
                # A new generation: Video Indexer refuses to look at the same failed video again.
                if work.video_id is not None:
                    processing.next_generation(session, record.id)
                processing.begin_stage(
                    session,
                    record.id,
                    deadline=self._indexing_deadline,
                    next_check=self._lease,
                )
        if moved:
            log("indexing_resumed", interview=record.id)
            self._indexing.start(work.blob_name)
        return moved
