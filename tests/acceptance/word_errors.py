"""How far a transcript is from what was said: the word error rate."""

from __future__ import annotations

import re


def words(text: str) -> list[str]:
    """Lower-case words; punctuation and the case of letters are not errors."""
    return re.findall(r"[a-z0-9']+", text.lower().replace("’", "'"))


def word_error_rate(said: str, heard: str) -> float:
    """Substitutions, deletions and insertions (Levenshtein's distance in words) per word said."""
    expected, got = words(said), words(heard)
    row = list(range(len(got) + 1))
    for line, word in enumerate(expected, start=1):
        diagonal, row[0] = row[0], line
        for column, other in enumerate(got, start=1):
            diagonal, row[column] = (
                row[column],
                min(row[column] + 1, row[column - 1] + 1, diagonal + (word != other)),
            )
    return row[-1] / len(expected)
