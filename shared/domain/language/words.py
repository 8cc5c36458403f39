"""What a word is, for everything that counts them."""

from __future__ import annotations

import re

from shared.domain.language.word_classes import Kept

PUNCTUATION = re.compile(r"[.,!?;:]")
WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def words_of(text: str) -> list[str]:
    """The words of a text in lower case; `don't` and `follow-up` are one each."""
    words = list(map(WORD_OF.__getitem__, text.split()))
    # A word that fills no place between spaces, or shares one, is left to the pattern.
    return words if all(words) else WORD.findall(_plain(text))


def _plain(text: str) -> str:
    return text.lower().replace("’", "'")


def _only_word(token: str) -> str:
    words = WORD.findall(_plain(token))
    return words[0] if len(words) == 1 else ""


WORD_OF = Kept(_only_word)
"""What stands between two spaces → the word in it, '' where that is not just one: people say
the same few hundred words again and again, and the pattern takes three times as long."""
