"""Each metric by itself: measured from the candidate's speech, or said to be unmeasurable."""

from __future__ import annotations

import math
from collections import Counter
from operator import attrgetter
from statistics import fmean, median

from shared.domain.conversation import Exchange
from shared.domain.speech import turns, vocabulary
from shared.domain.speech.metric import (
    PLACES_MAX,
    TEXT_MAX,
    Metric,
    Place,
    first,
    place,
    unmeasurable,
)
from shared.domain.speech.norms import verdict
from shared.domain.speech.spoken import Spoken

SPREAD_LEAST_MS = 3000
"""Shorter lines say little of a pace."""
NO_TIMING = "the transcript has no times"
NO_WORDS = "the candidate says nothing"
NO_LENGTH = "the lines have no length in time"
UNBROKEN = "every answer is one line, which does not show the silences in it"
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


def _places(entries: Found) -> tuple[Place, ...]:
    return tuple(place(spoken, text) for spoken, text in entries[:PLACES_MAX])


def pace(speech: turns.Speech) -> Metric:
    definition = "own words in a minute of own speaking time"
    if speech.speaking_ms is None:
        return unmeasurable("words/min", definition, NO_TIMING)
    if not speech.words:
        return unmeasurable("words/min", definition, NO_WORDS)
    if speech.speaking_ms < 1000:
        return unmeasurable("words/min", definition, NO_LENGTH)
    value = speech.words / speech.speaking_ms * 60_000
    by_line = [
        len(spoken.words) / spoken.length_ms * 60_000
        for spoken in speech.own.values()
        if spoken.length_ms >= SPREAD_LEAST_MS
    ]
    detail = {"spread": round(_spread(by_line), 1)} if len(by_line) > 2 else {}
    return Metric(
        value=round(value, 1), unit="words/min", definition=definition,
        verdict=verdict("speakingPace", value, speech.words), detail=detail,
    )  # fmt: skip


def _spread(values: list[float]) -> float:
    """The standard deviation, in floats: ``statistics`` computes it in fractions."""
    mean = fmean(values)
    return math.sqrt(fmean((value - mean) ** 2 for value in values))


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
        value=round(value, 2), unit=unit, definition=definition, places=_places(entries),
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
        value=round(value, 2), unit=unit, definition=definition, places=_places(entries),
        verdict=verdict("hesitations", value, speech.words), detail=detail,
    )  # fmt: skip


def silences(
    speech: turns.Speech, pauses: list[turns.Pause] | None, least_ms: int, name: str
) -> Metric:
    definition = f"silences inside answers of {least_ms / 1000:g} s and more, a minute of answer"
    if not speech.transcript.has_timing:
        return unmeasurable("per minute", definition, NO_TIMING)
    if not speech.speaking_ms:
        return unmeasurable("per minute", definition, NO_LENGTH if speech.words else NO_WORDS)
    if pauses is None:
        return unmeasurable("per minute", definition, UNBROKEN)
    long = [pause for pause in pauses if pause.length_ms >= least_ms]
    value = len(long) / speech.speaking_ms * 60_000
    return Metric(
        value=round(value, 2), unit="per minute", definition=definition,
        verdict=verdict(name, value, speech.words),
        places=first(
            Place(line=pause.line, start=pause.start, end=pause.end, text="") for pause in long
        ),
        detail={
            "count": len(long),
            "longestMs": max((pause.length_ms for pause in long), default=0),
            "totalMs": sum(pause.length_ms for pause in long),
        },
    )  # fmt: skip


def latency(speech: turns.Speech, latencies: dict[int, int]) -> Metric:
    definition = "median time from the question's end to the answer's beginning"
    if not speech.transcript.has_timing:
        return unmeasurable("s", definition, NO_TIMING)
    if not latencies:
        return unmeasurable("s", definition, "nobody asks")
    value = median(latencies.values()) / 1000
    return Metric(
        value=round(value, 2), unit="s", definition=definition,
        verdict=verdict("responseLatency", value, speech.words),
        detail={"longest": max(latencies.values()) / 1000},
    )  # fmt: skip


def talk_share(speech: turns.Speech) -> Metric:
    definition = "own share of all speaking time"
    if not speech.words:
        return unmeasurable("share", definition, NO_WORDS)
    if not speech.others:
        return unmeasurable("share", definition, "a recording of one person alone")
    own, other = speech.own_weight, speech.other_weight
    if not own + other:
        return unmeasurable("share", definition, NO_WORDS)
    value = own / (own + other)
    return Metric(
        value=round(value, 3), unit="share", definition=definition,
        verdict=verdict("talkShare", value, speech.words),
        detail={"basis": "time" if speech.transcript.has_timing else "words"},
    )  # fmt: skip


def monologue(speech: turns.Speech) -> Metric:
    definition = "longest stretch in which nobody else takes a turn"
    if not speech.transcript.has_timing:
        return unmeasurable("s", definition, NO_TIMING)
    longest = turns.longest_monologue(speech)
    if longest is None or not speech.words:
        return unmeasurable("s", definition, NO_WORDS)
    value = ((longest.end or 0) - (longest.start or 0)) / 1000
    return Metric(
        value=round(value, 1), unit="s", definition=definition,
        verdict=verdict("longestMonologue", value, speech.words) if speech.others else None,
        places=(longest,),
    )  # fmt: skip


def interruptions(speech: turns.Speech, *, by_candidate: bool) -> Metric:
    who = "the candidate begins" if by_candidate else "somebody else begins"
    definition = f"times {who} while the other is in mid-sentence"
    if not speech.transcript.has_timing:
        return unmeasurable("count", definition, NO_TIMING)
    if not speech.others:
        return unmeasurable("count", definition, "a recording of one person alone")
    lines = speech.transcript.lines
    places = [
        Place(line=entry.line, start=line.start, end=line.end, text=line.text[:TEXT_MAX])
        for entry in turns.interruptions(speech)
        if entry.by_candidate is by_candidate and (line := lines[entry.line])
    ]
    return Metric(
        value=float(len(places)), unit="count", definition=definition, places=first(places)
    )


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
        value=round(value, 3), unit="share", definition=definition, places=_places(shared),
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
