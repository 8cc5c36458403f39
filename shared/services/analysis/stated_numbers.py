"""A rewritten answer holds no number that nobody said, compared by value."""

from __future__ import annotations

import re

from shared.domain.language.numbers import PHRASE, is_said, numbers_in

PLACEHOLDER = "[number]"
MULTIPLES = (
    {"half", "halve", "halves", "halved", "halving"},
    {"twice", "double", "doubles", "doubled", "doubling", "twofold"},
    {"triple", "triples", "tripled", "tripling", "threefold"},
    {"quadruple", "quadruples", "quadrupled", "quadrupling", "fourfold"},
)
"""Numbers that are verbs; a placeholder cannot stand for them."""
BRACKETED = re.compile(r"(\[[^\]]*\])")


def without_unsaid_numbers(text: str, said: str) -> str | None:
    """``text`` with a placeholder for each number that is not in ``said``.

    None where a number is a verb ("doubled") that was not said: no placeholder can stand for it.
    """
    if _multiples(text) - _multiples(said):
        return None
    known = numbers_in(said)

    def kept(match: re.Match[str]) -> str:
        return match[0] if is_said(match[0], known) else PLACEHOLDER

    pieces = BRACKETED.split(text)
    for position, piece in enumerate(pieces):
        replaced = PHRASE.sub(kept, piece)
        # A placeholder that suggests a figure is none.
        pieces[position] = PLACEHOLDER if position % 2 and replaced != piece else replaced
    return "".join(pieces)


def _multiples(text: str) -> set[int]:
    words = set(re.findall(r"[a-z]+", text.casefold()))
    return {number for number, names in enumerate(MULTIPLES) if names & words}
