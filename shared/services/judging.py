"""Every answer judged by the language model, in parallel, each call with its own exchange only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from shared.contracts.judgement import JudgedAnswer
from shared.contracts.remote import ModelAnswer
from shared.domain.conversation import Exchange, Transcript
from shared.domain.rubric import (
    ANCHORS,
    Assessment,
    Dimension,
    Evidence,
    StarEvidence,
    StarPart,
    level,
)
from shared.errors import BackendError, ModelAnswerInvalid, ModelUnavailable
from shared.observability import log
from shared.prompts import prompt
from shared.services.language_model_port import LanguageModel

CHARACTERS_PER_TOKEN = 4
OVERHEAD_TOKENS = 900
"""Prompt, rubric and answer of one call."""
RUBRIC = {str(dimension): dict(enumerate(anchors, 1)) for dimension, anchors in ANCHORS.items()}


@dataclass(frozen=True, slots=True)
class Budget:
    """What one interview may cost."""

    calls: int = 60
    tokens: int = 120_000
    parallel: int = 8


@dataclass(slots=True)
class Judgement:
    """What came of the calls: assessments, and why others are missing."""

    assessments: list[Assessment] = field(default_factory=list)
    failed: dict[int, str] = field(default_factory=dict)
    input_tokens: int = 0
    output_tokens: int = 0


def judge_answers(
    model: LanguageModel,
    transcript: Transcript,
    exchanges: Sequence[Exchange],
    job: Mapping[str, Any],
    budget: Budget,
    *,
    prompt_name: str = "judge_answer",
) -> Judgement:
    """Judge every exchange that the budget reaches, longest answers first.

    Raises:
        ModelUnavailable, ModelAnswerInvalid: every single call failed, with the last reason.
    """
    judgement = Judgement()
    affordable = _affordable(exchanges, budget)
    for exchange in exchanges:
        if exchange not in affordable:
            judgement.failed[exchange.index] = "over the interview's budget"
    if not affordable:
        return judgement

    def judge(exchange: Exchange) -> ModelAnswer[JudgedAnswer] | BackendError:
        room = CHARACTERS_PER_TOKEN * budget.tokens // (2 * len(affordable))
        data = {
            "job": job,
            "question": exchange.question[:2000],
            "answer": exchange.answer[: max(room, 2000)],
            "rubric": RUBRIC,
        }
        try:
            return model.ask(prompt(prompt_name), data, JudgedAnswer)
        except (ModelUnavailable, ModelAnswerInvalid) as error:
            return error

    with ThreadPoolExecutor(max_workers=budget.parallel) as pool:
        answers = list(pool.map(judge, affordable))
    errors = []
    for exchange, answer in zip(affordable, answers, strict=True):
        if isinstance(answer, BackendError):
            errors.append(answer)
            judgement.failed[exchange.index] = answer.code
            log("answer_not_judged", exchange=exchange.index, reason=answer.code)
            continue
        judgement.input_tokens += answer.input_tokens
        judgement.output_tokens += answer.output_tokens
        judgement.assessments.append(checked(transcript, exchange, answer.value))
    if errors and not judgement.assessments:
        raise errors[-1]
    judgement.assessments.sort(key=lambda entry: entry.exchange)
    return judgement


def checked(transcript: Transcript, exchange: Exchange, judged: JudgedAnswer) -> Assessment:
    """A model's judgement with every quote looked up; what was never said falls away."""
    evidence = Evidence(transcript, exchange)
    star = {entry.part: evidence.find(entry.quote) for entry in judged.star if entry.quote}
    levels = {
        entry.dimension: level(
            entry.dimension, entry.level, evidence.find(entry.quote), entry.reason[:200]
        )
        for entry in judged.levels
    }
    return Assessment(
        exchange=exchange.index,
        star=tuple(
            StarEvidence(part=part, present=star.get(part) is not None, quote=star.get(part))
            for part in StarPart
        ),
        star_applies=judged.star_applies,
        levels=tuple(levels.get(dimension) or level(dimension, 1, None) for dimension in Dimension),
        strengths=tuple(judged.strengths[:3]),
        missing=tuple(judged.missing[:3]),
        stronger_version=judged.stronger_version,
    )


def _affordable(exchanges: Sequence[Exchange], budget: Budget) -> list[Exchange]:
    """As many answers as calls and tokens allow, one call kept for the summary."""
    ranked = sorted(exchanges, key=lambda exchange: -len(exchange.answer))
    chosen: list[Exchange] = []
    left = budget.tokens
    for exchange in ranked[: budget.calls - 1]:
        size = len(exchange.question) + len(exchange.answer)
        cost = min(size // CHARACTERS_PER_TOKEN, budget.tokens // 8) + OVERHEAD_TOKENS
        if cost <= left:
            chosen.append(exchange)
            left -= cost
    return sorted(chosen, key=lambda exchange: exchange.index)
