"""All speech metrics of the candidate: overall, for each answer, and over time."""

from __future__ import annotations

from shared.domain.conversation import Exchange, Speakers, Transcript, Value
from shared.domain.speech import counted, over_time, timed, turns
from shared.domain.speech.metric import Metric
from shared.domain.speech.over_time import AnswerMetrics, TimelinePoint


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
    transcript: Transcript,
    speakers: Speakers,
    exchanges: tuple[Exchange, ...],
    speech: turns.Speech | None = None,
) -> SpeechMetrics:
    """Measure everything that this transcript lets be measured.

    Args:
        speech: the same transcript, where it has been looked through already.
    """
    speech = speech or turns.Speech.of(transcript, speakers)
    answered = [exchange for exchange in exchanges if exchange.answer_lines]
    judged = [exchange for exchange in answered if exchange.is_assessed] or answered
    pauses = turns.pauses(speech, answered)
    latencies = turns.latencies(speech, answered)
    overlaps = turns.interruptions(speech)
    return SpeechMetrics(
        words=speech.words,
        speaking_ms=speech.speaking_ms,
        speaking_pace=timed.pace(speech),
        filler_words=counted.per_hundred(
            speech, "fillerWords", counted.found(speech, "fillers"),
            "filler words (like, you know, so, ...) in 100 words, only where they are fillers",
        ),
        hesitations=counted.hesitations(speech),
        pauses=timed.silences(speech, pauses, 1000, "pauses"),
        long_pauses=timed.silences(speech, pauses, 2500, "longPauses"),
        response_latency=timed.latency(speech, latencies),
        talk_share=timed.talk_share(speech),
        longest_monologue=timed.monologue(speech),
        interruptions=timed.interruptions(speech, overlaps, by_candidate=True),
        interrupted=timed.interruptions(speech, overlaps, by_candidate=False),
        hedging=counted.per_hundred(
            speech, "hedging", counted.found(speech, "hedges"),
            "hedges (maybe, I think, I guess, ...) in 100 words",
        ),
        repetition=counted.repetition(speech, judged),
        self_repairs=counted.per_hundred(
            speech, "selfRepairs",
            counted.found(speech, "repairs"),
            "corrections and restarts in 100 words",
        ),
        vocabulary=counted.richness(speech),
        ownership=counted.ownership(speech),
        figures=counted.per_hundred(
            speech, "figures", counted.found(speech, "figures"),
            "numbers with their unit, given as facts, in 100 words",
        ),
        jargon=counted.per_hundred(
            speech, "jargon",
            counted.found(speech, "abbreviations"),
            "abbreviations in 100 words",
        ),
        answer_length=counted.answer_length(speech, judged),
        clarity=counted.clarity(speech),
        answers=over_time.answers(speech, answered, pauses, latencies),
        timeline=over_time.timeline(speech),
    )  # fmt: skip
