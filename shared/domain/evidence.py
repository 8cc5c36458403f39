"""Evidence: a quote counts only where the candidate said it, in this answer.

Compared are words alone: case, punctuation, white space, typography and hesitations do not matter.
What is kept is the transcript's own wording, with its place.
"""

from __future__ import annotations

import re
import unicodedata

from shared.domain.conversation import Exchange, Quote, Transcript

FEWEST_WORDS = 2
LONGEST_CHARACTERS = 400
ELLIPSIS = re.compile(r"\.\.\.|…|\[\W*\]")
_WORD = re.compile(r"[^\W_]+(?:['’ʼ＇´`][^\W_]+)*")
_HESITATIONS = frozenset({"um", "umm", "uh", "uhh", "uhm", "er", "erm", "ehm", "hmm", "mm", "ah"})
_APOSTROPHES = str.maketrans("’ʼ＇´`", "'''''")


def normalise(text: str) -> str:
    """A text for comparison: its words in lower case, without hesitations, joined by spaces."""
    return " ".join(word for word, _, _ in _words(text))


def _words(text: str) -> list[tuple[str, int, int]]:
    """Words as compared, with where they stand in the text."""
    found = []
    for match in _WORD.finditer(text):
        word = unicodedata.normalize("NFKC", match[0]).casefold().translate(_APOSTROPHES)
        if word not in _HESITATIONS:
            found.append((word, match.start(), match.end()))
    return found


class Evidence:
    """The words of one answer, to find quotes in."""

    def __init__(self, transcript: Transcript, exchange: Exchange) -> None:
        self._lines = transcript.lines
        self._places: list[tuple[int, int, int]] = []
        words: list[str] = []
        self._whole_lines: set[str] = set()
        for number in exchange.answer_lines:
            found = _words(transcript.lines[number].text)
            words += (word for word, _, _ in found)
            self._places += ((number, start, end) for _, start, end in found)
            self._whole_lines.add(" ".join(word for word, _, _ in found))
        self._text = f" {' '.join(words)} "

    def find(self, text: str) -> Quote | None:
        """The quote in the transcript's own words, None where the candidate did not say it.

        A quote may run over lines. Of one with an ellipsis the first piece that was said counts.
        """
        for piece in ELLIPSIS.split(text):
            quote = self._find(piece)
            if quote is not None:
                return quote
        return None

    def _find(self, text: str) -> Quote | None:
        wanted = normalise(text)
        if not wanted or (wanted.count(" ") + 1 < FEWEST_WORDS and wanted not in self._whole_lines):
            return None
        position = self._text.find(f" {wanted} ")
        if position < 0:
            return None
        first = self._text.count(" ", 0, position)
        last = first + wanted.count(" ")
        return self._quote(first, last)

    def _quote(self, first: int, last: int) -> Quote:
        first_line, begin, _ = self._places[first]
        last_line, _, end = self._places[last]
        if first_line == last_line:
            text = self._lines[first_line].text[begin:end]
        else:
            between = sorted({line for line, _, _ in self._places[first : last + 1]})
            pieces = [self._lines[line].text for line in between]
            pieces[-1] = pieces[-1][:end]
            pieces[0] = pieces[0][begin:]
            text = " ".join(pieces)
        return quote_of(self._lines[first_line].start, self._lines[last_line].end, first_line, text)


def quote_of(start: int | None, end: int | None, line: int, text: str) -> Quote:
    """A quote of words that are known to be there, cut to a length that can be read."""
    if len(text) > LONGEST_CHARACTERS:
        text = text[:LONGEST_CHARACTERS].rsplit(" ", 1)[0]
    return Quote(text=text, line=line, start=start, end=end)
