"""The words the whole domain speaks: lines, speakers, exchanges, spans and quotes.

Every offset is in whole milliseconds from the start of the recording. Every model here is
immutable and is, with camelCase keys, the JSON that is stored and answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from typing import Any, Self

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from shared.domain.language.words import words_of


class Value(BaseModel):
    """Base of all domain values: immutable, snake_case in Python, camelCase in JSON."""

    model_config = ConfigDict(
        frozen=True, alias_generator=to_camel, populate_by_name=True, extra="ignore",
        json_schema_serialization_defaults_required=True,
    )  # fmt: skip


class Role(StrEnum):
    """What a speaker is in a job interview."""

    CANDIDATE = "candidate"
    INTERVIEWER = "interviewer"
    UNKNOWN = "unknown"


class Span(Value):
    """A stretch of the recording, in milliseconds; ``end`` is exclusive and never before start."""

    start: int
    end: int


class LineSentiment(Value):
    """Sentiment of one line as the index has it: label and score from -1 to 1."""

    label: str
    score: float


class Line(Value):
    """One line of a transcript: what one speaker said without a break.

    ``start`` and ``end`` are None where the source has no timing (an imported text).
    ``confidence`` is the recogniser's, from 0 to 1, None where it gave none.
    """

    start: int | None
    end: int | None
    text: str
    speaker_id: int | None = None
    confidence: float | None = None
    language: str | None = None
    sentiment: LineSentiment | None = None


class Transcript(Value):
    """What was said, in the order it was said; lines without words are left out."""

    lines: tuple[Line, ...]
    duration_ms: int | None = None
    language: str | None = None
    speaker_names: dict[int, str] = {}

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy, without what was worked out from the lines of this one."""
        copy = super().model_copy(update=update, deep=deep)
        for name in ("words", "has_timing"):
            copy.__dict__.pop(name, None)
        return copy

    @property
    def text(self) -> str:
        """The whole text, one line of the transcript a line."""
        return "\n".join(line.text for line in self.lines)

    @cached_property
    def words(self) -> tuple[list[str], ...]:
        """The words of each line, in lower case."""
        return tuple([words_of(line.text) for line in self.lines])

    @cached_property
    def has_timing(self) -> bool:
        """Whether every line knows when it was spoken."""
        return bool(self.lines) and all(
            line.start is not None and line.end is not None for line in self.lines
        )


class Speaker(Value):
    """One voice of the index, and what it was taken for."""

    id: int
    name: str
    role: Role
    share: float
    """Share of all speaking time (of all words where there is no timing), 0 to 1."""
    words: int
    merged_with: int | None = None
    """The id this one was found to be the same person as, where it was."""


class Speakers(Value):
    """Who spoke, in which role, and how sure that is."""

    schema_version: str = "1.0"
    speakers: tuple[Speaker, ...]
    confidence: float
    """How sure the assignment of roles is, 0 to 1."""
    needs_confirmation: bool
    confirmed_by_user: bool = False
    evidence: tuple[str, ...] = ()
    """Why, in short sentences without any words of the transcript."""

    def role_of(self, speaker_id: int | None) -> Role:
        """The role of a speaker id; a line without one belongs to the only voice there is."""
        if speaker_id is None and len(self.speakers) == 1:
            return self.speakers[0].role
        for speaker in self.speakers:
            if speaker.id == speaker_id:
                return speaker.role
        return Role.UNKNOWN


class ExchangeKind(StrEnum):
    """What a question of the interviewer is for."""

    QUESTION = "question"
    FOLLOW_UP = "follow_up"
    SMALL_TALK = "small_talk"
    LOGISTICS = "logistics"
    CANDIDATE_QUESTIONS = "candidate_questions"
    """The interviewer answers what the candidate asks."""


class Exchange(Value):
    """One question and the answer to it.

    ``question_lines`` and ``answer_lines`` are positions in ``Transcript.lines``; ``question`` is
    '' where a recording of one person alone has none.
    """

    index: int
    kind: ExchangeKind
    question: str
    question_lines: tuple[int, ...]
    answer: str
    answer_lines: tuple[int, ...]
    question_span: Span | None
    answer_span: Span | None

    @property
    def is_assessed(self) -> bool:
        """Whether the answer is judged: small talk, logistics and role reversal are not."""
        return self.kind in (ExchangeKind.QUESTION, ExchangeKind.FOLLOW_UP) and bool(self.answer)


class Quote(Value):
    """Words of the candidate, verbatim, and where they are in the recording."""

    text: str
    line: int
    """Position in ``Transcript.lines``."""
    start: int | None
    end: int | None
