"""What was practised against what was said."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from shared.domain.conversation import Exchange, Line, Transcript, Value
from shared.domain.prep_sessions import Practised
from shared.domain.rubric import Assessment, normalise
from shared.domain.rules_analyser import assess
from shared.domain.scoring import answer_score
from shared.domain.similarity import one_to_one, similarities
from shared.domain.speech.wording import content_words

QUESTION_THRESHOLD = 0.22
POINT_THRESHOLD = 0.28
STORY_THRESHOLD = 0.12
REHEARSED_SHARE = 0.5
"""Half of the practised runs of five words said again: that sounds learnt by heart."""
RUN = 5
SAME_SCORE = 5.0
NUMBER = re.compile(
    r"\b\d[\d,.]*\b|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|"
    r"thirty|forty|fifty|sixty|seventy|eighty|ninety|half)\b",
    re.IGNORECASE,
)
WORD_NUMBERS = {
    word: str(value)
    for word, value in {
        "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
        "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30,
        "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    }.items()
}  # fmt: skip


class Point(Value):
    """One point; the quote that is missing on a side is ''."""

    practised: str
    said: str


class PairFeedback(Value):
    """A practised question that was asked, and how the answer changed."""

    practised_question: str
    asked_question: str
    exchange: int
    similarity: float
    kept: tuple[Point, ...]
    dropped: tuple[Point, ...]
    added: tuple[Point, ...]
    contradicted: tuple[Point, ...]
    practised_score: float | None
    said_score: float | None
    score_change: float | None
    verdict: str
    """`better`, `worse`, `same`, or `not comparable`."""
    rehearsed: bool
    rehearsed_share: float


class MissedStory(Value):
    """A question nobody practised, and the practised story that would have fitted."""

    question: str
    exchange: int
    fitting_story: str | None


class PrepFeedback(Value):
    """Stored in ``contentAnalysis.prepFeedback``."""

    schema_version: str = "1.0"
    pairs: tuple[PairFeedback, ...]
    not_asked: tuple[str, ...]
    not_practised: tuple[MissedStory, ...]
    improvement: float | None
    """Mean change of score over the pairs, -100 to 100; None without a comparable pair."""
    rehearsed_phrasing: str


type Judge = Callable[[Practised], Assessment]


def compare(
    exchanges: Sequence[Exchange],
    assessments: Sequence[Assessment],
    practised: Sequence[Practised],
    judge: Judge | None = None,
) -> PrepFeedback:
    """Compare practised answers with the ones given. ``judge`` scores a practised answer."""
    judge = judge or assess_practised
    asked = [exchange for exchange in exchanges if exchange.question and exchange.is_assessed]
    scores = {entry.exchange: answer_score(entry) for entry in assessments}
    alike = similarities(
        [entry.question for entry in practised], [exchange.question for exchange in asked]
    )
    stories = similarities(
        [entry.answer for entry in practised], [exchange.answer for exchange in asked]
    )
    both = [
        [max(question, 0.6 * question + 0.6 * story) for question, story in zip(*rows, strict=True)]
        for rows in zip(alike, stories, strict=True)
    ]
    matches = one_to_one(both, QUESTION_THRESHOLD)
    pairs = tuple(
        _pair(practised[row], asked[column], score, scores, judge)
        for row, column, score in sorted(matches, key=lambda match: match[1])
    )
    matched = {row for row, _, _ in matches}
    answered = {column for _, column, _ in matches}
    changes = [pair.score_change for pair in pairs if pair.score_change is not None]
    learnt = [pair for pair in pairs if pair.rehearsed]
    return PrepFeedback(
        pairs=pairs,
        not_asked=tuple(
            entry.question or entry.answer[:120]
            for row, entry in enumerate(practised)
            if row not in matched
        ),
        not_practised=tuple(
            _missed(exchange, practised)
            for column, exchange in enumerate(asked)
            if column not in answered
        ),
        improvement=round(max(-100.0, min(100.0, sum(changes) / len(changes))), 1)
        if changes
        else None,
        rehearsed_phrasing=_word_on(learnt, pairs),
    )


def assess_practised(practised: Practised) -> Assessment:
    """A practised answer by the same rules as a spoken one."""
    transcript = Transcript(
        lines=(Line(start=None, end=None, text=practised.answer, speaker_id=0),)
    )
    return assess(transcript, as_exchange(practised))


def as_exchange(practised: Practised) -> Exchange:
    """A practised answer in the shape of a spoken one."""
    return Exchange.model_validate(
        {
            "index": practised.index, "kind": "question", "question": practised.question,
            "question_lines": (), "answer": practised.answer, "answer_lines": (0,),
            "question_span": None, "answer_span": None,
        }
    )  # fmt: skip


def feedback_on(assessment: Assessment, judged_by: str) -> str:
    """A few sentences on a practised answer, from how it was judged; '' where nothing was shown."""
    score = answer_score(assessment)
    good = f"Good: {', '.join(assessment.strengths)}. " if assessment.strengths else ""
    missing = f"Add {'; '.join(assessment.missing[:3])}. " if assessment.missing else ""
    return (
        f"{good}{missing}Score by {judged_by}: {score:.0f} of 100."
        if score is not None
        else missing.strip()
    )


def _pair(
    practised: Practised,
    exchange: Exchange,
    similarity: float,
    scores: dict[int, float | None],
    judge: Judge,
) -> PairFeedback:
    before = answer_score(judge(practised)) if practised.answered else None
    after = scores.get(exchange.index)
    change = None if before is None or after is None else round(after - before, 1)
    kept, dropped, added, contradicted = _points(practised.answer, exchange.answer)
    share = _rehearsed_share(practised.answer, exchange.answer)
    return PairFeedback(
        practised_question=practised.question,
        asked_question=exchange.question,
        exchange=exchange.index,
        similarity=round(min(similarity, 1.0), 3),
        kept=kept,
        dropped=dropped,
        added=added,
        contradicted=contradicted,
        practised_score=before,
        said_score=after,
        score_change=change,
        verdict=_verdict(change),
        rehearsed=share >= REHEARSED_SHARE,
        rehearsed_share=round(share, 3),
    )


def _verdict(change: float | None) -> str:
    if change is None:
        return "not comparable"
    if abs(change) <= SAME_SCORE:
        return "same"
    return "better" if change > 0 else "worse"


def _sentences(text: str) -> list[str]:
    parts = re.split(r"(?<=[.!?;])\s+|,\s+(?=(?:and|so|but|then|which)\b)", text)
    return [part.strip(" ,;") for part in parts if len(content_words(part)) >= 2]


def _points(
    practised: str, said: str
) -> tuple[tuple[Point, ...], tuple[Point, ...], tuple[Point, ...], tuple[Point, ...]]:
    """Kept, dropped, added and contradicted points, sentence by sentence."""
    before, after = _sentences(practised), _sentences(said)
    pairs = one_to_one(similarities(before, after), POINT_THRESHOLD)
    kept: list[Point] = []
    contradicted: list[Point] = []
    for row, column, _ in sorted(pairs):
        point = Point(practised=before[row], said=after[column])
        (contradicted if _numbers_differ(before[row], after[column]) else kept).append(point)
    rows = {row for row, _, _ in pairs}
    columns = {column for _, column, _ in pairs}
    dropped = [Point(practised=text, said="") for row, text in enumerate(before) if row not in rows]
    added = [
        Point(practised="", said=text) for column, text in enumerate(after) if column not in columns
    ]
    return tuple(kept), tuple(dropped), tuple(added), tuple(contradicted)


def _numbers_differ(one: str, two: str) -> bool:
    first, second = _numbers(one), _numbers(two)
    return bool(first and second) and not first & second


def _numbers(text: str) -> set[str]:
    found = (match[0].lower().rstrip(".,").replace(",", "") for match in NUMBER.finditer(text))
    return {WORD_NUMBERS.get(number, number) for number in found}


def _rehearsed_share(practised: str, said: str) -> float:
    before, after = normalise(practised).split(), f" {normalise(said)} "
    runs = [" ".join(before[start : start + RUN]) for start in range(len(before) - RUN + 1)]
    return sum(f" {run} " in after for run in runs) / len(runs) if runs else 0.0


def _missed(exchange: Exchange, practised: Sequence[Practised]) -> MissedStory:
    stories = [entry for entry in practised if entry.answered]
    fits = similarities(
        [exchange.question], [f"{entry.question} {entry.answer}" for entry in stories]
    )
    best = max(zip(fits[0], stories, strict=True), key=lambda pair: pair[0], default=None)
    story = best[1].question if best is not None and best[0] >= STORY_THRESHOLD else None
    return MissedStory(question=exchange.question, exchange=exchange.index, fitting_story=story)


def _word_on(learnt: Sequence[PairFeedback], pairs: Sequence[PairFeedback]) -> str:
    if not pairs:
        return "None of the practised questions was asked."
    if not learnt:
        return "You told it in new words, not by heart."
    return f"{len(learnt)} of {len(pairs)} answers repeat your practice almost word for word."
