"""The same answers judged more than once, to see how far a model agrees with itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from shared.domain.content.rubric import Assessment
from shared.domain.conversation import Exchange, Transcript
from shared.errors import ModelAnswerInvalid, ModelUnavailable
from shared.services.analysis.judging import Judgement, judge_answers, reason_of
from shared.services.analysis.language_model_port import LanguageModel
from shared.services.analysis.spending import Allowance


@dataclass(slots=True)
class Runs:
    """The judgement that counts, which is the first, and what the others gave."""

    first: Judgement
    comparable: list[list[Assessment]] = field(default_factory=list)
    """Every run, with the answers only that all of them judged."""
    missing: list[str] = field(default_factory=list)


def judge_repeatedly(
    model: LanguageModel,
    transcript: Transcript,
    exchanges: Sequence[Exchange],
    job: Mapping[str, Any],
    allowance: Allowance,
    *,
    repeat: int,
) -> Runs:
    """Judge ``repeat`` times from one allowance; a later run that fails costs its numbers only.

    Raises:
        ModelUnavailable, ModelAnswerInvalid: the first run could not judge a single answer.
    """
    judgements: list[Judgement] = []
    missing: list[str] = []
    for run in range(max(repeat, 1)):
        try:
            judged = judge_answers(model, transcript, exchanges, job, allowance)
        except (ModelUnavailable, ModelAnswerInvalid) as error:
            if not judgements:
                raise
            missing.append(f"repeat {run + 1}: {reason_of(error)}")
            continue
        judgements.append(judged)
    everywhere = set.intersection(
        *({entry.exchange for entry in judged.assessments} for judged in judgements)
    )
    return Runs(
        first=judgements[0],
        comparable=[
            [entry for entry in judged.assessments if entry.exchange in everywhere]
            for judged in judgements
        ],
        missing=missing,
    )
