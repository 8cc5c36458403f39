"""Finished analyses of the labelled interviews, as they are stored."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from typing import Any

from shared.domain.speakers import assign_roles
from shared.domain.stored.analysis import StoredAnalysis
from shared.report.view import Facts, Report, report_of
from shared.services.analysis.analyser import JobContext, analyse
from shared.services.analysis.comparing import PrepSnapshot
from tests.evaluation.labelled import LabelledInterview, labelled_interviews

HELD_AT = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)


@cache
def _labelled() -> dict[str, LabelledInterview]:
    return {entry.name: entry for entry in labelled_interviews()}


@cache
def _analysed(name: str) -> str:
    labelled = _labelled()[name]
    prep = PrepSnapshot(
        questions=[{"id": key, "question": question} for key, question, _ in labelled.practised],
        practice_answers=[
            {"questionId": key, "answer": answer} for key, _, answer in labelled.practised
        ],
    )
    return analyse(
        labelled.transcript,
        assign_roles(labelled.transcript),
        job=JobContext(company="", job_title="", interview_type=labelled.kind),
        prep=prep if labelled.practised else None,
    ).model_dump_json(by_alias=True)


def stored(name: str = "backend_strong") -> dict[str, Any]:
    """The row's JSON; every call gives a copy of its own."""
    found: dict[str, Any] = json.loads(_analysed(name))
    return found


def facts(**changes: Any) -> Facts:
    """What is known of the interview besides its analysis."""
    given = {
        "company": "Brightline", "job_title": "Backend Engineer", "interview_type": "behavioral",
        "held_at": HELD_AT, "duration_ms": 274_600, "renewing": False,
    }  # fmt: skip
    return Facts(**{**given, **changes})


def report(analysis: dict[str, Any] | None = None, **changes: Any) -> Report:
    """The report on an analysis, the one above where none is given."""
    row = stored() if analysis is None else analysis
    return report_of(StoredAnalysis.model_validate(row), facts(**changes))
