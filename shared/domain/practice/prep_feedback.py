"""What was practised against what was said."""

from __future__ import annotations

from collections.abc import Sequence

from shared.domain.content.rubric import Assessment
from shared.domain.content.rules_analyser import assess
from shared.domain.content.scoring import answer_score
from shared.domain.conversation import Exchange, ExchangeKind, Line, Transcript, Value
from shared.domain.language.similarity import (
    Terms,
    similarities,
    subject_terms,
    word_terms,
)
from shared.domain.practice.practice_points import Point, points_of, rehearsed_share
from shared.domain.practice.prep_sessions import Practised
from shared.domain.practice.same_questions import alike, matched, questions_asked

FITTING_STORY = 0.12
REHEARSED_SHARE = 0.5
"""Half of the practised runs of five words said again: that sounds learnt by heart."""
SAME_SCORE = 5.0


class PairFeedback(Value):
    """A practised question that was asked, and how the answer changed."""

    practised_question: str
    asked_question: str
    exchange: int
    similarity: float
    """How alike question and story are by their words, 0 to 1, whoever paired them."""
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
    matched_by: str = "words"
    """`model` or `words`: what decided which practised question was asked."""
    pairs: tuple[PairFeedback, ...]
    not_asked: tuple[str, ...]
    not_practised: tuple[MissedStory, ...]
    improvement: float | None
    """Mean change of score over the pairs, -100 to 100; None without a comparable pair."""
    rehearsed_phrasing: str


def compare(
    exchanges: Sequence[Exchange],
    assessments: Sequence[Assessment],
    practised: Sequence[Practised],
    *,
    same: Sequence[tuple[int, int]] | None = None,
) -> PrepFeedback:
    """Compare practised answers with the ones given.

    Args:
        same: which practised question was asked, as positions in ``practised`` and in
            ``questions_asked(exchanges)``; without it, the likeness of their words decides.
    """
    asked = questions_asked(exchanges)
    subjects = [subject_terms(exchange.question) for exchange in asked]
    scores = {entry.exchange: answer_score(entry) for entry in assessments}
    if same is None:
        matches = matched(practised, asked, subjects)
    else:
        likeness = alike(practised, asked, subjects)
        matches = [(row, column, likeness[row][column]) for row, column in same]
    pairs = tuple(
        _pair(practised[row], asked[column], score, scores)
        for row, column, score in sorted(matches, key=lambda match: match[1])
    )
    found = {row for row, _, _ in matches}
    answered = {column for _, column, _ in matches}
    changes = [pair.score_change for pair in pairs if pair.score_change is not None]
    learnt = [pair for pair in pairs if pair.rehearsed]
    return PrepFeedback(
        matched_by="words" if same is None else "model",
        pairs=pairs,
        not_asked=tuple(
            entry.question or entry.answer[:120]
            for row, entry in enumerate(practised)
            if row not in found
        ),
        not_practised=_not_practised(asked, subjects, answered, practised),
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
) -> PairFeedback:
    before = answer_score(assess_practised(practised)) if practised.answered else None
    after = scores.get(exchange.index)
    change = None if before is None or after is None else round(after - before, 1)
    points = points_of(practised.answer, exchange.answer)
    share = rehearsed_share(practised.answer, exchange.answer)
    return PairFeedback(
        practised_question=practised.question,
        asked_question=exchange.question,
        exchange=exchange.index,
        similarity=round(min(similarity, 1.0), 3),
        kept=points.kept,
        dropped=points.dropped,
        added=points.added,
        contradicted=points.contradicted,
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


def _not_practised(
    asked: Sequence[Exchange],
    subjects: Sequence[Terms],
    answered: set[int],
    practised: Sequence[Practised],
) -> tuple[MissedStory, ...]:
    """The questions nobody practised, each with the practised story that fits it best.

    What follows up a practised question is none: it wants more of the same.
    """
    missed: list[tuple[Exchange, Terms]] = []
    of_practised = False
    for column, (exchange, terms) in enumerate(zip(asked, subjects, strict=True)):
        if exchange.kind is not ExchangeKind.FOLLOW_UP:
            of_practised = column in answered
        if column not in answered and exchange.is_assessed and not of_practised:
            missed.append((exchange, terms))
    stories = [entry for entry in practised if entry.answered]
    fits = similarities(
        [terms for _, terms in missed],
        [
            {
                **dict.fromkeys(word_terms(entry.answer), 1.0),
                **subject_terms(f"{entry.question} {entry.answer}"),
            }
            for entry in stories
        ],
    )
    found = []
    for (exchange, _), row in zip(missed, fits, strict=True):
        best = max(range(len(row)), key=row.__getitem__, default=None)
        fitting = best is not None and row[best] >= FITTING_STORY
        story = stories[best].question if fitting and best is not None else None
        found.append(
            MissedStory(question=exchange.question, exchange=exchange.index, fitting_story=story)
        )
    return tuple(found)


def _word_on(learnt: Sequence[PairFeedback], pairs: Sequence[PairFeedback]) -> str:
    if not pairs:
        return "None of the practised questions was asked."
    if not learnt:
        return "You told it in new words, not by heart."
    return f"{len(learnt)} of {len(pairs)} answers repeat your practice almost word for word."
