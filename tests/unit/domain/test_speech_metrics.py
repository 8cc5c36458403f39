"""What is measured is right, and what cannot be measured says so."""

from __future__ import annotations

import pytest

from shared.domain.exchanges import find_exchanges
from shared.domain.speakers import assign_roles
from shared.domain.speech.measure import SpeechMetrics, measure_speech
from shared.domain.speech.metric import Metric
from tests.builders import WORDS_PER_MINUTE, transcript

QUESTION = "I: Tell me about a time you led a project under pressure.\n"
SENTENCE = "I led a team of five people and I cut the cost of our servers by forty percent in May. "


def measure(script: str, *, timed: bool = True) -> SpeechMetrics:
    read = transcript(script, timed=timed)
    speakers = assign_roles(read, confirmed_candidate_ids=[2])
    return measure_speech(read, speakers, find_exchanges(read, speakers))


def test_pace_is_own_words_per_own_minute() -> None:
    pace = measure(QUESTION + f"C: {SENTENCE * 8}").speaking_pace
    assert pace.value == pytest.approx(WORDS_PER_MINUTE, rel=0.01)
    assert pace.verdict == "ok"
    assert pace.unit == "words/min"


def test_pauses_only_where_nobody_else_speaks() -> None:
    own = measure(QUESTION + f"C: {SENTENCE}\nC: (3.0) {SENTENCE}\nC: (1.5) {SENTENCE}")
    assert own.pauses.detail["count"] == 2
    assert own.long_pauses.detail["count"] == 1
    assert own.pauses.detail["longestMs"] == 3000
    between = measure(QUESTION + f"C: {SENTENCE}\nI: (1.0) Mm-hm.\nC: (1.0) {SENTENCE}")
    assert between.pauses.detail["count"] == 0


def test_the_time_to_answer() -> None:
    assert measure(QUESTION + f"C: (2.0) {SENTENCE}").response_latency.value == 2.0


def test_fillers_hedges_and_figures_have_places() -> None:
    script = QUESTION + f"C: Well, I guess it was, like, fine, you know. {SENTENCE * 6}"
    metrics = measure(script)
    assert metrics.filler_words.detail["count"] == 3
    assert {entry.text for entry in metrics.filler_words.places} == {"well", "like", "you know"}
    assert metrics.hedging.detail["count"] == 1
    assert metrics.figures.detail["count"] >= 6
    assert all(entry.line == 1 for entry in metrics.filler_words.places)


def test_ownership_counts_actions() -> None:
    script = (
        QUESTION + "C: We built it. We shipped it. We tested it. I wrote the plan for all of it."
    )
    ownership = measure(script).ownership
    assert ownership.value == 0.25
    assert ownership.detail == {"own": 1, "shared": 3}


def test_three_hundred_words_without_an_um_are_not_perfect() -> None:
    metrics = measure(QUESTION + f"C: {SENTENCE * 20}")
    assert not metrics.hesitations.measurable
    assert metrics.hesitations.value is None
    assert metrics.hesitations.reason
    with_one = measure(QUESTION + f"C: Um, {SENTENCE * 20}")
    assert with_one.hesitations.detail["count"] == 1


def test_no_verdict_on_few_words() -> None:
    metrics = measure(QUESTION + f"C: {SENTENCE}")
    verdicts = [metric.verdict for _, metric in metrics if isinstance(metric, Metric)]
    assert set(verdicts) == {None}


def test_without_times_nothing_is_timed() -> None:
    metrics = measure(QUESTION + f"C: {SENTENCE * 8}", timed=False)
    for metric in (
        metrics.speaking_pace, metrics.pauses, metrics.response_latency, metrics.longest_monologue,
        metrics.interruptions,
    ):  # fmt: skip
        assert not metric.measurable
        assert metric.reason
    assert metrics.filler_words.measurable
    assert metrics.talk_share.detail["basis"] == "words"
    assert metrics.timeline == ()


def test_no_metric_reads_zero_where_nothing_was_said() -> None:
    metrics = measure("I: Hello, are you there? Tell me about yourself.")
    for name, metric in metrics:
        if isinstance(metric, Metric):
            assert metric.measurable is (metric.value is not None), name
            assert not metric.measurable or name in ("interruptions", "interrupted"), name


def test_long_answers_are_flagged() -> None:
    answer = measure(QUESTION + f"C: {SENTENCE * 20}").answers[0]
    assert answer.flags == ("longer than 300 words",)
    assert answer.words == 20 * len(SENTENCE.split())
