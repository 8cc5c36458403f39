"""Which question of one interview is which of another: by what is asked for, not by how."""

from __future__ import annotations

from collections.abc import Sequence

from shared.domain.language.similarity import Terms, one_to_one, similarities, split, subject_terms

SAME_QUESTION = 0.3
"""Cosine of their subjects from which on two questions ask for the same."""


def matched(first: Sequence[str], second: Sequence[str]) -> list[tuple[int, int, float]]:
    """Pairs (position in ``first``, in ``second``, similarity), each question once at most."""
    alike = similarities(
        [_terms(question) for question in first], [_terms(question) for question in second]
    )
    return sorted(one_to_one(alike, SAME_QUESTION))


def _terms(question: str) -> Terms:
    # A question without a subject ("how so?") is what its words are.
    return subject_terms(question) or dict.fromkeys(split(question), 1.0)
