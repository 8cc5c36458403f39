"""Practised questions and answers, read from whatever shape the web app stored them in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.domain.conversation import Value
from shared.domain.practice.practice_answers import is_missing

QUESTION_KEYS = ("question", "text", "prompt", "title")
ANSWER_KEYS = ("answer", "text", "response", "transcript", "content")
ID_KEYS = ("questionId", "question_id", "id", "questionIndex")
FEEDBACK_KEYS = ("aiFeedback", "ai_feedback", "feedback")


class Practised(Value):
    """One practised question with its answer; '' where there is none."""

    index: int
    """Position in ``practiceAnswers``, or in ``questions`` where it was not answered."""
    question: str
    answer: str
    answered: bool
    has_feedback: bool
    is_text: bool = False
    """Stored as a plain string, which has no place for feedback."""


def read_prep_session(questions: Any, practice_answers: Any) -> tuple[Practised, ...]:
    """Every practised question; what has no text is left out. Never raises."""
    asked = _asked(questions)
    found: list[Practised] = []
    used: set[str] = set()
    for index, entry in enumerate(practice_answers if isinstance(practice_answers, list) else []):
        answer = entry if isinstance(entry, str) else _first_text(entry, ANSWER_KEYS)
        key = _identifier(entry)
        question = _first_text(entry, QUESTION_KEYS) if isinstance(entry, Mapping) else ""
        if key is not None and key in asked:
            used.add(key)
            question = asked[key] or question
        elif not question and key is None and index < len(asked):
            # Answers without ids stand in the order of the questions.
            key = list(asked)[index]
            used.add(key)
            question = asked[key]
        if answer and question == answer:
            answer = ""
        if question or answer:
            found.append(
                Practised(
                    index=index, question=question, answer=answer, answered=bool(answer),
                    has_feedback=isinstance(entry, Mapping)
                    and has_feedback(entry),
                    is_text=isinstance(entry, str),
                )
            )  # fmt: skip
    answered = {practised.question for practised in found}
    for index, (key, question) in enumerate(asked.items()):
        if key not in used and question and question not in answered:
            found.append(
                Practised(
                    index=index, question=question, answer="", answered=False, has_feedback=False
                )
            )
    return tuple(found)


def has_feedback(entry: Mapping[str, Any]) -> bool:
    """Whether somebody, or something, has said already how good the answer is."""
    return not all(is_missing(entry.get(name)) for name in FEEDBACK_KEYS)


def identity_of(entry: Any) -> tuple[str, str, str]:
    """Id, question and answer: by these an answer is found again after the web app has written."""
    return (
        _identifier(entry) or "",
        _first_text(entry, QUESTION_KEYS),
        _first_text(entry, ANSWER_KEYS),
    )


def _asked(questions: Any) -> dict[str, str]:
    """Id → question; a plain string's id is its position."""
    if isinstance(questions, Mapping):
        questions = questions.get("questions", list(questions.values()))
    asked: dict[str, str] = {}
    for index, entry in enumerate(questions if isinstance(questions, list) else []):
        text = entry if isinstance(entry, str) else _first_text(entry, QUESTION_KEYS)
        if text.strip():
            asked.setdefault(_identifier(entry) or f"#{index}", text.strip())
    return asked


def _identifier(entry: Any) -> str | None:
    if not isinstance(entry, Mapping):
        return None
    for key in ID_KEYS:
        value = entry.get(key)
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value):
            return str(value)
    return None


def _first_text(entry: Any, keys: tuple[str, ...]) -> str:
    if not isinstance(entry, Mapping):
        return ""
    for key in keys:
        value = entry.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
        if isinstance(value, Mapping):
            nested = _first_text(value, keys)
            if nested:
                return nested
    return ""
