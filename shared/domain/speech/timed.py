"""What is measured by the clock: each metric from the candidate's lines and those around them, or
said to be unmeasurable."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import fmean, median

from shared.domain.speech import turns
from shared.domain.speech.metric import (
    NO_LENGTH,
    NO_TIMING,
    NO_WORDS,
    TEXT_MAX,
    Metric,
    Place,
    first,
    unmeasurable,
)
from shared.domain.speech.norms import verdict

SPREAD_LEAST_MS = 3000
"""Shorter lines say little of a pace."""
UNBROKEN = "every answer is one line, which does not show the silences in it"
ALONE = "a recording of one person alone"


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
        return unmeasurable("share", definition, ALONE)
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


def interruptions(
    speech: turns.Speech, found: Sequence[turns.Interruption], *, by_candidate: bool
) -> Metric:
    who = "the candidate begins" if by_candidate else "somebody else begins"
    definition = f"times {who} while the other is in mid-sentence"
    if not speech.transcript.has_timing:
        return unmeasurable("count", definition, NO_TIMING)
    if not speech.others:
        return unmeasurable("count", definition, ALONE)
    lines = speech.transcript.lines
    places = [
        Place(line=entry.line, start=line.start, end=line.end, text=line.text[:TEXT_MAX])
        for entry in found
        if entry.by_candidate is by_candidate and (line := lines[entry.line])
    ]
    return Metric(
        value=float(len(places)), unit="count", definition=definition, places=first(places)
    )
