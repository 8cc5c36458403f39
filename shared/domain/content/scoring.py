"""One formula from rubric levels and measured delivery to a score from 0 to 100.

    score = sum(weight x part) / sum(weight), over the parts that could be measured

- content, 60: weighted mean over answers of the mean rubric level, (level - 1) / 4
- structure, 20: weighted mean over answers of the share of STAR parts shown where STAR applies, else
  of the structure level
- delivery, 20: mean of pace, fillers, hesitations, hedging and long pauses, each 1 inside its norm,
  and falling to 0 at twice its upper bound, or at 0 from its lower one; fillers and hedging fall
  from none at all

Answers are weighed by the square root of their words: a story says more of somebody than "nine days"
to a follow-up, but twice as long is not twice as telling.

A part without measurement is left out and named; nothing is guessed. Without a judged answer there
is no score, however well somebody spoke. Higher levels never lower the score, and the order of the
answers does not matter. docs/decisions/0011-one-formula.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import fsum, sqrt
from statistics import fmean

from shared.domain.content.rubric import Assessment, Dimension
from shared.domain.conversation import Value
from shared.domain.speech.measure import SpeechMetrics
from shared.domain.speech.metric import Metric
from shared.domain.speech.norms import VERDICT_MIN_WORDS, goodness

FORMULA = "1.3"
WEIGHTS = {"content": 60.0, "structure": 20.0, "delivery": 20.0}
DELIVERY = {
    "speakingPace": "speaking_pace",
    "fillerWords": "filler_words",
    "hesitations": "hesitations",
    "hedging": "hedging",
    "longPauses": "long_pauses",
}


class ScorePart(Value):
    """One part of the score: its value from 0 to 1, None where it could not be measured."""

    name: str
    weight: float
    value: float | None
    reason: str | None = None
    left_out: tuple[str, ...] = ()
    """What could not be measured of a part that could be otherwise."""


class Score(Value):
    """The overall score and what it is made of."""

    formula: str = FORMULA
    value: float
    measured: bool
    """Whether any answer was judged; where none was, ``value`` is 0 and says nothing of anybody."""
    parts: tuple[ScorePart, ...]
    left_out: tuple[str, ...]


def overall_score(assessments: Sequence[Assessment], metrics: SpeechMetrics) -> Score:
    """The score of an interview; not measured where no answer was judged."""
    answers = _Answers(metrics)
    parts = (
        answers.part("content", assessments, _content_of),
        answers.part("structure", assessments, _structure_of),
        _delivery(metrics),
    )
    measured = [(part.weight, part.value) for part in parts if part.value is not None]
    judged = parts[0].value is not None
    weight = sum(entry for entry, _ in measured)
    value = 100 * sum(entry * share for entry, share in measured) / weight if judged else 0.0
    return Score(
        value=round(min(max(value, 0.0), 100.0), 1),
        measured=judged,
        parts=parts,
        left_out=tuple(part.name for part in parts if part.value is None),
    )


def answer_score(assessment: Assessment) -> float | None:
    """One answer's score from 0 to 100: its rubric levels, three quarters, and its structure."""
    content = _content_of(assessment)
    if content is None:
        return None
    structure = _structure_of(assessment)
    return round(100 * (content if structure is None else 0.75 * content + 0.25 * structure), 1)


class _Answers:
    """What each answer weighs."""

    def __init__(self, metrics: SpeechMetrics) -> None:
        self._words = {answer.exchange: answer.words for answer in metrics.answers}

    def part(
        self,
        name: str,
        assessments: Sequence[Assessment],
        value_of: Callable[[Assessment], float | None],
    ) -> ScorePart:
        """The weighted mean of one value; not measured where no answer has it."""
        weighed = [
            (self._weight(entry), value)
            for entry in assessments
            if (value := value_of(entry)) is not None
        ]
        if not weighed:
            reason = "no answer was judged"
            return ScorePart(name=name, weight=WEIGHTS[name], value=None, reason=reason)
        # Exact sums: the order of the answers is nothing to them.
        whole = fsum(weight for weight, _ in weighed)
        value = fsum(weight * value for weight, value in weighed) / whole
        return ScorePart(name=name, weight=WEIGHTS[name], value=round(value, 4))

    def _weight(self, assessment: Assessment) -> float:
        return sqrt(max(1, self._words.get(assessment.exchange, 1)))


def _content_of(assessment: Assessment) -> float | None:
    """The mean of ``(level - 1) / 4`` over the levels that are shown."""
    levels = [entry.level for entry in assessment.levels if entry.level is not None]
    return (sum(levels) - len(levels)) / (4 * len(levels)) if levels else None


def _structure_of(assessment: Assessment) -> float | None:
    if assessment.star_applies:
        return sum(part.present for part in assessment.star) / len(assessment.star)
    level = assessment.level_of(Dimension.STRUCTURE)
    return None if level is None else (level - 1) / 4


def _delivery(metrics: SpeechMetrics) -> ScorePart:
    weight = WEIGHTS["delivery"]
    if metrics.words < VERDICT_MIN_WORDS:
        reason = f"fewer than {VERDICT_MIN_WORDS} words"
        return ScorePart(name="delivery", weight=weight, value=None, reason=reason)
    shares = {name: _within(name, getattr(metrics, field)) for name, field in DELIVERY.items()}
    values = [share for share in shares.values() if share is not None]
    if not values:
        return ScorePart(
            name="delivery", weight=weight, value=None, reason="nothing was measurable"
        )
    return ScorePart(
        name="delivery",
        weight=weight,
        value=round(fmean(values), 4),
        left_out=tuple(name for name, share in shares.items() if share is None),
    )


def _within(name: str, metric: Metric) -> float | None:
    return None if metric.value is None else goodness(name, metric.value)
