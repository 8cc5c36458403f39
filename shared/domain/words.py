"""What a word is, for everything that counts them."""

from __future__ import annotations

import re

WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


class Vocabulary(dict[str, str | None]):
    """What stands between two spaces → the word in it, None where that is not just one.

    People say the same few hundred words again and again; the pattern alone takes three times as
    long.
    """

    def __missing__(self, token: str) -> str | None:
        words = words_of(token)
        found = self[token] = words[0] if len(words) == 1 else None
        return found

    def words_of(self, text: str) -> list[str]:
        """The same as the function of this name."""
        words = [self[token] for token in text.split()]
        known = [word for word in words if word is not None]
        return known if len(known) == len(words) else words_of(text)


def words_of(text: str) -> list[str]:
    """The words of a text in lower case; `don't` and `follow-up` are one each."""
    return WORD.findall(text.lower().replace("’", "'"))
