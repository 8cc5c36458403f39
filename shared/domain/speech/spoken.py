"""One line of the candidate's, looked through once for everything that is counted in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from shared.domain.conversation import Line
from shared.domain.speech import signs
from shared.domain.speech.fillers import find_fillers, find_hesitations
from shared.domain.speech.repairs import find_corrections, find_restarts
from shared.domain.speech.wording import ACRONYM, FIGURE, HEDGE, OWN, SHARED

type Found = Sequence[str]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A line at its position in the transcript, its words, and what was found, as it was said.

    Overall, by answer and over time are sums over lines, so that they always agree.
    """

    number: int
    line: Line
    words: Sequence[str]
    fillers: Found = ()
    hesitations: Found = ()
    hedges: Found = ()
    figures: Found = ()
    own_actions: Found = ()
    shared_actions: Found = ()
    abbreviations: Found = ()
    repairs: Found = ()

    @classmethod
    def of(cls, number: int, line: Line, words: Sequence[str], known: signs.Signs) -> Spoken:
        """Look through a line for what the signs of its words allow."""
        text = line.text
        tokens = text.split()
        seen = reduce(or_, map(known.__getitem__, tokens), 0)
        repairs = find_corrections(text) if seen & signs.REPAIR else []
        if seen & signs.BREAK_OFF or len(set(words)) < len(words):
            repairs += find_restarts(tokens)
        return cls(
            number,
            line,
            words,
            [entry.name for entry in find_fillers(text)] if seen & signs.FILLER else (),
            [entry.name for entry in find_hesitations(text)] if seen & signs.HESITATION else (),
            HEDGE.findall(text) if seen & signs.HEDGE else (),
            FIGURE.findall(text) if seen & signs.FIGURE else (),
            OWN.findall(text) if seen & signs.SELF else (),
            SHARED.findall(text) if seen & signs.WE else (),
            ACRONYM.findall(text) if seen & signs.ABBREVIATION else (),
            repairs,
        )
