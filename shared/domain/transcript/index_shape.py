"""The keys of an index that are read, and nothing else of it: megabytes of labels and faces are
skipped by the reader without an object being made of them.

Every key may be absent, and hold anything. ``Else`` says what stands in then.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Required, TypedDict

from pydantic import Field, GetCoreSchemaHandler, Strict, TypeAdapter
from pydantic_core import CoreSchema, core_schema

from shared.domain.transcript.plain_values import LARGEST

LINES_MAX = 100_000
"""Six hours, the longest recording, would have five lines a second."""


@dataclass(frozen=True, slots=True)
class Else:
    """Annotates a type: whatever does not fit it is read as this."""

    value: Any

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.with_default_schema(
            handler(source), default=self.value, on_error="default"
        )


@dataclass(frozen=True, slots=True)
class OrSkipped:
    """Annotates the type of a list's entries: those that do not fit it are left out."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.with_default_schema(handler(source), on_error="omit")


type Text = Annotated[str, Strict(), Else("")]
type Number = Annotated[float, Strict(), Field(allow_inf_nan=False, gt=-LARGEST, lt=LARGEST)]
type Measured = Annotated[Number | None, Else(None)]
type Time = Annotated[Annotated[str, Strict()] | Number | None, Else(None)]
"""``0:00:01.5``, or seconds."""
type Small = Annotated[int, Strict(), Field(ge=0, lt=10**9)]
type Identifier = Annotated[Small | Annotated[str, Strict()] | None, Else(None)]
type Entries[T] = Annotated[list[Annotated[T, OrSkipped()]], Else(())]


class Instance(TypedDict, total=False):
    """When."""

    start: Time
    end: Time


class IndexLine(TypedDict, total=False):
    """What one voice said."""

    text: Text
    confidence: Measured
    speakerId: Identifier
    language: Text
    instances: Entries[Instance]


class IndexSentiment(TypedDict, total=False):
    """The tone of some stretches."""

    averageScore: Measured
    sentimentType: Text
    instances: Entries[Instance]


class IndexSpeaker(TypedDict, total=False):
    """A voice and what it is called."""

    id: Identifier
    name: Text


class Insights(TypedDict, total=False):
    """What was heard in a video."""

    duration: Time
    sourceLanguage: Text
    language: Text
    transcript: Entries[IndexLine]
    speakers: Entries[IndexSpeaker]
    sentiments: Entries[IndexSentiment]


class Video(TypedDict, total=False):
    """One video of an index; there is one."""

    insights: Annotated[Insights | None, Else(None)]
    language: Text


class Index(TypedDict, total=False):
    """The whole document."""

    durationInSeconds: Measured
    videos: Required[list[Video]]


INDEX = TypeAdapter(Index)
