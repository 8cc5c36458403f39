"""Every answer judged by the language model, in parallel, each call with its own exchange only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event
from typing import Any

from shared.contracts.judgement import JudgedAnswer
from shared.contracts.remote import ModelAnswer
from shared.domain.content.echo import repeats
from shared.domain.content.evidence import Evidence
from shared.domain.content.rubric import (
    ANCHORS,
    Assessment,
    Dimension,
    StarEvidence,
    StarPart,
    level,
)
from shared.domain.conversation import Exchange, Transcript
from shared.errors import BackendError, ModelAnswerInvalid, ModelUnavailable
from shared.observability import log
from shared.prompts import prompt
from shared.services.analysis.language_model_port import LanguageModel
from shared.services.analysis.spending import Allowance, Share
from shared.services.analysis.stated_numbers import without_unsaid_numbers

OVER_BUDGET = "over the interview's budget"
NO_EVIDENCE = "no_evidence"
"""Not one quote of a judgement is the candidate's: it is about another answer, or made up."""
LARGEST_SHARE = 8
"""A very long answer is cut: no one takes more than this part of all tokens."""
CHARACTERS_PER_TOKEN = 4
ANSWER_TOKENS_MAX = 1500
"""What one judgement may be long; reserved for each call until it has come."""
SUMMARY_TOKENS = 8_000
"""Kept back for the summary of the results."""
SHORTEST_SENT_CHARACTERS = 2000
GIVE_UP_AFTER = 3
"""Where so many answers in a row find no model at all, the others do not wait for it too."""
INSTRUCTIONS = "{prompt}\n\nLevels 1 | 3 | 5:\n{anchors}"
"""Every second anchor: the prompt goes out with each answer, and is most of a short one's cost."""


@dataclass(slots=True)
class Judgement:
    """What came of the calls: assessments, and why others are missing."""

    assessments: list[Assessment] = field(default_factory=list)
    failed: dict[int, str] = field(default_factory=dict)


def instructions(prompt_name: str) -> str:
    """A prompt with the rubric: the same for every answer, so that a server may keep it."""
    anchors = (f"{dimension}: {' | '.join(words[::2])}" for dimension, words in ANCHORS.items())
    return INSTRUCTIONS.format(prompt=prompt(prompt_name), anchors="\n".join(anchors))


def judge_answers(
    model: LanguageModel,
    transcript: Transcript,
    exchanges: Sequence[Exchange],
    job: Mapping[str, Any],
    allowance: Allowance,
    *,
    prompt_name: str = "judge_answer",
) -> Judgement:
    """Judge every exchange that the allowance reaches, longest answers first.

    Raises:
        ModelUnavailable, ModelAnswerInvalid: there are answers, and not one could be judged; the
            former where trying again may help.
    """
    judgement = Judgement()
    if not exchanges:
        return judgement
    system = instructions(prompt_name)
    affordable = _affordable(exchanges, job, system, allowance)
    left_out = {entry.index for entry in exchanges} - {entry.index for entry in affordable}
    judgement.failed.update(dict.fromkeys(sorted(left_out), OVER_BUDGET))
    if not affordable:
        raise ModelAnswerInvalid("over_budget")
    share = Share(allowance, keep_calls=1, keep_tokens=_kept(allowance))
    room = CHARACTERS_PER_TOKEN * allowance.tokens // max(2 * len(affordable), LARGEST_SHARE)
    unreachable: list[int] = []
    reached = Event()

    def judge(exchange: Exchange) -> ModelAnswer[JudgedAnswer] | BackendError:
        if len(unreachable) >= GIVE_UP_AFTER and not reached.is_set():
            return ModelUnavailable("The model did not answer the others.")
        data = {
            "job": job,
            "question": exchange.question[:SHORTEST_SENT_CHARACTERS],
            "answer": exchange.answer[: max(room, SHORTEST_SENT_CHARACTERS)],
        }
        try:
            answer = model.ask(
                system, data, JudgedAnswer, spending=share, max_output_tokens=ANSWER_TOKENS_MAX
            )
        except ModelUnavailable as error:
            unreachable.append(exchange.index)
            return error
        except ModelAnswerInvalid as error:
            if error.reason != "over_budget":
                reached.set()
            return error
        reached.set()
        return answer

    with ThreadPoolExecutor(max_workers=allowance.parallel) as pool:
        answers = list(pool.map(judge, affordable))
    errors: list[BackendError] = []
    for exchange, answer in zip(affordable, answers, strict=True):
        outcome = (
            answer
            if isinstance(answer, BackendError)
            else checked(transcript, exchange, answer.value, system)
        )
        if isinstance(outcome, Assessment) and not _has_evidence(outcome):
            outcome = ModelAnswerInvalid(NO_EVIDENCE)
        if isinstance(outcome, Assessment):
            judgement.assessments.append(outcome)
            continue
        errors.append(outcome)
        judgement.failed[exchange.index] = reason_of(outcome)
        log("answer_not_judged", exchange=exchange.index, reason=reason_of(outcome))
    if errors and not judgement.assessments:
        raise max(errors, key=_hope)
    judgement.assessments.sort(key=lambda entry: entry.exchange)
    return judgement


def _hope(error: BackendError) -> tuple[bool, float]:
    """Trying again may help, and not before a time that was named."""
    named = error.retry_after if isinstance(error, ModelUnavailable) else None
    return error.retryable, named or 0.0


def reason_of(error: BackendError) -> str:
    """Why a part is missing, in one short code."""
    if isinstance(error, ModelAnswerInvalid):
        return OVER_BUDGET if error.reason == "over_budget" else error.reason
    return error.code


def checked(
    transcript: Transcript, exchange: Exchange, judged: JudgedAnswer, told: str = ""
) -> Assessment:
    """A model's judgement with every quote looked up; what was never said falls away, and so do
    the numbers of a stronger version.

    Neither does the model's own prompt (``told``) come out of it, whatever it was talked into.
    """
    evidence = Evidence(transcript, exchange)
    star = {
        part: evidence.find(quote) if (quote := judged.quote(part)) else None for part in StarPart
    }
    levels = {
        entry.dimension: level(entry.dimension, entry.level, evidence.find(entry.quote))
        for entry in judged.levels
    }
    return Assessment(
        exchange=exchange.index,
        star=tuple(
            StarEvidence(part=part, present=quote is not None, quote=quote)
            for part, quote in star.items()
        ),
        star_applies=judged.star_applies,
        levels=tuple(levels.get(dimension) or level(dimension, 1, None) for dimension in Dimension),
        strengths=_own(judged.strengths, told),
        missing=_own(judged.missing, told),
        stronger_version=_stronger(judged.stronger, exchange.answer, told),
    )


def _stronger(text: str, said: str, told: str) -> str | None:
    """A better telling in the candidate's own facts, or None where it is none."""
    if not text or repeats(text, told):
        return None
    return without_unsaid_numbers(text, said)


def _has_evidence(assessment: Assessment) -> bool:
    quotes = [entry.quote for entry in assessment.star]
    return any([*quotes, *(entry.quote for entry in assessment.levels)])


def _own(texts: Sequence[str], told: str) -> tuple[str, ...]:
    return tuple(text for text in texts if text and not repeats(text, told))[:3]


def _kept(allowance: Allowance) -> int:
    return min(SUMMARY_TOKENS, allowance.tokens // 4)


def _affordable(
    exchanges: Sequence[Exchange], job: Mapping[str, Any], system: str, allowance: Allowance
) -> list[Exchange]:
    """As many answers as calls and tokens allow, one call kept for the summary.

    The longest come first: they say most, and take longest.
    """
    fixed = (len(system) + len(str(job))) // CHARACTERS_PER_TOKEN + ANSWER_TOKENS_MAX // 2
    ranked = sorted(exchanges, key=lambda exchange: -len(exchange.answer))
    chosen: list[Exchange] = []
    left = allowance.tokens - _kept(allowance)
    for exchange in ranked[: max(allowance.calls - 1, 0)]:
        size = len(exchange.question) + len(exchange.answer)
        cost = min(size // CHARACTERS_PER_TOKEN, allowance.tokens // LARGEST_SHARE) + fixed
        if cost <= left:
            chosen.append(exchange)
            left -= cost
    return chosen
