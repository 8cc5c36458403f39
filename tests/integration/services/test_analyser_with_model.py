"""What a model's judgement becomes: the weakest answers told better, and compared with practice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from shared.clients.language_model.client import OpenAILanguageModel
from shared.domain.analysis import Analysis
from shared.domain.speakers import assign_roles
from shared.services.analysis.analyser import JobContext, analyse
from shared.services.analysis.comparing import PrepSnapshot
from shared.services.analysis.spending import Allowance, Budget
from tests.builders import transcript
from tests.fixtures.language_model import Connect
from tests.stand_ins.language_model import LanguageModelStandIn, Received
from tests.stand_ins.language_model_answers import answer_for, judged_answer

ANSWERS = {
    "I cut the loading time of the shop from nine seconds to two with three new indexes.": 5,
    "I told my manager that the plan was late, and we moved the date together.": 2,
    "I hired 12 people for the new office, and only one of them left in the first year.": 3,
    "I promised a date without asking the team, and I had to call every customer.": 1,
    "I wrote the runbook for our payments and trained two colleagues on it.": 4,
}
LINES = transcript(
    "\n".join(
        f"I: Let's move on. Tell me about a time when you {deed}.\nC: {said}"
        for deed, said in zip(
            ("fixed something", "disagreed", "hired", "failed", "taught others"),
            ANSWERS,
            strict=True,
        )
    )
)


@pytest.fixture
def judge(model: LanguageModelStandIn, connect: Connect) -> OpenAILanguageModel:
    return connect(model)


def judged(judge: OpenAILanguageModel, prep: PrepSnapshot | None = None) -> Analysis:
    job = JobContext("Acme", "Engineer", "behavioral")
    return analyse(LINES, assign_roles(LINES), job=job, prep=prep, model=judge)


def with_stronger(told: Callable[[str], str]) -> Callable[[Received], Any]:
    """A model that judges by ``ANSWERS`` and writes ``told`` of each answer."""

    def answer(request: Received) -> Any:
        said = request.data.get("answer")
        if said is None:
            return answer_for(request)
        return judged_answer(said, ANSWERS[said]) | {"stronger": told(said)}

    return answer


def test_the_three_weakest_answers_get_a_stronger_version(
    model: LanguageModelStandIn, judge: OpenAILanguageModel
) -> None:
    model.answer = with_stronger(lambda said: f"Told better: {said}")
    exchanges = judged(judge).content_analysis.exchanges
    assert [exchange.stronger_version for exchange in exchanges] == [
        None if level > 3 else f"Told better: {said}" for said, level in ANSWERS.items()
    ]


def test_a_number_that_was_not_said_is_a_placeholder(
    model: LanguageModelStandIn, judge: OpenAILanguageModel
) -> None:
    model.answer = with_stronger(
        lambda _said: "I hired twelve people in 6 weeks, [e.g. 40%] faster, and one left."
    )
    written = [
        exchange.stronger_version
        for exchange in judged(judge).content_analysis.exchanges
        if exchange.stronger_version
    ]
    assert written == [
        "I hired [number] people in [number] weeks, [number] faster, and one left.",
        "I hired twelve people in [number] weeks, [number] faster, and one left.",
        "I hired [number] people in [number] weeks, [number] faster, and one left.",
    ]


def test_a_claim_of_an_unsaid_multiple_leaves_no_stronger_version(
    model: LanguageModelStandIn, judge: OpenAILanguageModel
) -> None:
    model.answer = with_stronger(lambda _said: "I doubled the team.")
    analysis = judged(judge)
    assert not [entry for entry in analysis.content_analysis.exchanges if entry.stronger_version]


@pytest.mark.parametrize("level", [1, 5])
def test_practice_is_compared_by_one_judge(
    model: LanguageModelStandIn, judge: OpenAILanguageModel, level: int
) -> None:
    """The same words practised and said are no better and no worse, whatever the model thinks."""
    model.answer = lambda request: (
        judged_answer(request.data["answer"], level)
        if "answer" in request.data
        else answer_for(request)
    )
    said = next(iter(ANSWERS))
    question = "Tell me about a time when you fixed something."
    prep = PrepSnapshot([question], [{"question": question, "answer": said}])
    feedback = judged(judge, prep).content_analysis.prep_feedback
    assert feedback is not None
    (pair,) = feedback.pairs
    assert (pair.verdict, pair.score_change, feedback.improvement) == ("same", 0.0, 0.0)


def test_a_recommendation_tied_to_nothing_is_not_kept(
    model: LanguageModelStandIn, judge: OpenAILanguageModel
) -> None:
    def answer(request: Received) -> Any:
        if "answer" in request.data:
            return answer_for(request)
        tied = [(0, ""), (None, "speakingPace"), (99, "made up"), (None, ""), (3, "made up")]
        return {
            "recommendations": [
                {"text": f"Do number {number}.", "exchange": exchange, "metric": metric}
                for number, (exchange, metric) in enumerate(tied)
            ]
        }

    model.answer = answer
    content = judged(judge).content_analysis
    assert [(entry.text, entry.exchange, entry.metric) for entry in content.recommendations] == [
        ("Do number 0.", 0, None),
        ("Do number 1.", None, "speakingPace"),
        ("Do number 4.", 3, None),
    ]


def test_the_longest_answers_are_asked_first(
    model: LanguageModelStandIn, judge: OpenAILanguageModel
) -> None:
    """They take longest, so that nothing waits for them at the end."""
    analyse(
        LINES,
        assign_roles(LINES),
        job=JobContext("Acme", "Engineer", "behavioral"),
        model=judge,
        allowance=Allowance(Budget(parallel=1)),
    )
    lengths = [len(request.data["answer"]) for request in model.received[:-1]]
    assert lengths == sorted(map(len, ANSWERS), reverse=True)
