"""The candidate's lines, looked through once for everything that is counted in them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, compress, count
from operator import eq
from typing import NamedTuple

from shared.domain.conversation import Line, Transcript
from shared.domain.speech import signs
from shared.domain.speech.fillers import find_fillers, find_hesitations
from shared.domain.speech.repairs import find_corrections, find_restarts
from shared.domain.speech.wording import ACRONYM, FIGURE, HEDGE, OWN, SHARED

CAPITALS = re.compile("[A-Z][A-Z0-9]")


@dataclass(slots=True)
class Spoken:
    """A line at its position in the transcript, its words, and what was found, as it was said.

    Overall, by answer and over time are sums over lines, so that they always agree.
    """

    number: int
    line: Line
    words: Sequence[str]
    length_ms: int
    """0 where there are no times."""
    seen: int
    """The signs of its words."""
    fillers: Sequence[str] = ()
    hesitations: Sequence[str] = ()
    hedges: Sequence[str] = ()
    figures: Sequence[str] = ()
    own_actions: Sequence[str] = ()
    shared_actions: Sequence[str] = ()
    abbreviations: Sequence[str] = ()
    repairs: Sequence[str] = ()


class Tally(NamedTuple):
    """What some lines add up to."""

    words: int
    length_ms: int
    fillers: int
    hesitations: int
    hedges: int
    figures: int


def tally(lines: Iterable[Spoken]) -> Tally:
    """Add up some lines, in one walk over them."""
    words = length = fillers = hesitations = hedges = figures = 0
    for entry in lines:
        words += len(entry.words)
        length += entry.length_ms
        fillers += len(entry.fillers)
        hesitations += len(entry.hesitations)
        hedges += len(entry.hedges)
        figures += len(entry.figures)
    return Tally(words, length, fillers, hesitations, hedges, figures)


LOOKS: tuple[tuple[str, int, Callable[[str], list[str]]], ...] = (
    (
        "hesitations",
        signs.HESITATION,
        lambda text: [entry.name for entry in find_hesitations(text)],
    ),
    ("hedges", signs.HEDGE, HEDGE.findall),
    ("figures", signs.FIGURE, FIGURE.findall),
    ("own_actions", signs.SELF | signs.ACTED, OWN.findall),
    ("shared_actions", signs.WE | signs.ACTED, SHARED.findall),
    ("repairs", signs.REPAIR, find_corrections),
)
"""Field → where to look for it, and how. One after the other over all lines, not all of them over
one line after the other, so that a pattern stays in the processor's cache."""


def look_through(transcript: Transcript, numbers: Sequence[int]) -> dict[int, Spoken]:
    """The lines at some positions."""
    lines, words = transcript.lines, transcript.words
    known = {
        word: seen
        for word in set(chain.from_iterable([words[number] for number in numbers]))
        if (seen := signs.OF_WORD[word])
    }
    marked = frozenset(known)
    found: dict[int, Spoken] = {}
    for number in numbers:
        seen = 0
        for word in marked.intersection(words[number]):
            seen |= known[word]
        line = lines[number]
        found[number] = Spoken(number, line, words[number], length_ms(line), seen)
    spoken = list(found.values())
    for entry in spoken:
        if entry.seen & signs.FILLER:
            begins_turn = entry.number - 1 not in found
            fillers = find_fillers(entry.line.text, begins_turn=begins_turn)
            entry.fillers = [filler.name for filler in fillers]
    for field, needed, look in LOOKS:
        for entry in spoken:
            if entry.seen & needed == needed:
                setattr(entry, field, look(entry.line.text))
    for entry in spoken:
        if CAPITALS.search(entry.line.text):
            entry.abbreviations = ACRONYM.findall(entry.line.text)
    for entry in _echoing(spoken):
        entry.repairs = [*entry.repairs, *find_restarts(entry.line.text.split())]
    return found


def length_ms(line: Line) -> int:
    """How long a line is spoken; 0 where that is not known."""
    if line.start is None or line.end is None or line.end < line.start:
        return 0
    return line.end - line.start


def _echoing(spoken: Sequence[Spoken]) -> Iterator[Spoken]:
    """Lines in which a word comes again at once or after one other: all that restarts can be in."""
    words = list(chain.from_iterable([entry.words for entry in spoken]))
    begins = list(accumulate([len(entry.words) for entry in spoken], initial=0))
    places = {
        bisect_right(begins, position) - 1
        for distance in (1, 2)
        for position in compress(count(), map(eq, words, words[distance:]))
    }
    return (spoken[place] for place in sorted(places))
