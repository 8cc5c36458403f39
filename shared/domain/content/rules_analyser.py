"""The analyser without a model: rules that look for who did what, figures and shared words, and
weights for the parts of a story.

It sees less than a person and says so: never above level 4, and a quote for every level. What it
gives has the same shape as what a model gives.
"""

from __future__ import annotations

from shared.domain.content.answer_features import NO_ANSWER, THIN_WORDS, Features, look_at
from shared.domain.content.evidence import Evidence, told_words
from shared.domain.content.rubric import (
    Assessment,
    Dimension,
    StarEvidence,
    StarPart,
    level,
    level_fields,
)
from shared.domain.conversation import Exchange, ExchangeKind, Quote, Transcript
from shared.domain.exchanges.questions import QuestionType, type_of
from shared.domain.language.clauses import Clause
from shared.domain.language.similarity import subject_terms, subjects_of
from shared.domain.language.word_classes import Is

VERSION = "3.1"
MODEL_USED = f"rules-{VERSION}"
HIGHEST = 4
"""Rules cannot tell a very good answer from a good one."""
VERY_THIN_WORDS = 10
A_WORD_OR_TWO = 2
LONG_WORDS = 300
WORD_BEGINNING = 6
"""So many letters alike make two words the same here."""
HEDGED_SHARE = 0.05
"""An answer with so many hedges a word takes back what it says."""
LEAST_HEDGED_WORDS = 12
"""One hedge in fewer words than this is not counted as if it were many."""
RICH_WORDS = 25
"""Different content words of an answer that goes into the matter."""

ABOUT_ONESELF = frozenset({QuestionType.BIOGRAPHY, QuestionType.MOTIVATION, QuestionType.SELF})
"""What is told of a life or of reasons may hold a story, but nobody misses its parts."""
FIGURE = "a figure that shows how much"
MORE = {
    QuestionType.BIOGRAPHY: "what you achieved there, with a figure",
    QuestionType.MOTIVATION: "a reason of your own, with something you have done",
    QuestionType.SELF: "where it showed in your work, and what you do about it",
    QuestionType.HYPOTHETICAL: "how you would go about it step by step, and when you did so before",
    QuestionType.OTHER: "an example from your own work",
}
"""What makes an answer without any act or figure a better one, by what was asked."""

ABSENT = {part: StarEvidence(part=part, present=False, quote=None) for part in StarPart}
MISSING = {
    StarPart.SITUATION: "where and when it was (situation)",
    StarPart.TASK: "what you had to do (task)",
    StarPart.ACTION: "what you did yourself (action)",
    StarPart.RESULT: "how it ended (result)",
}


def assess(transcript: Transcript, exchange: Exchange) -> Assessment:
    """Judge one answer."""
    evidence = Evidence(transcript, exchange)
    asked = type_of(exchange.question) if exchange.question else QuestionType.OTHER
    briefly = exchange.kind is ExchangeKind.FOLLOW_UP
    seen = look_at(
        [transcript.lines[number].text for number in exchange.answer_lines],
        asked,
        follows_up=briefly,
    )
    applies = asked is QuestionType.EXPERIENCE or (bool(seen.story) and asked not in ABOUT_ONESELF)
    first = transcript.lines[exchange.answer_lines[0]].text
    whole = _quote(_longest(seen), evidence) or evidence.line(0, first)
    if seen.empty:
        return _nothing(
            exchange, whole, applies=asked is QuestionType.EXPERIENCE, hardly=_is_hardly_any(seen)
        )
    figure = _quote(_with_figure(seen), evidence) or whole
    act = _quote(seen.story.get(StarPart.ACTION), evidence) or whole
    highest = _highest(seen, briefly=briefly)
    levels = (
        level_fields(Dimension.SUBSTANCE, _capped(_substance(seen), highest), figure),
        level_fields(
            Dimension.STRUCTURE, _capped(_structure(seen, applies=applies), highest), whole
        ),
        level_fields(Dimension.RELEVANCE, _relevance(exchange, seen, asked), whole),
        level_fields(Dimension.CREDIBILITY, _capped(_credibility(seen), highest), figure),
        level_fields(Dimension.DIFFERENTIATION, _capped(_differentiation(seen), highest), act),
    )
    star = tuple(
        [
            {"part": part, "present": True, "quote": _quote(seen.story[part], evidence)}
            if part in seen.story
            else ABSENT[part]
            for part in StarPart
        ]
    )
    # Ten values made by one call of the validator, which takes half the time of ten.
    return Assessment.model_validate(
        {
            "exchange": exchange.index,
            "star": star,
            "star_applies": applies,
            "levels": levels,
            "strengths": _strengths(seen, applies=applies),
            "missing": _missing(seen, asked, applies=applies, briefly=briefly),
        }
    )


def _nothing(exchange: Exchange, whole: Quote, *, applies: bool, hardly: bool) -> Assessment:
    """The lowest level everywhere, with the words that answer nothing as evidence.

    Args:
        hardly: a word or two is an answer, though it shows nothing.
    """
    reason = "it says next to nothing" if hardly else "there is no answer in it"
    return Assessment(
        exchange=exchange.index,
        star=tuple(ABSENT.values()),
        star_applies=applies,
        levels=tuple(level(dimension, 1, whole, reason) for dimension in Dimension),
        strengths=(),
        missing=("more than a word or two" if hardly else "an answer",),
    )


def _is_hardly_any(seen: Features) -> bool:
    said = " ".join([clause.words for clause in seen.clauses])
    return 0 < len(told_words(said)) <= A_WORD_OR_TWO and NO_ANSWER.match(said) is None


def _quote(clause: Clause | None, evidence: Evidence) -> Quote | None:
    return None if clause is None else evidence.line(clause.line, clause.text)


def _longest(seen: Features) -> Clause | None:
    return max(seen.clauses, key=lambda clause: len(clause.said), default=None)


def _with_figure(seen: Features) -> Clause | None:
    numbered = (clause for clause in seen.clauses if clause.bits & Is.NUMBER)
    return next(numbered, None)


def _highest(seen: Features, *, briefly: bool) -> int:
    """The highest level; a few words cannot show more than a few words can.

    Args:
        briefly: a detail was asked for, which a few words may well give.
    """
    highest = HIGHEST
    if seen.words < VERY_THIN_WORDS:
        highest = 2 if _has_detail(seen) else 1
    elif seen.words < THIN_WORDS:
        highest = 3
    return min(highest + briefly, HIGHEST)


def _capped(value: float, highest: int) -> int:
    return max(1, min(highest, int(value + 0.5)))


def _hedged(seen: Features) -> float:
    """How much of an answer is taken back, 0 to 1."""
    return min(1.0, seen.hedges / max(LEAST_HEDGED_WORDS, seen.words) / HEDGED_SHARE)


def _substance(seen: Features) -> float:
    specific = min(seen.figures, 4) + 0.5 * min(seen.names, 2) + 0.7 * min(seen.own, 3)
    told = 0.5 * min(len(seen.story), 4) + 0.3 * min(seen.shared, 2)
    broad = min(len(seen.vocabulary) / RICH_WORDS, 2) + 0.25 * min(seen.reasons, 2)
    value = 0.8 + 0.45 * (specific + told) + 0.5 * broad - 0.6 * _hedged(seen)
    return max(value, 2) if _has_detail(seen) else value


def _structure(seen: Features, *, applies: bool) -> float:
    too_long = seen.words > LONG_WORDS
    if applies:
        return max(1, len(seen.story)) - too_long
    points = min(seen.ordered, 2) + min(seen.reasons, 2)
    return max(1.6 + 0.6 * points, len(seen.story)) - too_long


def _relevance(exchange: Exchange, seen: Features, asked: QuestionType) -> int:
    if seen.words < VERY_THIN_WORDS:
        return 2 if exchange.kind is ExchangeKind.FOLLOW_UP or seen.figures else 1
    if not exchange.question:
        return 3
    points = 2 + 0.5 * min(_shared_subjects(exchange, seen), 2)
    if asked is QuestionType.EXPERIENCE:
        points += 0.4 * len(seen.story) - 1.0 * (not seen.story)
    else:
        points += 0.3 * min(seen.reasons + seen.figures + seen.own, 3) - 0.5 * seen.thin
    points += 0.5 * (len(seen.vocabulary) > RICH_WORDS)
    # Whatever is more than a few words is not known to answer nothing.
    return max(2, min(HIGHEST, int(points)))


def _shared_subjects(exchange: Exchange, seen: Features) -> int:
    """How many of the question's words, or of the subjects they name, are in the answer."""
    said = f" {exchange.answer.lower()}"
    asked = subject_terms(exchange.question)
    shared = sum(f" {term[:WORD_BEGINNING]}" in said for term in asked)
    if shared:
        return shared
    return len(asked.keys() & subjects_of(seen.vocabulary))


def _credibility(seen: Features) -> float:
    value = (
        1
        + 0.7 * min(seen.figures, 3)
        + 0.5 * min(seen.names, 2)
        + 0.4 * min(seen.own, 2)
        + 0.3 * (StarPart.RESULT in seen.story)
        - 1.2 * _hedged(seen)
    )
    return max(value, 2) if _has_detail(seen) else value


def _differentiation(seen: Features) -> float:
    personal = seen.own > 0 and (seen.figures > 0 or seen.names > 0)
    value = (
        1
        + 0.8 * (seen.own > 0)
        + 0.5 * (seen.own > 2)
        + 0.7 * personal
        + seen.insight
        + 0.25 * min(seen.reasons, 2)
        - 0.6 * _hedged(seen)
    )
    return max(value, 2) if seen.own or seen.shared or seen.story else value


def _has_detail(seen: Features) -> bool:
    """Whether something is told: then the lowest levels' words ("could be about anything",
    "nothing that supports it") would not be true, however much of it is taken back."""
    return bool(seen.figures or seen.names or seen.own or seen.shared or seen.story)


def _strengths(seen: Features, *, applies: bool) -> tuple[str, ...]:
    found = []
    if seen.figures:
        found.append("names figures")
    if seen.own > 1:
        found.append("says what you did yourself")
    if applies and StarPart.RESULT in seen.story:
        found.append("tells how it ended")
    return tuple(found)


def _missing(
    seen: Features, asked: QuestionType, *, applies: bool, briefly: bool
) -> tuple[str, ...]:
    found = []
    if applies:
        found += [text for part, text in MISSING.items() if part not in seen.story]
        if not seen.figures:
            found.append(FIGURE)
    elif not briefly and not (seen.figures or seen.own):
        found.append(MORE[asked])
    if not found and seen.words < (VERY_THIN_WORDS if briefly else THIN_WORDS):
        found.append("more than a sentence or two")
    return tuple(found)
