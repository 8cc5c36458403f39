"""``contentAnalysis.prepFeedback`` as it can be read."""

from __future__ import annotations

from typing import Annotated

from shared.domain.stored.base import OBJECTS, Stored, Texts


class StoredPoint(Stored):
    """One point of an answer; a side without it is ''."""

    practised: str = ""
    said: str = ""


class StoredPair(Stored):
    """A practised question that was asked."""

    practised_question: str = ""
    asked_question: str = ""
    exchange: int = -1
    kept: Annotated[tuple[StoredPoint, ...], OBJECTS] = ()
    dropped: Annotated[tuple[StoredPoint, ...], OBJECTS] = ()
    added: Annotated[tuple[StoredPoint, ...], OBJECTS] = ()
    contradicted: Annotated[tuple[StoredPoint, ...], OBJECTS] = ()
    practised_score: float | None = None
    said_score: float | None = None
    score_change: float | None = None
    verdict: str = ""
    rehearsed: bool = False


class StoredMissedStory(Stored):
    """A question that nobody practised, and the practised story that would have fitted."""

    question: str = ""
    exchange: int = -1
    fitting_story: str | None = None


class StoredPrepFeedback(Stored):
    """Practised against said."""

    pairs: Annotated[tuple[StoredPair, ...], OBJECTS] = ()
    not_asked: Texts = ()
    not_practised: Annotated[tuple[StoredMissedStory, ...], OBJECTS] = ()
    improvement: float | None = None
    rehearsed_phrasing: str = ""
