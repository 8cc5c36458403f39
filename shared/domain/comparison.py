"""Two interviews of one candidate, question by question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from shared.domain.conversation import ExchangeKind, Value
from shared.domain.progress import Direction, Measured, direction_of
from shared.domain.question_matching import matched
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


@dataclass(slots=True)
class _Topic:
    """A question and the follow-ups to it."""

    answers: list[ComparedAnswer] = field(default_factory=list)


type _Pair = tuple[ComparedAnswer, ComparedAnswer, float]


def compare(
    first: StoredAnalysis, second: StoredAnalysis, before: Measured, after: Measured
) -> Comparison:
    """Compare two analyses; ``before`` and ``after`` are what they measured."""
    judged_alike = before.comparable_with(after)
    topics = _topics(first), _topics(second)
    pairs: list[_Pair] = []
    for row, column, alike in _matches([topic.answers[:1] for topic in topics[0]],
                                       [topic.answers[:1] for topic in topics[1]]):  # fmt: skip
        one, two = topics[0][row].answers, topics[1][column].answers
        pairs.append((one[0], two[0], alike))
        # A follow-up ("and what came of it?") means something only under its question.
        follow_ups = [[entry] for entry in one[1:]], [[entry] for entry in two[1:]]
        pairs += [
            (one[1 + left], two[1 + right], closeness)
            for left, right, closeness in _matches(*follow_ups)
        ]
    used_first = {id(one) for one, _, _ in pairs}
    used_second = {id(two) for _, two, _ in pairs}
    return Comparison(
        judged_alike=judged_alike,
        changes=_changes(before, after, judged_alike=judged_alike),
        questions=tuple(_question(*pair, judged_alike=judged_alike) for pair in pairs),
        only_first=_rest(topics[0], used_first),
        only_second=_rest(topics[1], used_second),
    )


def _matches(
    first: Sequence[Sequence[ComparedAnswer]], second: Sequence[Sequence[ComparedAnswer]]
) -> list[tuple[int, int, float]]:
    return matched([entry[0].question for entry in first], [entry[0].question for entry in second])


def _topics(analysis: StoredAnalysis) -> list[_Topic]:
    spoken = {entry.exchange: entry for entry in analysis.speech_metrics.answers}
    topics: list[_Topic] = []
    for exchange in analysis.content_analysis.exchanges:
        if not exchange.judged or not exchange.question:
            continue
        if exchange.kind != ExchangeKind.FOLLOW_UP or not topics:
            topics.append(_Topic())
        topics[-1].answers.append(_answer(exchange, spoken.get(exchange.index)))
    return topics


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


def _rest(topics: Sequence[_Topic], used: set[int]) -> tuple[ComparedAnswer, ...]:
    return tuple(entry for topic in topics for entry in topic.answers if id(entry) not in used)
