"""What a language model is asked for: judged levels and quotes, never totals.

The schema goes out with every call, so it is lean: flat where it can be, and '' stands for nothing.
Servers do not enforce bounds, and a model can be talked into anything: the code checks every quote
and clamps every number afterwards.
"""

from __future__ import annotations

import re
from math import isnan
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict

from shared.domain.content.rubric import Dimension, StarPart

TEXT_MAX = 600
LIST_MAX = 8
MATCHES_MAX = 100
READ_MAX = 10 * TEXT_MAX
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
LINK = re.compile(
    r"!?\[(?P<label>[^\]]*)\]\([^)]*\)|\b[a-z][a-z0-9+.-]*://\S*|\b(?:javascript|vbscript|data):\S+",
    re.IGNORECASE,
)
"""A link of Markdown, or an address by itself: no judgement needs one, and a page that shows it
would fetch it."""


def _level(value: Any) -> int:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or (isinstance(value, float) and isnan(value)):
        raise ValueError("a level is a number")
    level: int = round(min(max(value, 1), 5))
    return level


def _nothing(value: Any) -> Any:
    return "" if value is None else value


def _cut(text: str) -> str:
    """One line of what can be stored: PostgreSQL takes no NUL, and nobody reads the others."""
    return " ".join(CONTROL.sub(" ", text[:READ_MAX]).split())[:TEXT_MAX]


def _without_links(text: str) -> str:
    return _cut(LINK.sub(lambda match: match["label"] or "", text[:READ_MAX]))


def _at_most(entries: int) -> AfterValidator:
    """Keeps the first of a list; servers enforce no bounds."""
    return AfterValidator(lambda given: given[:entries])


QuotedText = Annotated[str, BeforeValidator(_nothing), AfterValidator(_cut)]
"""The candidate's words, which are looked up; '' where there are none."""
OwnText = Annotated[str, BeforeValidator(_nothing), AfterValidator(_without_links)]
"""The model's words, without any address; '' where there are none."""
JudgedValue = Annotated[int, BeforeValidator(_level)]


class Judged(BaseModel):
    """Base: strict for the schema, forgiving about extra keys in the answer."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)


class JudgedLevel(Judged):
    """One dimension's level with the candidate's words that support it."""

    dimension: Dimension
    quote: QuotedText
    level: JudgedValue


class JudgedAnswer(Judged):
    """One answer, judged: for each part of STAR the candidate's words, and the levels."""

    star_applies: bool
    situation: QuotedText
    task: QuotedText
    action: QuotedText
    result: QuotedText
    levels: Annotated[list[JudgedLevel], _at_most(LIST_MAX)]
    strengths: Annotated[list[OwnText], _at_most(LIST_MAX)]
    missing: Annotated[list[OwnText], _at_most(LIST_MAX)]
    stronger: OwnText

    def quote(self, part: StarPart) -> str:
        """The words for one part of STAR; '' where it is missing."""
        return str(getattr(self, part))


class JudgedRecommendation(Judged):
    """One thing to do differently, tied to an exchange and a metric where there is one."""

    text: OwnText
    exchange: int | None
    metric: QuotedText


class JudgedSummary(Judged):
    """The recommendations for the whole interview."""

    recommendations: Annotated[list[JudgedRecommendation], _at_most(LIST_MAX)]


class JudgedMatch(Judged):
    """A practised question and the asked one that wants the same told, by their numbers."""

    practised: int
    asked: int


class JudgedMatches(Judged):
    """Every pair; what has no partner is in none."""

    pairs: Annotated[list[JudgedMatch], _at_most(MATCHES_MAX)]
