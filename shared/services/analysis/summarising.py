"""The last call to the model: recommendations from results, never from the transcript."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from shared.contracts.judgement import JudgedSummary
from shared.domain.content.echo import repeats
from shared.domain.content.recommendations import MOST, Recommendation
from shared.domain.content.rubric import Assessment
from shared.domain.content.scoring import answer_score
from shared.domain.conversation import Exchange
from shared.domain.speech.measure import SpeechMetrics
from shared.domain.speech.metric import Metric
from shared.prompts import prompt
from shared.services.analysis.language_model_port import LanguageModel
from shared.services.analysis.spending import Allowance

QUESTION_CHARACTERS = 80
ANSWERS_MAX = 40
"""The weakest, where there are more: the others need no recommendation."""
TOKENS_MAX = 1000
KEYS = {name: info.alias or name for name, info in SpeechMetrics.model_fields.items()}
"""Metric → the key it is stored under, by which a recommendation names it."""


def summarise(
    model: LanguageModel,
    results: Mapping[str, Any],
    exchanges: Sequence[Exchange],
    allowance: Allowance,
) -> tuple[Recommendation, ...]:
    """What the model recommends, at most five; what is tied to no answer and no metric is not kept.

    Raises:
        ModelUnavailable, ModelAnswerInvalid
    """
    told = prompt("summarise")
    answer = model.ask(
        told, results, JudgedSummary, spending=allowance, summary=True, max_output_tokens=TOKENS_MAX
    )
    known = {exchange.index for exchange in exchanges}
    named = {*KEYS.values(), "starMethod"}
    given = [
        entry
        for entry in answer.value.recommendations
        if entry.text
        and not repeats(entry.text, told)
        and (entry.exchange in known or entry.metric in named)
    ]
    return tuple(
        Recommendation(
            text=entry.text,
            exchange=entry.exchange if entry.exchange in known else None,
            metric=entry.metric if entry.metric in named else None,
            weight=round(1 - position / MOST, 2),
        )
        for position, entry in enumerate(given[:MOST])
    )


def results_of(
    job: Mapping[str, Any],
    exchanges: Sequence[Exchange],
    assessments: Sequence[Assessment],
    metrics: SpeechMetrics,
) -> dict[str, Any]:
    """What was judged, and the metrics that lie outside of what is usual."""
    questions = {exchange.index: exchange.question for exchange in exchanges}
    weakest = sorted(assessments, key=lambda entry: answer_score(entry) or 0.0)[:ANSWERS_MAX]
    judged = [
        {
            "index": entry.exchange,
            "question": questions[entry.exchange][:QUESTION_CHARACTERS],
            "score": answer_score(entry),
            "levels": [item.level for item in entry.levels],
            "missing": list(entry.missing),
        }
        for entry in sorted(weakest, key=lambda entry: entry.exchange)
    ]
    measured = {
        KEYS[name]: {"value": metric.value, "unit": metric.unit, "verdict": metric.verdict}
        for name, metric in metrics
        if isinstance(metric, Metric) and metric.measurable and metric.verdict not in (None, "ok")
    }
    return {"job": job, "answers": judged, "metrics": measured}
