"""The sentences of an answer and what the rules see in each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from shared.domain.conversation import Exchange, Quote, Transcript
from shared.domain.evidence import quote_of
from shared.domain.rules.markers import OUTCOME_VERBS, STAR_PHRASES
from shared.domain.rules.verbs import actions
from shared.domain.words import words_of

LONGEST_WORDS = 45
"""Longer sentences, as recognisers write them, are cut at conjunctions."""
_END = re.compile(r"(?<=[.!?;])\s+")
_CONJUNCTION = re.compile(
    r",?\s+(?=(?:and then|and so|so then|and|so|but|then|because|which)\s+(?:i|we|it|they|the|she|he|my|our)\b)",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<=[\w,;] )(?:[A-Z][a-z]{2,}(?:[A-Z]\w+)?|[A-Z]{2,6}\d?s?)\b")
_NO_NAMES = frozenset(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday And But The Then They We Our You Yes "
    "Well Yeah Okay OK Because When What How English".split()
)
_DIGITS = re.compile(r"(?<![A-Za-z\d])(?:[$€£]\s?)?\d[\d,.]*(?:\s?(?:%|k\b|m\b|bn\b))?")
_AT_NAME = re.compile(r"\b(?:at|for|with|joined) [A-Z][a-z]{2,}")
NUMBER_WORDS = frozenset(
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "eighteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million "
    "billion half third quarter percent dozen doubled tripled halved twice double".split()
)
INSTRUCTION = re.compile(
    r"\b(?:ignore (?:all |any |the |your |everything )?(?:of )?(?:the |your )?(?:previous|prior|above|instructions?|rules)|"
    r"disregard (?:all|any|the|your|previous|prior)|system (?:prompt|message|override)|as an ai\b|language model|"
    r"(?:score|rate|grade|mark) (?:me|this|it|my|the)\b|(?:give|award|assign) (?:me|this|the|my|every)[^.!?]{0,40}"
    r"\b(?:score|rating|level|grade|points?|marks?|five|100|hundred)\b|(?:new|following) instructions?|"
    r"output (?:only|json|the)|(?:all|every|five|four|maximum|full|perfect|highest) (?:levels?|scores?|ratings?|marks?)\b|"
    r"(?:highest|maximum|perfect|full|top) (?:possible )?(?:score|rating|level|marks?)|assistant:|<\|)",
    re.IGNORECASE,
)
"""Words addressed to whoever scores: no part of an answer."""


@dataclass(slots=True)
class Sentence:
    """One sentence of an answer."""

    line: int
    text: str
    start: int | None
    end: int | None
    words: list[str]
    marks: set[str] = field(default_factory=set)
    own: int = 0
    shared: int = 0
    figures: int = 0
    names: frozenset[str] = frozenset()
    outcome: bool = False
    """A figure beside a verb of change."""

    def quote(self) -> Quote:
        """The sentence as evidence."""
        return quote_of(self.start, self.end, self.line, self.text)


def sentences_of(transcript: Transcript, exchange: Exchange) -> list[Sentence]:
    """The sentences of an answer, without those that instruct the scorer."""
    found = []
    for number in exchange.answer_lines:
        line = transcript.lines[number]
        for text in _split(line.text):
            words = words_of(text)
            if words and not INSTRUCTION.search(text):
                found.append(_read(number, text, line.start, line.end, words))
    return found


def _split(text: str) -> Iterator[str]:
    for sentence in _END.split(text):
        if sentence.count(" ") < LONGEST_WORDS:
            yield sentence.strip()
            continue
        begin = 0
        for match in _CONJUNCTION.finditer(sentence):
            if sentence.count(" ", begin, match.start()) > LONGEST_WORDS // 3:
                yield sentence[begin : match.start()].strip(" ,")
                begin = match.start()
        yield sentence[begin:].strip(" ,")


def _read(line: int, text: str, start: int | None, end: int | None, words: list[str]) -> Sentence:
    own, shared = actions(words)
    figures = sum(1 for _ in _DIGITS.finditer(text)) + sum(word in NUMBER_WORDS for word in words)
    marks = {tag for _, _, tag in STAR_PHRASES.find(words)}
    if _AT_NAME.search(text):
        marks.add("place")
    return Sentence(
        line=line, text=text, start=start, end=end, words=words, marks=marks, own=own,
        shared=shared, figures=figures, names=frozenset(_NAME.findall(text)) - _NO_NAMES,
        outcome=figures > 0 and not OUTCOME_VERBS.isdisjoint(words),
    )  # fmt: skip
