"""Where interviews are going, and what became of a question."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.progress.comparison import compare
from shared.domain.progress.question_matching import matched
from shared.domain.progress.trends import Direction, Measured, trends
from shared.domain.stored.analysis import StoredAnalysis


def measured(score: float | None = None, **changes: Any) -> Measured:
    given = {
        "score": score, "words_per_minute": None, "fillers_per_100_words": None,
        "star_share": None, "judged_by": "rules-1.0", "formula": "1.0",
    }  # fmt: skip
    return Measured(**{**given, **changes})


@pytest.mark.parametrize(
    ("scores", "direction", "change"),
    [
        ([], Direction.TOO_FEW, None),
        ([40], Direction.TOO_FEW, None),
        ([40, 90], Direction.TOO_FEW, 50),
        ([40, 46, 53], Direction.IMPROVING, 13),
        ([40, 45, 50], Direction.UNCLEAR, 10),
        ([50, 50, 57], Direction.STEADY, 7),
        ([60, 54, 47], Direction.DECLINING, -13),
        ([50, 90, 50], Direction.STEADY, 0),
        ([None, 40, None, 46, 53], Direction.IMPROVING, 13),
    ],
)
def test_half_a_level_is_a_change_and_three_tenths_are_none(
    scores: list[float | None], direction: Direction, change: float | None
) -> None:
    trend = trends([measured(score) for score in scores]).score
    assert (trend.direction, trend.change) == (direction, change)
    assert trend.points == change
    known = [score for score in scores if score is not None]
    assert trend.interviews == len(known)
    assert (trend.first, trend.last) == ((known[0], known[-1]) if known else (None, None))


@pytest.mark.parametrize(
    ("paces", "direction"),
    [
        ([120, 150, 170], Direction.STEADY),  # all of them in the usual range
        ([220, 200, 175], Direction.IMPROVING),
        ([150, 190, 230], Direction.DECLINING),
        ([60, 80, 100], Direction.IMPROVING),
    ],
)
def test_a_pace_gets_better_by_coming_into_its_range(
    paces: list[float], direction: Direction
) -> None:
    trend = trends([measured(words_per_minute=pace) for pace in paces]).words_per_minute
    assert trend.direction is direction
    assert trend.change == pytest.approx(paces[-1] - paces[0], abs=4)


def test_fewer_fillers_are_better() -> None:
    trend = trends([measured(fillers_per_100_words=count) for count in (9, 7, 5)])
    assert trend.fillers_per_100_words.direction is Direction.IMPROVING
    assert trend.fillers_per_100_words.change == -4


def test_only_what_was_judged_alike_is_one_trend() -> None:
    interviews = [
        measured(90, star_share=1, words_per_minute=150, judged_by="some-model"),
        measured(90, star_share=1, words_per_minute=150, formula="0.9"),
        measured(40, star_share=0.25, words_per_minute=150),
        measured(50, star_share=0.5, words_per_minute=150),
        measured(60, star_share=0.75, words_per_minute=150),
    ]
    found = trends(interviews)
    assert (found.score.interviews, found.score.direction) == (3, Direction.IMPROVING)
    assert (found.star_share.interviews, found.star_share.change) == (3, 0.5)
    assert found.words_per_minute.interviews == 5


@given(st.lists(st.floats(0, 100), min_size=3, max_size=30))
@settings(deadline=None)
def test_backwards_is_the_other_way(scores: list[float]) -> None:
    there = trends([measured(score) for score in scores]).score
    back = trends([measured(score) for score in reversed(scores)]).score
    assert there.change is not None
    assert back.change is not None
    assert there.change == pytest.approx(-back.change, abs=0.01)
    opposite = {Direction.IMPROVING: Direction.DECLINING, Direction.DECLINING: Direction.IMPROVING}
    if abs(abs(there.change) - 12.5) > 0.1 and abs(abs(there.change) - 7.5) > 0.1:
        assert back.direction is opposite.get(there.direction, there.direction)


def exchange(question: str, score: float = 50, **changes: Any) -> dict[str, Any]:
    return {
        "index": 0, "kind": "question", "question": question, "judged": True, "score": score,
        "answerWords": 80, "starApplies": True,
        "star": [{"part": "result", "present": score > 60, "quote": None}],
        "levels": [{"dimension": "substance", "level": 2 if score < 60 else 4}],
    } | changes  # fmt: skip


def analysis(*exchanges: dict[str, Any]) -> StoredAnalysis:
    numbered = [{**entry, "index": number} for number, entry in enumerate(exchanges)]
    return StoredAnalysis.model_validate({"contentAnalysis": {"exchanges": numbered}})


FIRST = analysis(
    exchange("Hello, how are you?", judged=False, kind="small_talk"),
    exchange("Okay. Tell me about a time you had a conflict with a colleague.", 45),
    exchange("And what came of it?", 40, kind="follow_up"),
    exchange("What is your greatest weakness?", 50),
    exchange("And what came of it?", 90, kind="follow_up"),
)
SECOND = analysis(
    exchange("What would you say is your biggest weakness?", 48),
    exchange("Could you give me an example of a disagreement in your team?", 70),
    exchange("What came of it?", 60, kind="follow_up"),
    exchange("Which databases have you worked with?", 66),
)


def test_a_question_is_found_again_and_a_follow_up_only_under_it() -> None:
    found = compare(FIRST, SECOND, measured(45), measured(60))
    pairs = [(entry.first.exchange, entry.second.exchange) for entry in found.questions]
    assert pairs == [(1, 1), (2, 2), (3, 0)]
    assert [entry.score_change for entry in found.questions] == [25, 20, -2]
    assert [entry.direction for entry in found.questions] == ["improving", "improving", "steady"]
    assert found.questions[0].level_changes == {"substance": 2}
    assert found.questions[0].second.star == {"result": True}
    assert [entry.exchange for entry in found.only_first] == [4]
    assert [entry.question for entry in found.only_second] == [
        "Which databases have you worked with?"
    ]
    assert found.changes.score == 15


def test_what_was_judged_differently_is_not_compared() -> None:
    found = compare(FIRST, SECOND, measured(45), measured(60, judged_by="some-model"))
    assert not found.judged_alike
    assert found.changes.score is None
    assert len(found.questions) == 3
    for entry in found.questions:
        assert (entry.score_change, entry.direction, entry.level_changes) == (None, None, {})


def test_nothing_is_left_over_where_there_is_nothing() -> None:
    empty = StoredAnalysis.model_validate({})
    found = compare(empty, FIRST, measured(), measured(50))
    assert found.questions == ()
    assert found.only_first == ()
    assert [entry.exchange for entry in found.only_second] == [1, 2, 3, 4]
    assert found.changes.score is None


def test_the_same_interview_twice_changes_nothing() -> None:
    found = compare(SECOND, SECOND, measured(50), measured(50))
    assert [entry.first for entry in found.questions] == [entry.second for entry in found.questions]
    assert len(found.questions) == 4
    assert {entry.score_change for entry in found.questions} == {0}


def test_how_it_is_asked_does_not_make_questions_alike() -> None:
    first = ["Tell me about a time when you led a project.", "Why do you want to leave?"]
    second = ["Tell me about a time when you missed a deadline.", "Why did you choose Rust?"]
    assert matched(first, second) == []
    assert matched(["Tell me about it."], ["Tell me about it."]) != []
    assert matched([], ["Why?"]) == []
