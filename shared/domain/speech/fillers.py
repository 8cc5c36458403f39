"""Hesitations and filler words, only where they are fillers.

`um` always is one. `like`, `so`, `right` and the like are words first: what stands around them
decides (``filler_rules``).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from shared.domain.language.words import PUNCTUATION
from shared.domain.speech.filler_contexts import context
from shared.domain.speech.filler_rules import RULES

HESITATION = re.compile(
    r"\b(?=[uehma])(?:u+m+|u+h+|e+r+m?|a+h+|h+m+|mm+|uhm+|ehm+)\b(?!-huh)", re.IGNORECASE
)
CANDIDATE = re.compile(
    r"\b(?=[abfhiklorstwy])(?:like|so|well|right|okay|ok|basically|actually|literally|really|honestly|frankly|anyway|"
    r"you know|i mean|kind of|sort of|kinda|sorta|to be (?:honest|fair)|or whatever|and (?:stuff|things|everything)(?: like that)?|"
    r"or (?:some|any)thing(?: like that)?)\b"
)
NAMES = {"ok": "okay", "kinda": "kind of", "sorta": "sort of"}
CERTAIN = re.compile(r"\b(?:u+m+|u+h+|e+r+m?|basically|literally|i mean|you know|kinda)\b")
"""Where one of these is, an ambiguous word of the same line is more likely a filler too."""


class Filler(NamedTuple):
    """One filler in a text: its name and its first character."""

    name: str
    position: int


def find_hesitations(text: str) -> list[Filler]:
    """Every um, uh, er, ah, hmm."""
    return [Filler(match[0].lower(), match.start()) for match in HESITATION.finditer(text)]


def find_fillers(text: str, *, begins_turn: bool = False) -> list[Filler]:
    """Every filler word, in order.

    Args:
        begins_turn: nothing of theirs stands directly before; a `so` at the head joins nothing, a
            `right` agrees with nothing.
    """
    lowered = text.lower()
    if len(lowered) != len(text):
        return []  # a letter of some language that grows in lower case: positions would be wrong
    lowered = lowered.replace("’", "'")
    candidates = list(CANDIDATE.finditer(lowered))
    if not candidates:
        return []
    # Only for "like" the other fillers of its line count.
    likes = any(match[0] == "like" for match in candidates)
    certain = [match.start() for match in CERTAIN.finditer(lowered)] if likes else []
    bare = PUNCTUATION.search(lowered) is None
    found = []
    for match in candidates:
        word = match[0]
        name = NAMES.get(word, word)
        rule = RULES.get(name) or RULES[" ".join(name.split()[:2])]
        start = match.start()
        around = any(place != start for place in certain)
        at = context(
            lowered, start, match.end(),
            among_fillers=around, begins_turn=begins_turn, bare=bare,
        )  # fmt: skip
        if rule(at):
            found.append(Filler("I mean" if name == "i mean" else name, start))
    return found
