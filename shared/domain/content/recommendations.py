"""At most five recommendations, each tied to an answer or a metric, with this recording's figures."""

from __future__ import annotations

from collections.abc import Sequence

from shared.domain.content.rubric import Assessment, StarPart
from shared.domain.content.scoring import answer_score
from shared.domain.conversation import Exchange, Value
from shared.domain.speech.measure import SpeechMetrics

MOST = 5
PARTS = {
    StarPart.SITUATION: "when and where it was",
    StarPart.TASK: "what exactly you had to do",
    StarPart.ACTION: "what you did yourself",
    StarPart.RESULT: "how it ended, with a figure",
}


class Recommendation(Value):
    """One thing to do differently, and what it rests on."""

    text: str
    exchange: int | None
    metric: str | None
    weight: float
    """How much it matters, for the order; 0 to 1."""


def recommend(
    exchanges: Sequence[Exchange], assessments: Sequence[Assessment], metrics: SpeechMetrics
) -> tuple[Recommendation, ...]:
    """The weightiest recommendations, weightiest first."""
    questions = {exchange.index: exchange.question for exchange in exchanges}
    found = [*_on_answers(questions, assessments), *_on_delivery(metrics)]
    found.sort(key=lambda entry: -entry.weight)
    return tuple(found[:MOST])


def _short(question: str) -> str:
    words = question.split()
    tail = " ".join(words[-14:])
    return f"“{'… ' if len(words) > 14 else ''}{tail}”" if words else "your answer"


def _on_answers(
    questions: dict[int, str], assessments: Sequence[Assessment]
) -> list[Recommendation]:
    scored = [(score, entry) for entry in assessments if (score := answer_score(entry)) is not None]
    scored.sort(key=lambda pair: pair[0])
    found = []
    for score, assessment in scored[:3]:
        if score >= 75:
            continue
        asked = _short(questions.get(assessment.exchange, ""))
        missing = [PARTS[part.part] for part in assessment.star if not part.present]
        if assessment.star_applies and missing:
            text = f"On {asked}, tell {_listed(missing)}: {4 - len(missing)} of 4 parts were there."
        elif assessment.missing:
            text = f"On {asked}, add {_listed(assessment.missing[:2])}."
        else:
            continue
        found.append(
            Recommendation(
                text=text, exchange=assessment.exchange, metric="starMethod",
                weight=round(1 - score / 100, 3),
            )
        )  # fmt: skip
    return found


def _on_delivery(metrics: SpeechMetrics) -> list[Recommendation]:
    found = []

    def add(name: str, text: str, weight: float) -> None:
        found.append(Recommendation(text=text, exchange=None, metric=name, weight=weight))

    pace = metrics.speaking_pace
    if pace.verdict == "high":
        add("speakingPace", f"Slow down: you speak {pace.value:.0f} words a minute.", 0.5)
    if pace.verdict == "low":
        add("speakingPace", f"Speak a little faster: {pace.value:.0f} words a minute is slow.", 0.4)
    fillers = metrics.filler_words
    if fillers.verdict == "high":
        most = ", ".join(f"“{entry['text']}”" for entry in fillers.detail["most"][:2])
        add(
            "fillerWords",
            f"Pause instead of filling: {fillers.value:.1f} fillers in 100 words, mostly {most}.",
            0.5,
        )
    if metrics.hesitations.verdict == "high":
        add(
            "hesitations",
            f"Breathe before you begin: {metrics.hesitations.value:.1f} ums and uhs a minute.",
            0.45,
        )
    if metrics.hedging.verdict == "high":
        most = ", ".join(f"“{entry['text']}”" for entry in metrics.hedging.detail["most"][:2])
        add(
            "hedging",
            f"Say it straight: {metrics.hedging.value:.1f} hedges in 100 words, such as {most}.",
            0.55,
        )
    if metrics.ownership.verdict == "low":
        add(
            "ownership",
            f"Say “I” where it was you: only {metrics.ownership.value:.0%} of your actions are told so.",
            0.5,
        )
    if metrics.figures.value is not None and metrics.figures.value < 0.5 and metrics.words > 100:
        add(
            "figures",
            f"Bring figures: {metrics.figures.detail['count']} in {metrics.words} words.",
            0.45,
        )
    if metrics.longest_monologue.verdict == "high":
        add(
            "longestMonologue",
            f"Stop for a question: you spoke {metrics.longest_monologue.value:.0f} s without a break.",
            0.4,
        )
    if metrics.long_pauses.verdict == "high":
        add(
            "longPauses",
            f"Announce that you think: {metrics.long_pauses.detail['count']} silences above 2.5 s.",
            0.35,
        )
    if metrics.talk_share.verdict == "low":
        add("talkShare", f"Say more: you had {metrics.talk_share.value:.0%} of the talk.", 0.4)
    return found


def _listed(parts: Sequence[str]) -> str:
    if len(parts) <= 1:
        return "".join(parts)
    return ", ".join(parts[:-1]) + " and " + parts[-1]
