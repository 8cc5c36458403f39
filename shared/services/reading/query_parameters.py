"""Query parameters that several routes have: each is read strictly, and named where it is wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import get_args

from shared.contracts.interviews import InterviewType
from shared.errors import InvalidInput

LIMIT_MAX = 100
SEARCH_MAX = 200


def limit(query: Mapping[str, str], default: int) -> int:
    """How many to give at most.

    Raises:
        InvalidInput
    """
    text = query.get("limit", str(default))
    if not re.fullmatch(r"[0-9]{1,3}", text, re.ASCII) or not 1 <= int(text) <= LIMIT_MAX:
        raise wrong("limit", f"must be from 1 to {LIMIT_MAX}")
    return int(text)


def choice(query: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str | None:
    """One of several words, None where it is not asked for.

    Raises:
        InvalidInput
    """
    value = query.get(name)
    if value is not None and value not in allowed:
        raise wrong(name, f"must be one of {', '.join(allowed)}")
    return value


def interview_type(query: Mapping[str, str]) -> str | None:
    """The type of interview asked for.

    Raises:
        InvalidInput
    """
    return choice(query, "interviewType", get_args(InterviewType))


def searched(query: Mapping[str, str], name: str) -> str | None:
    """A text to look for; an empty one looks for nothing.

    Raises:
        InvalidInput
    """
    value = query.get(name, "")
    if "\0" in value or len(value) > SEARCH_MAX:
        raise wrong(name, f"is not text of 1 to {SEARCH_MAX}")
    return value or None


def day(query: Mapping[str, str], name: str) -> date | None:
    """A day, written ``2026-11-26``.

    Raises:
        InvalidInput
    """
    value = query.get(name)
    if value is None:
        return None
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value, re.ASCII):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise wrong(name, "must be a day, as 2026-11-26")


def wrong(name: str, problem: str) -> InvalidInput:
    """The error that names one parameter, and never repeats its value."""
    return InvalidInput("The query is not valid.", {name: problem})
