"""Phrases that come back, and how rich the vocabulary is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from shared.domain.speech.stopwords import STOPWORDS

PHRASE_TIMES = 3
PHRASES_MAX = 10
WINDOW = 50


def repeated_phrases(answers: Iterable[Sequence[str]]) -> list[tuple[str, int]]:
    """Phrases of three words that are said three times or more, commonest first.

    Args:
        answers: the words of each answer; no phrase runs from one answer into the next.
    """
    counts: Counter[tuple[str, str, str]] = Counter()
    for words in answers:
        counts.update(zip(words, words[1:], words[2:], strict=False))
    found = [
        (" ".join(phrase), times)
        for phrase, times in counts.items()
        if times >= PHRASE_TIMES and not STOPWORDS.issuperset(phrase)
    ]
    return sorted(found, key=lambda entry: (-entry[1], entry[0]))[:PHRASES_MAX]


def moving_type_token_ratio(words: Sequence[str]) -> float | None:
    """MATTR: mean share of different words in windows of 50 (Covington & McFall 2010).

    Does not fall with the length of the text; None for less than one window.
    """
    if len(words) < WINDOW:
        return None
    counts: dict[str, int] = Counter(words[:WINDOW])
    different = total = len(counts)
    for leaving, entering in zip(words, words[WINDOW:], strict=False):
        if leaving != entering:
            counts[leaving] -= 1
            different -= counts[leaving] == 0
            now = counts.get(entering, 0)
            different += now == 0
            counts[entering] = now + 1
        total += different
    return total / WINDOW / (len(words) - WINDOW + 1)
