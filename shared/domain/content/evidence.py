"""Finds quotes in one answer of a transcript, and gives them back as they were said.

Who quotes tidies: other typography, an "um" left out, "..." for what lies between. Compared are the
words alone, hesitations aside; shown is what the transcript has from the first to the last of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from shared.domain.conversation import Exchange, Quote, Transcript
from shared.domain.speech.fillers import HESITATION

SHORTEST_QUOTE_WORDS = 2
"""Fewer words are a quote only where they are a whole line."""
QUOTE_CHARACTERS = 400
WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
PARTS_MAX = 3
"""Of more parts anything could be put together."""
PIECES_MAX = 20
LEFT_OUT = re.compile(r"\s*[\[(]?(?:\.{3,}|…)[\])]?\s*")
"""Where a quote says that something is left out of it."""


def normalise(text: str) -> str:
    """A text for comparison: words in lower case, punctuation and typography gone."""
    return " ".join(_words(text))


def _words(text: str) -> list[str]:
    return WORD.findall(unicodedata.normalize("NFKC", text).casefold().replace("’", "'"))


def told_words(text: str) -> list[str]:
    """The words that are compared: all but hesitations."""
    return [word for word in _words(text) if not HESITATION.fullmatch(word)]


class _Place(NamedTuple):
    """Of a word: its line's position in the answer, and its token's in the line."""

    line: int
    token: int


class Evidence:
    """Finds quotes in one answer of a transcript."""

    def __init__(self, transcript: Transcript, exchange: Exchange) -> None:
        self._lines = [(number, transcript.lines[number]) for number in exchange.answer_lines]
        self._known: dict[tuple[int, str], Quote] = {}

    def find(self, text: str) -> Quote | None:
        """The quote as it was said, with its place; None where the candidate did not say it here.

        It may run over the ends of lines, and leave something out where it says so ("..."): then
        its parts come one after the other. Its place is where it begins.
        """
        words = told_words(text)
        if len(words) < SHORTEST_QUOTE_WORDS:
            return self._whole_line(words) if words else None
        pieces = [told for piece in LEFT_OUT.split(text) if (told := told_words(piece))]
        return self._quote(pieces) if len(pieces) <= PIECES_MAX else None

    def line(self, position: int, text: str) -> Quote:
        """A quote that is known to be in the answer's line at ``position``; each is made once."""
        known = self._known.get((position, text))
        if known is None:
            number, line = self._lines[position]
            known = self._known[position, text] = Quote(
                text=text[:QUOTE_CHARACTERS], line=number, start=line.start, end=line.end
            )
        return known

    # What follows is only needed where somebody else quotes; rules quote by place.

    def _quote(self, pieces: list[list[str]]) -> Quote | None:
        """Pieces that were said one after the other, as long as they can be, are one part: speech is
        written with "..." as well."""
        parts: list[str] = []
        first: _Place | None = None
        after = 0
        while pieces:
            for count in range(len(pieces), 0, -1):
                words = [word for piece in pieces[:count] for word in piece]
                at = self._text.find(f" {' '.join(words)} ", after)
                if at >= 0:
                    break
            else:
                return None
            if len(words) < SHORTEST_QUOTE_WORDS or len(parts) == PARTS_MAX:
                return None
            begin = self._text.count(" ", 0, at)  # so many words come before
            places = self._places[begin : begin + len(words)]
            parts.append(self._verbatim(places[0], places[-1]))
            first = first or places[0]
            after = at + len(" ".join(words)) + 1
            pieces = pieces[count:]
        return None if first is None else self.line(first.line, " … ".join(parts))

    @cached_property
    def _said(self) -> list[tuple[str, _Place]]:
        return [
            (word, _Place(position, number))
            for position, (_, line) in enumerate(self._lines)
            for number, token in enumerate(line.text.split())
            for word in told_words(token)
        ]

    @cached_property
    def _text(self) -> str:
        return "".join(f" {word}" for word, _ in self._said) + " "

    @cached_property
    def _places(self) -> list[_Place]:
        return [place for _, place in self._said]

    def _whole_line(self, words: list[str]) -> Quote | None:
        for position, (_, line) in enumerate(self._lines):
            if told_words(line.text) == words:
                return self.line(position, line.text)
        return None

    def _verbatim(self, first: _Place, last: _Place) -> str:
        return " ".join(self._tokens(first, last))

    def _tokens(self, first: _Place, last: _Place) -> Iterator[str]:
        for position in range(first.line, last.line + 1):
            tokens = self._lines[position][1].text.split()
            begin = first.token if position == first.line else 0
            end = last.token + 1 if position == last.line else len(tokens)
            yield from tokens[begin:end]
