"""How values go into Prisma's columns and come out of them."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Interval, Text, TypeDecorator, func, literal
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import InstrumentedAttribute

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def now_ms() -> datetime:
    """Now in UTC, cut to milliseconds as Prisma's client writes it."""
    return cut_to_milliseconds(datetime.now(UTC))


def cut_to_milliseconds(moment: datetime) -> datetime:
    """Cut, not rounded: TIMESTAMP(3) would make .9997 the next second."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def version_after(column: ColumnElement[datetime] | InstrumentedAttribute[datetime]) -> Any:
    """Now for ``updatedAt``, and always later than what stands in the column.

    Two changes within a millisecond, or a host whose clock is behind, would else look like none.
    """
    a_millisecond_later = column + literal(timedelta(milliseconds=1), Interval())
    return func.greatest(literal(now_ms(), UtcMilliseconds()), a_millisecond_later)


def clean_text(text: str) -> str:
    """Without NUL and half surrogates, which PostgreSQL cannot store."""
    return _UNSTORABLE.sub("\ufffd", text)


def clean_json(value: Any) -> Any:
    """The same for every text in a JSON value, with NaN and infinities as null."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {clean_text(str(key)): clean_json(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [clean_json(entry) for entry in value]
    return value


class UtcMilliseconds(TypeDecorator[datetime]):
    """TIMESTAMP(3) without time zone that holds UTC, whatever the session's time zone."""

    impl = TIMESTAMP(precision=3)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without its zone cannot be stored")
        return cut_to_milliseconds(value.astimezone(UTC)).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value if value is None else value.replace(tzinfo=UTC)


class CleanText(TypeDecorator[str]):
    """TEXT without what PostgreSQL refuses."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return value if value is None else clean_text(value)


class CleanJson(TypeDecorator[Any]):
    """JSONB without what PostgreSQL refuses; None is SQL NULL, as Prisma writes it."""

    impl = JSONB(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        return clean_json(value)
