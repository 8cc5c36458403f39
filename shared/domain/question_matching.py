"""Which question of one interview is which of another: by what is asked for, not by how."""

from __future__ import annotations

import re
from collections.abc import Sequence

from shared.domain.similarity import one_to_one, similarities

SAME_TOPIC = 0.2
"""Cosine from which on two questions, freed of their lead-ins, ask for the same."""
LEAD_IN = re.compile(
    r"\b(?:(?:can|could|would) you (?:please )?)?(?:tell|walk|talk|take) (?:me|us)"
    r"(?: please)?(?: through| about)?\b"
    r"|\b(?:(?:can|could|would) you (?:please )?)?(?:give|share with) (?:me|us) "
    r"(?:an|one|some) examples? (?:of|where|when)\b"
    r"|\b(?:can|could) you (?:think of|remember|describe|explain)\b|\bdescribe\b|\bhave you ever\b"
    r"|\b(?:a|the|one|any) (?:time|situation|moment|case|example|occasion|experience)"
    r"(?: (?:when|where|that|in which|of when))?\b"
    r"|\b(?:next|last|first|another) (?:one|question)(?: from me)?\b"
    r"|\b(?:would you say|do you think|would you describe)\b"
    r"|\b(?:greatest|biggest|largest|main|single|most important)\b"
    r"|\blet'?s (?:start|begin|move on|talk about)\b"
    r"|\b(?:okay|ok|great|good|right|well|lovely|sure|thanks|thank you|perfect|alright|all right|"
    r"nice|makes sense|please|interesting|excellent|fair enough)\b",
    re.IGNORECASE,
)
""" "Tell me about a time when" is in half of all questions and says nothing about any."""


def topic(question: str) -> str:
    """What a question asks for; the whole question where nothing but a lead-in is there."""
    rest = " ".join(LEAD_IN.sub(" ", question).split())
    return rest if re.search(r"\w", rest) else question


def matched(first: Sequence[str], second: Sequence[str]) -> list[tuple[int, int, float]]:
    """Pairs (position in ``first``, in ``second``, similarity), each question once at most."""
    left, right = [topic(text) for text in first], [topic(text) for text in second]
    alike = [
        # Words that say nothing ("how so?") are alike where they are the same.
        [
            1.0 if one.casefold() == two.casefold() else score
            for two, score in zip(right, row, strict=True)
        ]
        for one, row in zip(left, similarities(left, right), strict=True)
    ]
    return sorted(one_to_one(alike, SAME_TOPIC))
