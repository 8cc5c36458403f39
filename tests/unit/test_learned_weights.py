"""The shipped weights are what the labelled interviews teach, and are used as they were learned."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.learned.linear import SCALE, Linear, packed, unpacked
from shared.domain.learned.story_parts import STORY_PARTS
from shared.domain.learned.turns import TURNS
from tests.evaluation.labelled import HELD_OUT, labelled_interviews
from tests.evaluation.training.decisions import DECISIONS, Decision
from tests.evaluation.training.folds import SHIPPED, folds, learned_without
from tests.evaluation.training.logistic import Example, learn

ROUNDING = 1
"""Another processor may round the last hundredth the other way."""


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda decision: decision.name)
def test_what_is_shipped_is_what_the_labels_teach(decision: Decision) -> None:
    known = [entry for entry in labelled_interviews() if entry.half != HELD_OUT]
    learned, shipped = decision.learned_from(known), SHIPPED[decision.name]
    assert learned.classes == shipped.classes
    names = learned.weights.keys() | shipped.weights.keys()
    nothing = (0,) * len(shipped.classes)
    apart = {
        name
        for name in names & learned.weights.keys() & shipped.weights.keys()
        if np.abs(np.subtract(learned.weights[name], shipped.weights[name])).max() > ROUNDING
    }
    assert not apart, "run `make learn`"
    assert len(names) - len(learned.weights.keys() & shipped.weights.keys()) <= 3, (
        "run `make learn`"
    )
    assert np.abs(np.subtract(learned.bias, shipped.bias)).max() <= ROUNDING
    assert shipped.sums(["a feature nobody has seen"]) == nothing


def test_two_classes_of_words_are_told_apart() -> None:
    examples = [
        Example(f"interview {number}", [word, "said"], "good" if word == "yes" else "bad")
        for number in range(12)
        for word in ("yes", "no")
    ]
    learned = learn(examples, ("good", "bad"), penalty=0.1, interviews_least=2)
    assert learned.choice(learned.sums(["yes", "said"])) == "good"
    assert learned.choice(learned.sums(["no"])) == "bad"
    assert learned.weights["yes"][0] > SCALE
    # What is true of both says nothing.
    assert "said" not in learned.weights


def test_a_feature_of_too_few_interviews_is_not_learned() -> None:
    examples = [Example("one", ["rare", "common"], "good"), Example("two", ["common"], "bad")] * 9
    learned = learn(examples, ("good", "bad"), penalty=0.1, interviews_least=2)
    assert "rare" not in learned.weights


def test_an_interview_is_tried_by_weights_that_it_did_not_teach() -> None:
    from shared.domain.content import story
    from shared.domain.exchanges import cutting

    known = [entry for entry in labelled_interviews() if entry.half != HELD_OUT]
    heaps = folds(known)
    assert sorted(entry.name for heap in heaps for entry in heap) == [entry.name for entry in known]
    others = [entry for heap in heaps[1:] for entry in heap]
    with learned_without(heaps[0], known):
        assert {"turns": cutting.TURNS, "story_parts": story.FINDER.learned} == {
            decision.name: decision.learned_from(sorted(others, key=lambda entry: entry.name))
            for decision in DECISIONS
        }
        assert TURNS != cutting.TURNS
        assert story.FINDER.learned != STORY_PARTS
    assert cutting.TURNS is TURNS
    assert story.FINDER.learned is STORY_PARTS


FEATURES = st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=6)


@given(FEATURES, FEATURES)
def test_sums_add_up(some: list[str], more: list[str]) -> None:
    linear = Linear(("x", "y"), (1, 2), {"a": (3, -4), "b": (0, 7), "c": (-1, -1)})
    both = linear.sums(some + more)
    assert both == tuple(
        one + two for one, two in zip(linear.sums(some), linear.sums(more), strict=True)
    )
    assert linear.choice(both) == ("x" if both[0] + 1 >= both[1] + 2 else "y")


THREE = st.tuples(*[st.integers(-100_000, 100_000)] * 3)


@given(st.lists(THREE, max_size=200))
def test_packed_numbers_add_up_side_by_side(numbers: list[tuple[int, int, int]]) -> None:
    sums = tuple(sum(entry[place] for entry in numbers) for place in range(3))
    assert unpacked(sum(map(packed, numbers)), 3) == sums
