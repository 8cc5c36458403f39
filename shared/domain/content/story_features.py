"""What is true of a clause of an answer, for the choice of which part of a story it is.

Its words and their classes, who does what, how long it is, and where in the answer it stands. How
much each says for a part was learned (docs/decisions/0015).

A mark is what is looked up at once: a word, or a kind of mark with its values. Few different ones
come again and again, so what a mark weighs is worked out once.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import NamedTuple

from shared.domain.exchanges.questions import QuestionType
from shared.domain.language.clauses import Clause
from shared.domain.language.word_classes import BITS, Is, Kept

type Mark = str | tuple[str | int, ...]

SHORTEST_ACT = 4
"""An act in fewer words is none of a story's."""
LENGTHS = tuple(sum(words >= least for least in (3, 5, 8, 13, 20)) for words in range(20))
"""Words → a step of length; more are as long as the longest."""
LONGEST = len(LENGTHS) - 1
ANSWERS = (3, 6, 12)
"""Clauses below which an answer belongs to a step of length."""
MANY = 3
SECOND = 2
FIFTHS = 5
QUARTERS = 4
CLASSES = tuple((bit, f"a {name.lower()}") for name, bit in vars(Is).items() if name.isupper())
"""Bit → the feature that a word of this class is in the clause."""
BEFORE_ACTS, FIRST_ACT, AMONG_ACTS, AFTER_ACTS = range(4)
TELLING = (Is.TIME, Is.TROUBLE, Is.CHANGE)
"""Classes of words that say, where they are in anything that happened, that a story is told."""
VALUES = {
    "answer": ("asked", "follows up", "clauses", "quarters told"),
    "whole": ("acts", "when", "trouble", "change"),
    "stands": ("fifth", "nth", "last"),
    "acts": ("acts before", "acts after", "order", "own", "own in order"),
    "does": ("past", "others", "possible", "length"),
    "around": ("own before", "past before", "own after", "past after"),
    "head": ("begins",),
}
"""Kind of mark → the names of its values."""
NOBODY = (-1, -1)
"""Own act and past of the clause before the first, and after the last."""


class Marked(NamedTuple):
    """An answer's marks: those of the whole answer, which hold for each clause, and each clause's."""

    whole: list[Mark]
    clauses: list[list[Mark]]


def marks_of(clauses: Sequence[Clause], asked: QuestionType, *, follows_up: bool) -> Marked:
    """The marks of an answer.

    Args:
        asked: what the question asks for.
        follows_up: the question wants more of the answer before.
    """
    does = [clause.does for clause in clauses]
    acts = [own > 0 and len(clause.said) >= SHORTEST_ACT
            for clause, (own, *_) in zip(clauses, does, strict=True)]  # fmt: skip
    count = len(clauses)
    last = count - 1
    before, after = 0, sum(acts)
    all_acts = after
    earlier: tuple[int, ...] = NOBODY
    marked: list[list[Mark]] = []
    # No call of a function in this walk: it is as long as the answer.
    for place, (act, (own, past, others, possible)) in enumerate(zip(acts, does, strict=True)):
        said = clauses[place].said
        after -= act
        if before:
            order = AMONG_ACTS if act or after else AFTER_ACTS
        else:
            order = FIRST_ACT if act else BEFORE_ACTS
        later = does[place + 1] if place < last else NOBODY
        marked.append([
            *said,
            ("stands", FIFTHS * place // count, place if place < SECOND else SECOND, place == last),
            ("acts", before if before < MANY else MANY, after if after < MANY else MANY,
             order, own, 10 * own + order),
            ("does", past, others, possible,
             LENGTHS[len(said) if len(said) < LONGEST else LONGEST]),
            ("around", earlier[0], earlier[1], later[0], later[1]),
            ("head", said[0][: Kept.LONGEST]),
        ])  # fmt: skip
        earlier = (own, past)
        before += act
    happened = [clause.bits for clause, (_, past, _, may) in zip(clauses, does, strict=True)
                if past and not may]  # fmt: skip
    told = reduce(or_, happened, 0)
    quarters = QUARTERS * len(happened) // max(1, count)
    return Marked(
        [
            ("answer", asked, follows_up, sum([count >= least for least in ANSWERS]), quarters),
            ("whole", min(all_acts, MANY), *(told & bit > 0 for bit in TELLING)),
        ],
        marked,
    )


def features_of(mark: Mark) -> list[str]:
    """What a mark says."""
    if isinstance(mark, str):
        bits = BITS[mark]
        return [f"w {mark}", *(name for bit, name in CLASSES if bits & bit)]
    kind, *values = mark
    return [
        f"{name} {value if isinstance(value, str) else int(value)}"
        for name, value in zip(VALUES[str(kind)], values, strict=True)
    ]
