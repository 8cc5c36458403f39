"""The model says which practised question was asked; the code believes it only what can be."""

from __future__ import annotations

from typing import Any

import pytest

from shared.clients.language_model.client import OpenAILanguageModel
from shared.domain.analysis import Analysis
from shared.domain.practice.prep_feedback import PrepFeedback
from shared.domain.speakers import assign_roles
from shared.services.analysis.analyser import JobContext, analyse
from shared.services.analysis.comparing import PrepSnapshot
from shared.services.analysis.spending import Allowance, Budget
from tests.builders import transcript
from tests.fixtures.language_model import Connect
from tests.stand_ins.language_model import LanguageModelStandIn, Received
from tests.stand_ins.language_model_answers import answer_for
from tests.stand_ins.language_model_faults import refuses

ASKED = (
    "Tell me about a time when you fixed something.",
    "Tell me about a time when a plan went to pieces.",
    "Tell me about a time when you taught others.",
)
SAID = (
    "I cut the loading time of the shop from nine seconds to two with three new indexes.",
    "I promised a date without asking the team, and I had to call every customer.",
    "I wrote the runbook for our payments and trained two colleagues on it.",
)
LINES = transcript(
    "\n".join(f"I: {asks}\nC: {said}" for asks, said in zip(ASKED, SAID, strict=True))
)
OTHER_WORDS = "Which of your failures still keeps you awake?"
UNASKED = "Why do you want to work for us?"
PREP = PrepSnapshot(
    [OTHER_WORDS, UNASKED], [{"question": OTHER_WORDS, "answer": "We missed a launch by a month."}]
)


@pytest.fixture
def judge(model: LanguageModelStandIn, connect: Connect) -> OpenAILanguageModel:
    return connect(model)


def analysed(
    judge: OpenAILanguageModel | None,
    prep: PrepSnapshot | None = PREP,
    budget: Budget | None = None,
) -> Analysis:
    return analyse(
        LINES, assign_roles(LINES), job=JobContext("Acme", "Engineer", "behavioral"), prep=prep,
        model=judge, allowance=Allowance(budget or Budget()),
    )  # fmt: skip


def feedback_of(analysis: Analysis) -> PrepFeedback:
    feedback = analysis.content_analysis.prep_feedback
    assert feedback is not None
    return feedback


def matching(model: LanguageModelStandIn) -> list[Received]:
    return [request for request in model.received if "practised" in request.data]


def pairing(*pairs: tuple[Any, Any]) -> Any:
    """A model that gives these pairs of numbers."""

    def answer(request: Received) -> Any:
        if "practised" not in request.data:
            return answer_for(request)
        return {"pairs": [{"practised": row, "asked": column} for row, column in pairs]}

    return answer


def test_the_same_question_in_other_words_is_found(
    model: LanguageModelStandIn, judge: OpenAILanguageModel
) -> None:
    model.answer = pairing((0, 1))
    feedback = feedback_of(analysed(judge))
    assert [(pair.practised_question, pair.asked_question) for pair in feedback.pairs] == [
        (OTHER_WORDS, ASKED[1])
    ]
    assert feedback.matched_by == "model"
    assert feedback.not_asked == (UNASKED,)
    assert [missed.question for missed in feedback.not_practised] == [ASKED[0], ASKED[2]]
    # By their words alone the two are not the same.
    assert feedback_of(analysed(None)).pairs == ()
    assert feedback_of(analysed(None)).matched_by == "words"


def test_the_model_is_told_the_questions_only(
    model: LanguageModelStandIn, judge: OpenAILanguageModel
) -> None:
    analysed(judge)
    (request,) = matching(model)
    assert request.data == {
        "practised": [{"n": 0, "question": OTHER_WORDS}, {"n": 1, "question": UNASKED}],
        "asked": [{"n": number, "question": text} for number, text in enumerate(ASKED)],
    }


def test_no_partner_is_an_answer(model: LanguageModelStandIn, judge: OpenAILanguageModel) -> None:
    model.answer = pairing()
    feedback = feedback_of(analysed(judge))
    assert feedback.pairs == ()
    assert feedback.not_asked == (OTHER_WORDS, UNASKED)


def test_impossible_pairs_are_left_out(
    model: LanguageModelStandIn, judge: OpenAILanguageModel
) -> None:
    model.answer = pairing((7, 0), (0, -1), (1, 99), (0, 2), (0, 0), (1, 2))
    feedback = feedback_of(analysed(judge))
    assert [pair.asked_question for pair in feedback.pairs] == [ASKED[2]]


@pytest.mark.parametrize("prep", [None, PrepSnapshot([], []), PrepSnapshot(None, "lost")])
def test_nothing_practised_costs_no_call(
    model: LanguageModelStandIn, judge: OpenAILanguageModel, prep: PrepSnapshot | None
) -> None:
    analysed(judge, prep)
    assert matching(model) == []


def test_where_it_cannot_be_had_words_decide(
    model: LanguageModelStandIn, judge: OpenAILanguageModel
) -> None:
    model.misbehave(refuses, when=lambda request: "practised" in request.data)
    asked_again = PrepSnapshot([ASKED[0]], [{"question": ASKED[0], "answer": SAID[0]}])
    analysis = analysed(judge, asked_again)
    assert [pair.asked_question for pair in feedback_of(analysis).pairs] == [ASKED[0]]
    assert analysis.content_analysis.missing_sections == ("practised questions: refusal",)


def test_it_is_paid_for_before_the_last_answer(
    model: LanguageModelStandIn, judge: OpenAILanguageModel
) -> None:
    """A call each for two of three answers, for the matching, and for the summary."""
    analysis = analysed(judge, budget=Budget(calls=4))
    assert len(matching(model)) == 1
    assert len(model.received) == 4
    assert [entry.judged for entry in analysis.content_analysis.exchanges].count(False) == 1
