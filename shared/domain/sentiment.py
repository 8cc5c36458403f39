"""The tone of the candidate's words: from the index where it has it, else from a lexicon of work.

General lexicons call "the error rate fell to half a percent" strongly negative; in talk about work
errors, killing processes and cutting costs are no feelings. The lexicon here holds words of feeling
and judgement only, and what falls or is cut turns a bad thing into a good one.
Emotions are never read: Video Indexer's terms forbid assessing people by them.
"""

from __future__ import annotations

import re
from statistics import fmean

from shared.domain.conversation import Line, Speakers, Transcript, Value
from shared.domain.speech.turns import Speech
from shared.domain.speech.wording import words_of

TIMELINE_POINTS = 120
NEUTRAL_BAND = 0.15
"""Scores nearer to 0 than this are called neutral."""

POSITIVE = frozenset(
    [
        "achieved",
        "amazing",
        "appreciated",
        "appreciative",
        "best",
        "better",
        "brilliant",
        "confident",
        "delighted",
        "easy",
        "enjoy",
        "enjoyed",
        "enthusiastic",
        "excellent",
        "excited",
        "exciting",
        "fantastic",
        "fun",
        "glad",
        "good",
        "grateful",
        "great",
        "happy",
        "helped",
        "helpful",
        "impressed",
        "improve",
        "improved",
        "improvement",
        "interesting",
        "love",
        "loved",
        "nice",
        "outstanding",
        "passionate",
        "perfect",
        "pleased",
        "positive",
        "praised",
        "proud",
        "recognised",
        "recognized",
        "rewarding",
        "satisfied",
        "smooth",
        "smoothly",
        "strong",
        "succeed",
        "succeeded",
        "success",
        "successful",
        "successfully",
        "supportive",
        "terrific",
        "thankful",
        "thrilled",
        "trust",
        "trusted",
        "valued",
        "win",
        "wonderful",
        "won",
        "worked",
        "exceeded",
        "celebrated",
        "promoted",
    ]
)
NEGATIVE = frozenset(
    [
        "afraid",
        "angry",
        "annoyed",
        "annoying",
        "anxious",
        "ashamed",
        "awful",
        "bad",
        "blamed",
        "boring",
        "confused",
        "confusing",
        "disappointed",
        "disappointing",
        "disaster",
        "embarrassed",
        "embarrassing",
        "failed",
        "failure",
        "frustrated",
        "frustrating",
        "hate",
        "hated",
        "horrible",
        "hurt",
        "lost",
        "mess",
        "miserable",
        "nervous",
        "overwhelmed",
        "painful",
        "poor",
        "regret",
        "sad",
        "scared",
        "stressed",
        "stressful",
        "stuck",
        "struggled",
        "terrible",
        "tired",
        "toxic",
        "unfair",
        "unfortunately",
        "unhappy",
        "unpleasant",
        "upset",
        "useless",
        "worried",
        "worse",
        "worst",
        "wrong",
    ]
)
NEGATION = frozenset(
    [
        "not",
        "no",
        "never",
        "n't",
        "without",
        "hardly",
        "didn't",
        "don't",
        "wasn't",
        "isn't",
        "weren't",
        "can't",
        "couldn't",
    ]
)
TURNING = re.compile(
    r"\b(?:reduced|cut|lowered|fixed|solved|resolved|avoided|prevented|overcame|recovered|fell|dropped|"
    r"decreased|eliminated|removed|handled|dealt with)\b",
    re.IGNORECASE,
)
"""A bad thing that is reduced, solved or overcome is a good one."""


class SentimentPoint(Value):
    """The tone of one stretch, -1 to 1."""

    start: int | None
    end: int | None
    score: float


class Confidence(Value):
    """How confident the words sound. A proxy: 1 means no hedging and no fillers at all."""

    value: float | None
    basis: str = "hedges and fillers in 100 words; the voice itself is not judged"


class Sentiment(Value):
    """Stored in ``Analysis.sentiment``."""

    schema_version: str = "1.0"
    overall: str
    score: float
    source: str
    """`video-indexer` or `lexicon`."""
    confidence: Confidence
    timeline: tuple[SentimentPoint, ...]


def score_text(text: str) -> float:
    """From -1 to 1: feeling words, turned round by negation and by what was overcome."""
    words = words_of(text)
    turned = TURNING.search(text) is not None
    balance = found = 0
    for position, word in enumerate(words):
        value = (word in POSITIVE) - (word in NEGATIVE)
        if value == 0:
            continue
        if NEGATION.intersection(words[max(0, position - 3) : position]):
            value = -value
        if value < 0 and turned:
            value = 0
        balance += value
        found += 1
    return max(-1.0, min(1.0, balance / (found + 1))) if found else 0.0


def measure_sentiment(
    transcript: Transcript, speakers: Speakers, speech: Speech | None = None
) -> Sentiment:
    """The tone of the candidate's lines.

    Args:
        speech: the same transcript, where it has been looked through already.
    """
    speech = speech or Speech.of(transcript, speakers)
    own = [spoken.line for spoken in speech.own.values()]
    from_index = sum(line.sentiment is not None for line in own) * 2 >= len(own) > 0
    scored = [(line, _score(line, from_index=from_index)) for line in own]
    weights = [max(len(words_of(line.text)), 1) for line, _ in scored]
    total = sum(weights)
    score = (
        sum(value * weight for (_, value), weight in zip(scored, weights, strict=True)) / total
        if total
        else 0.0
    )
    return Sentiment(
        overall=label(score),
        score=round(score, 3),
        source="video-indexer" if from_index else "lexicon",
        confidence=_confidence(speech),
        timeline=_timeline(scored),
    )


def label(score: float) -> str:
    """positive, neutral or negative."""
    if score > NEUTRAL_BAND:
        return "positive"
    return "negative" if score < -NEUTRAL_BAND else "neutral"


def _score(line: Line, *, from_index: bool) -> float:
    if from_index:
        if line.sentiment is None:
            return 0.0
        # Video Indexer's averageScore is how sure it is of the label, from 0 to 1.
        sign = {"positive": 1.0, "negative": -1.0}.get(line.sentiment.label.lower(), 0.0)
        return sign * abs(line.sentiment.score)
    return score_text(line.text)


def _confidence(speech: Speech) -> Confidence:
    if speech.words < 30:
        return Confidence(value=None)
    marks = sum(
        len(spoken.hedges) + len(spoken.fillers) + len(spoken.hesitations)
        for spoken in speech.own.values()
    )
    return Confidence(value=round(max(0.0, 1 - 100 * marks / speech.words / 12), 3))


def _timeline(scored: list[tuple[Line, float]]) -> tuple[SentimentPoint, ...]:
    size = max(1, -(-len(scored) // TIMELINE_POINTS))
    return tuple(
        SentimentPoint(
            start=chunk[0][0].start, end=chunk[-1][0].end,
            score=round(fmean(value for _, value in chunk), 3),
        )
        for position in range(0, len(scored), size)
        if (chunk := scored[position : position + size])
    )  # fmt: skip
