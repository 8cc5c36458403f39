"""What a language model is asked for: judged levels and quotes, never totals.

Servers do not enforce bounds, and a model can be talked into anything: the code checks every quote
and clamps every number afterwards.
"""

from __future__ import annotations

import re
from math import isnan
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict

from shared.domain.rubric import Dimension, StarPart

TEXT_MAX = 600
LIST_MAX = 8
READ_MAX = 10 * TEXT_MAX
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")


def _level(value: Any) -> int:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or (isinstance(value, float) and isnan(value)):
        raise ValueError("a level is a number")
    level: int = round(min(max(value, 1), 5))
    return level


def _cut(text: str) -> str:
    """One line of what can be stored: PostgreSQL takes no NUL, and nobody reads the others."""
    return " ".join(CONTROL.sub(" ", text[:READ_MAX]).split())[:TEXT_MAX]


def _few[Entry](entries: list[Entry]) -> list[Entry]:
    return entries[:LIST_MAX]


ShortText = Annotated[str, AfterValidator(_cut)]
JudgedValue = Annotated[int, BeforeValidator(_level)]


class Judged(BaseModel):
    """Base: strict for the schema, forgiving about extra keys in the answer."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)


class JudgedStar(Judged):
    """One part of STAR with the candidate's words for it, or null."""

    part: StarPart
    quote: ShortText | None


class JudgedLevel(Judged):
    """One dimension's level with the candidate's words that support it."""

    dimension: Dimension
    level: JudgedValue
    quote: ShortText
    reason: ShortText


class JudgedAnswer(Judged):
    """One answer, judged."""

    star_applies: bool
    star: Annotated[list[JudgedStar], AfterValidator(_few)]
    levels: Annotated[list[JudgedLevel], AfterValidator(_few)]
    strengths: Annotated[list[ShortText], AfterValidator(_few)]
    missing: Annotated[list[ShortText], AfterValidator(_few)]
    stronger_version: ShortText | None


class JudgedRecommendation(Judged):
    """One thing to do differently, tied to an exchange and a metric where there is one."""

    text: ShortText
    exchange: int | None
    metric: ShortText | None


class JudgedSummary(Judged):
    """The recommendations for the whole interview."""

    recommendations: Annotated[list[JudgedRecommendation], AfterValidator(_few)]
