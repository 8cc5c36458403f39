"""The candidate's lines among the others', and what lies between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from shared.domain.conversation import Exchange, Line, Role, Speakers, Transcript
from shared.domain.speech.metric import Place
from shared.domain.speech.wording import words_of

SHORTEST_PAUSE_MS = 1000
OVERLAP_MS = 200
"""Beginning so long before the other ends counts; less is how people take turns."""


@dataclass(frozen=True, slots=True)
class Speech:
    """The candidate's lines (``own``) and everybody else's, each with its position."""

    transcript: Transcript
    own: list[tuple[int, Line]]
    others: list[tuple[int, Line]]
    words: int
    speaking_ms: int | None
    """None where the transcript has no times."""

    @classmethod
    def of(cls, transcript: Transcript, speakers: Speakers) -> Speech:
        """Divide the lines by role."""
        own: list[tuple[int, Line]] = []
        others: list[tuple[int, Line]] = []
        for number, line in enumerate(transcript.lines):
            candidate = speakers.role_of(line.speaker_id) is Role.CANDIDATE
            (own if candidate else others).append((number, line))
        words = sum((len(words_of(line.text)) for _, line in own), 0)
        speaking = spoken_ms([line for _, line in own]) if transcript.has_timing else None
        return cls(transcript, own, others, words, speaking)

    @property
    def own_weight(self) -> int:
        """Own speaking time in milliseconds, or words where there are no times."""
        return self.words if self.speaking_ms is None else self.speaking_ms

    @property
    def other_weight(self) -> int:
        """The others' in the same unit."""
        lines = [line for _, line in self.others]
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


def spoken_ms(lines: Sequence[Line]) -> int:
    """Milliseconds in which lines are spoken."""
    return sum(max((line.end or 0) - (line.start or 0), 0) for line in lines)


def pauses(speech: Speech, exchanges: Sequence[Exchange]) -> list[Pause]:
    """Silences between neighbouring lines of one answer in which nobody else speaks."""
    if not speech.transcript.has_timing:
        return []
    lines = speech.transcript.lines
    found = []
    for exchange in exchanges:
        for before, after in zip(exchange.answer_lines, exchange.answer_lines[1:], strict=False):
            if after != before + 1:
                continue  # somebody else's line lies between them
            start, end = lines[before].end, lines[after].start
            if start is not None and end is not None and end - start >= SHORTEST_PAUSE_MS:
                found.append(Pause(exchange.index, after, start, end))
    return found


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
    for number, line in speech.own:
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
    own = {number for number, _ in speech.own}
    lines = speech.transcript.lines
    found = []
    for number in range(1, len(lines)):
        line, before = lines[number], lines[number - 1]
        if (number in own) is not by_candidate or (number in own) is (number - 1 in own):
            continue
        if line.start is None or before.end is None or line.end is None:
            continue
        cut_in = before.end - line.start >= OVERLAP_MS and line.end > before.end
        if cut_in and len(words_of(line.text)) > 2:
            found.append(Place(line=number, start=line.start, end=line.end, text=line.text[:120]))
    return found
