"""How alike two short texts are: TF-IDF over stemmed words with a few synonyms, and cosine."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from shared.domain.speech.wording import content_words, stem

SYNONYMS: dict[str, str] = {
    stem(word): stem(group[0])
    for group in (
        ("conflict", "disagreement", "disagreed", "disagree", "argument", "clash", "difficult"),
        ("mistake", "failure", "failed", "error", "wrong", "regret"),
        ("weakness", "weak", "improve", "development"),
        ("strength", "strengths", "good at", "best"),
        ("leadership", "lead", "led", "leading", "manage", "managed", "manager"),
        ("deadline", "pressure", "time", "urgent", "tight", "stress"),
        ("proud", "accomplishment", "achievement", "achieved", "success", "proudest"),
        ("company", "us", "organisation", "organization", "here"),
        ("yourself", "background", "introduce", "introduction", "career"),
        ("why", "motivation", "motivates", "reason", "interested", "attracts"),
        ("colleague", "coworker", "teammate", "team", "peer", "stakeholder", "people"),
        ("challenge", "challenging", "hard", "hardest", "obstacle", "problem", "tough"),
        ("future", "years", "see", "goals", "plan"),
        ("project", "work", "built", "system"),
        ("feedback", "criticism", "criticised"),
        ("priority", "prioritise", "prioritize", "organise", "juggle", "tasks"),
        ("customer", "client", "user"),
        ("learn", "learned", "learning", "taught", "new"),
    )
    for word in group
}
"""Word → the first of its group, both stemmed."""


def terms(text: str) -> Counter[str]:
    """The weighted vocabulary of a text: words, and pairs of neighbours."""
    words = [SYNONYMS.get(word, word) for word in content_words(text)]
    counts = Counter(words)
    counts.update(f"{one} {two}" for one, two in zip(words, words[1:], strict=False))
    return counts


def similarities(left: Sequence[str], right: Sequence[str]) -> list[list[float]]:
    """Cosine, 0 to 1, of every text on the left with every text on the right."""
    rows, columns = [terms(text) for text in left], [terms(text) for text in right]
    documents = [*rows, *columns]
    frequency = Counter(term for document in documents for term in document)
    weight = {
        term: 1 + math.log((1 + len(documents)) / (1 + count)) for term, count in frequency.items()
    }
    lefts = [_weighted(row, weight) for row in rows]
    rights = [_weighted(column, weight) for column in columns]
    return [[_cosine(one, two) for two in rights] for one in lefts]


def _weighted(counts: Counter[str], weight: dict[str, float]) -> dict[str, float]:
    return {term: (1 + math.log(count)) * weight[term] for term, count in counts.items()}


def _cosine(one: dict[str, float], two: dict[str, float]) -> float:
    shared = sum(value * two[term] for term, value in one.items() if term in two)
    if not shared:
        return 0.0
    length = math.sqrt(sum(value**2 for value in one.values()))
    return shared / length / math.sqrt(sum(value**2 for value in two.values()))


def one_to_one(scores: list[list[float]], threshold: float) -> list[tuple[int, int, float]]:
    """Pairs (row, column, score), best first, each row and column once, none below threshold."""
    candidates = sorted(
        (
            (score, row, column)
            for row, line in enumerate(scores)
            for column, score in enumerate(line)
        ),
        reverse=True,
    )
    rows: set[int] = set()
    columns: set[int] = set()
    pairs = []
    for score, row, column in candidates:
        if score < threshold:
            break
        if row not in rows and column not in columns:
            rows.add(row)
            columns.add(column)
            pairs.append((row, column, score))
    return pairs
