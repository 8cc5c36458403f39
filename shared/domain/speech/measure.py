"""All speech metrics of the candidate: overall, for each answer, and over time."""

from __future__ import annotations

from collections import Counter
from statistics import median, pstdev

from shared.domain.conversation import Exchange, Span, Speakers, Transcript, Value
from shared.domain.speech import turns, wording
from shared.domain.speech.fillers import find_fillers, find_hesitations
from shared.domain.speech.metric import Metric, Place, first, place, unmeasurable
from shared.domain.speech.norms import verdict

STRIPPED_FROM_WORDS = 300
"""So many words without one `um`: the recogniser has taken them out."""
LONG_ANSWER_MS = 180_000
TIMELINE_POINTS = 120
NO_TIMING = "the transcript has no times"
NO_WORDS = "the candidate says nothing"
STRIPPED = "speech services take hesitations out; none in so many words means not heard, not none"


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


class SpeechMetrics(Value):
    """Every metric; keys are stored as they stand here, in camelCase."""

    schema_version: str = "1.0"
    words: int
    speaking_ms: int | None
    speaking_pace: Metric
    filler_words: Metric
    hesitations: Metric
    pauses: Metric
    long_pauses: Metric
    response_latency: Metric
    talk_share: Metric
    longest_monologue: Metric
    interruptions: Metric
    interrupted: Metric
    hedging: Metric
    repetition: Metric
    self_repairs: Metric
    vocabulary: Metric
    ownership: Metric
    figures: Metric
    jargon: Metric
    answer_length: Metric
    clarity: Metric
    answers: tuple[AnswerMetrics, ...]
    timeline: tuple[TimelinePoint, ...]


def measure_speech(
    transcript: Transcript, speakers: Speakers, exchanges: tuple[Exchange, ...]
) -> SpeechMetrics:
    """Measure everything that this transcript lets be measured."""
    speech = turns.Speech.of(transcript, speakers)
    answered = [exchange for exchange in exchanges if exchange.answer_lines]
    judged = [exchange for exchange in answered if exchange.is_assessed] or answered
    pauses = turns.pauses(speech, answered)
    latencies = turns.latencies(speech, answered)
    return SpeechMetrics(
        words=speech.words,
        speaking_ms=speech.speaking_ms,
        speaking_pace=_pace(speech),
        filler_words=_per_hundred(
            speech, "fillerWords", find_fillers_at(speech),
            "filler words (like, you know, so, ...) in 100 words, only where they are fillers",
        ),
        hesitations=_hesitations(speech),
        pauses=_pauses(speech, pauses, 1000, "pauses"),
        long_pauses=_pauses(speech, pauses, 2500, "longPauses"),
        response_latency=_latency(speech, latencies),
        talk_share=_talk_share(speech),
        longest_monologue=_monologue(speech),
        interruptions=_interruptions(speech, by_candidate=True),
        interrupted=_interruptions(speech, by_candidate=False),
        hedging=_per_hundred(
            speech, "hedging", _found(speech, wording.HEDGE),
            "hedges (maybe, I think, I guess, ...) in 100 words",
        ),
        repetition=_repetition(speech, judged),
        self_repairs=_per_hundred(
            speech, "selfRepairs", _found(speech, wording.REPAIR),
            "corrections and restarts in 100 words",
        ),
        vocabulary=_vocabulary(speech),
        ownership=_ownership(speech),
        figures=_per_hundred(
            speech, "figures", _found(speech, wording.FIGURE),
            "numbers with their unit, given as facts, in 100 words",
        ),
        jargon=_per_hundred(
            speech, "jargon", _found(speech, wording.ACRONYM), "abbreviations in 100 words"
        ),
        answer_length=_answer_length(judged),
        clarity=_clarity(speech),
        answers=tuple(_answer(speech, exchange, pauses, latencies) for exchange in answered),
        timeline=_timeline(speech),
    )  # fmt: skip


def find_fillers_at(speech: turns.Speech) -> list[Place]:
    """Every filler of the candidate's, with the line it is in."""
    return [
        place(number, line, filler.name)
        for number, line in speech.own
        for filler in find_fillers(line.text)
    ]


def _found(speech: turns.Speech, pattern: object) -> list[Place]:
    return [
        place(number, line, match[0])
        for number, line in speech.own
        for match in pattern.finditer(line.text)  # type: ignore[attr-defined]
    ]


def _pace(speech: turns.Speech) -> Metric:
    definition = "own words in a minute of own speaking time"
    if speech.speaking_ms is None:
        return unmeasurable("words/min", definition, NO_TIMING)
    if not speech.words or speech.speaking_ms < 1000:
        return unmeasurable("words/min", definition, NO_WORDS)
    value = speech.words / speech.speaking_ms * 60_000
    by_line = [
        len(wording.words_of(line.text)) / (line.end - line.start) * 60_000
        for _, line in speech.own
        if line.start is not None and line.end is not None and line.end - line.start >= 3000
    ]
    detail = {"spread": round(pstdev(by_line), 1)} if len(by_line) > 2 else {}
    return Metric(
        value=round(value, 1), unit="words/min", definition=definition,
        verdict=verdict("speakingPace", value, speech.words), detail=detail,
    )  # fmt: skip


def _per_hundred(speech: turns.Speech, name: str, places: list[Place], definition: str) -> Metric:
    unit = "per 100 words"
    if not speech.words:
        return unmeasurable(unit, definition, NO_WORDS)
    value = 100 * len(places) / speech.words
    detail: dict[str, object] = {
        "count": len(places),
        "most": [
            {"text": text, "count": count}
            for text, count in Counter(entry.text.lower() for entry in places).most_common(8)
        ],
    }
    if speech.speaking_ms:
        detail["perMinute"] = round(len(places) / speech.speaking_ms * 60_000, 2)
    return Metric(
        value=round(value, 2), unit=unit, definition=definition, places=first(places),
        verdict=verdict(name, value, speech.words), detail=detail,
    )  # fmt: skip


def _hesitations(speech: turns.Speech) -> Metric:
    definition = "um, uh, er and the like in a minute of own speaking time"
    unit = "per minute"
    places = [
        place(number, line, filler.name)
        for number, line in speech.own
        for filler in find_hesitations(line.text)
    ]
    if not speech.words:
        return unmeasurable(unit, definition, NO_WORDS)
    if not places and speech.words > STRIPPED_FROM_WORDS:
        return unmeasurable(unit, definition, STRIPPED)
    if not speech.speaking_ms:
        return unmeasurable(unit, definition, NO_TIMING)
    value = len(places) / speech.speaking_ms * 60_000
    return Metric(
        value=round(value, 2), unit=unit, definition=definition, places=first(places),
        verdict=verdict("hesitations", value, speech.words),
        detail={
            "count": len(places),
            "per100Words": round(100 * len(places) / speech.words, 2),
        },
    )  # fmt: skip


def _pauses(speech: turns.Speech, pauses: list[turns.Pause], least_ms: int, name: str) -> Metric:
    definition = f"silences inside answers of {least_ms / 1000:g} s and more, a minute of answer"
    if not speech.transcript.has_timing:
        return unmeasurable("per minute", definition, NO_TIMING)
    if not speech.speaking_ms:
        return unmeasurable("per minute", definition, NO_WORDS)
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


def _latency(speech: turns.Speech, latencies: dict[int, int]) -> Metric:
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


def _talk_share(speech: turns.Speech) -> Metric:
    definition = "own share of all speaking time"
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


def _monologue(speech: turns.Speech) -> Metric:
    definition = "longest stretch without another voice"
    if not speech.transcript.has_timing:
        return unmeasurable("s", definition, NO_TIMING)
    longest = turns.longest_monologue(speech)
    if longest is None:
        return unmeasurable("s", definition, NO_WORDS)
    value = ((longest.end or 0) - (longest.start or 0)) / 1000
    return Metric(
        value=round(value, 1), unit="s", definition=definition,
        verdict=verdict("longestMonologue", value, speech.words) if speech.others else None,
        places=(longest,),
    )  # fmt: skip


def _interruptions(speech: turns.Speech, *, by_candidate: bool) -> Metric:
    who = "the candidate begins" if by_candidate else "somebody else begins"
    definition = f"times {who} while the other is in mid-sentence"
    if not speech.transcript.has_timing:
        return unmeasurable("count", definition, NO_TIMING)
    if not speech.others:
        return unmeasurable("count", definition, "a recording of one person alone")
    places = turns.interruptions(speech, by_candidate=by_candidate)
    return Metric(
        value=float(len(places)), unit="count", definition=definition, places=first(places)
    )


def _repetition(speech: turns.Speech, judged: list[Exchange]) -> Metric:
    definition = "different phrases of three words that come back three times or more"
    if not speech.words:
        return unmeasurable("count", definition, NO_WORDS)
    phrases = wording.repeated_phrases([exchange.answer for exchange in judged])
    return Metric(
        value=float(len(phrases)), unit="count", definition=definition,
        detail={"phrases": [{"text": text, "count": count} for text, count in phrases]},
    )  # fmt: skip


def _vocabulary(speech: turns.Speech) -> Metric:
    definition = "different words in any 50 words (MATTR-50)"
    words = [word for _, line in speech.own for word in wording.words_of(line.text)]
    value = wording.moving_type_token_ratio(words)
    if value is None:
        return unmeasurable("share", definition, "fewer than 50 words")
    return Metric(
        value=round(value, 3), unit="share", definition=definition,
        verdict=verdict("vocabulary", value, speech.words),
    )  # fmt: skip


def _ownership(speech: turns.Speech) -> Metric:
    definition = "share of actions told with 'I' rather than 'we'"
    own, shared = _found(speech, wording.OWN), _found(speech, wording.SHARED)
    if len(own) + len(shared) < 3:
        return unmeasurable("share", definition, "fewer than three actions are told")
    value = len(own) / (len(own) + len(shared))
    return Metric(
        value=round(value, 3), unit="share", definition=definition, places=first(shared),
        verdict=verdict("ownership", value, speech.words),
        detail={"own": len(own), "shared": len(shared)},
    )  # fmt: skip


def _answer_length(judged: list[Exchange]) -> Metric:
    definition = "median words of an answer"
    lengths = [len(wording.words_of(exchange.answer)) for exchange in judged]
    if not lengths:
        return unmeasurable("words", definition, "there is no answer")
    value = median(lengths)
    return Metric(
        value=float(value), unit="words", definition=definition,
        verdict=verdict("answerLength", value, sum(lengths)),
        detail={"longest": max(lengths), "shortest": min(lengths)},
    )  # fmt: skip


def _clarity(speech: turns.Speech) -> Metric:
    definition = "the recogniser's mean confidence, weighted by words"
    weighted = [
        (line.confidence, len(wording.words_of(line.text)))
        for _, line in speech.own
        if line.confidence is not None
    ]
    words = sum(count for _, count in weighted)
    if not words:
        return unmeasurable("share", definition, "the recogniser gives no confidence")
    value = sum(confidence * count for confidence, count in weighted) / words
    return Metric(
        value=round(value, 3), unit="share", definition=definition,
        verdict=verdict("clarity", value, speech.words),
    )  # fmt: skip


def _answer(
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
    if words > 300:
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


def _timeline(speech: turns.Speech) -> tuple[TimelinePoint, ...]:
    if not speech.transcript.has_timing or not speech.own:
        return ()
    end = max(line.end or 0 for line in speech.transcript.lines)
    width = max(30_000, -(-end // TIMELINE_POINTS))
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
