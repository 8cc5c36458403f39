"""Whether a text repeats another one at length, as a model does that gives its prompt away."""

from __future__ import annotations

from shared.domain.content.evidence import normalise

LONGEST_CHANCE_WORDS = 8
"""So many words in the same order are no chance any more."""


def repeats(text: str, source: str) -> bool:
    """Whether ``text`` holds more than eight words of ``source`` in a row."""
    words = normalise(text).split()
    wanted = LONGEST_CHANCE_WORDS + 1
    if len(words) < wanted:
        return False
    whole = f" {normalise(source)} "
    return any(
        f" {' '.join(words[start : start + wanted])} " in whole
        for start in range(len(words) - wanted + 1)
    )
