"""What a single word may be a part of, so that most lines are spared most patterns.

Every pattern of ``wording`` and ``fillers`` needs certain letters within one word. People use few
different words, so each is looked at once, and what a line may hold is known without any pattern.
"""

from __future__ import annotations

import re

from shared.domain.speech.fillers import LEXICAL, find_hesitations
from shared.domain.speech.wording import ACRONYM

FILLER, HESITATION, HEDGE, FIGURE, SELF, WE, ABBREVIATION, REPAIR, BREAK_OFF = (
    1 << place for place in range(9)
)
WITHIN: dict[int, re.Pattern[str]] = {
    FILLER: re.compile(
        "|".join(sorted({max(name.lower().split(), key=len) for name, _ in LEXICAL}))
    ),
    HEDGE: re.compile(
        "maybe|perhaps|probably|possibly|think|guess|suppose|believe|feel|sure|sort|kind|somewhat|"
        "less|say|seem|really|hopefully|been|honest"
    ),
    FIGURE: re.compile(
        r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|"
        r"thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|half|doubled|"
        r"tripled|halved)"
    ),
    SELF: re.compile(r"\bi\b"),
    WE: re.compile(r"\bwe\b"),
    REPAIR: re.compile("mean|rather|sorry|rephrase|wait|scratch|meant"),
    BREAK_OFF: re.compile(r"(?:[,–—-]|\.\.\.|…)$"),
}
"""Sign → what stands in at least one word of everything it is a sign of."""


class Signs(dict[str, int]):
    """A word as it stands between two spaces → its signs, added up."""

    def __missing__(self, token: str) -> int:
        lowered = token.lower()
        found = sum(sign for sign, letters in WITHIN.items() if letters.search(lowered))
        if find_hesitations(token):
            found |= HESITATION
        if ACRONYM.search(token):
            found |= ABBREVIATION
        self[token] = found
        return found
