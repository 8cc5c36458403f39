"""The score: one formula, monotone, bounded, blind to order, silent about what was not measured."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.content.rubric import Assessment, Dimension, Level, StarEvidence, StarPart
from shared.domain.content.scoring import DELIVERY, FORMULA, WEIGHTS, answer_score, overall_score
from shared.domain.conversation import Quote
from shared.domain.exchanges.cutting import find_exchanges
from shared.domain.speakers import assign_roles
from shared.domain.speech.measure import SpeechMetrics, measure_speech
from shared.domain.speech.norms import NORMS, goodness
from tests.builders import transcript

DECISION = Path(__file__).parents[3] / "docs" / "decisions" / "0011-one-formula.md"
QUOTE = Quote(text="I led it", line=0, start=None, end=None)
SENTENCE = "I led a team of five people and I cut the cost of our servers by forty percent in May. "


def assessment(
    levels: list[int | None], star: list[bool] | None = None, *, exchange: int = 0
) -> Assessment:
    return Assessment(
        exchange=exchange,
        star=tuple(
            StarEvidence(part=part, present=there, quote=QUOTE if there else None)
            for part, there in zip(StarPart, star or [False] * 4, strict=True)
        ),
        star_applies=star is not None,
        levels=tuple(
            Level(dimension=dimension, level=level, anchor="", quote=QUOTE if level else None)
            for dimension, level in zip(Dimension, levels, strict=True)
        ),
        strengths=(),
        missing=(),
    )


def spoken(script: str, *, timed: bool = True) -> SpeechMetrics:
    read = transcript(script, timed=timed)
    speakers = assign_roles(read, confirmed_candidate_ids=[2])
    return measure_speech(read, speakers, find_exchanges(read, speakers))


FEW = spoken("I: Why?\nC: Because.")
FLUENT = spoken(f"I: Tell me about it.\nC: {SENTENCE * 4}\nC: {SENTENCE * 4}")
UNTIMED = spoken(f"I: Tell me about it.\nC: {SENTENCE * 8}", timed=False)
HALTING = spoken(
    f"I: Tell me about it.\nC: Um, maybe, like, I think so. {SENTENCE}\n"
    + f"C: (6) Uh, you know, I guess, um, it was kind of it. {SENTENCE}\n" * 6
)
LEVELS = st.lists(st.none() | st.integers(1, 5), min_size=5, max_size=5)
STAR = st.none() | st.lists(st.booleans(), min_size=4, max_size=4)
ANSWERS = st.lists(st.builds(assessment, LEVELS, STAR), max_size=8)
METRICS = st.sampled_from([FEW, FLUENT, UNTIMED, HALTING])


@given(ANSWERS, METRICS)
def test_within_bounds_and_honest_about_what_is_missing(
    answers: list[Assessment], metrics: SpeechMetrics
) -> None:
    score = overall_score(answers, metrics)
    assert 0 <= score.value <= 100
    assert score.formula == FORMULA
    assert {part.name: part.weight for part in score.parts} == WEIGHTS
    for part in score.parts:
        assert (part.value is None) is (part.name in score.left_out)
        assert (part.value is None) is (part.reason is not None)
        assert part.value is None or 0 <= part.value <= 1
    for answer in answers:
        value = answer_score(answer)
        assert value is None or 0 <= value <= 100


@given(ANSWERS.filter(bool), METRICS, st.data())
def test_a_higher_level_never_lowers_the_score(
    answers: list[Assessment], metrics: SpeechMetrics, data: st.DataObject
) -> None:
    number = data.draw(st.integers(0, len(answers) - 1))
    place = data.draw(st.integers(0, len(Dimension) - 1))
    levels = [entry.level for entry in answers[number].levels]
    before = levels[place]
    if before is None:
        return
    levels[place] = data.draw(st.integers(before, 5))
    star = [part.present for part in answers[number].star]
    better = assessment(levels, star if answers[number].star_applies else None)
    raised = [*answers[:number], better, *answers[number + 1 :]]
    assert overall_score(raised, metrics).value >= overall_score(answers, metrics).value
    higher, lower = answer_score(better), answer_score(answers[number])
    assert higher is not None
    assert lower is not None
    assert higher >= lower


@given(ANSWERS.filter(bool), METRICS, st.data())
def test_another_part_of_star_never_lowers_the_score(
    answers: list[Assessment], metrics: SpeechMetrics, data: st.DataObject
) -> None:
    number = data.draw(st.integers(0, len(answers) - 1))
    answer = answers[number]
    star = [part.present for part in answer.star]
    star[data.draw(st.integers(0, 3))] = True
    fuller = assessment([entry.level for entry in answer.levels], star)
    raised = [*answers[:number], fuller, *answers[number + 1 :]]
    if answer.star_applies:
        assert overall_score(raised, metrics).value >= overall_score(answers, metrics).value


@given(ANSWERS, METRICS, st.randoms(use_true_random=False))
def test_the_order_of_answers_is_nothing(
    answers: list[Assessment], metrics: SpeechMetrics, shuffled: object
) -> None:
    other = list(answers)
    shuffled.shuffle(other)  # type: ignore[attr-defined]
    assert overall_score(other, metrics) == overall_score(answers, metrics)


def test_an_answer_weighs_the_square_root_of_its_words() -> None:
    question = "I: Tell me about a time you had to decide.\n"
    metrics = spoken(f"{question}C: {'word ' * 90}\n{question}C: {'word ' * 10}")
    long, short = (entry.exchange for entry in metrics.answers)
    assert [entry.words for entry in metrics.answers] == [90, 10]
    good, bad = assessment([5] * 5, exchange=long), assessment([1] * 5, exchange=short)
    content = overall_score([good, bad], metrics).parts[0]
    assert content.value == pytest.approx(0.75)  # 3 to 1


def test_what_could_not_be_measured_is_left_out_and_the_rest_reweighted() -> None:
    answer = assessment([3, 3, 3, 3, 3], [True, True, False, False])
    score = overall_score([answer], FEW)
    assert score.left_out == ("delivery",)
    assert score.value == pytest.approx(100 * (60 * 0.5 + 20 * 0.5) / 80)
    nothing = overall_score([], FEW)
    assert nothing.left_out == ("content", "structure", "delivery")
    assert overall_score([], FLUENT).left_out == ("content", "structure")


def test_without_a_judged_answer_there_is_no_score_however_fluent_somebody_is() -> None:
    score = overall_score([], FLUENT)
    assert score.parts[2].value == 1
    assert not score.measured
    assert score.value == 0
    assert overall_score([assessment([2, None, None, None, None])], FEW).measured


def test_a_metric_that_is_missing_from_delivery_is_named() -> None:
    part = overall_score([], UNTIMED).parts[2]
    assert part.value is not None
    assert {"speakingPace", "longPauses"} <= set(part.left_out)
    assert overall_score([], FLUENT).parts[2].left_out == ()


def test_halting_speech_scores_lower_in_delivery_only() -> None:
    answer = assessment([4, 4, 4, 4, 4])
    good, bad = (overall_score([answer], metrics) for metrics in (FLUENT, HALTING))
    assert [part.value for part in good.parts[:2]] == [part.value for part in bad.parts[:2]]
    assert good.parts[2].value == 1
    assert bad.parts[2].value is not None
    assert bad.parts[2].value < 0.7


@pytest.mark.parametrize("name", ["fillerWords", "hedging"])
def test_fewer_are_better_inside_the_norm_too(name: str) -> None:
    bound = NORMS[name].high
    assert bound is not None
    values = [goodness(name, bound * share) for share in (0, 0.25, 0.5, 1, 2, 3)]
    assert values == [1.0, 0.875, 0.75, 0.5, 0.0, 0.0]


@pytest.mark.parametrize(
    ("name", "value", "good"),
    [("speakingPace", 140, 1.0), ("speakingPace", 55, 0.5), ("speakingPace", 262.5, 0.5),
     ("speakingPace", 400, 0.0), ("hesitations", 4.8, 1.0), ("hesitations", 9.6, 0.0),
     ("longPauses", 1.5, 1.0)],
)  # fmt: skip
def test_everything_else_is_good_all_over_its_norm(name: str, value: float, good: float) -> None:
    assert goodness(name, value) == pytest.approx(good)


def test_the_decision_documents_this_formula() -> None:
    """The page and the code name the same version, weights and metrics."""
    page = DECISION.read_text(encoding="utf-8")
    assert f"formula {FORMULA}" in page
    for name, weight in WEIGHTS.items():
        assert re.search(rf"\| {name} \| {weight:g} \|", page), name
    assert all(f"`{name}`" in page for name in DELIVERY)
