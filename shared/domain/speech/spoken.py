"""One line of the candidate's, looked through once for everything that is counted in it."""

from __future__ import annotations

from dataclasses import dataclass

from shared.domain.conversation import Line
from shared.domain.speech.fillers import find_fillers, find_hesitations
from shared.domain.speech.wording import FIGURE, HEDGE, words_of


@dataclass(frozen=True, slots=True)
class Spoken:
    """A line at its position in the transcript, its words, and what was found, as it was said.

    Overall, by answer and over time are sums over lines, so that they always agree.
    """

    number: int
    line: Line
    words: list[str]
    fillers: list[str]
    hesitations: list[str]
    hedges: list[str]
    figures: list[str]

    @classmethod
    def of(cls, number: int, line: Line) -> Spoken:
        """Look through a line."""
        text = line.text
        return cls(
            number,
            line,
            words_of(text),
            [filler.name for filler in find_fillers(text)],
            [hesitation.name for hesitation in find_hesitations(text)],
            [match[0] for match in HEDGE.finditer(text)],
            [match[0] for match in FIGURE.finditer(text)],
        )
