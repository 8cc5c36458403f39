"""How a stored value is read without ever refusing it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    field_validator,
)
from pydantic.alias_generators import to_camel


def _only(kind: type) -> Callable[[Any], Any]:
    """Keeps a list's entries, or a mapping's values, of one kind; anything else holds none."""

    def keep(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: entry for key, entry in value.items() if isinstance(entry, kind)}
        if isinstance(value, list | tuple):
            return [entry for entry in value if isinstance(entry, kind)]
        return ()

    return keep


OBJECTS = BeforeValidator(_only(dict))
type Texts = Annotated[tuple[str, ...], BeforeValidator(_only(str))]


class Stored(BaseModel):
    """Base of all readers: a field that cannot be read has its default."""

    model_config = ConfigDict(
        frozen=True, alias_generator=to_camel, populate_by_name=True, extra="ignore",
        allow_inf_nan=False,
    )  # fmt: skip

    @field_validator("*", mode="wrap")
    @classmethod
    def _or_default(
        cls, value: Any, handler: ValidatorFunctionWrapHandler, info: ValidationInfo
    ) -> Any:
        try:
            return handler(value)
        except ValidationError:
            return cls.model_fields[info.field_name or ""].get_default()


class StoredSpan(Stored):
    """A stretch of the recording, in milliseconds."""

    start: int | None = None
    end: int | None = None


class StoredQuote(StoredSpan):
    """Words of the candidate, and when they were said."""

    text: str = ""
