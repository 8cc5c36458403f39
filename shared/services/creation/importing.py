"""An interview from a transcript that exists already: no recording, no Video Indexer.

The interview begins in `analyzing`, with its transcription, in one transaction: nobody ever sees a
status before it. From there on it is like any other: queue, sweep, retry, correction, deletion.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from shared.contracts.interviews import Interview
from shared.contracts.messages import IndexReady
from shared.contracts.transcripts import ImportTranscript
from shared.db.cuid import new_cuid
from shared.db.engine import Database, Session
from shared.db.repositories import processing, results
from shared.domain.conversation import Speakers, Transcript
from shared.domain.interview import Status
from shared.domain.speakers import assign_roles
from shared.domain.transcript import to_timestamps
from shared.domain.transcript_files import find_speaker, named_candidate, read_transcript
from shared.errors import InvalidInput, Unavailable
from shared.observability import bind, log
from shared.services.creation.admission import insert_admitted
from shared.services.creation.idempotent_creation import made_earlier, make_once
from shared.services.ports import MessageQueue
from shared.services.reading.views import interview_view

ONE_VOICE = 0
"""The id that a transcript without any speaker gets for its only voice."""


@dataclass(frozen=True, slots=True)
class ImportRules:
    """The limits on imports, from the settings; the counts are those of uploads."""

    transcript_max_bytes: int
    under_way_max: int
    per_day_max: int
    analysis_deadline: timedelta
    lease_seconds: int


class Importing:
    """The use case of POST /transcripts."""

    def __init__(self, database: Database, queue: MessageQueue, rules: ImportRules) -> None:
        self._database = database
        self._queue = queue
        self._rules = rules

    def create(
        self, user_id: str, wanted: ImportTranscript, *, key: str | None, request_hash: str
    ) -> tuple[Interview, bool]:
        """A new interview in `analyzing`; True where it is new.

        A text that names no speaker is taken for the candidate's own words; where it asks
        questions, the speakers need confirmation. ``candidate_name`` settles who the candidate is.

        Raises:
            NotATranscript: names the line of the text.
            InvalidInput: nobody has the candidate's name, or the prep session is not the user's.
            IdempotencyKeyReused: the key came with another request before.
            LimitReached: too many interviews under way, or in a day.
        """
        earlier = made_earlier(self._database, user_id, key, request_hash)
        if earlier is not None:
            return interview_view(earlier), False
        transcript = read_transcript(
            wanted.transcript, wanted.format, bytes_max=self._rules.transcript_max_bytes
        )
        candidate = _candidate(transcript, wanted.candidate_name)
        speakers = assign_roles(
            transcript,
            interview_type=wanted.interview_type,
            confirmed_candidate_ids=candidate,
        )
        interview_id = new_cuid()
        bind(interview=interview_id)

        def insert(session: Session) -> None:
            self._insert(session, interview_id, user_id, wanted)
            self._store(session, interview_id, transcript, speakers, candidate)

        record, new = make_once(
            self._database, user_id, interview_id, insert, key=key, request_hash=request_hash
        )
        if not new:
            return interview_view(record), False
        log("transcript_imported", lines=len(transcript.lines), timed=transcript.has_timing)
        self._send(interview_id)
        return interview_view(record), True

    def _insert(
        self, session: Session, interview_id: str, user_id: str, wanted: ImportTranscript
    ) -> None:
        insert_admitted(
            session,
            interview_id,
            user_id,
            wanted,
            Status.ANALYZING,
            per_day_max=self._rules.per_day_max,
            under_way_max=self._rules.under_way_max,
        )
        processing.add(
            session,
            interview_id,
            blob_name=None,
            content_type=None,
            declared_bytes=None,
            job_description=wanted.job_description,
            deadline=self._rules.analysis_deadline,
            # The worker renews its lease; where no message arrives, the sweep looks then.
            next_check=timedelta(seconds=self._rules.lease_seconds),
        )

    @staticmethod
    def _store(
        session: Session,
        interview_id: str,
        transcript: Transcript,
        speakers: Speakers,
        candidate: list[int] | None,
    ) -> None:
        results.store_transcription(
            session,
            interview_id,
            text=transcript.text,
            timestamps=to_timestamps(transcript),
            speakers=speakers.model_dump(mode="json", by_alias=True),
        )
        if transcript.duration_ms is not None:
            processing.record_duration(session, interview_id, transcript.duration_ms)
        if candidate is not None:
            processing.set_candidate_speakers(session, interview_id, candidate)

    def _send(self, interview_id: str) -> None:
        try:
            self._queue.send(IndexReady(interview_id=interview_id, generation=1).to_json())
        except Unavailable as error:
            # Everything is stored, and the sweep sends the message again.
            log("message_left_to_the_sweep", reason=error.code)


def _candidate(transcript: Transcript, name: str | None) -> list[int] | None:
    """The ids of the candidate's voice, by the name given or by the file's own word for it; None
    where neither says it."""
    if name is None:
        called = named_candidate(transcript.speaker_names)
        return None if called is None else [called]
    if not transcript.speaker_names:
        return [ONE_VOICE]
    found = find_speaker(name, transcript.speaker_names)
    if found is None:
        raise InvalidInput(
            "The candidate's name is not valid.",
            {"candidateName": "is not the name of exactly one speaker of the transcript"},
        )
    return [found]
