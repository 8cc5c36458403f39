"""The candidate's lines among the others', and what lies between them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from shared.domain.conversation import Exchange, Line, Role, Speakers, Transcript
from shared.domain.speech.metric import Place
from shared.domain.speech.spoken import Spoken
from shared.domain.speech.wording import words_of

SHORTEST_PAUSE_MS = 1000
OVERLAP_MS = 200
"""Beginning so long before the other ends counts; less is how people take turns."""


@dataclass(frozen=True, slots=True)
class Speech:
    """The candidate's lines (``own``, by position) and the positions of everybody else's."""

    transcript: Transcript
    own: dict[int, Spoken]
    others: list[int]
    words: int
    speaking_ms: int | None
    """None where the transcript has no times."""

    @classmethod
    def of(cls, transcript: Transcript, speakers: Speakers) -> Speech:
        """Divide the lines by role, and look through the candidate's once."""
        own: dict[int, Spoken] = {}
        others: list[int] = []
        for number, line in enumerate(transcript.lines):
            if speakers.role_of(line.speaker_id) is Role.CANDIDATE:
                own[number] = Spoken.of(number, line)
            else:
                others.append(number)
        words = sum(len(spoken.words) for spoken in own.values())
        timed = transcript.has_timing
        speaking = spoken_ms(entry.line for entry in own.values()) if timed else None
        return cls(transcript, own, others, words, speaking)

    def words_in(self, exchange: Exchange) -> list[str]:
        """The words of an answer."""
        own = self.own
        lines = (own[number] for number in exchange.answer_lines if number in own)
        return [word for spoken in lines for word in spoken.words]

    @property
    def own_weight(self) -> int:
        """Own speaking time in milliseconds, or words where there are no times."""
        return self.words if self.speaking_ms is None else self.speaking_ms

    @property
    def other_weight(self) -> int:
        """The others' in the same unit."""
        lines = [self.transcript.lines[number] for number in self.others]
        if self.speaking_ms is None:
            return sum(len(words_of(line.text)) for line in lines)
        return spoken_ms(lines)


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


def spoken_ms(lines: Iterable[Line]) -> int:
    """Milliseconds in which lines are spoken."""
    return sum(max((line.end or 0) - (line.start or 0), 0) for line in lines)


def pauses(speech: Speech, exchanges: Sequence[Exchange]) -> list[Pause]:
    """Silences between neighbouring lines of one answer in which nobody else speaks."""
    if not speech.transcript.has_timing:
        return []
    lines = speech.transcript.lines
    taken = _Taken(speech)
    found = []
    for exchange in exchanges:
        for before, after in zip(exchange.answer_lines, exchange.answer_lines[1:], strict=False):
            if after != before + 1:
                continue  # somebody else's line lies between them
            start, end = lines[before].end, lines[after].start
            if start is None or end is None or end - start < SHORTEST_PAUSE_MS:
                continue
            if not taken.between(start, end):
                found.append(Pause(exchange.index, after, start, end))
    return found


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
    """The longest run of the candidate's lines without another voice."""
    best: tuple[int, int, int] | None = None
    run_start, run_line, last = None, 0, -2
    for number, spoken in speech.own.items():
        line = spoken.line
        if line.start is None or line.end is None:
            continue
        if number != last + 1 or run_start is None:
            run_start, run_line = line.start, number
        last = number
        if best is None or line.end - run_start > best[1] - best[0]:
            best = (run_start, line.end, run_line)
    if best is None:
        return None
    return Place(line=best[2], start=best[0], end=best[1], text="")


def interruptions(speech: Speech, *, by_candidate: bool) -> list[Place]:
    """Lines that begin while the other side's line is still going on."""
    lines = speech.transcript.lines
    found = []
    for number in range(1, len(lines)):
        line, before = lines[number], lines[number - 1]
        if line.start is None or before.end is None or line.end is None:
            continue
        if before.end - line.start < OVERLAP_MS or line.end <= before.end:
            continue
        own, own_before = number in speech.own, number - 1 in speech.own
        if own is by_candidate and own is not own_before and len(words_of(line.text)) > 2:
            found.append(Place(line=number, start=line.start, end=line.end, text=line.text[:120]))
    return found
