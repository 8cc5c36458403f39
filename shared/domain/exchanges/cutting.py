"""Questions, and the answers to them: the turns of an interview cut into exchanges.

An exchange begins where the interviewer asks. What they say else, listening aloud, remarks,
answers to what the candidate asks back, breaks nothing and belongs to neither side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from shared.domain.conversation import (
    Exchange,
    ExchangeKind,
    Line,
    Role,
    Span,
    Speakers,
    Transcript,
)
from shared.domain.exchanges.heard import Heard
from shared.domain.exchanges.monologue import cuts, is_question_read_out
from shared.domain.exchanges.question_kinds import LONG_REPLY, kind_of
from shared.domain.exchanges.questions import (
    NOT_UNDERSTOOD,
    WOUND_UP,
    asks,
    asks_back,
    asks_by_form,
    is_backchannel,
)
from shared.domain.speech.wording import content_words

__all__ = ["asks", "find_exchanges", "is_backchannel"]

SHORT_WORDS = 12
"""A candidate who asks back in so few words has not begun to answer."""
STATEMENT_WORDS = 10
CLOSING_WORDS = 3
"""The interviewer's last words, if there are so many, close the interview."""
ECHO_WORDS = 5
TOPIC_LINES = 40
"""A follow-up goes back to so many lines of answers at most."""
JUDGED = frozenset({ExchangeKind.QUESTION, ExchangeKind.FOLLOW_UP})


@dataclass(slots=True)
class _Turn:
    """Consecutive lines of one side."""

    asked: bool
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
    drafts = _Dialogue(lines).cut(_turns(lines, own)) if asking else _alone(lines)
    return tuple(_finished(number, draft, lines) for number, draft in enumerate(drafts))


def _turns(lines: Sequence[Line], own: set[int | None]) -> list[_Turn]:
    turns: list[_Turn] = []
    for number, line in enumerate(lines):
        asked = line.speaker_id not in own
        if not turns or turns[-1].asked is not asked:
            turns.append(_Turn(asked))
        turns[-1].lines.append(number)
    return turns


class _Dialogue:
    """Goes through the turns once; what a turn is depends on the ones before."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._drafts: list[_Draft] = []
        self._topic: list[int] = []
        """The lines in which the last question and its follow-ups were answered."""
        self._judged = False
        """A question to judge by was asked before the current one."""
        self._asked_back = False
        """The candidate's last turn ended with a question."""
        self._not_understood = False
        self._wound_up = False
        """The candidate has no more questions, or gave thanks for an answer."""
        self._last = False
        """The interviewer says nothing after this turn."""
        self._reply_words = 0
        """How much the candidate says to the turn that is looked at."""

    def cut(self, turns: Sequence[_Turn]) -> list[_Draft]:
        """The exchanges of all turns."""
        for number, turn in enumerate(turns):
            text = _words(self._lines, turn.lines)
            if turn.asked:
                following = turns[number + 1].lines if number + 1 < len(turns) else []
                self._reply_words = _count(self._lines, following)
                self._last = number >= len(turns) - 2
                for part in self._parts(turn.lines):
                    self._hear_interviewer(part, Heard(_words(self._lines, part)))
                    self._asked_back = False
            else:
                if not self._drafts:
                    self._drafts.append(_Draft(ExchangeKind.SMALL_TALK, []))
                self._drafts[-1].answer += turn.lines
                self._hear_candidate(self._drafts[-1], text)
        return self._drafts

    def _parts(self, numbers: list[int]) -> list[list[int]]:
        """A turn that answers the candidate and then says how things go on is two."""
        current = self._drafts[-1] if self._drafts else None
        if current is not None and current.kind is ExchangeKind.CANDIDATE_QUESTIONS:
            for place in range(1, len(numbers)):
                heard = Heard(self._lines[numbers[place]].text)
                if current.answer and (heard.closes or heard.arranges):
                    return [numbers[:place], numbers[place:]]
        return [numbers]

    def _hear_candidate(self, current: _Draft, text: str) -> None:
        self._asked_back = asks_back(text)
        asking = current.kind is ExchangeKind.CANDIDATE_QUESTIONS
        self._wound_up = asking and WOUND_UP.search(text.lower()) is not None
        short = text.count(" ") < SHORT_WORDS
        self._not_understood = short and NOT_UNDERSTOOD.search(text.lower()) is not None

    def _hear_interviewer(self, numbers: list[int], heard: Heard) -> None:
        current = self._drafts[-1] if self._drafts else None
        if current is not None and not current.answer:
            # Nothing was said in between: the question goes on.
            current.question += numbers
            current.kind = self._kind(Heard(_words(self._lines, current.question)))
            return
        if current is not None:
            if self._goes_on(current, heard):
                return
            self._judged = self._judged or current.kind in JUDGED
            if current.kind is ExchangeKind.QUESTION:
                self._topic = []
            self._topic += current.answer
        kind = self._kind(heard)
        if current is None or kind is not ExchangeKind.SMALL_TALK or kind is not current.kind:
            self._drafts.append(_Draft(kind, list(numbers)))

    def _kind(self, heard: Heard) -> ExchangeKind:
        return kind_of(
            heard,
            judged_before=self._judged,
            answered=_words(self._lines, self._topic[-TOPIC_LINES:]),
            reply_words=self._reply_words,
        )

    def _goes_on(self, current: _Draft, heard: Heard) -> bool:
        """Whether a turn begins nothing: it listens, remarks, or answers the candidate."""
        if heard.invites:
            return False
        put_again = self._not_understood and current.kind in JUDGED
        if put_again or is_backchannel(heard.text) or self._is_echo(current, heard):
            return True
        if self._asked_back and not heard.opens:
            if current.kind is ExchangeKind.CANDIDATE_QUESTIONS:
                return not heard.closes
            if not heard.has_form:
                return True  # the answer to what the candidate asked
        return not heard.asks and not self._begins(current, heard)

    def _begins(self, current: _Draft, heard: Heard) -> bool:
        """Whether a turn that asks nothing begins an exchange."""
        if self._wound_up or (self._last and heard.text.count(" ") >= CLOSING_WORDS):
            return True
        if current.kind is ExchangeKind.SMALL_TALK and heard.is_courteous:
            return False
        return heard.arranges or (current.kind in JUDGED and self._opens_topic(heard.text))

    def _is_echo(self, current: _Draft, heard: Heard) -> bool:
        """Whether a few words only give back what the candidate has just said."""
        if heard.text.count(" ") >= ECHO_WORDS or asks_by_form(heard.text.replace("?", "")):
            return False
        words = content_words(heard.text)
        said = set(content_words(self._lines[current.answer[-1]].text))
        return bool(words) and said.issuperset(words)

    def _opens_topic(self, text: str) -> bool:
        """Whether a long statement is answered at length: a question without a question's form."""
        return self._reply_words >= LONG_REPLY and text.count(" ") >= STATEMENT_WORDS


def _count(lines: Sequence[Line], numbers: Sequence[int]) -> int:
    return sum(lines[number].text.count(" ") + 1 for number in numbers)


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


def _finished(number: int, draft: _Draft, lines: Sequence[Line]) -> Exchange:
    return Exchange(
        index=number,
        kind=draft.kind,
        question=_words(lines, draft.question),
        question_lines=tuple(draft.question),
        answer=_words(lines, draft.answer),
        answer_lines=tuple(draft.answer),
        question_span=_span(draft.question, lines),
        answer_span=_span(draft.answer, lines),
    )


def _span(numbers: Sequence[int], lines: Sequence[Line]) -> Span | None:
    starts = [start for number in numbers if (start := lines[number].start) is not None]
    ends = [end for number in numbers if (end := lines[number].end) is not None]
    return Span(start=min(starts), end=max(ends)) if starts and ends else None
