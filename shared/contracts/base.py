"""What every request and response has in common: camelCase keys, and nothing unknown let in."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, PlainSerializer, StringConstraints
from pydantic.alias_generators import to_camel


class Request(BaseModel):
    """A request's body: unknown keys are refused, so that nobody sets what is not theirs."""

    model_config = ConfigDict(
        alias_generator=to_camel, extra="forbid", frozen=True, hide_input_in_errors=True
    )


class Response(BaseModel):
    """A response's body."""

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, frozen=True, extra="forbid"
    )


def _storable(text: str) -> str:
    """PostgreSQL stores neither NUL nor half of a surrogate pair."""
    if "\0" in text:
        raise ValueError("must not hold the character NUL")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("must not hold a lone surrogate")
    return text


def _not_blank(text: str) -> str:
    if not text.strip() or all(unicodedata.category(character) == "Cf" for character in text):
        raise ValueError("must not be blank")
    return text


def _milliseconds(moment: datetime) -> str:
    utc = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    return utc.isoformat(timespec="milliseconds").replace("+00:00", "Z")


Text = Annotated[str, AfterValidator(_storable)]
ShortText = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200),
    AfterValidator(_storable),
    AfterValidator(_not_blank),
]
LongText = Annotated[str, StringConstraints(max_length=20_000), AfterValidator(_storable)]
Timestamp = Annotated[datetime, PlainSerializer(_milliseconds, return_type=str)]
"""An instant in UTC, written with milliseconds as Prisma's clients write it."""
