"""Fetch a finished index from Video Indexer and store what was said."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from shared.contracts.remote import VideoState
from shared.db.engine import Database, Session
from shared.db.repositories import interviews, processing, results, usage
from shared.db.repositories.interviews import InterviewRecord
from shared.domain.conversation import Transcript
from shared.domain.interview import Status
from shared.domain.speakers import assign_roles
from shared.domain.transcript import parse_index, to_timestamps
from shared.errors import InterviewFailure, NoSpeech, NotAnIndex, SourceChanged, TranscriptionFailed
from shared.observability import bind, log
from shared.services.failing import fail
from shared.services.ports import RecordingStore, VideoIndexer

KNOWN_AFTER = timedelta(minutes=15)
"""A video that is not to be found sooner after it was accepted is not taken for gone."""
FINAL_WITHOUT_INDEX = frozenset({VideoState.FAILED, VideoState.QUARANTINED})


class Transcribing:
    """The step from `transcribing` to `analyzing`."""

    def __init__(
        self,
        database: Database,
        store: RecordingStore,
        video_indexer: VideoIndexer,
        *,
        poll_interval: timedelta,
        analysis_deadline: timedelta,
        lease_seconds: int,
        price_per_minute_usd: float,
    ) -> None:
        self._database = database
        self._store = store
        self._video_indexer = video_indexer
        self._poll_interval = poll_interval
        self._analysis_deadline = analysis_deadline
        self._lease_seconds = lease_seconds
        self._price_per_minute_usd = price_per_minute_usd

    def collect(self, record: InterviewRecord) -> bool:
        """Ask Video Indexer for the index; True where the transcript is stored now.

        Not ready is no error: the sweep asks again later. A recording that cannot be transcribed
        ends the interview as `failed`.

        Raises:
            VideoIndexerUnavailable, StorageUnavailable, DatabaseUnavailable
        """
        work = record.processing
        if work is None or work.video_id is None:
            return False
        bind(video=work.video_id)
        bought_ms: int | None = None
        try:
            index = self._video_indexer.index(work.video_id)
            if index is None and not self._is_new(record.id):
                log("video_indexer_gave_up", failure="gone")
                raise TranscriptionFailed("transcription_failed")
            if index is not None and index.state in FINAL_WITHOUT_INDEX:
                log("video_indexer_gave_up", failure=index.failure_code)
                raise TranscriptionFailed("transcription_failed")
            if index is None or index.state is not VideoState.PROCESSED or index.raw is None:
                log("index_not_ready", percent=index.progress_percent if index else 0)
                with self._database.transaction() as session:
                    # Later each time, so that many that wait together do not use up the limits.
                    at_least = self._poll_interval.total_seconds()
                    processing.postpone(session, record.id, at_least=at_least)
                return False
            # From here on it is paid for, whatever it is worth.
            bought_ms = work.duration_ms or 0
            transcript = parse_index(index.raw)
            bought_ms = transcript.duration_ms or bought_ms
            return self._store_transcript(record, transcript, bought_ms)
        except InterviewFailure as failure:
            reason = failure.reason
        except NotAnIndex:
            reason = "not_an_index"
        with self._database.transaction() as session:
            failed = fail(session, record.id, reason, stage=Status.TRANSCRIBING)
            if failed and bought_ms is not None:
                self._note_purchase(session, record.id, work.generation, bought_ms)
        return False

    def _is_new(self, interview_id: str) -> bool:
        """Whether Video Indexer may not have made known yet what it has just accepted."""
        with self._database.transaction() as session:
            return not processing.stage_is_older(session, interview_id, KNOWN_AFTER)

    def _note_purchase(
        self, session: Session, interview_id: str, generation: int, media_ms: int
    ) -> None:
        """Minutes and price, with the interview and in the invocation's summary line."""
        minutes = media_ms / 60_000
        price = Decimal(str(round(minutes * self._price_per_minute_usd, 6)))
        usage.add(
            session,
            interview_id,
            generation=generation,
            kind="transcription",
            name="video-indexer/AudioOnly",
            media_ms=media_ms,
            price_usd=price,
        )
        bind(transcribed_minutes=round(minutes, 2), transcription_usd=float(price))

    def _store_transcript(
        self, record: InterviewRecord, transcript: Transcript, length_ms: int
    ) -> bool:
        work = record.processing
        if work is None:
            return False
        if work.blob_name is not None and work.etag is not None:
            facts = self._store.facts(work.blob_name)
            if facts is not None and facts.etag != work.etag:
                raise SourceChanged
        if not transcript.lines:
            raise NoSpeech
        speakers = assign_roles(transcript, interview_type=record.interview_type)
        with self._database.transaction() as session:
            moved = interviews.advance(
                session, record.id, to=Status.ANALYZING, from_={Status.TRANSCRIBING}
            )
            if not moved:
                log("interview_gone_or_moved_on")
                return False
            results.store_transcription(
                session,
                record.id,
                text=transcript.text,
                timestamps=to_timestamps(transcript),
                speakers=speakers.model_dump(mode="json", by_alias=True),
            )
            self._note_purchase(session, record.id, work.generation, length_ms)
            processing.record_duration(session, record.id, length_ms)
            processing.begin_stage(
                session,
                record.id,
                deadline=self._analysis_deadline,
                next_check=timedelta(seconds=self._lease_seconds),
            )
        log("transcript_stored", lines=len(transcript.lines), media_ms=length_ms)
        return True
