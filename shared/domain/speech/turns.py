"""The candidate's lines among the others', and what lies between them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, compress
from typing import NamedTuple

from shared.domain.conversation import Exchange, Line, Role, Speakers, Transcript
from shared.domain.exchanges.questions import is_backchannel
from shared.domain.speech.fillers import find_hesitations
from shared.domain.speech.metric import Place
from shared.domain.speech.spoken import Spoken, length_ms, look_through

SHORTEST_PAUSE_MS = 1000
OVERLAP_MS = 200
"""Beginning so long before the other ends counts; less is how people take turns."""
INTERRUPTING_WORDS = 3
LISTENING_WORDS = 8
"""Whoever says more than this does not only listen aloud."""
STRIPPED_FROM_WORDS = 300
"""So many words without one `um`: the recogniser has taken them out."""


@dataclass(frozen=True, slots=True)
class Speech:
    """The candidate's lines (``own``, by position) and the positions of everybody else's."""

    transcript: Transcript
    own: dict[int, Spoken]
    others: list[int]
    words: int
    speaking_ms: int | None
    """None where the transcript has no times."""
    hesitates: bool
    """Whether anybody does in the whole transcript, or it is too short to say."""

    @classmethod
    def of(cls, transcript: Transcript, speakers: Speakers) -> Speech:
        """Divide the lines by role, and look through the candidate's once."""
        candidate = {
            id_: speakers.role_of(id_) is Role.CANDIDATE
            for id_ in {line.speaker_id for line in transcript.lines}
        }
        numbers = range(len(transcript.lines))
        is_own = [candidate[line.speaker_id] for line in transcript.lines]
        own = look_through(transcript, list(compress(numbers, is_own)))
        others = [number for number in numbers if not is_own[number]]
        spoken = sum(entry.length_ms for entry in own.values())
        return cls(
            transcript,
            own,
            others,
            words=sum(len(entry.words) for entry in own.values()),
            speaking_ms=spoken if transcript.has_timing else None,
            hesitates=sum(map(len, transcript.words)) <= STRIPPED_FROM_WORDS
            or any(entry.hesitations for entry in own.values())
            or any(find_hesitations(transcript.lines[number].text) for number in others),
        )

    def lines_of(self, exchange: Exchange) -> list[Spoken]:
        """The candidate's lines in an answer."""
        return [self.own[number] for number in exchange.answer_lines if number in self.own]

    def words_in(self, exchange: Exchange) -> list[str]:
        """The words of an answer."""
        return list(chain.from_iterable(spoken.words for spoken in self.lines_of(exchange)))

    @property
    def own_weight(self) -> int:
        """Own speaking time in milliseconds, or words where there are no times."""
        return self.words if self.speaking_ms is None else self.speaking_ms

    @property
    def other_weight(self) -> int:
        """The others' in the same unit."""
        if self.speaking_ms is None:
            return sum(len(self.transcript.words[number]) for number in self.others)
        return sum(length_ms(self.transcript.lines[number]) for number in self.others)


class Pause(NamedTuple):
    """A silence inside an answer, before ``line``."""

    exchange: int
    line: int
    start: int
    end: int

    @property
    def length_ms(self) -> int:
        """How long, in milliseconds."""
        return self.end - self.start


def pauses(speech: Speech, exchanges: Sequence[Exchange]) -> list[Pause] | None:
    """Silences inside answers in which nobody else speaks; None where none could be seen, since
    there are no times, or every answer is one line."""
    if not speech.transcript.has_timing:
        return None
    lines = speech.transcript.lines
    taken = _Taken(speech)
    found = []
    for exchange in exchanges:
        said_until = 0
        for position, number in enumerate(exchange.answer_lines):
            start, end = lines[number].start or 0, lines[number].end or 0
            silent = position > 0 and start - said_until >= SHORTEST_PAUSE_MS
            if silent and not taken.between(said_until, start):
                found.append(Pause(exchange.index, number, said_until, start))
            said_until = max(said_until, end)
    seen = any(len(exchange.answer_lines) > 1 for exchange in exchanges)
    return found if seen else None


class _Taken:
    """When somebody else speaks; a line of theirs may begin long before the gap it reaches into."""

    def __init__(self, speech: Speech) -> None:
        lines = (speech.transcript.lines[number] for number in speech.others)
        spans = sorted((line.start or 0, line.end or 0) for line in lines)
        self._starts = [start for start, _ in spans]
        self._latest_ends = list(accumulate((end for _, end in spans), max))

    def between(self, start: int, end: int) -> bool:
        begun = bisect_left(self._starts, end)
        return begun > 0 and self._latest_ends[begun - 1] > start


def latencies(speech: Speech, exchanges: Sequence[Exchange]) -> dict[int, int]:
    """Exchange → milliseconds from the question's end to the answer; 0 where they overlap."""
    if not speech.transcript.has_timing:
        return {}
    lines = speech.transcript.lines
    found = {}
    for exchange in exchanges:
        before = [number for number in exchange.question_lines if number < exchange.answer_lines[0]]
        if not before:
            continue
        end, start = lines[before[-1]].end, lines[exchange.answer_lines[0]].start
        if end is not None and start is not None:
            found[exchange.index] = max(start - end, 0)
    return found


def longest_monologue(speech: Speech) -> Place | None:
    """The longest run of the candidate's lines; who only listens aloud does not end it."""
    lines, words = speech.transcript.lines, speech.transcript.words
    best: Place | None = None
    begun: Line | None = None
    first = until = 0
    for number, line in enumerate(lines):
        if line.start is None or line.end is None:
            continue
        if number not in speech.own:
            if len(words[number]) > LISTENING_WORDS or not is_backchannel(line.text):
                begun = None
            continue
        if begun is None:
            begun, first, until = line, number, line.start
        until = max(until, line.end)
        start = begun.start or 0
        if best is None or until - start > (best.end or 0) - (best.start or 0):
            best = Place(line=first, start=start, end=until, text="")
    return best


class Interruption(NamedTuple):
    """A line that begins while the other side is in the middle of theirs, and outlasts it."""

    line: int
    by_candidate: bool


def interruptions(speech: Speech) -> list[Interruption]:
    """Every one, by either side; "mm-hm" and what is over before the other ends are none."""
    lines, words = speech.transcript.lines, speech.transcript.words
    # By side: until when somebody of it speaks, and in which line.
    speaking: dict[bool, tuple[int, int]] = {}
    cut_off: set[int] = set()
    found = []
    for number, line in enumerate(lines):
        if line.start is None or line.end is None:
            continue
        own = number in speech.own
        until, other = speaking.get(not own, (0, -1))
        if (
            until - line.start >= OVERLAP_MS
            and line.end > until
            and len(words[number]) >= INTERRUPTING_WORDS
            and other not in cut_off
        ):
            found.append(Interruption(number, own))
            cut_off.add(other)
        speaking[own] = max(speaking.get(own, (0, -1)), (line.end, number))
    return found
