"""The norms in one table: where a number begins to be worth a word, and who says so.

Beyond ``low`` and ``high`` it is called so. Just inside of either lies a dead band, ``band`` wide,
in which nothing is said, so that nobody is nagged about noise; between the two bands it is fine.
"""

from __future__ import annotations

from typing import NamedTuple


class Norm(NamedTuple):
    """Bounds in the metric's own unit; None where there is none on that side."""

    low: float | None
    high: float | None
    band: float
    source: str
    fewer_is_better: bool = False
    """The best is none at all; inside of the norm it is only not worth a word."""


NORMS: dict[str, Norm] = {
    "speakingPace": Norm(
        110, 175, 10,
        "Microsoft Speaker Coach 100-165; Read AI 130-175; SpeechFit 140-160 words/min",
    ),
    "hesitations": Norm(None, 4.8, 0.8, "Corley & Stewart 2008: hesitant at 4.8 a minute"),
    "fillerWords": Norm(
        None, 4, 0.5, "Read AI: below 4 % of words; SpeechFit: below 5 in 100",
        fewer_is_better=True,
    ),
    "talkShare": Norm(0.45, 0.8, 0.05, "miniti: candidate 50-70 % of the talk"),
    "longestMonologue": Norm(None, 180, 30, "Interview coaching: flag one answer above 3 minutes"),
    "responseLatency": Norm(None, 4, 1, "Pauses to think are fine; 4 s and more are noticed"),
    "longPauses": Norm(None, 1.5, 0.5, "Coaching practice: pauses above 2.5 s a minute of answer"),
    "hedging": Norm(
        None, 3, 0.5, "Interview coaching: hedges in 100 words", fewer_is_better=True
    ),
    "ownership": Norm(
        0.5, None, 0.05, "Interview coaching: more than half of the actions with 'we'"
    ),
    "answerLength": Norm(
        30, 300, 30, "Interview coaching: flag above 300 words; below 30 is thin"
    ),
    "clarity": Norm(0.6, None, 0.05, "Transcript quality gate: below 60 % is low"),
    "jargon": Norm(None, 5, 1, "Interview coaching: more than 5 terms in 100 words, unexplained"),
    "vocabulary": Norm(0.6, None, 0.03, "MATTR-50 of spoken English lies about 0.65 to 0.8"),
}  # fmt: skip

VERDICT_MIN_WORDS = 100
"""Fewer words than this carry no verdict."""


def verdict(name: str, value: float, words: int) -> str | None:
    """`low`, `high` or `ok`; None in a dead band, and below the words that a verdict needs."""
    norm = NORMS.get(name)
    if norm is None or words < VERDICT_MIN_WORDS:
        return None
    if norm.low is not None and value < norm.low + norm.band:
        return "low" if value < norm.low else None
    if norm.high is not None and value > norm.high - norm.band:
        return "high" if value > norm.high else None
    return "ok"


def inside(name: str, value: float) -> float:
    """1 inside the norm, falling in a straight line to 0: at twice the upper bound, at 0 from the
    lower one."""
    norm = NORMS[name]
    if norm.high is not None and value > norm.high:
        return max(0.0, 1 - (value - norm.high) / norm.high)
    if norm.low is not None and value < norm.low:
        return max(0.0, 1 - (norm.low - value) / norm.low)
    return 1.0


def goodness(name: str, value: float) -> float:
    """How good a value is for the score, 0 to 1.

    ``inside``, but where fewer is better it falls from none at all: a half at the upper bound.
    """
    norm = NORMS[name]
    if norm.high is not None and norm.fewer_is_better:
        return max(0.0, 1 - value / (2 * norm.high))
    return inside(name, value)
