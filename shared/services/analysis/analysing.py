"""Take a stored transcript to a stored analysis, with one worker at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from shared.db.engine import Database, Session
from shared.db.repositories import interviews, prep_sessions, results, usage
from shared.db.repositories.interviews import InterviewRecord
from shared.domain.analysis import Analysis
from shared.domain.conversation import Speakers, Transcript
from shared.domain.interview import Status
from shared.errors import ModelAnswerInvalid, ModelUnavailable
from shared.observability import log
from shared.services.analysis.analyser import JobContext, analyse
from shared.services.analysis.comparing import PrepSnapshot
from shared.services.analysis.judging import reason_of
from shared.services.analysis.language_model_port import LanguageModel
from shared.services.analysis.patient_writes import Wait, wait, write_patiently
from shared.services.analysis.practice import Practice
from shared.services.analysis.spending import Allowance, Budget
from shared.services.analysis.storing_analysis import Bought, complete, note
from shared.services.failing import fail
from shared.services.leases import lease
from shared.services.reading.stored_transcripts import read_stored

FIRST_LOOK_AGAIN = timedelta(minutes=1)
LAST_LOOK_AGAIN = timedelta(hours=4)
BUDGETS_A_DAY = 4
"""What the sweep's and the user's tries of one interview may cost together in 24 hours."""


class Analysing:
    """The step from `analyzing` to `completed`."""

    def __init__(
        self,
        database: Database,
        model: LanguageModel | None,
        *,
        budget: Budget,
        lease_seconds: int,
        wait: Wait = wait,
    ) -> None:
        self._database = database
        self._model = model
        self._budget = budget
        self._lease_seconds = lease_seconds
        self._wait = wait
        self._practice = Practice(database, model, budget=budget)

    def analyse(self, interview_id: str) -> None:
        """Analyse once, however often this is called; a finished interview is left alone.

        Where no answer could be judged the interview is `failed` with `analysis_unavailable`, its
        transcript stays readable, and the sweep tries again with growing delays.

        Raises:
            DatabaseUnavailable: deliver the message again. Once the model was asked, a database
                that is away is awaited for a minute, so that little is bought twice.
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
            spent = usage.model_tokens_since(session, interview_id, timedelta(hours=24))
            if stored is None:
                fail(session, interview_id, "analysis_failed", stage=Status.ANALYZING)
                return
        transcript, speakers = read_stored(record, stored)
        left = max(BUDGETS_A_DAY * self._budget.tokens - spent, 0)
        allowance = Allowance(replace(self._budget, tokens=min(self._budget.tokens, left)))
        try:
            analysis = self._judge(record, transcript, speakers, prep, allowance)
        except (ModelUnavailable, ModelAnswerInvalid) as error:
            self._give_back(record, allowance, error)
            return
        stored_now = self._store(record, analysis, self._bought(allowance))
        if stored_now and record.prep_session_id and prep:
            took = self._practice.fill(record.user_id, record.prep_session_id)
            with self._database.transaction() as session:
                if interviews.get(session, interview_id) is not None:
                    note(session, record, self._bought(took))

    def _judge(
        self,
        record: InterviewRecord,
        transcript: Transcript,
        speakers: Speakers,
        prep: PrepSnapshot | None,
        allowance: Allowance,
    ) -> Analysis:
        work = record.processing
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
            allowance=allowance,
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

    def _bought(self, allowance: Allowance) -> Bought:
        name = self._model.name if self._model else ""
        return Bought(name, allowance.input_tokens, allowance.output_tokens)

    def _give_back(
        self,
        record: InterviewRecord,
        allowance: Allowance,
        error: ModelUnavailable | ModelAnswerInvalid,
    ) -> None:
        """`failed` for now: the sweep tries again, later each time, and not before it is asked."""
        tries = record.processing.checks if record.processing else 0
        delay = min(FIRST_LOOK_AGAIN * 2 ** min(tries, 10), LAST_LOOK_AGAIN)
        if isinstance(error, ModelUnavailable) and error.retry_after is not None:
            delay = max(delay, timedelta(seconds=error.retry_after))

        def write(session: Session) -> None:
            moved = fail(
                session,
                record.id,
                "analysis_unavailable",
                stage=Status.ANALYZING,
                look_again=delay,
            )
            if moved:
                note(session, record, self._bought(allowance))

        write_patiently(self._database, write, self._wait)
        log("analysis_unavailable", reason=reason_of(error), seconds=delay.total_seconds())

    def _store(self, record: InterviewRecord, analysis: Analysis, bought: Bought) -> bool:
        """Analysis and `completed`; False where the interview has moved on."""
        moved = write_patiently(
            self._database, lambda session: complete(session, record, analysis, bought), self._wait
        )
        log(
            "analysis_stored" if moved else "interview_gone_or_moved_on",
            score=analysis.overall_score,
            model=analysis.model_used,
            input_tokens=bought.input_tokens,
            output_tokens=bought.output_tokens,
            missing=len(analysis.content_analysis.missing_sections),
        )
        return moved
