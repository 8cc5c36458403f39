"""The web app's practised answers: filled in where feedback is missing, else left as they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

FeedbackFor = Callable[[Mapping[str, Any]], Mapping[str, Any] | None]
"""From one practised answer to the keys it should have; None where there is nothing to say."""


def is_missing(value: Any) -> bool:
    """Whether nothing stands there: null, or text without a character one could see."""
    return value is None or (isinstance(value, str) and not value.strip())


def fill_missing_feedback(answers: Any, feedback_for: FeedbackFor) -> tuple[Any, int]:
    """The answers with the feedback they lack, and how many got some.

    Only objects in an array are looked at; a key is added where nothing stands in it: absent, null
    or blank. Everything else, whatever its shape, comes out as it went in.
    """
    if not isinstance(answers, list):
        return answers, 0
    filled = [_filled(answer, feedback_for) for answer in answers]
    changed = sum(new is not old for new, old in zip(filled, answers, strict=True))
    return filled, changed


def _filled(answer: Any, feedback_for: FeedbackFor) -> Any:
    if not isinstance(answer, dict):
        return answer
    missing = {
        key: value
        for key, value in (feedback_for(answer) or {}).items()
        if value is not None and is_missing(answer.get(key))
    }
    return {**answer, **missing} if missing else answer
