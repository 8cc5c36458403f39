"""Which practised questions were asked: the model's word on it, checked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from shared.contracts.judgement import JudgedMatch, JudgedMatches
from shared.contracts.remote import Spending
from shared.domain.conversation import Exchange
from shared.domain.practice.prep_sessions import Practised
from shared.prompts import prompt
from shared.services.analysis.language_model_port import LanguageModel

CHARACTERS = 200
QUESTIONS_MAX = 60
"""Of each side so many are told, and of each so many characters: it bounds what the call costs."""
TOKENS_MAX = 800


def match_questions(
    model: LanguageModel,
    practised: Sequence[Practised],
    asked: Sequence[Exchange],
    spending: Spending,
) -> list[tuple[int, int]]:
    """Pairs of positions in ``practised`` and in ``asked``, each position once at most.

    Raises:
        ModelUnavailable, ModelAnswerInvalid
    """
    data = {
        # A practised answer may stand without its question; its beginning names the topic.
        "practised": _numbered(
            (entry.question or entry.answer)[:CHARACTERS] for entry in practised
        ),
        # Whoever says much before they ask, asks at the end.
        "asked": _numbered(exchange.question[-CHARACTERS:] for exchange in asked),
    }
    answer = model.ask(
        prompt("match_questions"),
        data,
        JudgedMatches,
        spending=spending,
        max_output_tokens=TOKENS_MAX,
    )
    return _one_to_one(answer.value.pairs, len(data["practised"]), len(data["asked"]))


def _numbered(texts: Iterable[str]) -> list[dict[str, object]]:
    few = islice(texts, QUESTIONS_MAX)
    return [{"n": number, "question": text} for number, text in enumerate(few)]


def _one_to_one(pairs: Sequence[JudgedMatch], rows: int, columns: int) -> list[tuple[int, int]]:
    """Without numbers that nobody gave it, and without any that came before."""
    found: dict[int, int] = {}
    for pair in pairs:
        known = 0 <= pair.practised < rows and 0 <= pair.asked < columns
        if known and pair.practised not in found and pair.asked not in found.values():
            found[pair.practised] = pair.asked
    return list(found.items())
