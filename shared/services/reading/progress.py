"""How a candidate gets on: trends over interviews, and two of them side by side."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from shared.contracts.progress import Progress, ProgressComparison, ProgressPoint
from shared.db.engine import Database, Session
from shared.db.repositories import progress, results
from shared.db.repositories.interviews import InterviewRecord
from shared.db.repositories.progress import AnalysedInterview
from shared.domain.progress.comparison import compare
from shared.domain.progress.trends import Measured, trends
from shared.domain.stored.analysis import StoredAnalysis
from shared.errors import Conflict
from shared.services.reading import query_parameters as parameters
from shared.services.reading.reading import owned

LATEST = 50
IDENTIFIER = r"[A-Za-z0-9_-]{1,64}"


class ProgressReading:
    """The use cases of GET /progress and GET /progress/comparison."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def over_time(self, user_id: str, query: Mapping[str, str]) -> Progress:
        """The user's completed interviews and the trends over them.

        Raises:
            InvalidInput: names the parameter that is wrong.
        """
        limit = parameters.limit(query, LATEST)
        kind = parameters.interview_type(query)
        company = parameters.searched(query, "company")
        since, until = parameters.day(query, "from"), parameters.day(query, "to")
        with self._database.transaction() as session:
            found = progress.analysed_interviews(
                session,
                user_id,
                limit=limit + 1,
                company=company,
                interview_type=kind,
                since=_moment(since, time.min),
                until=_moment(until, time.max),
            )
        more = len(found) > limit
        points = [(row, _measured_of(row)) for row in found[-limit:]]
        return Progress(
            items=tuple(_point(row, measured) for row, measured in points),
            more=more,
            trends=trends([measured for _, measured in points]),
        )

    def comparison(self, user_id: str, query: Mapping[str, str]) -> ProgressComparison:
        """Two of the user's interviews, the question of one beside that of the other.

        Raises:
            InvalidInput: a parameter is missing or no id.
            NotFound: one of them is no interview of the user's.
            Conflict: one of them has not been analysed yet.
        """
        first_id, second_id = _identifier(query, "first"), _identifier(query, "second")
        with self._database.transaction() as session:
            records = [owned(session, id_, user_id) for id_ in (first_id, second_id)]
            first, second = (_stored(session, record) for record in records)
        before, after = _measured(first), _measured(second)
        compared = compare(first, second, before, after)
        return ProgressComparison(
            first=_point_of(records[0], before),
            second=_point_of(records[1], after),
            judged_alike=compared.judged_alike,
            changes=compared.changes,
            questions=compared.questions,
            only_first=compared.only_first,
            only_second=compared.only_second,
        )


def _identifier(query: Mapping[str, str], name: str) -> str:
    value = query.get(name)
    if value is None or not re.fullmatch(IDENTIFIER, value):
        raise parameters.wrong(name, "must be the id of an interview")
    return value


def _stored(session: Session, record: InterviewRecord) -> StoredAnalysis:
    row = results.get_analysis(session, record.id)
    if row is None:
        raise Conflict("There is no analysis of both interviews (yet).")
    return StoredAnalysis.model_validate(row, from_attributes=True)


def _moment(day: date | None, clock: time) -> datetime | None:
    return None if day is None else datetime.combine(day, clock, UTC)


def _measured(stored: StoredAnalysis) -> Measured:
    content, metrics = stored.content_analysis, stored.speech_metrics.metrics
    pace, fillers = metrics.get("speakingPace"), metrics.get("fillerWords")
    return Measured(
        score=_number(stored.overall_score, 100) if content.score.measured else None,
        words_per_minute=_number(pace.value if pace else None),
        fillers_per_100_words=_number(fillers.value if fillers else None, 100),
        star_share=_number(content.star_method.score, 1),
        judged_by=stored.model_used,
        formula=content.score.formula,
    )


def _measured_of(row: AnalysedInterview) -> Measured:
    return Measured(
        score=None if row.score_measured is False else _number(row.overall_score, 100),
        words_per_minute=_number(row.words_per_minute),
        fillers_per_100_words=_number(row.fillers_per_100_words, 100),
        star_share=_number(row.star_share, 1),
        judged_by=row.model_used,
        formula=row.formula if isinstance(row.formula, str) else None,
    )


def _number(value: Any, most: float = math.inf) -> float | None:
    """A stored number; None where it is none, or not on this scale (an earlier version's)."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if number and 0 <= value <= most and math.isfinite(value) else None


def _point(row: AnalysedInterview, measured: Measured) -> ProgressPoint:
    return ProgressPoint(
        interview_id=row.interview_id,
        company=row.company,
        job_title=row.job_title,
        interview_type=row.interview_type,
        interviewed_at=row.interviewed_at,
        **measured.model_dump(),
    )


def _point_of(record: InterviewRecord, measured: Measured) -> ProgressPoint:
    return ProgressPoint(
        interview_id=record.id,
        company=record.company,
        job_title=record.job_title,
        interview_type=record.interview_type,
        interviewed_at=record.created_at,
        **measured.model_dump(),
    )
