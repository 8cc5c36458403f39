"""What was practised compared with what was said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from shared.domain.content.rubric import Assessment
from shared.domain.conversation import Exchange
from shared.domain.practice.prep_feedback import PrepFeedback, compare
from shared.domain.practice.prep_sessions import read_prep_session
from shared.domain.practice.same_questions import questions_asked
from shared.errors import ModelAnswerInvalid, ModelUnavailable
from shared.services.analysis.judging import reason_of
from shared.services.analysis.language_model_port import LanguageModel
from shared.services.analysis.matching import match_questions
from shared.services.analysis.spending import Allowance


@dataclass(frozen=True, slots=True)
class PrepSnapshot:
    """A prep session as it was when the analysis began."""

    questions: Any
    practice_answers: Any


@dataclass(frozen=True, slots=True)
class Compared:
    """The comparison, and what of it could not be had."""

    feedback: PrepFeedback | None
    missing: tuple[str, ...] = ()


def comparison(
    prep: PrepSnapshot | None,
    exchanges: Sequence[Exchange],
    by_rules: Future[list[Assessment]],
    model: LanguageModel | None,
    allowance: Allowance,
) -> Callable[[], Compared]:
    """The work of comparing, for another thread; what it may spend is set aside at once.

    Which question is which the model knows better; where it fails, their words decide. Answers are
    both judged by the rules: a change between two judges is no change.
    """
    if prep is None:
        return lambda: Compared(None)
    practised = read_prep_session(prep.questions, prep.practice_answers)
    asked = questions_asked(exchanges)
    spending = allowance.set_aside() if model is not None and practised and asked else None

    def compared() -> Compared:
        same: list[tuple[int, int]] | None = None
        missing: tuple[str, ...] = ()
        if model is not None and spending is not None:
            try:
                same = match_questions(model, practised, asked, spending)
            except (ModelUnavailable, ModelAnswerInvalid) as error:
                missing = (f"practised questions: {reason_of(error)}",)
        return Compared(compare(exchanges, by_rules.result(), practised, same=same), missing)

    return compared
