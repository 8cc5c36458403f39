"""A stored transcript as the domain knows it, with who is who by what is known by now."""

from __future__ import annotations

from shared.db.repositories.interviews import InterviewRecord
from shared.db.repositories.results import TranscriptionRow
from shared.domain.conversation import Speakers, Transcript
from shared.domain.exchanges.cutting import find_exchanges
from shared.domain.speakers import assign_roles
from shared.domain.speech.measure import SpeechMetrics, measure_speech
from shared.domain.transcript import from_timestamps


def read_stored(record: InterviewRecord, stored: TranscriptionRow) -> tuple[Transcript, Speakers]:
    """The transcript, and its speakers' roles; the user's own word on them wins."""
    work = record.processing
    transcript = from_timestamps(
        stored.timestamps,
        duration_ms=work.duration_ms if work else None,
        speakers=stored.speakers,
    )
    speakers = assign_roles(
        transcript,
        interview_type=record.interview_type,
        confirmed_candidate_ids=work.candidate_speakers if work else None,
    )
    return transcript, speakers


def speech_in(record: InterviewRecord, stored: TranscriptionRow) -> SpeechMetrics:
    """How the candidate spoke: no model is needed for it."""
    transcript, speakers = read_stored(record, stored)
    return measure_speech(transcript, speakers, find_exchanges(transcript, speakers))
