"""Filling in feedback changes nothing else, whatever the web app has stored."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.practice.practice_answers import fill_missing_feedback, is_missing

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)
OBJECTS = st.dictionaries(st.sampled_from(["question", "feedback", "rating", "id"]), JSON)


def always(_: Mapping[str, Any]) -> dict[str, Any]:
    return {"feedback": "new", "improvement": 4}


def test_only_what_is_absent_null_or_blank_is_added() -> None:
    answers = [
        {"question": "a"},
        {"question": "b", "feedback": None},
        {"question": "c", "feedback": "theirs", "improvement": 1},
        {"question": "d", "feedback": " ", "improvement": 0},
        {"question": "e", "feedback": {}},
    ]
    filled, changed = fill_missing_feedback(answers, always)
    assert changed == 4
    assert filled == [
        {"question": "a", "feedback": "new", "improvement": 4},
        {"question": "b", "feedback": "new", "improvement": 4},
        {"question": "c", "feedback": "theirs", "improvement": 1},
        {"question": "d", "feedback": "new", "improvement": 0},
        {"question": "e", "feedback": {}, "improvement": 4},
    ]


def test_nothing_to_say_changes_nothing() -> None:
    answers = [{"question": "a"}]
    assert fill_missing_feedback(answers, lambda _: None) == (answers, 0)
    assert fill_missing_feedback(answers, lambda _: {"feedback": None}) == (answers, 0)


@given(JSON)
def test_what_is_no_array_of_objects_stays_as_it_is(value: Any) -> None:
    filled, changed = fill_missing_feedback(value, always)
    if not isinstance(value, list):
        assert (filled, changed) == (value, 0)
        return
    for new, old in zip(filled, value, strict=True):
        assert isinstance(old, dict) or new is old


@given(st.lists(OBJECTS | JSON))
def test_every_key_and_value_of_the_web_apps_is_kept(answers: list[Any]) -> None:
    before = copy.deepcopy(answers)
    filled, changed = fill_missing_feedback(answers, always)
    assert answers == before
    assert changed == sum(new != old for new, old in zip(filled, before, strict=True))
    for new, old in zip(filled, before, strict=True):
        if isinstance(old, dict):
            assert {key: new[key] for key in old if not is_missing(old[key])} == {
                key: value for key, value in old.items() if not is_missing(value)
            }


@given(st.lists(OBJECTS))
def test_a_second_time_there_is_nothing_to_fill(answers: list[Any]) -> None:
    filled, _ = fill_missing_feedback(answers, always)
    assert fill_missing_feedback(filled, always) == (filled, 0)
