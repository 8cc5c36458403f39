"""How each answer was spoken, and how speaking went on over time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pydantic import TypeAdapter

from shared.domain.conversation import Exchange, Span, Value
from shared.domain.speech import turns
from shared.domain.speech.spoken import Spoken, tally

LONG_ANSWER_MS = 180_000
LONG_ANSWER_WORDS = 300
TIMELINE_POINTS = 120
NARROWEST_MS = 30_000
"""A point of the timeline covers at least half a minute."""


class TimelinePoint(Value):
    """One stretch of the candidate's speaking."""

    start: int
    end: int
    words: int
    words_per_minute: float | None
    fillers: int


POINTS = TypeAdapter(tuple[TimelinePoint, ...])


class AnswerMetrics(Value):
    """How one answer was spoken."""

    exchange: int
    span: Span | None
    words: int
    duration_ms: int | None
    words_per_minute: float | None
    fillers: int
    hesitations: int | None
    """None where the transcript does not show any."""
    hedges: int
    figures: int
    pauses: int | None
    response_latency_ms: int | None
    flags: tuple[str, ...]


def answers(
    speech: turns.Speech,
    exchanges: Sequence[Exchange],
    pauses: list[turns.Pause] | None,
    latencies: dict[int, int],
) -> tuple[AnswerMetrics, ...]:
    """One entry for each exchange that has an answer."""
    silent = None if pauses is None else Counter(pause.exchange for pause in pauses)
    return tuple(_answer(speech, exchange, silent, latencies) for exchange in exchanges)


def _answer(
    speech: turns.Speech,
    exchange: Exchange,
    silent: Counter[int] | None,
    latencies: dict[int, int],
) -> AnswerMetrics:
    told = tally(speech.lines_of(exchange))
    words, spoken = told.words, told.length_ms
    span = exchange.answer_span
    flags = []
    if words > LONG_ANSWER_WORDS:
        flags.append("longer than 300 words")
    if span is not None and span.end - span.start > LONG_ANSWER_MS:
        flags.append("longer than three minutes")
    return AnswerMetrics(
        exchange=exchange.index,
        span=span,
        words=words,
        duration_ms=span.end - span.start if span else None,
        words_per_minute=round(words / spoken * 60_000, 1) if spoken and words >= 10 else None,
        fillers=told.fillers,
        hesitations=told.hesitations if speech.hesitates else None,
        hedges=told.hedges,
        figures=told.figures,
        pauses=None if silent is None else silent[exchange.index],
        response_latency_ms=latencies.get(exchange.index),
        flags=tuple(flags),
    )


def timeline(speech: turns.Speech) -> tuple[TimelinePoint, ...]:
    if not speech.transcript.has_timing or not speech.own:
        return ()
    end = max(line.end or 0 for line in speech.transcript.lines)
    width = max(NARROWEST_MS, -(-end // TIMELINE_POINTS))
    points = []
    buckets: dict[int, list[Spoken]] = {}
    for entry in speech.own.values():
        middle = ((entry.line.start or 0) + (entry.line.end or 0)) // 2
        buckets.setdefault(middle // width, []).append(entry)
    for bucket, entries in sorted(buckets.items()):
        told = tally(entries)
        words, spoken = told.words, told.length_ms
        points.append(
            {
                "start": bucket * width,
                "end": min((bucket + 1) * width, end),
                "words": words,
                "words_per_minute": round(words / spoken * 60_000, 1) if spoken >= 2000 else None,
                "fillers": told.fillers + told.hesitations,
            }
        )
    return POINTS.validate_python(points)
