"""What is counted in the candidate's words: each metric by itself, or said to be unmeasurable."""

from __future__ import annotations

from collections import Counter
from operator import attrgetter
from statistics import median

from shared.domain.conversation import Exchange
from shared.domain.speech import turns, vocabulary
from shared.domain.speech.metric import (
    NO_LENGTH,
    NO_TIMING,
    NO_WORDS,
    Metric,
    places_of,
    unmeasurable,
)
from shared.domain.speech.norms import verdict
from shared.domain.speech.spoken import Spoken

STRIPPED = "speech services take hesitations out; none in so many words means not heard, not none"

type Found = list[tuple[Spoken, str]]
"""What was found, each with the line it is in."""


def found(speech: turns.Speech, kind: str) -> Found:
    """Everything of one kind (a field of ``Spoken``) in the candidate's lines."""
    look = attrgetter(kind)
    return [
        (spoken, text)
        for spoken, texts in zip(speech.own.values(), map(look, speech.own.values()), strict=True)
        if texts
        for text in texts
    ]


def per_hundred(speech: turns.Speech, name: str, entries: Found, definition: str) -> Metric:
    unit = "per 100 words"
    if not speech.words:
        return unmeasurable(unit, definition, NO_WORDS)
    value = 100 * len(entries) / speech.words
    detail: dict[str, object] = {
        "count": len(entries),
        "most": [
            {"text": text, "count": count}
            for text, count in Counter(text.lower() for _, text in entries).most_common(8)
        ],
    }
    if speech.speaking_ms:
        detail["perMinute"] = round(len(entries) / speech.speaking_ms * 60_000, 2)
    return Metric(
        value=round(value, 2), unit=unit, definition=definition, places=places_of(entries),
        verdict=verdict(name, value, speech.words), detail=detail,
    )  # fmt: skip


def hesitations(speech: turns.Speech) -> Metric:
    definition = "um, uh, er and the like in a minute of own speaking time"
    unit = "per minute"
    entries = found(speech, "hesitations")
    if not speech.words:
        return unmeasurable(unit, definition, NO_WORDS)
    if not speech.hesitates:
        return unmeasurable(unit, definition, STRIPPED)
    detail: dict[str, object] = {
        "count": len(entries),
        "per100Words": round(100 * len(entries) / speech.words, 2),
    }
    if not speech.speaking_ms:
        reason = NO_TIMING if speech.speaking_ms is None else NO_LENGTH
        return unmeasurable(unit, definition, reason).model_copy(update={"detail": detail})
    value = len(entries) / speech.speaking_ms * 60_000
    return Metric(
        value=round(value, 2), unit=unit, definition=definition, places=places_of(entries),
        verdict=verdict("hesitations", value, speech.words), detail=detail,
    )  # fmt: skip


def repetition(speech: turns.Speech, judged: list[Exchange]) -> Metric:
    definition = "phrases of three words, said three times or more and in several answers"
    if len(judged) < 2:
        return unmeasurable("count", definition, "fewer than two answers")
    phrases = vocabulary.repeated_phrases(speech.words_in(exchange) for exchange in judged)
    return Metric(
        value=float(len(phrases)), unit="count", definition=definition,
        detail={"phrases": [{"text": text, "count": count} for text, count in phrases]},
    )  # fmt: skip


def richness(speech: turns.Speech) -> Metric:
    definition = "different words in any 50 words (MATTR-50)"
    words = [word for spoken in speech.own.values() for word in spoken.words]
    value = vocabulary.moving_type_token_ratio(words)
    if value is None:
        return unmeasurable("share", definition, "fewer than 50 words")
    return Metric(
        value=round(value, 3), unit="share", definition=definition,
        verdict=verdict("vocabulary", value, speech.words),
    )  # fmt: skip


def ownership(speech: turns.Speech) -> Metric:
    definition = "share of actions told with 'I' rather than 'we'"
    own = found(speech, "own_actions")
    shared = found(speech, "shared_actions")
    if len(own) + len(shared) < 3:
        return unmeasurable("share", definition, "fewer than three actions are told")
    value = len(own) / (len(own) + len(shared))
    return Metric(
        value=round(value, 3), unit="share", definition=definition, places=places_of(shared),
        verdict=verdict("ownership", value, speech.words),
        detail={"own": len(own), "shared": len(shared)},
    )  # fmt: skip


def answer_length(speech: turns.Speech, judged: list[Exchange]) -> Metric:
    definition = "median words of an answer"
    lengths = [
        sum(len(spoken.words) for spoken in speech.lines_of(exchange)) for exchange in judged
    ]
    if not lengths:
        return unmeasurable("words", definition, "there is no answer")
    value = median(lengths)
    return Metric(
        value=float(value), unit="words", definition=definition,
        verdict=verdict("answerLength", value, sum(lengths)),
        detail={"longest": max(lengths), "shortest": min(lengths)},
    )  # fmt: skip


def clarity(speech: turns.Speech) -> Metric:
    definition = "the recogniser's mean confidence, weighted by words"
    weighted = [
        (spoken.line.confidence, len(spoken.words))
        for spoken in speech.own.values()
        if spoken.line.confidence is not None
    ]
    words = sum(count for _, count in weighted)
    if not words:
        return unmeasurable("share", definition, "the recogniser gives no confidence")
    value = sum(confidence * count for confidence, count in weighted) / words
    return Metric(
        value=round(value, 3), unit="share", definition=definition,
        verdict=verdict("clarity", value, speech.words),
    )  # fmt: skip
