"""Hedges, ownership, figures, jargon and repetition: what words say of how somebody speaks."""

from __future__ import annotations

import re
from functools import lru_cache

from shared.domain.language.word_classes import listed
from shared.domain.language.words import words_of
from shared.domain.speech.stopwords import STOPWORDS

__all__ = [
    "ACRONYM", "ACTION", "FIGURE", "HEDGE", "OWN", "SHARED", "content_words", "stem", "words_of",
]  # fmt: skip


class AnyCase:
    """A pattern in lower case that finds words as they were said.

    Matching against a text in lower case takes half the time of ignoring case.
    """

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self._compiled = re.compile(pattern)

    def findall(self, text: str) -> list[str]:
        """Everything it finds, verbatim."""
        lowered = text.lower()
        if len(lowered) != len(text):  # a letter that grows in lower case stays as it is
            lowered = "".join([low if len(low := one.lower()) == 1 else one for one in text])
        return [text[match.start() : match.end()] for match in self._compiled.finditer(lowered)]


_NO_KIND = "".join(
    rf"(?<!\b{word} )"
    for word in ("what", "which", "this", "that", "these", "those", "any", "some", "a", "the", "one",
                 "each", "every", "same", "different", "right", "another", "other", "new")
)  # fmt: skip
"""Before "kind of" where it names a kind instead of hedging."""

# The lookaheads below name the first letters of what follows: most places are left at once, which
# halves the time, since the engine tries every branch at every place otherwise.
HEDGE = AnyCase(
    r"\b(?=[chikmnpst])(?:maybe|perhaps|probably|possibly|i (?:think|guess|suppose|believe|feel like)|"
    r"(?:i['’]?m|i am) not (?:really |quite |entirely )?sure|"
    rf"{_NO_KIND}(?:sort|kind) of|somewhat|more or less|i would say|i['’]d say|it (?:seems|seemed) like|not really|hopefully|"
    r"might have been|could have been)\b"
)
ACTIONS = listed(
    "built made led wrote designed created fixed ran started launched shipped reduced cut "
    "increased improved managed organised organized planned decided proposed presented "
    "implemented developed tested introduced set moved migrated negotiated hired trained taught "
    "coached analysed analyzed investigated found asked told called talked spoke worked took "
    "gave put split automated measured reviewed refactored debugged delivered solved resolved "
    "handled coordinated suggested convinced persuaded wanted tried changed replaced removed "
    "added drew mapped won owned drove grew saved sold prepared documented rewrote rolled "
    "brought got did"
)
ACTION = rf"(?:{'|'.join(sorted(ACTIONS))})"
_DID = rf"(?:['’]ve| have| had)? (?:\w+ly |also |then |first |just )?{ACTION}\b"
# They begin with their first letter and look back for the word's beginning: the engine finds a
# letter twice as fast as a boundary.
OWN = AnyCase(rf"i(?<!\wi){_DID}")
SHARED = AnyCase(rf"we(?<!\wwe){_DID}")
FIGURE = AnyCase(
    r"[$€£]\s?\d[\d,.]*\s?(?:k|m|bn|million|billion|thousand)?|\b(?=[\dbdefhmnost])(?:"
    r"\d[\d,.]*\s?(?:%|percent|per cent|x\b|times|k\b|million|billion|thousand|hours?|days?|weeks?|"
    r"months?|years?|minutes?|seconds?|people|users?|customers?|engineers?|dollars?|euros?|pounds?|"
    r"points?|requests?|tickets?)|"
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|"
    r"forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|half)(?:[ -](?:one|two|"
    r"three|four|five|six|seven|eight|nine|hundred|thousand|million))* (?:percent|per cent|times|"
    r"hours?|days?|weeks?|months?|minutes?|seconds?|people|users?|customers?|engineers?|dollars?|"
    r"euros?|pounds?|points?|tickets?|million|thousand)|by half\b|doubled\b|tripled\b|halved\b)"
)
"""A number with its unit, in digits or in words."""
ACRONYM = re.compile(r"\b(?!I\b|OK\b|US\b|UK\b|CEO\b|CV\b|HR\b|IT\b|TV\b)[A-Z][A-Z0-9]{1,5}s?\b")
ENDINGS = {
    "s": (("ations", 4), ("ments", 4), ("ings", 4), ("ies", 3), ("ers", 4), ("es", 4), ("'s", 2),
          ("s", 3)),
    "n": (("ation", 4),),
    "y": (("ingly", 4), ("edly", 4), ("ly", 4)),
    "t": (("ment", 4),),
    "g": (("ing", 4),),
    "d": (("ied", 3), ("ed", 3)),
    "r": (("er", 4),),
}  # fmt: skip
"""Last letter → endings that are cut, longest first, and how many letters must be left."""


def content_words(text: str) -> list[str]:
    """The words that carry the meaning, without their commonest endings."""
    return [stem(word) for word in words_of(text) if word not in STOPWORDS and len(word) > 1]


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """A word without plural, -ing, -ed and the like: crude, but the same for both sides."""
    for ending, least in ENDINGS.get(word[-1:], ()):
        if word.endswith(ending) and len(word) - len(ending) >= least:
            word = word[: -len(ending)]
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "sl":
        word = word[:-1]
    return word.removesuffix("e") if len(word) > 4 else word
