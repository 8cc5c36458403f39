"""How each answer was spoken, and how speaking went on over time."""

from __future__ import annotations

from shared.domain.conversation import Exchange, Span, Value
from shared.domain.speech import turns, wording
from shared.domain.speech.fillers import find_fillers, find_hesitations

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


class AnswerMetrics(Value):
    """How one answer was spoken."""

    exchange: int
    span: Span | None
    words: int
    duration_ms: int | None
    words_per_minute: float | None
    fillers: int
    hesitations: int
    hedges: int
    figures: int
    pauses: int | None
    response_latency_ms: int | None
    flags: tuple[str, ...]


def answer(
    speech: turns.Speech,
    exchange: Exchange,
    pauses: list[turns.Pause],
    latencies: dict[int, int],
) -> AnswerMetrics:
    lines = [speech.transcript.lines[number] for number in exchange.answer_lines]
    words = len(wording.words_of(exchange.answer))
    spoken = turns.spoken_ms(lines)
    span = exchange.answer_span
    flags = []
    if words > LONG_ANSWER_WORDS:
        flags.append("longer than 300 words")
    if span is not None and span.end - span.start > LONG_ANSWER_MS:
        flags.append("longer than three minutes")
    own_pauses = sum(
        pause.exchange == exchange.index and pause.length_ms >= 1000 for pause in pauses
    )
    return AnswerMetrics(
        exchange=exchange.index,
        span=span,
        words=words,
        duration_ms=span.end - span.start if span else None,
        words_per_minute=round(words / spoken * 60_000, 1) if spoken and words >= 10 else None,
        fillers=len(find_fillers(exchange.answer)),
        hesitations=len(find_hesitations(exchange.answer)),
        hedges=sum(1 for _ in wording.HEDGE.finditer(exchange.answer)),
        figures=sum(1 for _ in wording.FIGURE.finditer(exchange.answer)),
        pauses=own_pauses if speech.transcript.has_timing else None,
        response_latency_ms=latencies.get(exchange.index),
        flags=tuple(flags),
    )


def timeline(speech: turns.Speech) -> tuple[TimelinePoint, ...]:
    if not speech.transcript.has_timing or not speech.own:
        return ()
    end = max(line.end or 0 for line in speech.transcript.lines)
    width = max(NARROWEST_MS, -(-end // TIMELINE_POINTS))
    points = []
    buckets: dict[int, list[int]] = {}
    for position, (_, line) in enumerate(speech.own):
        buckets.setdefault(((line.start or 0) + (line.end or 0)) // 2 // width, []).append(position)
    for bucket, positions in sorted(buckets.items()):
        lines = [speech.own[position][1] for position in positions]
        words = sum(len(wording.words_of(line.text)) for line in lines)
        spoken = turns.spoken_ms(lines)
        points.append(
            TimelinePoint(
                start=bucket * width,
                end=min((bucket + 1) * width, end),
                words=words,
                words_per_minute=round(words / spoken * 60_000, 1)
                if spoken and spoken >= 2000
                else None,
                fillers=sum(
                    len(find_fillers(line.text)) + len(find_hesitations(line.text))
                    for line in lines
                ),
            )
        )
    return tuple(points)
