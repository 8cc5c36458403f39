"""What a single word may be a part of, so that most lines are spared most patterns.

Every pattern of ``wording``, ``repairs`` and ``fillers`` needs one of a few words. People use few
different words, so each is looked at once, and what a line may hold is known without any pattern.
"""

from __future__ import annotations

import re

from shared.domain.language.word_classes import Kept
from shared.domain.speech.fillers import find_hesitations
from shared.domain.speech.wording import ACTIONS

FILLER, HESITATION, HEDGE, FIGURE, SELF, WE, REPAIR, ACTED = (1 << place for place in range(8))
NEEDED: dict[int, tuple[str, ...]] = {
    FILLER: (
        "like", "so", "well", "right", "okay", "ok", "basically", "actually", "literally",
        "honestly", "honest", "really", "anyway", "yeah", "know", "mean", "kind", "sort", "kinda",
        "sorta", "whatever", "stuff", "things", "something", "everything", "anything", "frankly",
        "fair",
    ),
    HEDGE: (
        "maybe", "perhaps", "probably", "possibly", "think", "guess", "suppose", "believe", "feel",
        "sure", "sort", "kind", "somewhat", "less", "say", "seems", "seemed", "really",
        "hopefully", "been", "honest",
    ),
    FIGURE: (
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve", "fifteen", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty",
        "ninety", "hundred", "thousand", "million", "half", "doubled", "tripled", "halved",
    ),
    SELF: ("i", "i've"),
    WE: ("we", "we've"),
    ACTED: tuple(ACTIONS),
    REPAIR: ("mean", "rather", "sorry", "rephrase", "wait", "scratch", "meant"),
}  # fmt: skip
"""Sign → one of these words, or a number for FIGURE, is in everything that it is a sign of."""


def _by_word() -> dict[str, int]:
    found: dict[str, int] = {}
    for sign, words in NEEDED.items():
        for word in words:
            found[word] = found.get(word, 0) | sign
    return found


BY_WORD = _by_word()
APART = re.compile("[-']")


def signs_of(word: str) -> int:
    """The signs of a word, added up; 0 for none."""
    seen = BY_WORD.get(word, 0)
    if not word.isalpha():
        for part in APART.split(word):
            seen |= FIGURE if part[:1].isdigit() else BY_WORD.get(part, 0)
    return seen | HESITATION if find_hesitations(word) else seen


OF_WORD = Kept(signs_of)
