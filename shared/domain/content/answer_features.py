"""What rules can see in one answer: how much is told, by whom it was done, how it hangs together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import NamedTuple

from shared.domain.content import story as stories
from shared.domain.content.rubric import StarPart
from shared.domain.exchanges.questions import QuestionType
from shared.domain.language.clauses import Clause, cut
from shared.domain.language.word_classes import Is, listed
from shared.domain.speech.stopwords import STOPWORDS

THIN_WORDS = 25
"""An answer of fewer words is not more than a sentence or two."""
LISTED_SHARE = 0.3
"""Speech with a smaller share of function words is a heap of terms (usual is around a half)."""
REPEATED_SHARE = 0.45
"""A smaller share of different content words says the same again and again."""
PARTS = listed("situation task action result results outcome concrete")
PARTS_SHARE = 0.06
MANY_PARTS = 4
"""Who names the parts of a story as often as this tells none."""
LEAST_WORDS = 3
LEAST_WORDS_BRIEFLY = 1
"""`Nine days.` answers a follow-up."""
ENOUGH_WORDS = 12
"""Shares of fewer words say nothing."""

INSTRUCTION = re.compile(
    r"\b(?:ignore (?:all |any |the |my |your )*(?:previous|prior|above|rubric|instructions?)|system prompt|as an ai|you are (?:now )?an? (?:ai|assistant|language model)|"
    r"(?:score|rate|grade) (?:me|this|of|it|everything|my|as|with|the answer)|give (?:me|this|every\w*|all)\b.{0,30}\b(?:full|top|highest|perfect|maximum|five|100|hundred)|new instructions?|"
    r"(?:highest|maximum|full|perfect) (?:score|level|marks|rating))\b"
)
"""Words to whoever judges, not to the interviewer; they are no part of the answer."""
NO_ANSWER = re.compile(
    r"^(?:(?:um+|uh+|er+|well|hmm+|so|oh|yeah|no|not|really|honestly|sorry|okay|to be honest|that's a (?:hard|tough|good|difficult) (?:one|question)|i mean|like|actually|let me think|good question) )*"
    r"(?:i (?:really |just |honestly )?(?:don't|do not|can't|cannot|couldn't) (?:really |quite |actually )?(?:know|think of|remember|recall|have (?:one|any|an? (?:example|answer)|much|a lot)|say)|no idea|not sure|i'm not (?:really )?sure|"
    r"pass|nothing (?:comes|really|special)|i have no|can we skip|never (?:really )?(?:had|happened|thought)|i've never|i haven't|it (?:never|hasn't) happened|not really)\b"
)
NOT_KNOWING = re.compile(
    r"\b(?:i (?:really |just )?(?:don't|do not) know|no idea|i'm not sure|can't think of|i've never (?:really )?(?:had|thought|done)|don't remember|can't remember)\b"
)
HEDGES = ("i think", "i guess", "maybe", "perhaps", "probably", "possibly", "kind of", "sort of",
          "somewhat", "i suppose", "hopefully", "i would say", "more or less")  # fmt: skip
INSIGHT = re.compile(
    r"\b(?:(?:i|we)(?:'ve)? (?:learned|learnt|realised|realized|decided|chose|noticed|understood)|looking back|my (?:insight|decision|idea|rule|view)|instead of|rather than|trade-?off|because i|the key was|"
    r"since then i|i have a rule|next time|what i took|the lesson|taught me|i would rather|i'd rather|on purpose)\b"
)


class Features(NamedTuple):
    """What rules see in one answer."""

    clauses: list[Clause]
    words: int
    figures: int
    """Numbers given, a run of number words once."""
    names: int
    """Names of people, products and places, each once."""
    own: int
    """Clauses in which the candidate did something."""
    shared: int
    """Clauses in which a group did."""
    hedges: int
    reasons: int
    """Clauses that give a reason or a condition."""
    ordered: int
    """Clauses that say what comes first, then, for example."""
    vocabulary: set[str]
    """Different words that carry meaning."""
    insight: bool
    empty: bool
    """Nothing is answered: no words, not knowing, or a heap of terms."""
    story: dict[StarPart, Clause]
    """The parts that are told; empty where no story is."""

    @property
    def thin(self) -> bool:
        """A sentence or two, no more."""
        return self.words < THIN_WORDS


def look_at(lines: Iterable[str], asked: QuestionType, *, follows_up: bool = False) -> Features:
    """Look through an answer's lines once.

    Args:
        asked: what the question asks for.
        follows_up: the question wants more of the answer before.
    """
    clauses, words, names = cut(lines)
    together = reduce(or_, [clause.bits for clause in clauses], 0)
    if together & Is.INSTRUCTS:
        clauses = [clause for clause in clauses if not _instructs(clause)]
        words = [word for clause in clauses for word in clause.said if word]
    different = set(words) - STOPWORDS
    spoken = len(list(filter(STOPWORDS.__contains__, words)))
    text = " ".join(words)
    story = stories.FINDER.find(clauses, asked, follows_up=follows_up)
    acts = [clause.own for clause in clauses]
    own = acts.count(2)
    figures = sum([clause.figures for clause in clauses if clause.bits & Is.NUMBER])
    return Features(
        clauses=clauses,
        words=len(words),
        figures=figures,
        names=len(names),
        own=own,
        shared=acts.count(1),
        hedges=sum(map(text.count, HEDGES)) if together & Is.HEDGES else 0,
        reasons=len([1 for clause in clauses if clause.bits & Is.REASON]),
        ordered=len([1 for clause in clauses if clause.bits & Is.ORDER]),
        vocabulary=different,
        insight=together & Is.INSIGHT > 0 and any(map(_has_insight, clauses)),
        empty=_is_empty(
            text,
            words,
            different,
            spoken=spoken,
            facts=own + figures,
            least=LEAST_WORDS_BRIEFLY if follows_up else LEAST_WORDS,
        ),
        story=story,
    )


def _has_insight(clause: Clause) -> bool:
    return clause.bits & Is.INSIGHT > 0 and INSIGHT.search(clause.words) is not None


def _instructs(clause: Clause) -> bool:
    return clause.bits & Is.INSTRUCTS > 0 and INSTRUCTION.search(clause.words) is not None


def _is_empty(
    text: str,
    words: Sequence[str],
    different: set[str],
    *,
    spoken: int,
    facts: int,
    least: int,
) -> bool:
    """Whether nothing is answered; ``spoken`` of the words are function words, and fewer than
    ``least`` are no answer."""
    content = len(words) - spoken
    if len(words) < least or not content:
        return True
    if NO_ANSWER.match(text) and (facts < 2 or len(words) < THIN_WORDS):
        return True
    if len(words) < THIN_WORDS and facts == 0 and NOT_KNOWING.search(text):
        return True
    if len(words) < ENOUGH_WORDS:
        return False
    named = 0 if PARTS.isdisjoint(different) else sum(map(PARTS.__contains__, words))
    if named >= MANY_PARTS and named > PARTS_SHARE * len(words):
        return True
    listed = spoken < LISTED_SHARE * len(words)
    return listed or len(different) < REPEATED_SHARE * min(content, 100)
