"""What of a practised answer was said again: point by point, number by number, word for word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from shared.domain.conversation import Value
from shared.domain.language.numbers import is_said, numbers_in, stated
from shared.domain.language.similarity import Terms, one_to_one, phrase_terms, similarities, split

ALIKE = 0.28
"""Sentences that are less alike are different points."""
RUN = 5
"""Words in a row that are not said twice by chance."""
SENTENCE = re.compile(
    r"\s(?:(?<=[.!?;]\s)|(?<=,\s)(?=\s*(?:and|so|but|then|which)\b))\s*"
)  # begins with the space, so that the engine tries no other place


class Point(Value):
    """One point; the quote that is missing on a side is ''."""

    practised: str
    said: str


class Points(NamedTuple):
    """What became of the practised points, and what was new."""

    kept: tuple[Point, ...]
    dropped: tuple[Point, ...]
    added: tuple[Point, ...]
    contradicted: tuple[Point, ...]


def points_of(practised: str, said: str) -> Points:
    """Sentence by sentence; a point with another number instead is contradicted."""
    before, after = _sentences(practised), _sentences(said)
    alike = similarities([terms for _, terms in before], [terms for _, terms in after])
    pairs = one_to_one(alike, ALIKE)
    kept: list[Point] = []
    contradicted: list[Point] = []
    for row, column, _ in sorted(pairs):
        point = Point(practised=before[row][0], said=after[column][0])
        (contradicted if _numbers_differ(point) else kept).append(point)
    rows = {row for row, _, _ in pairs}
    columns = {column for _, column, _ in pairs}
    return Points(
        tuple(kept),
        tuple(Point(practised=text, said="") for text in _left_over(before, rows)),
        tuple(Point(practised="", said=text) for text in _left_over(after, columns)),
        tuple(contradicted),
    )


def rehearsed_share(practised: str, said: str) -> float:
    """Share, 0 to 1, of the practised runs of words that were said in the same order."""
    heard, runs = set(_runs(split(said))), _runs(split(practised))
    return len(list(filter(heard.__contains__, runs))) / len(runs) if runs else 0.0


def _runs(words: Sequence[str]) -> list[tuple[str, ...]]:
    return list(zip(*(words[start:] for start in range(RUN)), strict=False))


def _sentences(text: str) -> list[tuple[str, Terms]]:
    """The sentences that say something, with their vocabulary."""
    parts = ((part.strip(" ,;"), phrase_terms(_one_percent(part))) for part in SENTENCE.split(text))
    return [(part, terms) for part, terms in parts if len(terms) > 2]


def _one_percent(text: str) -> str:
    """Recognisers write one, people another."""
    return text.replace("per cent", "percent").replace("%", " percent")


def _left_over(sentences: Sequence[tuple[str, Terms]], taken: set[int]) -> list[str]:
    return [text for place, (text, _) in enumerate(sentences) if place not in taken]


def _numbers_differ(point: Point) -> bool:
    """Whether each side has a number that the other one has not; more numbers contradict none."""
    one = stated(point.practised)
    if not one:
        return False
    two = stated(point.said)
    return one != two and _has_more(one, point.said) and _has_more(two, point.practised)


def _has_more(phrases: Sequence[str], other: str) -> bool:
    known = numbers_in(other)
    return not all(is_said(phrase, known) for phrase in phrases)
