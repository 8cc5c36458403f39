"""A recording has arrived: look at it, claim it, and hand it to Video Indexer, once."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from shared.contracts.remote import BlobFacts, MediaFacts
from shared.db.engine import Database
from shared.db.repositories import interviews, processing
from shared.db.repositories.interviews import InterviewRecord
from shared.domain import callback_token
from shared.domain.interview import Status
from shared.errors import (
    InterviewFailure,
    MediaRejected,
    SourceChanged,
    SubmissionUnknown,
    Unavailable,
    VideoIndexerUnavailable,
)
from shared.observability import bind, log
from shared.services.failing import fail
from shared.services.leases import lease
from shared.services.ports import MediaProbe, RecordingStore, VideoIndexer

MEDIA_URL_LIFETIME = timedelta(hours=24)
"""Video Indexer may queue a recording for hours before it fetches it."""
LONGEST_MS = 6 * 3600 * 1000
"""Video Indexer's limit on a recording's length, six hours."""
WAITING = frozenset({Status.UPLOADING, Status.UPLOADED})


@dataclass(frozen=True, slots=True)
class IndexingRules:
    """How recordings are handed over, from the settings."""

    max_bytes: int
    language: str
    callback_url: str
    callback_key: bytes
    lease_seconds: int
    deadline: timedelta
    patience: timedelta


class Indexing:
    """The use case of the blob trigger, and of the sweep where the trigger never fired."""

    def __init__(
        self,
        database: Database,
        store: RecordingStore,
        probe: MediaProbe,
        video_indexer: VideoIndexer,
        *,
        rules: IndexingRules,
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._store = store
        self._probe = probe
        self._video_indexer = video_indexer
        self._rules = rules
        self._clock = clock

    def start(self, blob_name: str) -> None:
        """Take a stored recording to `transcribing`, or fail it with what is wrong with it.

        Repeats are no-ops. While Video Indexer or storage is away the interview stays where it is,
        and the sweep tries again.

        Raises:
            DatabaseUnavailable: nothing is known or changed; deliver the event again.
        """
        interview_id = blob_name.partition("/")[0]
        bind(interview=interview_id)
        with self._database.transaction() as session:
            record = interviews.get(session, interview_id)
        work = record.processing if record else None
        if record is None or work is None or work.blob_name != blob_name:
            log("unknown_recording_discarded")
            self._store.delete(blob_name)
            return
        if record.status not in WAITING:
            log("recording_already_taken", interview_status=str(record.status))
            return
        with lease(self._database, interview_id, self._rules.lease_seconds) as held:
            if not held:
                return
            try:
                self._hand_over(interview_id, blob_name)
            except InterviewFailure as failure:
                self._reject(interview_id, blob_name, failure)
            except Unavailable as error:
                log("indexing_postponed", reason=error.code)
                with self._database.transaction() as session:
                    processing.postpone(session, interview_id, at_least=error.retry_after)

    def _hand_over(self, interview_id: str, blob_name: str) -> None:
        with self._database.transaction() as session:
            record = interviews.get(session, interview_id)
        if record is None or record.status not in WAITING or record.processing is None:
            return
        facts = self._store.facts(blob_name)
        if facts is None:
            log("recording_not_stored")
            return
        media, duration_ms, extracted = self._examine(record, facts)
        with self._database.transaction() as session:
            interviews.advance(session, interview_id, to=Status.UPLOADED, from_={Status.UPLOADING})
            there = processing.record_media(
                session,
                interview_id,
                etag=facts.etag,
                size_bytes=facts.size,
                duration_ms=duration_ms,
                media_container=media.container,
                audio_blob_name=blob_name if extracted else None,
            )
        if not there:
            log("interview_gone_or_moved_on")
            return
        # `uploaded` was committed before: another try may have got through to Video Indexer.
        again = record.status is Status.UPLOADED
        video_id = self._submit(record, blob_name, extracted=extracted, look_first=again)
        bind(video=video_id)
        if not self._record_video(record, video_id, duration_ms):
            log("interview_gone_or_moved_on")
            with self._database.transaction() as session:
                now = interviews.get(session, interview_id)
            if now is None:
                self._video_indexer.delete(video_id)

    def _examine(
        self, record: InterviewRecord, facts: BlobFacts
    ) -> tuple[MediaFacts, int | None, bool]:
        """Media, duration and whether the audio was extracted."""
        if facts.size > self._rules.max_bytes:
            raise MediaRejected("recording_too_large")
        if facts.size == 0:
            raise MediaRejected("empty_recording")
        with self._store.open(facts.name, facts.etag) as content:
            media = self._probe.examine(content, facts.size)
        if media.duration_ms is not None and media.duration_ms > LONGEST_MS:
            raise MediaRejected("recording_too_long")
        duration_ms = media.duration_ms
        work = record.processing
        if not media.needs_extraction:
            return media, duration_ms, False
        if work is None or work.audio_blob_name is None or work.etag != facts.etag:
            # An .m4a needs its index written last, so it is made in a file before it is sent.
            with (
                self._store.open(facts.name, facts.etag) as content,
                tempfile.TemporaryFile() as audio,
            ):
                duration_ms = self._probe.extract_audio(content, audio)
                audio.seek(0)
                self._store.save_extracted(facts.name, audio)
        else:
            duration_ms = work.duration_ms
        if duration_ms is not None and duration_ms > LONGEST_MS:
            raise MediaRejected("recording_too_long")
        return media, duration_ms, True

    def _submit(
        self, record: InterviewRecord, blob_name: str, *, extracted: bool, look_first: bool
    ) -> str:
        work = record.processing
        generation = work.generation if work else 1
        external_id = external_id_of(record.id, generation)
        if look_first:
            found = self._video_indexer.find(external_id)
            if found is not None:
                log("video_adopted")
                return found
        # Video Indexer's search may lag behind its uploads: whoever sends a recording again too
        # soon pays twice. A worker that died costs the rest of its lease, as everywhere.
        again_after = timedelta(seconds=self._rules.lease_seconds)
        with self._database.transaction() as session:
            if not processing.begin_submission(session, record.id, again_after=again_after):
                raise VideoIndexerUnavailable("Video Indexer may have this recording already.")
        try:
            return self._submit_now(record.id, generation, blob_name, extracted=extracted)
        except SubmissionUnknown:
            # The call may have taken longer than the wait after it, and a server goes on with a
            # request that nobody waits for any more.
            with self._database.transaction() as session:
                processing.answer_was_lost(session, record.id)
            raise
        except (Unavailable, InterviewFailure):
            with self._database.transaction() as session:
                processing.forget_submission(session, record.id)
            raise

    def _submit_now(
        self, interview_id: str, generation: int, blob_name: str, *, extracted: bool
    ) -> str:
        external_id = external_id_of(interview_id, generation)
        return self._video_indexer.submit(
            media_url=self._store.readable_url(blob_name, MEDIA_URL_LIFETIME, extracted=extracted),
            external_id=external_id,
            name=f"interview-{external_id}",
            callback_url=self._callback_url(interview_id, generation),
            language=self._rules.language,
        )

    def _callback_url(self, interview_id: str, generation: int) -> str:
        token = callback_token.sign(
            interview_id=interview_id,
            generation=generation,
            expires_at=self._clock() + 2 * self._rules.deadline,
            key=self._rules.callback_key,
        )
        query = {"interview": interview_id, "generation": generation, "token": token}
        return f"{self._rules.callback_url}?{urlencode(query)}"

    def _record_video(
        self, record: InterviewRecord, video_id: str, duration_ms: int | None
    ) -> bool:
        generation = record.processing.generation if record.processing else 1
        look_at = self._rules.patience + timedelta(milliseconds=(duration_ms or 0) * 0.5)
        portal_url = self._video_indexer.portal_url(video_id)
        with self._database.transaction() as session:
            # Interview before processing, as everywhere, so that no two steps lock each other out.
            moved = interviews.advance(
                session,
                record.id,
                to=Status.TRANSCRIBING,
                from_={Status.UPLOADED},
                video_indexer_url=portal_url,
            )
            current = moved and processing.record_video(session, record.id, generation, video_id)
            if current:
                processing.begin_stage(
                    session, record.id, deadline=self._rules.deadline, next_check=look_at
                )
            else:
                session.rollback()
            return current

    def _reject(self, interview_id: str, blob_name: str, failure: InterviewFailure) -> None:
        with self._database.transaction() as session:
            fail(session, interview_id, failure.reason, stage=Status.UPLOADED, from_=WAITING)
        if not isinstance(failure, SourceChanged):
            self._store.delete(blob_name)


def external_id_of(interview_id: str, generation: int) -> str:
    """The name under which Video Indexer knows this interview's video of this generation."""
    return f"{interview_id}-{generation}"
