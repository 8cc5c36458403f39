"""From a transcript to a finished analysis: measure, judge, score, recommend, compare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from shared.contracts.judgement import JudgedSummary
from shared.domain.analysis import (
    Analysis,
    ContentAnalysis,
    Spread,
    describe,
    overall_strengths,
    summarise_dimension,
    summarise_star,
)
from shared.domain.conversation import Exchange, Speakers, Transcript
from shared.domain.exchanges import find_exchanges
from shared.domain.prep_feedback import PrepFeedback, compare
from shared.domain.prep_sessions import read_prep_session
from shared.domain.recommendations import MOST, Recommendation, recommend
from shared.domain.rubric import Assessment, Dimension
from shared.domain.rules_analyser import MODEL_USED, assess
from shared.domain.scoring import answer_score, overall_score
from shared.domain.sentiment import measure_sentiment
from shared.domain.speech.measure import SpeechMetrics, measure_speech
from shared.domain.speech.metric import Metric
from shared.errors import ModelAnswerInvalid, ModelUnavailable
from shared.prompts import prompt
from shared.services.judging import Budget, judge_answers
from shared.services.language_model_port import LanguageModel


@dataclass(frozen=True, slots=True)
class JobContext:
    """What the interview was for."""

    company: str
    job_title: str
    interview_type: str
    notes: str | None = None
    job_description: str | None = None

    def as_data(self) -> dict[str, Any]:
        """What a model is told of it; texts of any length are cut."""
        return {
            "company": self.company,
            "jobTitle": self.job_title,
            "interviewType": self.interview_type,
            "notes": (self.notes or "")[:1000],
            "jobDescription": (self.job_description or "")[:1500],
        }


@dataclass(frozen=True, slots=True)
class PrepSnapshot:
    """A prep session as it was when the analysis began."""

    questions: Any
    practice_answers: Any


@dataclass(slots=True)
class Outcome:
    """The analysis, and what it took."""

    analysis: Analysis
    input_tokens: int = 0
    output_tokens: int = 0
    missing: list[str] = field(default_factory=list)


def analyse(
    transcript: Transcript,
    speakers: Speakers,
    *,
    job: JobContext,
    prep: PrepSnapshot | None = None,
    model: LanguageModel | None = None,
    budget: Budget | None = None,
    repeat: int = 1,
) -> Outcome:
    """Analyse one interview; without a model by rules.

    Raises:
        ModelUnavailable, ModelAnswerInvalid: a model is set, and not one answer could be judged.
    """
    exchanges = find_exchanges(transcript, speakers)
    metrics = measure_speech(transcript, speakers, exchanges)
    wanted = [exchange for exchange in exchanges if exchange.is_assessed]
    outcome_tokens = [0, 0]
    missing: list[str] = []
    failed: dict[int, str] = {}
    runs: list[list[Assessment]] = []
    if model is None:
        runs.append([assess(transcript, exchange) for exchange in wanted])
    else:
        for _ in range(max(repeat, 1)):
            judged = judge_answers(model, transcript, wanted, job.as_data(), budget or Budget())
            runs.append(judged.assessments)
            failed = judged.failed
            outcome_tokens[0] += judged.input_tokens
            outcome_tokens[1] += judged.output_tokens
    assessments = runs[0]
    missing += [f"exchange {index}: {reason}" for index, reason in sorted(failed.items())]
    score = overall_score(assessments, metrics)
    recommendations = recommend(exchanges, assessments, metrics)
    if model is not None and assessments:
        try:
            summary = model.ask(
                prompt("summarise"), _results(job, exchanges, assessments, metrics),
                JudgedSummary, summary=True,
            )  # fmt: skip
            outcome_tokens[0] += summary.input_tokens
            outcome_tokens[1] += summary.output_tokens
            recommendations = _accepted(summary.value, exchanges) or recommendations
        except (ModelUnavailable, ModelAnswerInvalid) as error:
            missing.append(f"recommendations: {error.code}")
    content = ContentAnalysis(
        star_method=summarise_star(assessments),
        relevance=summarise_dimension(assessments, Dimension.RELEVANCE),
        dimensions={entry: summarise_dimension(assessments, entry) for entry in Dimension},
        exchanges=describe(exchanges, assessments, failed),
        strengths=overall_strengths(assessments),
        recommendations=recommendations,
        score=score,
        spread=_spread(runs, metrics),
        missing_sections=tuple(missing),
        speakers_need_confirmation=speakers.needs_confirmation,
        prep_feedback=_prep_feedback(prep, exchanges, assessments),
    )
    analysis = Analysis(
        speech_metrics=metrics,
        content_analysis=content,
        sentiment=measure_sentiment(transcript, speakers),
        overall_score=score.value,
        recommendations=tuple(entry.text for entry in recommendations),
        model_used=MODEL_USED if model is None else model.name,
    )
    return Outcome(analysis, outcome_tokens[0], outcome_tokens[1], missing)


def _prep_feedback(
    prep: PrepSnapshot | None,
    exchanges: Sequence[Exchange],
    assessments: Sequence[Assessment],
) -> PrepFeedback | None:
    if prep is None:
        return None
    practised = read_prep_session(prep.questions, prep.practice_answers)
    return compare(exchanges, assessments, practised)


def _spread(runs: Sequence[Sequence[Assessment]], metrics: SpeechMetrics) -> Spread | None:
    if len(runs) < 2:
        return None
    scores = tuple(overall_score(run, metrics).value for run in runs)
    return Spread(runs=len(runs), scores=scores, range=round(max(scores) - min(scores), 1))


def _results(
    job: JobContext,
    exchanges: Sequence[Exchange],
    assessments: Sequence[Assessment],
    metrics: SpeechMetrics,
) -> dict[str, Any]:
    """What the summary is made from: results, never the transcript."""
    questions = {exchange.index: exchange.question[:300] for exchange in exchanges}
    judged = [
        {
            "index": entry.exchange,
            "question": questions[entry.exchange],
            "score": answer_score(entry),
            "levels": {str(item.dimension): item.level for item in entry.levels},
            "missing": list(entry.missing),
        }
        for entry in assessments
    ]
    measured = {
        name: {"value": metric.value, "unit": metric.unit, "verdict": metric.verdict}
        for name, metric in metrics
        if isinstance(metric, Metric) and metric.measurable
    }
    return {"job": job.as_data(), "answers": judged, "metrics": measured}


def _accepted(summary: JudgedSummary, exchanges: Sequence[Exchange]) -> tuple[Recommendation, ...]:
    known = {exchange.index for exchange in exchanges}
    return tuple(
        Recommendation(
            text=entry.text,
            exchange=entry.exchange if entry.exchange in known else None,
            metric=entry.metric,
            weight=round(1 - position / MOST, 2),
        )
        for position, entry in enumerate(summary.recommendations[:MOST])
        if entry.text
    )
