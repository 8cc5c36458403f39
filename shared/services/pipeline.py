"""What an `index-ready` message sets in motion, decided by what the database says."""

from __future__ import annotations

from datetime import timedelta

from shared.contracts.messages import IndexReady
from shared.db.engine import Database
from shared.db.repositories import interviews, processing
from shared.domain.interview import Status
from shared.errors import Unavailable
from shared.observability import bind, log
from shared.services.analysis.analysing import Analysing
from shared.services.ports import MessageQueue
from shared.services.transcription.transcribing import Transcribing


class Pipeline:
    """The use case of the queue trigger; safe to call any number of times, in any order."""

    def __init__(
        self,
        database: Database,
        queue: MessageQueue,
        transcribing: Transcribing,
        analysing: Analysing,
        *,
        early_delay: timedelta,
    ) -> None:
        self._database = database
        self._queue = queue
        self._transcribing = transcribing
        self._analysing = analysing
        self._early_delay = early_delay

    def advance(self, message: IndexReady) -> None:
        """Take the interview as far as it will go now.

        Raises:
            DatabaseUnavailable: nothing is known; deliver the message again.
        """
        bind(interview=message.interview_id)
        with self._database.transaction() as session:
            record = interviews.get(session, message.interview_id)
        work = record.processing if record else None
        if record is None or work is None or work.generation != message.generation:
            log("message_without_effect")
            return
        if record.status is Status.UPLOADED:
            # The callback was faster than the commit of the video's id.
            self._queue.send(message.to_json(), delay=self._early_delay)
            return
        try:
            if record.status is Status.TRANSCRIBING and not self._transcribing.collect(record):
                return
        except Unavailable as error:
            log("transcription_postponed", reason=error.code)
            with self._database.transaction() as session:
                processing.postpone(session, record.id, at_least=error.retry_after)
            return
        if record.status in (Status.TRANSCRIBING, Status.ANALYZING):
            self._analysing.analyse(record.id)
