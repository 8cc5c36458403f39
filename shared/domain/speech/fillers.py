"""Hesitations and filler words, only where they are fillers.

`um` always is one. `like`, `so`, `right` and the like are words first: they count only where their
place in the sentence says so, mostly between commas or at the head of a clause.
"""

from __future__ import annotations

import re
from typing import NamedTuple

HESITATION = re.compile(r"\b(?:u+m+|u+h+|e+r+m?|a+h+|h+m+|mm+|uhm+|ehm+)\b(?!-huh)", re.IGNORECASE)

_START = r"(?:^|(?<=[.!?;:]\s)|(?<=[,—–-]\s)|(?<=[.!?;:,]))"
_AFTER_COMMA = r"(?<=,\s)"
_STOP = r"(?=\s*(?:[,.!?;:—–]|$))"

LEXICAL: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        # "you know" before a clause's object ("you know the answer", "you know how") is a verb.
        ("you know", r"(?<!\bdo )(?<!\bdid )(?<!\bif )(?<!\bas )(?<!\bthat )(?<!\blet )(?<!\bshould )"
         r"(?<!\bcan )\byou know\b(?:(?=\s*[,.!?;—–]|$)|(?<=, you know)(?!\s+(?:how|what|why|where|when|who|the|that|if|about)\b))"),
        ("I mean", r"\bI mean\b(?!\s+(?:that|it|by|to|what|the same))"),
        ("like", r"(?:(?<=,\s)like(?=\s*,)|(?<=,\s)like(?=\s+(?!(?:a|an|the|this|that|these|those|my|our|"
         r"your|his|her|their|for|when|in)\b)[a-z])|\b(?:was|is|were|are|be|just|and|it's|i'm|kind of|"
         r"sort of|you know|um|uh),?\s+like(?=\s*,)|\b(?:was|were|'s|am|is)\s+like(?=\s+(?:so|really|super|totally|okay|oh|why|what|wow|no|yeah|i)\b)|"
         r"\b(?:and|but|so|or|um|uh)\s+like(?=\s+(?:i|we|you|they|he|she|it|the|every|so|really)\b)|^like(?=\s*,)|(?<=[.!?]\s)like(?=\s*,))"),
        ("so", r"(?:(?:^|(?<=[.!?]\s))so(?=\s*,)|(?:^|(?<=[.!?]\s))so(?=\s+(?:um+|uh+|er+|yeah|basically|like|you know|i mean|i guess)\b)|(?<=,\s)so(?=\s*,)|(?<=,\s)so(?=\s*[.]?$))"),
        ("well", r"(?:^|(?<=[.!?]\s)|(?<=[,—–]\s))well(?=\s*,)"),
        ("right", r"(?<=,\s)right(?=\s*[,?])"),
        ("okay", r"(?:(?<=,\s)okay(?=\s*[,?])|(?:^|(?<=[.!?]\s))okay(?=\s*,\s*so\b))"),
        ("basically", r"\bbasically\b"),
        ("actually", r"(?:(?:^|(?<=[.!?]\s)|(?<=,\s))actually(?=\s*,)|(?<=,\s)actually\b|(?:^|(?<=[.!?]\s))actually\b)"),
        ("literally", r"\bliterally\b"),
        ("sort of", r"(?<!\bwhat )(?<!\bthis )(?<!\bthat )(?<!\bany )(?<!\bsome )(?<!\ba )(?<!\bthe )(?<!\beach )(?<!\bevery )(?<!\bsame )(?<!\bdifferent )(?<!\bright )\bsort of\b"),
        ("kind of", r"(?<!\bwhat )(?<!\bthis )(?<!\bthat )(?<!\bany )(?<!\bsome )(?<!\ba )(?<!\bthe )(?<!\beach )(?<!\bevery )(?<!\bsame )(?<!\bdifferent )(?<!\bright )(?<!\bone )(?<!\bwhich )\bkind of\b"),
        ("honestly", r"(?:^|(?<=[.!?]\s)|(?<=,\s))honestly(?=\s*,)"),
        ("anyway", r"(?:^|(?<=[.!?]\s)|(?<=,\s))anyway(?=\s*,)"),
        ("or whatever", r"\bor whatever\b"),
        ("and stuff", r"\band (?:stuff|things)(?: like that)?\b(?=\s*[,.!?;]|$)"),
        ("yeah", r"(?:^|(?<=[.!?]\s)|(?<=,\s))yeah(?=\s*,)"),
    )
)  # fmt: skip
"""Name → where it is a filler. Looks around are as much of grammar as is needed."""


class Filler(NamedTuple):
    """One filler in a text: its name and its first character."""

    name: str
    position: int


def find_hesitations(text: str) -> list[Filler]:
    """Every um, uh, er, ah, hmm."""
    return [Filler(match[0].lower(), match.start()) for match in HESITATION.finditer(text)]


def find_fillers(text: str) -> list[Filler]:
    """Every filler word, in order; one place is counted once."""
    taken: dict[int, str] = {}
    lowered = text.lower()
    for name, pattern in LEXICAL:
        if name.lower() not in lowered:
            continue  # twenty times cheaper than the pattern
        for match in pattern.finditer(text):
            start = (
                match.end() - len(name)
                if match[0].lower().endswith(name.lower())
                else match.start()
            )
            taken.setdefault(start, name)
    return [Filler(name, position) for position, name in sorted(taken.items())]
