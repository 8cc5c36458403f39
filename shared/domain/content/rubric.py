"""The rubric: what a level from 1 to 5 means, and evidence that must be in the transcript.

Five dimensions with anchors (after the interview-coach rubric, MIT), and the four parts of STAR.
A level without a valid quote of the candidate's is not shown, whoever gave it.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import cached_property
from typing import Any

from shared.domain.conversation import Exchange, Quote, Transcript, Value

SHORTEST_QUOTE_WORDS = 2
QUOTE_CHARACTERS = 400


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


def normalise(text: str) -> str:
    """A text for comparison: words in lower case, punctuation and typography gone."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    return " ".join(re.findall(r"[^\W_]+(?:'[^\W_]+)*", plain))


class Evidence:
    """Finds quotes in one answer of a transcript."""

    def __init__(self, transcript: Transcript, exchange: Exchange) -> None:
        self._lines = [(number, transcript.lines[number]) for number in exchange.answer_lines]
        self._known: dict[tuple[int, str], Quote] = {}

    @cached_property
    def _texts(self) -> list[str]:
        """The lines for comparison; rules never need them, since they quote by place."""
        return [f" {normalise(line.text)} " for _, line in self._lines]

    def find(self, text: str) -> Quote | None:
        """The quote with its place; None where the candidate did not say it in this answer.

        A quote may run over two neighbouring lines; its place is then the first.
        """
        wanted = normalise(text)
        if len(wanted.split()) < SHORTEST_QUOTE_WORDS and wanted not in map(str.strip, self._texts):
            return None
        padded = f" {wanted} "
        for position, line_text in enumerate(self._texts):
            if padded in line_text:
                return self.line(position, " ".join(text.split()))
            if position + 1 < len(self._texts):
                joined = line_text + self._texts[position + 1].lstrip()
                if padded in joined:
                    return self.line(position, " ".join(text.split()))
        return None

    def line(self, position: int, text: str) -> Quote:
        """A quote that is known to be in the answer's line at ``position``; each is made once."""
        known = self._known.get((position, text))
        if known is None:
            number, line = self._lines[position]
            known = self._known[position, text] = Quote(
                text=text[:QUOTE_CHARACTERS], line=number, start=line.start, end=line.end
            )
        return known
