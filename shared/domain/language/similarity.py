"""How alike short texts are: TF-IDF over stems, pairs of stems and subjects, and cosine."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain, filterfalse, pairwise

from shared.domain.language.numbers import NO_COUNT, SMALL
from shared.domain.language.question_classes import BETWEEN, FRAME, SUBJECT_OF_PAIR, SUBJECT_OF_WORD
from shared.domain.language.word_classes import PLAIN, Kept
from shared.domain.speech.stopwords import STOPWORDS
from shared.domain.speech.wording import stem

type Terms = Mapping[str, float]
"""A text's vocabulary: term → how much it counts, before the rarity of the term."""

SUBJECT_WEIGHT = 1.6
"""A shared subject says more than a shared word."""
PAIR_WEIGHT = 0.5


def split(text: str) -> list[str]:
    """The words of a text in lower case, without punctuation."""
    return list(filter(None, map(PLAIN.__getitem__, text.split())))


def _meaning(word: str) -> str:
    if word in SMALL and word not in NO_COUNT:
        return str(SMALL[word])  # recognisers write figures
    return "" if word in STOPWORDS or (len(word) < 2 and not word.isdigit()) else stem(word)


MEANING = Kept(_meaning)
"""Word → its stem; '' for a word that carries no meaning."""
MEANING_OF_TOKEN: Kept[str, str] = Kept(lambda token: MEANING[PLAIN[token]])
"""The same for a word as it stands in the text."""
STEM = Kept(stem)


PAIR_BEGINS = frozenset(first for first, _ in SUBJECT_OF_PAIR)


def subject_terms(question: str) -> Terms:
    """What a question is about: its subjects, and the stems that frame no question."""
    every = split(question)
    words = list(filterfalse(BETWEEN.__contains__, every))
    found: dict[str, float] = {}
    stems = list(map(STEM.__getitem__, every))
    if not PAIR_BEGINS.isdisjoint(stems):
        pairs = {*pairwise(map(STEM.__getitem__, words)), *pairwise(stems)}
        for pair in SUBJECT_OF_PAIR.keys() & pairs:
            found[f"~{SUBJECT_OF_PAIR[pair]}"] = SUBJECT_WEIGHT
    found.update(filter(None, map(TERM.__getitem__, words)))
    return found


def _term(word: str) -> tuple[str, float] | None:
    stemmed = STEM[word]
    subject = SUBJECT_OF_WORD.get(stemmed)
    if subject:
        return f"~{subject}", SUBJECT_WEIGHT
    meaning = MEANING[word]
    return (meaning, 1.0) if meaning and stemmed not in FRAME else None


TERM = Kept(_term)
"""Word → the term and weight that it adds to a question's subject; None for none."""


def subjects_of(words: Iterable[str]) -> set[str]:
    """The subjects that single words name, as terms."""
    stems = map(STEM.__getitem__, words)
    return {f"~{SUBJECT_OF_WORD[stemmed]}" for stemmed in stems if stemmed in SUBJECT_OF_WORD}


def word_terms(text: str) -> set[str]:
    """The different stems of a long text."""
    found = set(map(MEANING_OF_TOKEN.__getitem__, text.split()))
    found.discard("")
    return found


def phrase_terms(text: str) -> Terms:
    """The stems of a sentence, and pairs of neighbours."""
    stems = list(filter(None, map(MEANING_OF_TOKEN.__getitem__, text.split())))
    terms: dict[str, float] = dict.fromkeys(stems, 1.0)
    for one, two in pairwise(stems):
        terms[f"{one} {two}"] = PAIR_WEIGHT
    return terms


def similarities(left: Sequence[Terms], right: Sequence[Terms]) -> list[list[float]]:
    """Cosine, 0 to 1, of every text on the left with every text on the right."""
    rarity = _rarity(left, right)

    def direction(terms: Terms) -> Terms:
        weights = [weight * rarity[term] for term, weight in terms.items()]
        whole = math.sqrt(sum([weight * weight for weight in weights]))
        return dict(zip(terms, [weight / whole for weight in weights], strict=True))

    return _products(list(map(direction, left)), list(map(direction, right)))


def coverages(
    left: Sequence[Collection[str]], right: Sequence[Collection[str]]
) -> list[list[float]]:
    """How much, 0 to 1, of every text on the left is in every text on the right, however long."""
    vocabulary = set().union(*left)
    shared = [vocabulary.intersection(terms) for terms in right]
    rarity = _rarity(left, shared)
    weighted = [{term: rarity[term] for term in terms} for terms in left]
    return _products(
        [_scaled(terms, sum(terms.values())) for terms in weighted],
        [dict.fromkeys(terms, 1.0) for terms in shared],
    )


def _rarity(
    left: Sequence[Collection[str]], right: Sequence[Collection[str]]
) -> Mapping[str, float]:
    """Term → its weight, higher the fewer texts have it."""
    frequency = Counter(chain.from_iterable((*left, *right)))
    texts = 1 + len(left) + len(right)
    weight = {count: 1 + math.log(texts / (1 + count)) for count in set(frequency.values())}
    return {term: weight[count] for term, count in frequency.items()}


def _scaled(terms: Terms, whole: float) -> Terms:
    return {term: value / whole for term, value in terms.items()} if whole else {}


def _products(left: Sequence[Terms], right: Sequence[Terms]) -> list[list[float]]:
    """Every sum over shared terms of the product of their weights."""
    postings: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for row, terms in enumerate(left):
        for term, weight in terms.items():
            postings[term].append((row, weight))
    known = postings.get
    columns = []
    for terms in right:
        column = [0.0] * len(left)
        for term, weight in terms.items():
            for row, other in known(term, ()):
                column[row] += weight * other
        columns.append(column)
    return [[column[row] for column in columns] for row in range(len(left))]


def one_to_one(scores: Iterable[Sequence[float]], threshold: float) -> list[tuple[int, int, float]]:
    """Pairs (row, column, score), best first, each row and column once, none below threshold.

    Of equally good ones the first counts; differences of rounding decide nothing.
    """
    candidates = sorted(
        (-round(score, 9), row, column)
        for row, line in enumerate(scores)
        for column, score in enumerate(line)
        if score >= threshold
    )
    rows: set[int] = set()
    columns: set[int] = set()
    pairs = []
    for score, row, column in candidates:
        if row not in rows and column not in columns:
            rows.add(row)
            columns.add(column)
            pairs.append((row, column, -score))
    return pairs
