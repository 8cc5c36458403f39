"""The rubric: what a level from 1 to 5 means, and evidence that must be in the transcript.

Five dimensions with anchors (after the interview-coach rubric, MIT), and the four parts of STAR.
A level without a valid quote of the candidate's is not shown, whoever gave it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from shared.domain.conversation import Quote, Value


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
        "set up, conflict, resolution and effect, nothing too long",
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


class StarEvidence(Value):
    """One part of STAR: present exactly where there is a quote for it."""

    part: StarPart
    present: bool
    quote: Quote | None


class Assessment(Value):
    """How one answer was judged."""

    exchange: int
    star: tuple[StarEvidence, ...]
    star_applies: bool
    """False where the question does not ask for an experience."""
    levels: tuple[Level, ...]
    strengths: tuple[str, ...]
    missing: tuple[str, ...]
    stronger_version: str | None = None

    def level_of(self, dimension: Dimension) -> int | None:
        """The level in one dimension."""
        return next((entry.level for entry in self.levels if entry.dimension is dimension), None)


def anchor(dimension: Dimension, level: int | None) -> str:
    """What a level means in words."""
    if level is None:
        return "not shown"
    return ANCHORS[dimension][min(max(level, 1), 5) - 1]


def level(dimension: Dimension, value: int, quote: Quote | None, reason: str = "") -> Level:
    """A level with its anchor, clamped to 1-5; without a quote it is not shown."""
    return Level(**level_fields(dimension, value, quote, reason))


def level_fields(
    dimension: Dimension, value: int, quote: Quote | None, reason: str = ""
) -> dict[str, Any]:
    """The same as fields: five levels are made faster together with the whole assessment."""
    shown = None if quote is None else min(max(value, 1), 5)
    return {
        "dimension": dimension,
        "level": shown,
        "anchor": anchor(dimension, shown),
        "quote": quote,
        "reason": reason,
    }
