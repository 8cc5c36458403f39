"""Phrases that come back, and how rich the vocabulary is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice

from shared.domain.speech.stopwords import STOPWORDS

PHRASE_TIMES = 3
PHRASES_MAX = 10
WINDOW = 50


def repeated_phrases(answers: Iterable[Sequence[str]]) -> list[tuple[str, int]]:
    """Phrases of three words that are said three times or more, in two answers at least, commonest
    first.

    Args:
        answers: the words of each answer; no phrase runs from one answer into the next.
    """
    told = list(answers)
    counts: Counter[tuple[str, str, str]] = Counter()
    for words in told:
        counts.update(zip(words, words[1:], words[2:], strict=False))
    often = [
        (" ".join(phrase), times)
        for phrase, times in counts.items()
        if times >= PHRASE_TIMES and not STOPWORDS.issuperset(phrase)
    ]
    texts = [f" {' '.join(words)} " for words in told]
    across = (
        (phrase, times)
        for phrase, times in sorted(often, key=lambda entry: (-entry[1], entry[0]))
        if sum(f" {phrase} " in text for text in texts) > 1
    )
    return list(islice(across, PHRASES_MAX))


def moving_type_token_ratio(words: Sequence[str]) -> float | None:
    """MATTR: mean share of different words in windows of 50 (Covington & McFall 2010).

    Does not fall with the length of the text; None for less than one window.
    """
    windows = len(words) - WINDOW + 1
    if windows < 1:
        return None
    # A word is new in the windows that hold it and begin after its place before: so many as there
    # are places between, a window's at most; fewer at the end, where no more windows begin.
    before: dict[str, int] = {}
    total = 0
    for position, word in enumerate(words):
        since = position - before.get(word, -1)
        before[word] = position
        total += since if since < WINDOW else WINDOW
        if position >= windows:
            total -= min(since, WINDOW, position - windows + 1)
    return total / WINDOW / windows
