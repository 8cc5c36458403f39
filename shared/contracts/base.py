"""What every request and response has in common: camelCase keys, and nothing unknown let in."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
)
from pydantic.alias_generators import to_camel


class Request(BaseModel):
    """A request's body: unknown keys are refused, so that nobody sets what is not theirs."""

    model_config = ConfigDict(
        alias_generator=to_camel, extra="forbid", frozen=True, hide_input_in_errors=True
    )


class Response(BaseModel):
    """A response's body."""

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, frozen=True, extra="forbid",
        json_schema_serialization_defaults_required=True,
    )  # fmt: skip


STORABLE = r"^[^\u0000]*$"
"""PostgreSQL stores no NUL."""
VISIBLE = (
    r"[^\u0000-\u0020\u007f-\u00a0\u00ad\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]"
)
"""A character that can be seen: no control, space, mark of direction or joiner."""
NOT_BLANK = rf"^[^\u0000]*{VISIBLE}[^\u0000]*$"


def _storable(text: str) -> str:
    """PostgreSQL stores neither NUL nor half of a surrogate pair."""
    if "\0" in text:
        raise ValueError("must not hold the character NUL")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("must not hold a lone surrogate")
    return text


def _not_blank(text: str) -> str:
    if re.search(VISIBLE, text) is None:
        raise ValueError("must not be blank")
    return text


def _milliseconds(moment: datetime) -> str:
    utc = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    return utc.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _whole(value: object) -> object:
    """JSON knows one kind of number: 3.0 is the whole number 3. Nothing else is turned into one."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


WHOLE = BeforeValidator(_whole)
"""Stands last in the annotation of a strict int, so that its limits stay in the schema."""
Text = Annotated[str, AfterValidator(_storable), Field(json_schema_extra={"pattern": STORABLE})]
ShortText = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200),
    AfterValidator(_storable),
    AfterValidator(_not_blank),
    Field(json_schema_extra={"pattern": NOT_BLANK}),
]
LongText = Annotated[
    str,
    StringConstraints(max_length=20_000),
    AfterValidator(_storable),
    Field(json_schema_extra={"pattern": STORABLE}),
]
Timestamp = Annotated[datetime, PlainSerializer(_milliseconds, return_type=str)]
"""An instant in UTC, written with milliseconds as Prisma's clients write it."""
