"""What people decided in the labelled interviews, with the features that the analyser sees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from shared.domain.content.rubric import StarPart
from shared.domain.content.story_features import features_of, marks_of
from shared.domain.conversation import ExchangeKind
from shared.domain.exchanges.cutting import GOES_ON, after, sides_of, turns_of
from shared.domain.exchanges.questions import type_of
from shared.domain.exchanges.turn_features import BEGINNING, State, Turn, look_at
from shared.domain.exchanges.turn_features import features_of as of_look
from shared.domain.language.clauses import cut
from tests.evaluation.labelled import GoldExchange, LabelledInterview
from tests.evaluation.moments import moments
from tests.evaluation.training.logistic import Example

NO_PART = "none"
MOMENTS_AS_ONE = 12
"""So many single moments count as one interview where it is counted in how many a feature is."""
PLACES = ("position ", "nth ", "left ")
PIECE = 3
"""Exchanges in a short piece of an interview."""
COVERED = 0.5
"""So much of a clause must be labelled for it to be an example of a part."""


@cache
def turns_in(labelled: LabelledInterview) -> tuple[Example, ...]:
    """Each interviewer's turn: the kind of exchange that it begins, or that it begins none.

    Once in the whole interview, and once in a short piece of it: recordings begin late and end
    early, and where a turn stands must not decide alone.
    """
    every = labelled.exchanges
    pieces = [every, *(every[begin : begin + PIECE] for begin in range(0, len(every), PIECE))]
    return tuple(example for piece in pieces for example in _turns_of(labelled, piece))


def _turns_of(labelled: LabelledInterview, exchanges: Sequence[GoldExchange]) -> Iterator[Example]:
    lines = labelled.transcript.lines
    begins = {_first_line(exchange): exchange.kind for exchange in exchanges}
    after_last = [
        _first_line(exchange)
        for exchange in labelled.exchanges
        if _first_line(exchange) > max(begins)
    ]
    first, end = min(begins), min(after_last, default=len(lines))
    sides = [
        (side.asks, [first + place for place in side.lines])
        for side in sides_of(lines[first:end], labelled.candidate)
    ]
    texts = [" ".join(lines[number].text for number in numbers) for _, numbers in sides]
    turns = turns_of([asks for asks, _ in sides], texts)
    state = BEGINNING
    for turn, numbers in zip(turns, (said for asks, said in sides if asks), strict=True):
        kind = next((begins[number] for number in numbers if number in begins), None)
        features = of_look(look_at(turn), state)
        yield Example(labelled.name, features, GOES_ON if kind is None else str(kind))
        if state.kind == ExchangeKind.CANDIDATE_QUESTIONS:
            # The analyser also asks what the rest of such a turn begins.
            for begin in numbers[1:]:
                rest = " ".join(lines[number].text for number in numbers if number >= begin)
                features = of_look(look_at(turn._replace(text=rest, before="")), state)
                begun = begins.get(begin)
                yield Example(labelled.name, features, GOES_ON if begun is None else str(begun))
        state = after(state, kind, turn)


def _first_line(exchange: GoldExchange) -> int:
    return min((*exchange.question_lines, *exchange.answer_lines))


@cache
def single_turns() -> tuple[Example, ...]:
    """The turns of single moments; they do not say where in an interview they stand."""
    found = []
    for number, moment in enumerate(moments()):
        turn = Turn(moment.turn, moment.before, moment.reply, 0.0, 0, 0)
        state = BEGINNING
        if moment.kind is not ExchangeKind.SMALL_TALK:
            state = State(str(ExchangeKind.QUESTION), 1, moment.before, 0)
        features = of_look(look_at(turn), state)
        label = GOES_ON if moment.kind is None else str(moment.kind)
        found.append(
            Example(
                f"moments {number // MOMENTS_AS_ONE}",
                [feature for feature in features if not feature.startswith(PLACES)],
                label,
            )
        )
    return tuple(found)


@cache
def clauses_in(labelled: LabelledInterview) -> tuple[Example, ...]:
    """Each clause of an answer: the part of STAR that it is, or none."""
    found = []
    for exchange in labelled.exchanges:
        if exchange.kind not in (ExchangeKind.QUESTION, ExchangeKind.FOLLOW_UP):
            continue
        lines = labelled.transcript.lines
        asked = " ".join(lines[number].text for number in exchange.question_lines)
        clauses = cut([lines[number].text for number in exchange.answer_lines]).clauses
        seen = marks_of(clauses, type_of(asked), follows_up=exchange.kind is ExchangeKind.FOLLOW_UP)
        next_in_line: dict[int, int] = {}
        for clause, marks in zip(clauses, seen.clauses, strict=True):
            start = next_in_line.get(clause.line, 0)
            end = start + len(clause.text)
            next_in_line[clause.line] = end + 1
            part = _part_at(exchange.answer_lines[clause.line], start, end, labelled)
            every = [*seen.whole, *marks]
            features = [feature for mark in every for feature in features_of(mark)]
            found.append(Example(labelled.name, features, str(part) if part else NO_PART))
    return tuple(found)


def _part_at(number: int, start: int, end: int, labelled: LabelledInterview) -> StarPart | None:
    """The part whose mark covers most of a stretch of a line, if that is half of it."""
    marks = [mark for mark in labelled.star if mark.line == number]
    covered = [min(end, mark.end) - max(start, mark.start) for mark in marks]
    most = max(covered, default=0)
    return marks[covered.index(most)].part if most >= COVERED * (end - start) > 0 else None
