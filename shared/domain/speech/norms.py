"""The norms in one table: where a number begins to be worth a word, and who says so.

Between ``low`` and ``high`` nothing is said: a dead band, so that nobody is nagged about noise.
"""

from __future__ import annotations

from typing import NamedTuple


class Norm(NamedTuple):
    """Bounds in the metric's own unit; None where there is none on that side."""

    low: float | None
    high: float | None
    source: str


NORMS: dict[str, Norm] = {
    "speakingPace": Norm(
        110, 175, "Microsoft Speaker Coach 100-165; Read AI 130-175; SpeechFit 140-160 words/min"
    ),
    "hesitations": Norm(None, 4.8, "Corley & Stewart 2008: hesitant at 4.8 a minute"),
    "fillerWords": Norm(None, 4, "Read AI: below 4 % of words; SpeechFit: below 5 in 100"),
    "talkShare": Norm(0.45, 0.8, "miniti: candidate 50-70 % of the talk, with a band round it"),
    "longestMonologue": Norm(None, 180, "Interview coaching: flag one answer above 3 minutes"),
    "responseLatency": Norm(None, 4, "Pauses to think are fine; 4 s and more are noticed"),
    "longPauses": Norm(None, 1.5, "Coaching practice: pauses above 2.5 s a minute of answer"),
    "hedging": Norm(None, 3, "Interview coaching: hedges in 100 words"),
    "ownership": Norm(0.5, None, "Interview coaching: more than half of the actions with 'we'"),
    "answerLength": Norm(30, 300, "Interview coaching: flag above 300 words; below 30 is thin"),
    "clarity": Norm(0.6, None, "Transcript quality gate: below 60 % is low"),
    "jargon": Norm(None, 5, "Interview coaching: terms in 100 words, unexplained"),
    "vocabulary": Norm(0.6, None, "MATTR-50 of spoken English lies about 0.65 to 0.8"),
}

VERDICT_MIN_WORDS = 100
"""Fewer words than this carry no verdict."""


def verdict(name: str, value: float, words: int) -> str | None:
    """`low`, `high` or `ok` against the norm; None below the words a verdict needs."""
    norm = NORMS.get(name)
    if norm is None or words < VERDICT_MIN_WORDS:
        return None
    if norm.low is not None and value < norm.low:
        return "low"
    if norm.high is not None and value > norm.high:
        return "high"
    return "ok"


def inside(name: str, value: float) -> float:
    """1 inside a metric's norm, falling to 0 at twice the distance from it."""
    norm = NORMS[name]
    if norm.high is not None and value > norm.high:
        return max(0.0, 1 - (value - norm.high) / norm.high)
    if norm.low is not None and value < norm.low:
        return max(0.0, 1 - (norm.low - value) / norm.low)
    return 1.0
