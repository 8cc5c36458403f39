"""Take a stored transcript to a stored analysis, with one worker at a time."""

from __future__ import annotations

from datetime import timedelta

from shared.db.engine import Database, Session
from shared.db.repositories import interviews, prep_sessions, results
from shared.db.repositories.interviews import InterviewRecord
from shared.domain.interview import Status
from shared.domain.speakers import assign_roles
from shared.domain.transcript import from_timestamps
from shared.errors import ModelAnswerInvalid, ModelUnavailable
from shared.observability import log
from shared.services.analyser import JobContext, PrepSnapshot, analyse
from shared.services.failing import fail
from shared.services.language_model_port import LanguageModel
from shared.services.leases import lease


class Analysing:
    """The step from `analyzing` to `completed`."""

    def __init__(
        self,
        database: Database,
        model: LanguageModel | None,
        *,
        lease_seconds: int,
        look_again: timedelta,
    ) -> None:
        self._database = database
        self._model = model
        self._lease_seconds = lease_seconds
        self._look_again = look_again

    def analyse(self, interview_id: str) -> None:
        """Analyse once, however often this is called; a finished interview is left alone.

        Where no section could be had from the model, the interview is `failed` with
        `analysis_unavailable`, its transcript stays readable, and the sweep tries again.

        Raises:
            DatabaseUnavailable: deliver the message again.
        """
        with lease(self._database, interview_id, self._lease_seconds) as held:
            if not held:
                return
            with self._database.transaction() as session:
                record = interviews.get(session, interview_id)
                if record is None or record.status is not Status.ANALYZING:
                    return
                transcription = results.get_transcription(session, interview_id)
                prep = self._prep(session, record)
            if transcription is None:
                with self._database.transaction() as session:
                    fail(session, interview_id, "analysis_failed", stage=Status.ANALYZING)
                return
            work = record.processing
            transcript = from_timestamps(
                transcription.timestamps, duration_ms=work.duration_ms if work else None
            )
            confirmed = work.candidate_speakers if work else None
            speakers = assign_roles(
                transcript,
                interview_type=record.interview_type,
                confirmed_candidate_ids=confirmed,
            )
            try:
                result = analyse(
                    transcript,
                    speakers,
                    job=JobContext(
                        company=record.company,
                        job_title=record.job_title,
                        interview_type=record.interview_type,
                        notes=record.notes,
                        job_description=work.job_description if work else None,
                    ),
                    prep=prep,
                    model=self._model,
                    repeat=work.repeat if work else 1,
                )
            except (ModelUnavailable, ModelAnswerInvalid) as error:
                log("analysis_unavailable", reason=error.code)
                with self._database.transaction() as session:
                    fail(
                        session,
                        interview_id,
                        "analysis_unavailable",
                        stage=Status.ANALYZING,
                        look_again=self._look_again,
                    )
                return
            self._store(record, result)
            if prep is not None:
                self._fill_practice_feedback(record, prep, result)

    def _prep(self, session: Session, record: InterviewRecord) -> PrepSnapshot | None:
        if record.prep_session_id is None:
            return None
        row = prep_sessions.get_owned(session, record.prep_session_id, record.user_id)
        if row is None:
            return None
        return PrepSnapshot(questions=row.questions, practice_answers=row.practice_answers)
