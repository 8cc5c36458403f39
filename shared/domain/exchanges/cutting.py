"""Questions, and the answers to them: the turns of an interview cut into exchanges.

An exchange begins where the interviewer asks. What they say else, listening aloud, remarks,
answers to what the candidate asks back, breaks nothing and belongs to neither side. What a turn
is was learned from labelled interviews; the turns before it are part of what decides.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter

from shared.domain.conversation import (
    Exchange,
    ExchangeKind,
    Line,
    Role,
    Speakers,
    Transcript,
)
from shared.domain.exchanges.monologue import cuts, is_question_read_out
from shared.domain.exchanges.turn_features import BEGINNING, State, Turn, features_of, look_at
from shared.domain.learned import turns as learned_turns

TURNS = learned_turns.TURNS
EXCHANGES = TypeAdapter(tuple[Exchange, ...])
GOES_ON = "goes on"
"""What a turn is that begins nothing; every other class is a kind of exchange."""
TOPIC_CHARACTERS = 4000
"""A follow-up goes back to so much of what was answered at most."""
JUDGED = frozenset({ExchangeKind.QUESTION, ExchangeKind.FOLLOW_UP})
LOGISTICS = ExchangeKind.LOGISTICS
CLOSING_LINES = 12
"""So many lines at the end of a turn may say how things go on."""
ONCE = frozenset({ExchangeKind.SMALL_TALK, ExchangeKind.CANDIDATE_QUESTIONS})
"""Of these, several in a row are one."""


@dataclass(slots=True)
class Side:
    """Consecutive lines of one side."""

    asks: bool
    """The interviewer's side."""
    lines: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Draft:
    """An exchange in the making."""

    kind: ExchangeKind
    question: list[int]
    answer: list[int] = field(default_factory=list)


def find_exchanges(transcript: Transcript, speakers: Speakers) -> tuple[Exchange, ...]:
    """Cut a transcript into exchanges, in the order they were spoken."""
    lines = transcript.lines
    ids = {line.speaker_id for line in lines}
    own = {id_ for id_ in ids if speakers.role_of(id_) is Role.CANDIDATE}
    asking = any(speakers.role_of(id_) is Role.INTERVIEWER for id_ in ids)
    drafts = _dialogue(lines, own) if asking else _alone(lines)
    return EXCHANGES.validate_python(
        [_finished(number, draft, lines) for number, draft in enumerate(drafts)]
    )


def _dialogue(lines: Sequence[Line], own: set[int | None]) -> list[_Draft]:
    sides = sides_of(lines, own)
    turns = iter(turns_of([side.asks for side in sides], [_words(lines, s.lines) for s in sides]))
    drafts: list[_Draft] = []
    state = BEGINNING
    for side in sides:
        if not side.asks:
            if not drafts:
                drafts.append(_Draft(ExchangeKind.SMALL_TALK, []))
            drafts[-1].answer += side.lines
            continue
        turn = next(turns)
        kind, begins = _kind(turn, state), side.lines
        if kind is None and state.kind == ExchangeKind.CANDIDATE_QUESTIONS:
            kind, begins = _closing(turn, state, side.lines, lines)
        if not drafts:
            kind = kind or ExchangeKind.SMALL_TALK
        elif kind in ONCE and kind is drafts[-1].kind:
            kind = None
        state = after(state, kind, turn)
        if kind is not None:
            drafts.append(_Draft(kind, list(begins)))
    return drafts


def _kind(turn: Turn, state: State) -> ExchangeKind | None:
    """What a turn begins; None where it begins nothing."""
    chosen = TURNS.choice(TURNS.sums(features_of(look_at(turn), state)))
    return None if chosen == GOES_ON else ExchangeKind(chosen)


def _closing(
    turn: Turn, state: State, numbers: list[int], lines: Sequence[Line]
) -> tuple[ExchangeKind | None, list[int]]:
    """Where a turn that answers the candidate then says how things go on: that, from its line."""
    for place in range(max(1, len(numbers) - CLOSING_LINES), len(numbers)):
        rest = numbers[place:]
        if _kind(turn._replace(text=_words(lines, rest), before=""), state) is LOGISTICS:
            return LOGISTICS, rest
    return None, numbers


def turns_of(asks: Sequence[bool], texts: Sequence[str]) -> list[Turn]:
    """The interviewer's turns, each with its neighbours.

    Args:
        asks: whose each turn is, in order; the sides take turns.
        texts: what is said in each.
    """
    places = [place for place, asking in enumerate(asks) if asking]
    last = max(1, len(texts) - 1)
    return [
        Turn(
            text=texts[place],
            before=texts[place - 1] if place else "",
            reply=texts[place + 1] if place + 1 < len(texts) else "",
            position=place / last,
            asked_before=number,
            asked_after=len(places) - number - 1,
        )
        for number, place in enumerate(places)
    ]


def after(state: State, kind: ExchangeKind | None, turn: Turn) -> State:
    """The state after a turn that began an exchange of this kind, or none."""
    topic = state.topic if kind in (None, ExchangeKind.FOLLOW_UP) else ""
    told = f"{topic} {turn.reply}"[-TOPIC_CHARACTERS:]
    if kind is None:
        return state._replace(topic=told, remarks=state.remarks + 1)
    return State(str(kind), state.judged + (kind in JUDGED), told, 0)


def sides_of(lines: Sequence[Line], own: Collection[int | None]) -> list[Side]:
    """Who speaks in turn: the lines, by position, of each side until the other one speaks."""
    sides: list[Side] = []
    for number, line in enumerate(lines):
        asks = line.speaker_id not in own
        if not sides or sides[-1].asks is not asks:
            sides.append(Side(asks))
        sides[-1].lines.append(number)
    return sides


def _words(lines: Sequence[Line], numbers: Sequence[int]) -> str:
    if len(numbers) == 1:
        return lines[numbers[0]].text
    return " ".join([lines[number].text for number in numbers])


def _alone(lines: Sequence[Line]) -> list[_Draft]:
    drafts: list[_Draft] = []
    begins = cuts(lines)
    for begin, end in zip(begins, [*begins[1:], len(lines)], strict=False):
        read_out = 0
        while begin + read_out < end - 1 and is_question_read_out(lines[begin + read_out].text):
            read_out += 1
        question = list(range(begin, begin + read_out))
        answer = list(range(begin + read_out, end))
        drafts.append(_Draft(ExchangeKind.QUESTION, question, answer))
    return drafts


def _finished(number: int, draft: _Draft, lines: Sequence[Line]) -> dict[str, Any]:
    """The fields of an exchange; all are made by one call, in half the time."""
    return {
        "index": number,
        "kind": draft.kind,
        "question": _words(lines, draft.question),
        "question_lines": draft.question,
        "answer": _words(lines, draft.answer),
        "answer_lines": draft.answer,
        "question_span": _span(draft.question, lines),
        "answer_span": _span(draft.answer, lines),
    }


def _span(numbers: Sequence[int], lines: Sequence[Line]) -> dict[str, int] | None:
    starts = [start for number in numbers if (start := lines[number].start) is not None]
    ends = [end for number in numbers if (end := lines[number].end) is not None]
    return {"start": min(starts), "end": max(ends)} if starts and ends else None
