"""Everything an owner can read of their interviews, and the metadata they can change."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from shared.contracts.interviews import (
    ChangeInterview,
    Interview,
    InterviewPage,
)
from shared.contracts.results import Analysis, InterviewWithResults, Transcription
from shared.contracts.routes import CURSOR
from shared.db.engine import Database, Session
from shared.db.repositories import interviews, results
from shared.db.repositories.interviews import InterviewRecord
from shared.domain import captions
from shared.domain.interview import Status
from shared.domain.transcript import from_timestamps
from shared.errors import NotFound, PreconditionFailed
from shared.services.reading import query_parameters as parameters
from shared.services.reading.stored_transcripts import speech_in
from shared.services.reading.views import entity_tag, interview_view

PAGE_DEFAULT = 20
NOT_FOUND = "There is no such object."


class Reading:
    """The use cases that only read, and the change of metadata."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, user_id: str, query: Mapping[str, str]) -> InterviewPage:
        """One page of the user's interviews.

        Raises:
            InvalidInput: names the parameter that is wrong.
        """
        limit = parameters.limit(query, PAGE_DEFAULT)
        before = _cursor(query["cursor"]) if "cursor" in query else None
        status = parameters.choice(query, "status", tuple(Status))
        kind = parameters.interview_type(query)
        company = parameters.searched(query, "company")
        text = parameters.searched(query, "text")
        with self._database.transaction() as session:
            records = interviews.list_page(
                session,
                user_id,
                limit=limit + 1,
                before=before,
                status=Status(status) if status else None,
                company=company,
                interview_type=kind,
                text=text,
            )
        more = len(records) > limit
        records = records[:limit]
        cursor = _encode_cursor(records[-1]) if more else None
        return InterviewPage(items=tuple(map(interview_view, records)), next_cursor=cursor)

    def interview(
        self, user_id: str, interview_id: str, include: frozenset[str] = frozenset()
    ) -> Interview:
        """One interview; with its transcription and analysis where they are asked for.

        Where the analysis failed, how the candidate spoke stands in for it.

        Raises:
            NotFound: no such interview of the user's.
        """
        with self._database.transaction() as session:
            record = owned(session, interview_id, user_id)
            analysis = (
                results.get_analysis(session, interview_id) if "analysis" in include else None
            )
            stands_in = (
                "analysis" in include and analysis is None and record.status is Status.FAILED
            )
            transcription = (
                results.get_transcription(session, interview_id)
                if stands_in or "transcription" in include
                else None
            )
        view = interview_view(record)
        if not include:
            return view
        extra: dict[str, Any] = {}
        if "transcription" in include:
            extra["transcription"] = _transcription(transcription) if transcription else None
        if "analysis" in include:
            extra["analysis"] = _analysis(analysis) if analysis else None
            if stands_in and transcription:
                speech = speech_in(record, transcription)
                extra["speech_metrics"] = speech.model_dump(mode="json", by_alias=True)
        return InterviewWithResults(**view.model_dump(), **extra)

    def transcription(self, user_id: str, interview_id: str) -> Transcription:
        """The stored transcript.

        Raises:
            NotFound: no such interview of the user's, or no transcript yet.
        """
        with self._database.transaction() as session:
            owned(session, interview_id, user_id)
            row = results.get_transcription(session, interview_id)
        if row is None:
            raise NotFound("There is no transcription of this interview (yet).")
        return _transcription(row)

    def captions(self, user_id: str, interview_id: str, kind: str) -> str:
        """The stored transcript as ``vtt``, ``srt`` or ``txt``."""
        stored = self.transcription(user_id, interview_id)
        transcript = from_timestamps(stored.timestamps)
        names = captions.speaker_names(stored.speakers)
        writers = {"vtt": captions.to_vtt, "srt": captions.to_srt, "txt": captions.to_text}
        text: str = writers[kind](transcript, names)
        return text

    def analysis(self, user_id: str, interview_id: str) -> Analysis:
        """The stored analysis.

        Raises:
            NotFound: no such interview of the user's, or no analysis yet.
        """
        with self._database.transaction() as session:
            owned(session, interview_id, user_id)
            row = results.get_analysis(session, interview_id)
        if row is None:
            raise NotFound("There is no analysis of this interview (yet).")
        return _analysis(row)

    def change(
        self, user_id: str, interview_id: str, changes: ChangeInterview, *, if_match: str | None
    ) -> Interview:
        """Change metadata; with ``if_match``, the ETag of GET /interviews/{id}, only while it is
        still what the caller has read.

        Raises:
            NotFound, PreconditionFailed
        """
        values = changes.model_dump(include=changes.model_fields_set)
        with self._database.transaction() as session:
            record = owned(session, interview_id, user_id)
            expected = record.updated_at if if_match not in (None, "*") else None
            current = interview_view(record).model_dump_json(by_alias=True)
            if expected is not None and if_match != entity_tag(current):
                raise PreconditionFailed("The interview was changed in the meantime.")
            changed = interviews.update_metadata(
                session, interview_id, user_id, values, if_updated_at=expected
            )
            if not changed:
                raise PreconditionFailed("The interview was changed in the meantime.")
            record = owned(session, interview_id, user_id)
        return interview_view(record)


def owned(session: Session, interview_id: str, user_id: str) -> InterviewRecord:
    """The user's own interview.

    Raises:
        NotFound: there is none, or it is somebody else's; the same words for both.
    """
    record = interviews.get_owned(session, interview_id, user_id)
    if record is None:
        raise NotFound(NOT_FOUND)
    return record


def _encode_cursor(record: InterviewRecord) -> str:
    return f"{int(record.created_at.timestamp() * 1000)}.{record.id}"


def _cursor(text: str) -> tuple[datetime, str]:
    match = re.fullmatch(CURSOR, text, re.ASCII)
    if match is None:
        raise parameters.wrong("cursor", "is not one of ours")
    return datetime.fromtimestamp(int(match[1]) / 1000, UTC), match[2]


def _transcription(row: results.TranscriptionRow) -> Transcription:
    return Transcription(
        interview_id=row.interview_id,
        text=row.text,
        timestamps=row.timestamps,
        speakers=row.speakers,
        created_at=row.created_at,
    )


def _analysis(row: results.AnalysisRow) -> Analysis:
    return Analysis(
        interview_id=row.interview_id,
        speech_metrics=row.speech_metrics,
        content_analysis=row.content_analysis,
        sentiment=row.sentiment,
        overall_score=row.overall_score,
        recommendations=row.recommendations,
        model_used=row.model_used,
        created_at=row.created_at,
    )
