"""Self-repairs: somebody corrects what they said, or breaks off and begins again."""

from __future__ import annotations

import re
from collections.abc import Sequence

CORRECTION = re.compile(
    r"\b(?:i mean,? (?:no|not|the)\b|or rather\b|sorry,? (?:i mean|no)\b|let me rephrase\b|"
    r"(?:no,? )?wait,|scratch that\b|what i meant\b)",
    re.IGNORECASE,
)
UNFINISHED = frozenset([
    "i", "we", "he", "she", "they", "i'm", "i've", "we're", "we've", "the", "a", "an", "my", "our",
    "their", "to", "and", "but", "or", "of", "with", "for", "from", "because", "if", "was", "were",
    "is", "are", "it's", "that's", "there", "in", "on", "at",
])  # fmt: skip
"""Words that end no clause: said twice, the first one was broken off. "It works, it is fast" and
"a very, very long day" are no repairs."""
SUBJECTS = frozenset(["i", "we", "he", "she", "they", "it"])
BREAKS = (",", "-", "–", "—", "...", "…")
ENDS = (".", "!", "?", ";", ":")
AROUND = ".,!?;:-–—…\"'“”()"


def find_corrections(text: str) -> list[str]:
    """Every ``or rather``, ``no, wait,`` and the like."""
    return CORRECTION.findall(text)


def find_restarts(tokens: Sequence[str]) -> list[str]:
    """Every ``we went, we went`` and ``the the``: one or two words said again at once.

    Args:
        tokens: what stands between the spaces of a line.
    """
    words: list[str] = []
    breaks: list[bool] = []  # whether somebody may break off after the word
    ends: list[bool] = []  # whether a clause ends after it
    for token in tokens:
        word = token.strip(AROUND).lower().replace("’", "'")
        broken = token.endswith(BREAKS)
        if word:
            words.append(word)
            breaks.append(broken)
            ends.append(token.endswith(ENDS) and not broken)
        elif words:
            breaks[-1] = breaks[-1] or broken  # a dash that stands alone
    found = []
    place = 1
    while place < len(words):
        two = words[place : place + 2]
        if (
            len(two) == 2
            and place > 1
            and words[place - 2 : place] == two
            and two[0] != two[1]
            and (breaks[place - 1] or (two[0] in SUBJECTS and not ends[place - 1]))
        ):
            found.append(" ".join(two))
            place += 1
        elif words[place - 1] == two[0] and two[0] in UNFINISHED and not ends[place - 1]:
            found.append(two[0])
        place += 1
    return found
