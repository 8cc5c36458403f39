"""Two interviews of one candidate, question by question."""

from __future__ import annotations

from collections.abc import Sequence

from shared.domain.conversation import ExchangeKind, Value
from shared.domain.progress.question_matching import matched
from shared.domain.progress.trends import Direction, Measured, direction_of
from shared.domain.stored.analysis import StoredAnalysis
from shared.domain.stored.content import StoredExchange
from shared.domain.stored.speech import StoredAnswerMetrics


class ComparedAnswer(Value):
    """One judged answer of one of the two interviews."""

    exchange: int
    question: str
    kind: str
    score: float | None
    words: int | None
    words_per_minute: float | None
    fillers: int | None
    star: dict[str, bool]
    """Part → whether it was heard; empty where no experience was asked for."""
    levels: dict[str, int | None]
    """Dimension → level from 1 to 5, null where nothing shows it."""


class ComparedQuestion(Value):
    """A question that both interviews have, and how the answer changed."""

    first: ComparedAnswer
    second: ComparedAnswer
    similarity: float
    """How alike the questions are, 0 to 1."""
    score_change: float | None
    direction: Direction | None
    """None where the scores cannot be compared."""
    level_changes: dict[str, int]
    """Dimension → change of level, where both show one and were judged alike."""


class Changes(Value):
    """The second interview's measurements minus the first's; None where one is missing."""

    score: float | None
    words_per_minute: float | None
    fillers_per_100_words: float | None
    star_share: float | None


class Comparison(Value):
    """What changed from the first interview to the second."""

    judged_alike: bool
    """Where not, no score, level or STAR is compared: judges and formulas differ by themselves."""
    changes: Changes
    questions: tuple[ComparedQuestion, ...]
    only_first: tuple[ComparedAnswer, ...]
    only_second: tuple[ComparedAnswer, ...]


type _Match = tuple[int, int, float]
"""Positions of an answer of the first and of one of the second, and how alike they are asked."""


def compare(
    first: StoredAnalysis, second: StoredAnalysis, before: Measured, after: Measured
) -> Comparison:
    """Compare two analyses; ``before`` and ``after`` are what they measured."""
    judged_alike = before.comparable_with(after)
    one, two = _answers(first), _answers(second)
    matches = _matches(one, two)
    return Comparison(
        judged_alike=judged_alike,
        changes=_changes(before, after, judged_alike=judged_alike),
        questions=tuple(
            _question(one[left], two[right], alike, judged_alike=judged_alike)
            for left, right, alike in matches
        ),
        only_first=_without(one, {left for left, _, _ in matches}),
        only_second=_without(two, {right for _, right, _ in matches}),
    )


def _answers(analysis: StoredAnalysis) -> list[ComparedAnswer]:
    spoken = {entry.exchange: entry for entry in analysis.speech_metrics.answers}
    return [
        _answer(exchange, spoken.get(exchange.index))
        for exchange in analysis.content_analysis.exchanges
        if exchange.judged and exchange.question
    ]


def _matches(one: Sequence[ComparedAnswer], two: Sequence[ComparedAnswer]) -> list[_Match]:
    topics, others = _topics(one), _topics(two)
    found: list[_Match] = []
    for left, right, alike in _alike(one, two, [t[0] for t in topics], [t[0] for t in others]):
        found.append((left, right, alike))
        # A follow-up ("and what came of it?") means something only under its question.
        topic = next(entry for entry in topics if entry[0] == left)
        other = next(entry for entry in others if entry[0] == right)
        found += _alike(one, two, topic[1:], other[1:])
    return found


def _topics(answers: Sequence[ComparedAnswer]) -> list[list[int]]:
    """Positions of each question with those of its follow-ups behind it."""
    topics: list[list[int]] = []
    for position, answer in enumerate(answers):
        if answer.kind == ExchangeKind.FOLLOW_UP and topics:
            topics[-1].append(position)
        else:
            topics.append([position])
    return topics


def _alike(
    one: Sequence[ComparedAnswer],
    two: Sequence[ComparedAnswer],
    left: Sequence[int],
    right: Sequence[int],
) -> list[_Match]:
    """The matches among the answers at these positions."""
    found = matched(
        [one[place].question for place in left], [two[place].question for place in right]
    )
    return [(left[row], right[column], alike) for row, column, alike in found]


def _without(answers: Sequence[ComparedAnswer], used: set[int]) -> tuple[ComparedAnswer, ...]:
    return tuple(answer for place, answer in enumerate(answers) if place not in used)


def _answer(exchange: StoredExchange, spoken: StoredAnswerMetrics | None) -> ComparedAnswer:
    return ComparedAnswer(
        exchange=exchange.index,
        question=exchange.question,
        kind=exchange.kind,
        score=exchange.score,
        words=exchange.answer_words,
        words_per_minute=spoken.words_per_minute if spoken else None,
        fillers=spoken.fillers if spoken else None,
        star={part.part: part.present for part in exchange.star} if exchange.star_applies else {},
        levels={level.dimension: level.level for level in exchange.levels},
    )


def _question(
    first: ComparedAnswer, second: ComparedAnswer, alike: float, *, judged_alike: bool
) -> ComparedQuestion:
    change = _difference(first.score, second.score) if judged_alike else None
    levels = {
        name: after - before
        for name, before in first.levels.items()
        if judged_alike and before is not None and (after := second.levels.get(name)) is not None
    }
    return ComparedQuestion(
        first=first,
        second=second,
        similarity=round(min(alike, 1.0), 3),
        score_change=change,
        direction=None if change is None else direction_of(change),
        level_changes=levels,
    )


def _changes(before: Measured, after: Measured, *, judged_alike: bool) -> Changes:
    return Changes(
        score=_difference(before.score, after.score) if judged_alike else None,
        words_per_minute=_difference(before.words_per_minute, after.words_per_minute),
        fillers_per_100_words=_difference(
            before.fillers_per_100_words, after.fillers_per_100_words
        ),
        star_share=_difference(before.star_share, after.star_share) if judged_alike else None,
    )


def _difference(before: float | None, after: float | None) -> float | None:
    return None if before is None or after is None else round(after - before, 3)
