"""Delete an interview everywhere: rows at once, recordings and videos as soon as they can be.

The rows go in one transaction with a note of what is still stored elsewhere; the note is worked
off at once, and again by the sweep until nothing is left. It is kept until no upload URL and no
worker from before the deletion can bring anything back.
"""

from __future__ import annotations

from datetime import timedelta

from shared.db.engine import Database, Session
from shared.db.pipeline_models import Deletion as PendingDeletion
from shared.db.repositories import deletions, interviews, user_events
from shared.db.repositories.interviews import InterviewRecord
from shared.domain.interview import Status
from shared.errors import NotFound, Unavailable
from shared.observability import bind, log
from shared.services.ports import RecordingStore, VideoIndexer
from shared.services.transcription.indexing import external_id_of

ROWS_PER_RUN = 50


class Deletion:
    """The use cases of DELETE, of erasing a user, and of the sweep."""

    def __init__(
        self,
        database: Database,
        store: RecordingStore,
        video_indexer: VideoIndexer,
        *,
        afterlife: timedelta,
    ) -> None:
        self._database = database
        self._store = store
        self._video_indexer = video_indexer
        self._afterlife = afterlife

    def delete(self, user_id: str, interview_id: str) -> bool:
        """Delete one interview of the user's; True where nothing of it is left anywhere.

        Raises:
            NotFound: no such interview of the user's, and none that was deleted lately.
        """
        bind(interview=interview_id)
        with self._database.transaction() as session:
            record = interviews.get_owned(session, interview_id, user_id)
            if record is not None:
                self._erase_rows(session, record)
            pending = deletions.get(session, interview_id)
        if pending is None or pending.user_id != user_id:
            raise NotFound("There is no such object.")
        return self._work_off(pending)

    def erase_user(self, user_id: str) -> int:
        """Delete every interview of the user's; how many there were."""
        with self._database.transaction() as session:
            owned = interviews.all_of_user(session, user_id)
        for record in owned:
            with self._database.transaction() as session:
                self._erase_rows(session, record)
                pending = deletions.get(session, record.id)
            if pending is not None:
                self._work_off(pending)
        with self._database.transaction() as session:
            user_events.forget_user(session, user_id)
        return len(owned)

    def expire(self, interview_id: str) -> None:
        """Delete one interview whose retention is over."""
        with self._database.transaction() as session:
            record = interviews.get(session, interview_id)
            if record is None:
                return
            self._erase_rows(session, record)
            pending = deletions.get(session, interview_id)
        if pending is not None:
            self._work_off(pending)

    def carry_on(self) -> int:
        """Work off what could not be finished before; how many were looked at."""
        with self._database.transaction() as session:
            due = deletions.claim_due(session, ROWS_PER_RUN, hold_seconds=60)
        for pending in due:
            self._work_off(pending)
        return len(due)

    def _erase_rows(self, session: Session, record: InterviewRecord) -> None:
        work = record.processing
        generations = range(1, (work.generation if work else 1) + 1)
        deletions.add(
            session,
            record.id,
            user_id=record.user_id,
            blob_names=[work.blob_name] if work and work.blob_name else [],
            # `uploaded` is committed before Video Indexer is called: before it there is no video.
            # An imported transcript has no recording, so there never was one.
            external_ids=[]
            if record.status is Status.UPLOADING or (work and work.blob_name is None)
            else [external_id_of(record.id, number) for number in generations],
            video_ids=[work.video_id] if work and work.video_id else [],
        )
        interviews.delete(session, record.id)

    def _work_off(self, pending: PendingDeletion) -> bool:
        try:
            for video_id in pending.video_ids:
                self._video_indexer.delete(video_id)
            for external_id in pending.external_ids:
                found = self._video_indexer.find(external_id)
                if found is not None:
                    self._video_indexer.delete(found)
            self._store.delete_all(pending.interview_id)
        except Unavailable as error:
            log("deletion_postponed", interview=pending.interview_id, reason=error.code)
            with self._database.transaction() as session:
                deletions.postpone(session, pending.interview_id, error_code=error.code)
            return False
        with self._database.transaction() as session:
            finished = deletions.finish(session, pending.interview_id, afterlife=self._afterlife)
        log("deletion_done", interview=pending.interview_id, final=finished)
        return True
