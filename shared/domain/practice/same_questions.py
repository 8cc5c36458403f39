"""Which practised question was asked: by the words of the question, and by the story told."""

from __future__ import annotations

from collections.abc import Sequence

from shared.domain.conversation import Exchange, ExchangeKind
from shared.domain.language.similarity import (
    Terms,
    coverages,
    one_to_one,
    similarities,
    subject_terms,
    word_terms,
)
from shared.domain.practice.prep_sessions import Practised

SAME_QUESTION = 0.3
"""Question and story together; below it, it is another question."""
STORY_SHARE = 0.8
"""How much of a story that is told again counts for the questions being the same."""
STORY_WORDS = 8
"""A practised answer of fewer different words proves less when they come again."""
FOLLOW_UP_SHARE = 0.9
"""A practised question is rather asked than followed up."""


def questions_asked(exchanges: Sequence[Exchange]) -> list[Exchange]:
    """The exchanges whose question may have been practised; what to say about pay is, too."""
    return [
        exchange
        for exchange in exchanges
        if exchange.question
        and (exchange.is_assessed or (exchange.kind is ExchangeKind.LOGISTICS and exchange.answer))
    ]


def matched(
    practised: Sequence[Practised], asked: Sequence[Exchange], subjects: Sequence[Terms]
) -> list[tuple[int, int, float]]:
    """(position in ``practised``, in ``asked``, likeness) of what is the same question."""

    # Of two that are equally alike the answered one counts, wherever it stands.
    def rank(row: int) -> tuple[bool, str, str]:
        return not practised[row].answered, practised[row].question, practised[row].answer

    order = sorted(range(len(practised)), key=rank)
    scores = alike([practised[row] for row in order], asked, subjects)
    return [(order[row], column, score) for row, column, score in one_to_one(scores, SAME_QUESTION)]


def alike(
    practised: Sequence[Practised], asked: Sequence[Exchange], subjects: Sequence[Terms]
) -> list[list[float]]:
    """How likely each practised question is the one asked: by its words, and by the story told."""
    questions = similarities([subject_terms(entry.question) for entry in practised], subjects)
    told = [word_terms(entry.answer) for entry in practised]
    stories = coverages(told, [word_terms(exchange.answer) for exchange in asked])
    shares = [STORY_SHARE * min(1.0, len(terms) / STORY_WORDS) for terms in told]
    weights = [
        FOLLOW_UP_SHARE if exchange.kind is ExchangeKind.FOLLOW_UP else 1.0 for exchange in asked
    ]
    return [
        [
            weight * (1 - (1 - question) * (1 - share * story))
            for question, story, weight in zip(asked_like, told_like, weights, strict=True)
        ]
        for asked_like, told_like, share in zip(questions, stories, shares, strict=True)
    ]
