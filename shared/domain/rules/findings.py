"""Everything the rules count in one answer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from shared.domain.conversation import Exchange, Quote, Transcript
from shared.domain.rubric import StarPart
from shared.domain.rules.markers import MANNER_PHRASES
from shared.domain.rules.questions import Asked, asked_for
from shared.domain.rules.sentences import Sentence, sentences_of
from shared.domain.rules.star import find_parts, tells_a_story
from shared.domain.similarity import topic_of
from shared.domain.words import STOPWORDS, words_of

FEWEST_WORDS = 5
THIN_WORDS = 25
SOME_GRAMMAR = 0.25
"""English speech is about half small words; a heap of terms has hardly any."""
SOME_VARIETY = 0.28
NO_ANSWER = re.compile(
    r"^(?:(?:um+|uh+|er+|well|hmm+|so|oh|yeah|no|honestly|sorry|okay|to be honest|good question|"
    r"that'?s a (?:good|hard|tough) (?:question|one))[,.\s…-]*)*"
    r"(?:i (?:really |honestly |just )?(?:don'?t|do not|didn'?t|wouldn'?t) (?:really |actually |even )?(?:know|have (?:one|any|an? (?:example|answer|good))|"
    r"recall|remember|think i (?:have|can|know))|i (?:can'?t|cannot|couldn'?t) (?:really |honestly )?(?:think of|remember|recall|say|answer|come up)|"
    r"no idea|not sure|i'?m not (?:really |quite |so )?sure|pass\b|nothing\b|i have no idea|can we (?:skip|come back)|"
    r"(?:i'?ve|i have) never (?:really )?(?:had|done|thought))",
    re.IGNORECASE,
)
ASKING_BACK = re.compile(
    r"^(?:sorry,? )?(?:could|can|would) you (?:please )?(?:repeat|rephrase|say that again|clarify)", re.IGNORECASE
)


class Findings(NamedTuple):
    """What the rules see in one answer."""

    asked: Asked
    sentences: list[Sentence]
    words: int
    own: int
    shared: int
    figures: int
    names: int
    manner: Counter[str]
    grammar: float
    variety: float
    overlap: int
    """Topic words of the question that come back in the answer."""
    asked_words: int
    story: bool
    star: dict[StarPart, Quote]
    empty: bool
    """There is no answer in it: "I don't know", a word, a heap of terms, nothing but orders."""


def look_at(transcript: Transcript, exchange: Exchange) -> Findings:
    """Count what there is to count."""
    sentences = sentences_of(transcript, exchange)
    words = [word for sentence in sentences for word in sentence.words]
    asked = asked_for(exchange.question)
    topics = topic_of(words_of(exchange.question))
    manner = Counter(tag for _, _, tag in MANNER_PHRASES.find(words))
    names: set[str] = set()
    names.update(*(sentence.names for sentence in sentences))
    findings = Findings(
        asked=asked,
        sentences=sentences,
        words=len(words),
        own=sum(sentence.own for sentence in sentences),
        shared=sum(sentence.shared for sentence in sentences),
        figures=sum(sentence.figures for sentence in sentences),
        names=len(names),
        manner=manner,
        grammar=_share(words, STOPWORDS),
        variety=len(set(words)) / min(len(words), 60) if words else 0.0,
        overlap=len(topics & topic_of(words)),
        asked_words=len(topics),
        story=tells_a_story(sentences, asked),
        star=find_parts(sentences, asked),
        empty=False,
    )
    empty = _is_empty(findings, " ".join(sentence.text for sentence in sentences))
    return findings._replace(empty=empty, star={} if empty else findings.star)


def _share(words: Sequence[str], among: frozenset[str]) -> float:
    return sum(word in among for word in words) / len(words) if words else 0.0


def _is_empty(findings: Findings, text: str) -> bool:
    if findings.words < FEWEST_WORDS:
        return True
    if ASKING_BACK.search(text) and findings.words < THIN_WORDS:
        return True
    if NO_ANSWER.search(text) and not findings.star and (findings.words < 30 or findings.own == 0):
        return True
    if findings.words >= 8 and findings.grammar < SOME_GRAMMAR:
        return True
    return findings.words >= 12 and findings.variety < SOME_VARIETY
