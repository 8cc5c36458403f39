"""What stands in the report, in the order in which it is read; the same for every format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.domain.stored.analysis import StoredAnalysis
from shared.domain.stored.base import StoredQuote
from shared.domain.stored.content import StoredExchange, StoredLevel
from shared.domain.stored.speech import StoredAnswerMetrics, StoredTimelinePoint
from shared.report.metric_rows import MetricRow, metric_rows
from shared.report.wording import (
    NO_ANSWER,
    TYPES,
    number,
    opening,
    reason,
    tenths,
    title_of,
    whole,
)

SCORE_PARTS = {
    "content": "your answers' mean level over the five dimensions",
    "structure": "STAR parts shown where the question asks for an experience, else the structure",
    "delivery": "pace, hesitations and long pauses in their usual range, few fillers and hedges",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the interview besides its analysis."""

    company: str
    job_title: str
    interview_type: str
    held_at: datetime
    duration_ms: int | None
    renewing: bool
    """Whether it is being analysed again, so that this is the earlier result."""


@dataclass(frozen=True, slots=True)
class ScorePart:
    """One part of the score: points of 100, or why there are none."""

    title: str
    about: str
    weight: float
    points: float | None
    reason: str


@dataclass(frozen=True, slots=True)
class Question:
    """A judged question with its number on the page and how its answer was spoken."""

    number: int
    exchange: StoredExchange
    levels: tuple[tuple[StoredLevel, StoredQuote | None], ...]
    """Each level with its quote, of which only the first words where it was shown before."""
    spoken: StoredAnswerMetrics | None


@dataclass(frozen=True, slots=True)
class Report:
    """Everything on the page."""

    facts: Facts
    type: str
    stored: StoredAnalysis
    parts: tuple[ScorePart, ...]
    calculation: str
    spread: str
    notes: tuple[str, ...]
    recommendations: tuple[tuple[str, int | None], ...]
    """Text, and the number of the question that it is about."""
    metrics: tuple[MetricRow, ...]
    timeline: tuple[StoredTimelinePoint, ...]
    questions: tuple[Question, ...]
    not_judged: tuple[StoredExchange, ...]
    numbers: dict[int, int]
    """Exchange → number of its question on the page."""


def report_of(stored: StoredAnalysis, facts: Facts) -> Report:
    """The report of one interview."""
    content = stored.content_analysis
    judged = [exchange for exchange in content.exchanges if exchange.judged]
    spoken = {entry.exchange: entry for entry in stored.speech_metrics.answers}
    questions = tuple(
        Question(number_, exchange, _levels(exchange), spoken.get(exchange.index))
        for number_, exchange in enumerate(judged, 1)
    )
    numbers = {
        question.exchange.index: question.number
        for question in questions
        if question.exchange.index >= 0
    }
    parts = _parts(stored)
    return Report(
        facts=facts,
        type=TYPES.get(facts.interview_type, "Interview"),
        stored=stored,
        parts=parts,
        calculation=_calculation(parts) if content.score.measured else "",
        spread=_spread(stored),
        notes=_notes(stored, facts),
        recommendations=_recommendations(stored, numbers),
        metrics=metric_rows(stored.speech_metrics.metrics),
        timeline=tuple(
            point
            for point in stored.speech_metrics.timeline
            if point.start is not None and point.end is not None and point.end > point.start
        ),
        questions=questions,
        not_judged=tuple(entry for entry in content.exchanges if not entry.judged),
        numbers=numbers,
    )


def _levels(exchange: StoredExchange) -> tuple[tuple[StoredLevel, StoredQuote | None], ...]:
    shown = {part.quote.text for part in exchange.star if part.quote and exchange.star_applies}
    found = []
    for level in exchange.levels:
        quote = level.quote if level.quote and level.quote.text else None
        if quote is not None:
            text = opening(quote.text) if quote.text in shown else quote.text
            shown.add(quote.text)
            quote = quote.model_copy(update={"text": text})
        found.append((level, quote))
    return tuple(found)


def _parts(stored: StoredAnalysis) -> tuple[ScorePart, ...]:
    return tuple(
        ScorePart(
            title=title_of(part.name),
            about=SCORE_PARTS.get(part.name, ""),
            weight=part.weight,
            points=None if part.value is None else 100 * part.value,
            reason=part.reason or "it could not be measured",
        )
        for part in stored.content_analysis.score.parts
    )


def _calculation(parts: tuple[ScorePart, ...]) -> str:
    measured_parts = [part for part in parts if part.points is not None]
    weight = sum(part.weight for part in measured_parts)
    if not weight:
        return ""
    sums = " + ".join(
        f"{number(part.weight)} × {tenths(part.points or 0.0)}" for part in measured_parts
    )
    return f"({sums}) ÷ {number(weight)}"


def _spread(stored: StoredAnalysis) -> str:
    spread = stored.content_analysis.spread
    if spread is None or len(spread.scores) < 2:
        return ""
    lowest, highest = whole(min(spread.scores)), whole(max(spread.scores))
    return f"Judged {len(spread.scores)} times: from {lowest} to {highest}."


def by_rules(stored: StoredAnalysis) -> bool:
    """Whether the rules judged, and no model."""
    return stored.model_used.startswith("rules")


def _notes(stored: StoredAnalysis, facts: Facts) -> tuple[str, ...]:
    content = stored.content_analysis
    notes = []
    if facts.renewing:
        notes.append("This interview is being analysed again; here is the earlier result.")
    if content.speakers_need_confirmation:
        notes.append(
            "It is not certain which voice is yours. Please confirm it: if the voices were mixed "
            "up, everything here is about somebody else."
        )
    if by_rules(stored):
        notes.append(
            "No language model was there: rules judged the answers. They find what is said, not "
            "how wise it is, and never give the highest level."
        )
    notes += _missing(content.missing_sections)
    notes += [
        f"Left out of the score: {title_of(part.name).lower()} ({part.reason})."
        for part in content.score.parts
        if part.value is None and part.reason
    ]
    return tuple(notes)


def _missing(sections: Sequence[str]) -> list[str]:
    """What the model left out, each ``name: code``; single answers stand further down with why."""
    answers = [section for section in sections if section.startswith("exchange ")]
    notes = [f"Answers that could not be judged: {len(answers)}."] if answers else []
    for section in sections:
        if section not in answers:
            name, _, code = section.partition(": ")
            why = reason(code) if code else NO_ANSWER
            added = "" if why == NO_ANSWER else f" ({why})"
            notes.append(f"The model gave no usable answer for: {name}{added}.")
    return notes


def _recommendations(
    stored: StoredAnalysis, numbers: dict[int, int]
) -> tuple[tuple[str, int | None], ...]:
    detailed = {entry.text: entry.exchange for entry in stored.content_analysis.recommendations}
    texts = stored.recommendations or tuple(filter(None, detailed))
    return tuple((text, _number_of(detailed.get(text), numbers)) for text in texts)


def _number_of(exchange: int | None, numbers: dict[int, int]) -> int | None:
    return None if exchange is None else numbers.get(exchange)
