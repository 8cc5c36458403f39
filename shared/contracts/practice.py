"""Feedback on practised answers."""

from __future__ import annotations

from shared.contracts.base import Response


class PracticeAnswerFeedback(Response):
    """What came of one practised answer."""

    index: int
    """Position in ``practiceAnswers``."""
    question: str
    feedback: str | None
    """What was said of it now; null where it had feedback already, or was not judged."""
    score: float | None
    """0 to 100, where it was judged now."""
    written: bool
    """Whether it stands in ``practiceAnswers`` now, as ``aiFeedback``."""
    reason: str | None
    """Why nothing was written; null where it was."""


class PracticeFeedback(Response):
    """The practised answers of one prep session, and what is new about them."""

    prep_session_id: str
    judged_by: str
    """The model, or the rule-based analyser and its version."""
    answers: tuple[PracticeAnswerFeedback, ...]
