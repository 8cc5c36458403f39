"""An analysis, the interview's last status and what it took, in one transaction."""

from __future__ import annotations

from typing import NamedTuple

from shared.db.engine import Session
from shared.db.repositories import interviews, processing, results, usage
from shared.db.repositories.interviews import InterviewRecord
from shared.domain.analysis import Analysis
from shared.domain.interview import Status


class Bought(NamedTuple):
    """Tokens of a model; none where nobody asked it."""

    model: str
    input_tokens: int
    output_tokens: int


def complete(session: Session, record: InterviewRecord, analysis: Analysis, bought: Bought) -> bool:
    """Store it all; False, and nothing stored, where the interview has moved on."""
    if not interviews.advance(session, record.id, to=Status.COMPLETED, from_={Status.ANALYZING}):
        return False
    stored = analysis.model_dump(mode="json", by_alias=True)
    results.store_analysis(
        session,
        record.id,
        speech_metrics=stored["speechMetrics"],
        content_analysis=stored["contentAnalysis"],
        sentiment=stored["sentiment"],
        overall_score=stored["overallScore"],
        recommendations=stored["recommendations"],
        model_used=stored["modelUsed"],
    )
    note(session, record, bought)
    processing.finish(session, record.id)
    return True


def note(session: Session, record: InterviewRecord, bought: Bought) -> None:
    """What the model took, whether or not anything came of it."""
    if bought.input_tokens + bought.output_tokens:
        usage.add(
            session,
            record.id,
            generation=record.processing.generation if record.processing else 1,
            kind="model",
            name=bought.model,
            input_tokens=bought.input_tokens,
            output_tokens=bought.output_tokens,
        )
