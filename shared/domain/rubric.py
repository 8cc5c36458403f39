"""The rubric: what a level from 1 to 5 means, and the shape of a judged answer.

Five dimensions with anchors (after the interview coach's detailed rubrics, MIT), and the four
parts of STAR. A level without a valid quote of the candidate's is "not shown", whoever gave it.
"""

from __future__ import annotations

from enum import StrEnum

from shared.domain.conversation import Quote, Value

RUBRIC_VERSION = "1.0"
NOT_SHOWN = "not shown"
LOWEST, HIGHEST = 1, 5


class Dimension(StrEnum):
    """What an answer is judged by."""

    SUBSTANCE = "substance"
    STRUCTURE = "structure"
    RELEVANCE = "relevance"
    CREDIBILITY = "credibility"
    DIFFERENTIATION = "differentiation"


class StarPart(StrEnum):
    """The parts of a told experience."""

    SITUATION = "situation"
    TASK = "task"
    ACTION = "action"
    RESULT = "result"


ANCHORS: dict[Dimension, tuple[str, str, str, str, str]] = {
    Dimension.SUBSTANCE: (
        "generic, could be about anything",
        "vague, hardly a detail",
        "specific, but without numbers",
        "specific and quantified",
        "quantified, with alternatives, reasons and outcome",
    ),
    Dimension.STRUCTURE: (
        "no order to follow",
        "an order can be guessed",
        "a beginning and an end, the middle wanders",
        "situation, action and result in order",
        "set-up, conflict, resolution and effect, nothing too long",
    ),
    Dimension.RELEVANCE: (
        "does not answer the question",
        "touches the question",
        "the right story, much of it background",
        "answers the question, little to leave out",
        "answers exactly this question, no sentence to remove",
    ),
    Dimension.CREDIBILITY: (
        "nothing that supports it",
        "claims without detail",
        "detail that only somebody who was there has",
        "numbers, names or constraints",
        "numbers, constraints, and what others said of it",
    ),
    Dimension.DIFFERENTIATION: (
        "anybody could say it",
        "common wisdom with a personal word",
        "a personal experience",
        "an own decision or insight",
        "unmistakably this person's",
    ),
}
"""Dimension → what levels 1 to 5 mean."""


class Level(Value):
    """One judged level; ``level`` is None where no valid quote supports it ("not shown")."""

    dimension: Dimension
    level: int | None
    anchor: str
    quote: Quote | None
    reason: str = ""
    """Why this level, in a few words; '' where the anchor says it all."""


class StarEvidence(Value):
    """One part of STAR: present exactly where there is a quote for it."""

    part: StarPart
    present: bool
    quote: Quote | None


class AnswerAssessment(Value):
    """How one answer was judged."""

    exchange: int
    """``Exchange.index``."""
    star: tuple[StarEvidence, ...]
    """All four parts, in their order."""
    star_applies: bool
    """False where neither question nor answer is about an experience."""
    levels: tuple[Level, ...]
    """All five dimensions, in their order."""
    strengths: tuple[str, ...]
    missing: tuple[str, ...]
    stronger_version: str | None = None
    """A better answer in the candidate's own facts; only for the weakest answers."""

    def level_of(self, dimension: Dimension) -> int | None:
        """The level in one dimension, None where it is not shown."""
        return next((entry.level for entry in self.levels if entry.dimension is dimension), None)

    @property
    def parts_shown(self) -> int:
        """How many of the four STAR parts there is a quote for."""
        return sum(part.present for part in self.star)


def anchor(dimension: Dimension, level: int | None) -> str:
    """What a level means in words."""
    return NOT_SHOWN if level is None else ANCHORS[dimension][level - LOWEST]


def shown_level(
    dimension: Dimension, value: int | None, quote: Quote | None, reason: str = ""
) -> Level:
    """A level with its anchor, clamped to 1-5; without a value or a quote it is not shown."""
    known = value is not None and quote is not None
    clamped = min(max(value, LOWEST), HIGHEST) if known and value is not None else None
    return Level(
        dimension=dimension,
        level=clamped,
        anchor=anchor(dimension, clamped),
        quote=quote if known else None,
        reason=reason,
    )


def star_evidence(quotes: dict[StarPart, Quote]) -> tuple[StarEvidence, ...]:
    """All four parts; present are those with a quote."""
    return tuple(
        StarEvidence(part=part, present=part in quotes, quote=quotes.get(part))
        for part in StarPart
    )
