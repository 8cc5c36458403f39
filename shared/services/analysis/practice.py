"""Feedback for practised answers that have none: on request, and after an interview's analysis.

The answers are the web app's. One key is added to those that lack it, in a short guarded
transaction after the judging; the web app may have written meanwhile, so each answer is found again
by its id, question and words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from shared.contracts.practice import PracticeAnswerFeedback, PracticeFeedback
from shared.db.engine import Database
from shared.db.models import PrepSession
from shared.db.repositories import prep_sessions
from shared.domain.content.rules_analyser import MODEL_USED
from shared.domain.content.scoring import answer_score
from shared.domain.conversation import Exchange, Line, Transcript
from shared.domain.practice.prep_feedback import as_exchange, assess_practised, feedback_on
from shared.domain.practice.prep_sessions import (
    Practised,
    has_feedback,
    identity_of,
    read_prep_session,
)
from shared.errors import BackendError, ModelAnswerInvalid, ModelUnavailable, NotFound
from shared.observability import log
from shared.services.analysis.judging import judge_answers
from shared.services.analysis.language_model_port import LanguageModel
from shared.services.analysis.spending import Allowance, Budget
from shared.services.creation.admission import count

EVENT = "practice_feedback"
NO_PLACE = "plain text has no place for feedback"
NOT_YET = "ask again for this one"
GONE = "the answer was changed in the meantime"
NOTHING_SHOWN = "nothing in the answer could be judged"
KNOWN = "has feedback already"


@dataclass(frozen=True, slots=True)
class PracticeRules:
    """What one request may cost, and how many there may be of one user's in a day."""

    answers_max: int = 16
    """Two rounds of parallel calls: the answer is waited for."""
    per_day_max: int = 50
    seconds: float = 90.0
    """No call begins later than this; Azure's front door ends a request after 230 s."""


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of one practised answer, or why nothing was."""

    feedback: str | None = None
    score: float | None = None
    reason: str | None = None


class Practice:
    """The use case of POST /prep-sessions/{id}/feedback, and the last step of an analysis."""

    def __init__(
        self,
        database: Database,
        model: LanguageModel | None,
        *,
        budget: Budget,
        rules: PracticeRules | None = None,
    ) -> None:
        self._database = database
        self._model = model
        self._rules = rules or PracticeRules()
        # An answer may take a second call to be repaired; one is kept back for a summary.
        self._budget = replace(
            budget,
            calls=min(budget.calls, 2 * self._rules.answers_max + 1),
            seconds=min(budget.seconds, self._rules.seconds),
        )

    def request(self, user_id: str, prep_session_id: str) -> PracticeFeedback:
        """Judge the answers that lack feedback, write it, and say what came of each.

        A request that finds nothing to judge is not counted against the user's limit.

        Raises:
            NotFound: no such prep session of the user's.
            LimitReached: too many requests in a day.
            ModelUnavailable: not one answer could be judged; nothing was changed.
            Conflict: the web app wrote at the same time, again and again.
        """
        with self._database.transaction() as session:
            row = prep_sessions.get_owned(session, prep_session_id, user_id)
            if row is None:
                raise NotFound("There is no such object.")
            practised = read_prep_session(row.questions, row.practice_answers)
            if any(map(_lacks, practised)):
                count(session, user_id, EVENT, self._rules.per_day_max, hours=24)
        try:
            said = self._judge(row, practised, Allowance(self._budget))
        except ModelAnswerInvalid:
            raise ModelUnavailable("Feedback is not available right now.") from None
        written = self._write(user_id, row, practised, said)
        return PracticeFeedback(
            prep_session_id=prep_session_id,
            judged_by=MODEL_USED if self._model is None else self._model.name,
            answers=tuple(
                _told(entry, said.get(entry.index), written)
                for entry in practised
                if entry.answered
            ),
        )

    def fill(self, user_id: str, prep_session_id: str) -> Allowance:
        """The same after an analysis, which is stored already: what fails is left for a request.

        Returns:
            What was taken of the model.
        """
        allowance = Allowance(self._budget)
        try:
            with self._database.transaction() as session:
                row = prep_sessions.get_owned(session, prep_session_id, user_id)
            if row is None:
                return allowance
            practised = [
                entry
                for entry in read_prep_session(row.questions, row.practice_answers)
                if not entry.is_text  # nobody would read what is said of it
            ]
            self._write(user_id, row, practised, self._judge(row, practised, allowance))
        except BackendError as error:
            log("practice_feedback_not_filled", reason=error.code)
        return allowance

    def _judge(
        self, row: PrepSession, practised: Sequence[Practised], allowance: Allowance
    ) -> dict[int, Said]:
        """Index of each answer that lacks feedback → what is said of it."""
        lacking = [entry for entry in practised if _lacks(entry)]
        if self._model is None:
            return {entry.index: _by_rules(entry) for entry in lacking}
        said = {entry.index: Said(reason=NOT_YET) for entry in lacking}
        chosen = lacking[: self._rules.answers_max]
        transcript = Transcript(
            lines=tuple(
                Line(start=None, end=None, text=" ".join(entry.answer.split()), speaker_id=0)
                for entry in chosen
            )
        )
        exchanges: list[Exchange] = [
            as_exchange(entry).model_copy(update={"answer_lines": (position,)})
            for position, entry in enumerate(chosen)
        ]
        job = {"company": row.company, "jobTitle": row.job_title}
        judged = judge_answers(
            self._model, transcript, exchanges, job, allowance, prompt_name="judge_practice"
        )
        for assessment in judged.assessments:
            text = feedback_on(assessment, self._model.name)
            said[assessment.exchange] = Said(text, answer_score(assessment))
        said |= {index: Said(reason=reason) for index, reason in judged.failed.items()}
        log(
            "practice_judged",
            answers=len(judged.assessments),
            failed=len(judged.failed),
            input_tokens=allowance.input_tokens,
            output_tokens=allowance.output_tokens,
        )
        return said

    def _write(
        self,
        user_id: str,
        row: PrepSession,
        practised: Sequence[Practised],
        said: Mapping[int, Said],
    ) -> frozenset[int]:
        """Which of the answers have their feedback stored now, by index."""
        texts: dict[tuple[str, str, str], str] = {}
        for entry in practised:
            found = said.get(entry.index)
            if entry.answered and not entry.is_text and found and found.feedback:
                texts.setdefault(identity_of(row.practice_answers[entry.index]), found.feedback)
        if not texts:
            return frozenset()

        def lacking(answer: Mapping[str, Any]) -> Mapping[str, Any] | None:
            text = None if has_feedback(answer) else texts.get(identity_of(answer))
            return None if text is None else {"aiFeedback": text}

        with self._database.transaction() as session:
            filled = prep_sessions.fill_feedback(session, row.id, user_id, lacking)
            after = prep_sessions.get_owned(session, row.id, user_id)
        log("practice_feedback_filled", count=filled)
        stored = {
            identity_of(answer)
            for answer in (after.practice_answers if after and filled else [])
            if isinstance(answer, dict)
            and answer.get("aiFeedback") == texts.get(identity_of(answer), answer)
        }
        return frozenset(
            entry.index
            for entry in practised
            if entry.answered and identity_of(row.practice_answers[entry.index]) in stored
        )


def _lacks(entry: Practised) -> bool:
    return entry.answered and not entry.has_feedback


def _by_rules(entry: Practised) -> Said:
    assessment = assess_practised(entry)
    return Said(feedback_on(assessment, "rules"), answer_score(assessment))


def _told(entry: Practised, said: Said | None, written: frozenset[int]) -> PracticeAnswerFeedback:
    stored = entry.index in written
    reason = None
    if said is None:
        reason = KNOWN
    elif not said.feedback:
        reason = said.reason or NOTHING_SHOWN
    elif not stored:
        reason = NO_PLACE if entry.is_text else GONE
    return PracticeAnswerFeedback(
        index=entry.index,
        question=entry.question,
        feedback=(said.feedback or None) if said else None,
        score=said.score if said else None,
        written=stored,
        reason=reason,
    )
