"""A candidate's progress: what each interview measured, and where it is going.

Everything is compared on one scale from 0 to 100, so that one rule fits all: half a level of the
five is a change, three tenths of a level are none (ICS: improving from +0.5, stagnant within 0.3,
declining from -0.5). Pace and fillers get there by how well they stay inside their usual range:
inside of it a change means nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from statistics import linear_regression

from shared.domain.conversation import Value
from shared.domain.speech.norms import inside

CHANGED = 12.5
"""Half a level: levels from 1 to 5 are 100 points, 25 each."""
UNCHANGED = 7.5
"""Three tenths of a level."""
FEWEST = 3
"""Two interviews always lie on a line."""


class Direction(StrEnum):
    """Where something is going; between a change and none it is ``unclear``."""

    IMPROVING = "improving"
    STEADY = "steady"
    UNCLEAR = "unclear"
    DECLINING = "declining"
    TOO_FEW = "too_few"
    """Fewer than three interviews measured it."""


class Measured(Value):
    """What one interview measured; None where it could not."""

    score: float | None
    """0 to 100."""
    words_per_minute: float | None
    """The candidate's own words in a minute of their own speaking time."""
    fillers_per_100_words: float | None
    star_share: float | None
    """Share of STAR parts shown where an experience was asked for, 0 to 1."""
    judged_by: str
    """The model, or the rule-based analyser with its version."""
    formula: str | None
    """The version of the formula that made the score of the judgements."""

    def comparable_with(self, other: Measured) -> bool:
        """Whether score and STAR were judged alike: judges and formulas differ by themselves."""
        return (self.judged_by, self.formula) == (other.judged_by, other.formula)


class Trend(Value):
    """The straight line (least squares) through one measurement over the interviews, in order."""

    direction: Direction
    interviews: int
    """How many measured it; where it is a judgement, those judged like the latest."""
    first: float | None
    last: float | None
    change: float | None
    """From the line's beginning to its end, in the measurement's own unit."""
    points: float | None
    """The same on the scale from 0 to 100, where more is better; it decides the direction."""


class Trends(Value):
    """Every trend; score and STAR over the interviews that were judged like the latest one."""

    score: Trend
    words_per_minute: Trend
    fillers_per_100_words: Trend
    star_share: Trend


def trends(interviews: Sequence[Measured]) -> Trends:
    """The trends over interviews, oldest first."""
    judged = [entry for entry in interviews if entry.comparable_with(interviews[-1])]
    return Trends(
        score=_trend([entry.score for entry in judged], lambda score: score),
        words_per_minute=_trend([entry.words_per_minute for entry in interviews], pace_points),
        fillers_per_100_words=_trend(
            [entry.fillers_per_100_words for entry in interviews], filler_points
        ),
        star_share=_trend([entry.star_share for entry in judged], star_points),
    )


def direction_of(points: float) -> Direction:
    """What a change on the scale from 0 to 100 amounts to."""
    if abs(points) <= UNCHANGED:
        return Direction.STEADY
    if abs(points) < CHANGED:
        return Direction.UNCLEAR
    return Direction.IMPROVING if points > 0 else Direction.DECLINING


def pace_points(words_per_minute: float) -> float:
    """100 inside the usual range, falling to 0 at twice the distance from it."""
    return 100 * inside("speakingPace", words_per_minute)


def filler_points(per_100_words: float) -> float:
    """The same for fillers."""
    return 100 * inside("fillerWords", per_100_words)


def star_points(share: float) -> float:
    """A share as points."""
    return 100 * share


def _trend(values: Sequence[float | None], points_of: Callable[[float], float]) -> Trend:
    known = [value for value in values if value is not None]
    if len(known) < 2:
        only = known[0] if known else None
        return Trend(
            direction=Direction.TOO_FEW, interviews=len(known), first=only, last=only,
            change=None, points=None,
        )  # fmt: skip
    points = _rise([points_of(value) for value in known])
    return Trend(
        direction=direction_of(points) if len(known) >= FEWEST else Direction.TOO_FEW,
        interviews=len(known),
        first=known[0],
        last=known[-1],
        change=round(_rise(known), 3),
        points=round(points, 1),
    )


def _rise(values: Sequence[float]) -> float:
    """How far the least-squares line climbs from the first value's place to the last's."""
    return linear_regression(range(len(values)), values).slope * (len(values) - 1)
