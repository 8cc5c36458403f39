"""Responses about a candidate's progress from interview to interview."""

from __future__ import annotations

from shared.contracts.base import Response, Timestamp
from shared.domain.progress.comparison import Changes, ComparedAnswer, ComparedQuestion
from shared.domain.progress.trends import Trends


class ProgressPoint(Response):
    """One completed interview, and what it measured; null where it could not be measured."""

    interview_id: str
    company: str
    job_title: str
    interview_type: str
    interviewed_at: Timestamp
    score: float | None
    words_per_minute: float | None
    fillers_per_100_words: float | None
    star_share: float | None
    judged_by: str
    formula: str | None


class Progress(Response):
    """The latest interviews, oldest first, and the trends over them."""

    items: tuple[ProgressPoint, ...]
    more: bool
    """Whether there are earlier ones that ``limit`` left out."""
    trends: Trends


class ProgressComparison(Response):
    """Two interviews, question by question."""

    first: ProgressPoint
    second: ProgressPoint
    judged_alike: bool
    """Where not, no score, level or STAR is compared: judges and formulas differ by themselves."""
    changes: Changes
    questions: tuple[ComparedQuestion, ...]
    only_first: tuple[ComparedAnswer, ...]
    only_second: tuple[ComparedAnswer, ...]
