"""The tone of the candidate's words: from the index where it has it, else from a lexicon of work.

General lexicons call "the error rate fell to half a percent" strongly negative; in talk about work
errors, killing processes and cutting costs are no feelings (docs/decisions/0014-tone-of-work.md).
Emotions are never read: Video Indexer's terms forbid assessing people by them.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

from pydantic import TypeAdapter

from shared.domain.conversation import LineSentiment, Speakers, Transcript, Value
from shared.domain.speech.spoken import Spoken, tally
from shared.domain.speech.turns import Speech
from shared.domain.tone.reading import tone_of

TIMELINE_POINTS = 120
NEUTRAL_BAND = 0.15
"""Scores nearer to 0 than this are called neutral."""


class SentimentPoint(Value):
    """The tone of one stretch, -1 to 1."""

    start: int | None
    end: int | None
    score: float


POINTS = TypeAdapter(tuple[SentimentPoint, ...])


class Confidence(Value):
    """How confident the words sound. A proxy: 1 means no hedging and no fillers at all."""

    value: float | None
    basis: str = "hedges and fillers in 100 words; the voice itself is not judged"


class Sentiment(Value):
    """Stored in ``Analysis.sentiment``."""

    schema_version: str = "1.0"
    overall: str
    """`positive`, `neutral` or `negative`; `unknown` where the candidate says nothing."""
    score: float | None
    """-1 to 1; None where the candidate says nothing."""
    source: str
    """`video-indexer` or `lexicon`: what most of the lines were judged by."""
    confidence: Confidence
    timeline: tuple[SentimentPoint, ...]


def measure_sentiment(
    transcript: Transcript, speakers: Speakers, speech: Speech | None = None
) -> Sentiment:
    """The tone of the candidate's lines.

    Args:
        speech: the same transcript, where it has been looked through already.
    """
    speech = speech or Speech.of(transcript, speakers)
    own = list(speech.own.values())
    scores = [_score(spoken) for spoken in own]
    score = None
    if speech.words:
        weighted = zip(scores, (len(spoken.words) for spoken in own), strict=True)
        score = sum(value * words for value, words in weighted) / speech.words
    judged_by_index = sum(spoken.line.sentiment is not None for spoken in own)
    return Sentiment(
        overall="unknown" if score is None else label(score),
        score=None if score is None else round(score, 3),
        source="video-indexer" if judged_by_index * 2 >= len(own) > 0 else "lexicon",
        confidence=_confidence(speech),
        timeline=_timeline(own, scores),
    )


def label(score: float) -> str:
    """positive, neutral or negative."""
    if score > NEUTRAL_BAND:
        return "positive"
    return "negative" if score < -NEUTRAL_BAND else "neutral"


def _score(spoken: Spoken) -> float:
    told = spoken.line.sentiment
    return tone_of(spoken.line.text, spoken.words) if told is None else _score_of(told)


def _score_of(sentiment: LineSentiment) -> float:
    """Video Indexer's averageScore is how sure it is of the label, from 0 to 1."""
    sign = {"positive": 1.0, "negative": -1.0}.get(sentiment.label.lower(), 0.0)
    return sign * min(abs(sentiment.score), 1.0)


def _confidence(speech: Speech) -> Confidence:
    if speech.words < 30:
        return Confidence(value=None)
    told = tally(speech.own.values())
    marks = told.hedges + told.fillers + told.hesitations
    return Confidence(value=round(max(0.0, 1 - 100 * marks / speech.words / 12), 3))


def _timeline(own: Sequence[Spoken], scores: Sequence[float]) -> tuple[SentimentPoint, ...]:
    size = max(1, -(-len(own) // TIMELINE_POINTS))
    return POINTS.validate_python(
        [
            {
                "start": own[position].line.start,
                "end": own[min(position + size, len(own)) - 1].line.end,
                "score": round(fmean(scores[position : position + size]), 3),
            }
            for position in range(0, len(own), size)
        ]
    )
