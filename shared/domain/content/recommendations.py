"""At most five recommendations, each tied to an answer or a metric, with this recording's figures."""

from __future__ import annotations

from collections.abc import Sequence

from shared.domain.content.rubric import Assessment, Dimension, StarPart
from shared.domain.content.scoring import answer_score
from shared.domain.conversation import Exchange, ExchangeKind, Value
from shared.domain.exchanges.questions import asking_sentence
from shared.domain.speech.measure import SpeechMetrics

MOST = 5
ANSWERS_MOST = 3
ENOUGH_WORDS = 6
"""A question of fewer is not known again by its words alone."""
GOOD_ENOUGH = 75
"""An answer with this score needs no advice."""
PARTS = {
    StarPart.SITUATION: "when and where it was",
    StarPart.TASK: "what exactly you had to do",
    StarPart.ACTION: "what you did yourself",
    StarPart.RESULT: "how it ended, with a figure",
}


BETTER = {
    Dimension.SUBSTANCE: "go further into it: how much it was, what else you could have done, and why "
    "you did it so",
    Dimension.STRUCTURE: "say first what it was about, then what you did, then how it ended",
    Dimension.RELEVANCE: "answer what was asked in the first sentence, and tell the rest after it",
    Dimension.CREDIBILITY: "back it with what can be checked: names, numbers, what others said of it",
    Dimension.DIFFERENTIATION: "say what you decided yourself, and what you took from it",
}
"""Where nothing is missing, the way from a low level to a higher one."""
LOW = 3
"""The highest level that can be much better."""


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
    by_index = {exchange.index: exchange for exchange in exchanges}
    found = [*_on_answers(by_index, assessments), *_on_delivery(metrics)]
    found.sort(key=lambda entry: -entry.weight)
    return tuple(found[:MOST])


def _short(question: str) -> str:
    words = asking_sentence(question).split()
    if len(words) < ENOUGH_WORDS:
        words = question.split()
    tail = " ".join(words[-14:])
    return f"“{'… ' if len(words) > 14 else ''}{tail}”" if words else "your answer"


def _on_answers(
    exchanges: dict[int, Exchange], assessments: Sequence[Assessment]
) -> list[Recommendation]:
    """On the weakest answers; to a follow-up only where nothing was answered, since few words may
    be all that it wants."""
    scored = sorted(
        (
            (score, entry.exchange, entry)
            for entry in assessments
            if (score := answer_score(entry)) is not None
            and score < GOOD_ENOUGH
            and (score == 0 or not _follows_up(exchanges, entry))
        ),
        key=lambda triple: triple[:2],
    )
    found: list[Recommendation] = []
    said: set[str] = set()
    for score, number, assessment in scored:
        if len(found) == ANSWERS_MOST:
            break
        advice = _advice(assessment) or _better(assessment, said)
        if not advice:
            continue
        said.add(advice)
        asked = _short(exchanges[number].question if number in exchanges else "")
        found.append(
            Recommendation(
                text=f"On {asked}, {advice}.",
                exchange=number,
                metric="starMethod" if assessment.star_applies else None,
                weight=round(1 - score / 100, 3),
            )
        )
    return found


def _follows_up(exchanges: dict[int, Exchange], assessment: Assessment) -> bool:
    exchange = exchanges.get(assessment.exchange)
    return exchange is not None and exchange.kind is ExchangeKind.FOLLOW_UP


def _advice(assessment: Assessment) -> str:
    """What to do with one answer; '' where nothing is missing."""
    missing = [PARTS[part.part] for part in assessment.star if not part.present]
    if not assessment.star_applies:
        return f"add {_listed(assessment.missing[:2])}" if assessment.missing else ""
    if len(missing) == len(PARTS):
        return f"tell one thing that happened: {_listed(missing)}"
    if missing:
        return f"tell {_listed(missing)}: {4 - len(missing)} of 4 parts were there"
    return f"add {_listed(assessment.missing[:2])}" if assessment.missing else ""


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


def _better(assessment: Assessment, said: set[str]) -> str:
    """How to raise the lowest level, in words that were not said of another answer; '' for none."""
    levels = [
        (entry.level, BETTER[entry.dimension])
        for entry in assessment.levels
        if entry.level is not None and entry.level <= LOW and BETTER[entry.dimension] not in said
    ]
    return min(levels, key=lambda pair: pair[0], default=(0, ""))[1]


def _listed(parts: Sequence[str]) -> str:
    if len(parts) <= 1:
        return "".join(parts)
    return ", ".join(parts[:-1]) + " and " + parts[-1]
