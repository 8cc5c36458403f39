"""Take a stored transcript to a stored analysis, with one worker at a time."""

from __future__ import annotations

from datetime import timedelta

from shared.db.engine import Database, Session
from shared.db.repositories import interviews, prep_sessions, processing, results, usage
from shared.db.repositories.interviews import InterviewRecord
from shared.domain.conversation import Transcript
from shared.domain.interview import Status
from shared.domain.speakers import assign_roles
from shared.domain.transcript import from_timestamps
from shared.errors import ModelAnswerInvalid, ModelUnavailable
from shared.observability import log
from shared.services.analyser import JobContext, Outcome, PrepSnapshot, analyse
from shared.services.failing import fail
from shared.services.language_model_port import LanguageModel
from shared.services.leases import lease
from shared.services.practice import Practice
from shared.services.spending import Budget

FIRST_LOOK_AGAIN = timedelta(minutes=1)
LAST_LOOK_AGAIN = timedelta(hours=4)


class Analysing:
    """The step from `analyzing` to `completed`."""

    def __init__(
        self,
        database: Database,
        model: LanguageModel | None,
        *,
        budget: Budget,
        lease_seconds: int,
    ) -> None:
        self._database = database
        self._model = model
        self._budget = budget
        self._lease_seconds = lease_seconds
        self._practice = Practice(database, model, budget=budget)

    def analyse(self, interview_id: str) -> None:
        """Analyse once, however often this is called; a finished interview is left alone.

        Where no answer could be judged the interview is `failed` with `analysis_unavailable`, its
        transcript stays readable, and the sweep tries again with growing delays.

        Raises:
            DatabaseUnavailable: deliver the message again.
        """
        with lease(self._database, interview_id, self._lease_seconds) as held:
            if held:
                self._analyse(interview_id)

    def _analyse(self, interview_id: str) -> None:
        with self._database.transaction() as session:
            record = interviews.get(session, interview_id)
            if record is None or record.status is not Status.ANALYZING:
                return
            stored = results.get_transcription(session, interview_id)
            prep = self._prep(session, record)
            if stored is None:
                fail(session, interview_id, "analysis_failed", stage=Status.ANALYZING)
                return
        work = record.processing
        transcript = from_timestamps(
            stored.timestamps,
            duration_ms=work.duration_ms if work else None,
            speakers=stored.speakers,
        )
        try:
            outcome = self._judge(record, transcript, prep)
        except (ModelUnavailable, ModelAnswerInvalid) as error:
            log("analysis_unavailable", reason=error.code)
            tries = work.checks if work else 0
            with self._database.transaction() as session:
                fail(
                    session,
                    interview_id,
                    "analysis_unavailable",
                    stage=Status.ANALYZING,
                    look_again=min(FIRST_LOOK_AGAIN * 2 ** min(tries, 10), LAST_LOOK_AGAIN),
                )
            return
        if self._store(record, outcome) and record.prep_session_id is not None and prep is not None:
            self._practice.fill(record.user_id, record.prep_session_id)

    def _judge(
        self, record: InterviewRecord, transcript: Transcript, prep: PrepSnapshot | None
    ) -> Outcome:
        work = record.processing
        speakers = assign_roles(
            transcript,
            interview_type=record.interview_type,
            confirmed_candidate_ids=work.candidate_speakers if work else None,
        )
        job = JobContext(
            company=record.company,
            job_title=record.job_title,
            interview_type=record.interview_type,
            notes=record.notes,
            job_description=work.job_description if work else None,
        )
        return analyse(
            transcript,
            speakers,
            job=job,
            prep=prep,
            model=self._model,
            budget=self._budget,
            repeat=work.repeat if work else 1,
        )

    @staticmethod
    def _prep(session: Session, record: InterviewRecord) -> PrepSnapshot | None:
        """The linked prep session, only where it belongs to the same user."""
        if record.prep_session_id is None:
            return None
        row = prep_sessions.get_owned(session, record.prep_session_id, record.user_id)
        if row is None:
            return None
        return PrepSnapshot(questions=row.questions, practice_answers=row.practice_answers)

    def _store(self, record: InterviewRecord, outcome: Outcome) -> bool:
        """Analysis and `completed` in one transaction; False where the interview has moved on."""
        work = record.processing
        stored = outcome.analysis.model_dump(mode="json", by_alias=True)
        with self._database.transaction() as session:
            moved = interviews.advance(
                session, record.id, to=Status.COMPLETED, from_={Status.ANALYZING}
            )
            if not moved:
                log("interview_gone_or_moved_on")
                return False
            results.store_analysis(
                session,
                record.id,
                speech_metrics=stored["speechMetrics"],
                content_analysis=stored["contentAnalysis"],
                sentiment=stored["sentiment"],
                overall_score=stored["overallScore"],
                recommendations=stored["recommendations"],
                model_used=stored["modelUsed"],
            )
            if self._model is not None:
                usage.add(
                    session,
                    record.id,
                    generation=work.generation if work else 1,
                    kind="model",
                    name=outcome.analysis.model_used,
                    input_tokens=outcome.input_tokens,
                    output_tokens=outcome.output_tokens,
                )
            processing.finish(session, record.id)
        log(
            "analysis_stored",
            score=outcome.analysis.overall_score,
            model=outcome.analysis.model_used,
            input_tokens=outcome.input_tokens,
            output_tokens=outcome.output_tokens,
            missing=len(outcome.missing),
        )
        return True
