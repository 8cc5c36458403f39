"""What interviewers say: they ask, and they are the hosts. Candidates tell about themselves.

Patterns expect lower case, which is matched in half the time that ignoring case takes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from shared.domain.language.words import PUNCTUATION

_ASKED = (
    r"(?:so |and |okay,? |great,? |alright,? |well,? )*"
    r"(?:tell (?:me|us)|walk (?:me|us)|describe|give (?:me|us)|talk (?:me|us)? ?(?:through|about)|"
    r"can you|could you|would you|what|why|how|when|where|who|which|do you|did you|have you|"
    r"are you|is there|let's (?:talk|move|start)|explain|share)\b"
)
ASKING_FIRST = re.compile(_ASKED)
ASKING_AFTER = re.compile(rf"[.!?,]\s+{_ASKED}")
"""After a mark. The same with the head of a line in one pattern takes twice as long: the engine
then tries every place, here only marks."""
BARE_ASKING = re.compile(
    r"\b(?:tell (?:me|us)|(?:walk|talk|take) (?:me|us) through|give (?:me|us)|d['’]?you|"
    r"(?:can|could|would|will|do|did|have|are|were) you|what(?:['’]s| is| was| are) your|"
    r"(?:why|how|what|when|where|who|which) (?:do|did|would|was|were|is|are|happened|made))\b"
)
"""Anywhere in a line, where the recogniser gives no punctuation."""
HOSTING = re.compile(
    r"\b(?:thanks? (?:you )?(?:so much )?for (?:joining|coming|taking the time|your time)|"
    r"welcome|our (?:team|company|next steps?|process)|next steps|get back to you|be in touch|"
    r"next question|the role (?:is|involves|we)|we're looking for|any questions for (?:me|us)|"
    r"your (?:resume|cv|background|experience))\b"
)
ASKING_WORDS = frozenset([
    "tell", "walk", "describe", "give", "talk", "you", "what", "why", "how", "when", "where",
    "who", "which", "there", "let's", "explain", "share", "take", "what's", "d'you",
])  # fmt: skip
"""A line without any of these asks nothing, one without one of each below is no host's."""
HOSTS_WORDS = frozenset([
    "thank", "thanks", "welcome", "our", "next", "get", "be", "role", "we're", "any", "your",
])  # fmt: skip
HOSTING_WORDS = frozenset([
    "joining", "coming", "taking", "time", "welcome", "team", "company", "steps", "step",
    "process", "back", "touch", "question", "role", "looking", "questions", "resume", "cv",
    "background", "experience",
])  # fmt: skip
TELLING = frozenset(["i", "my", "me", "i'm", "i've", "i'd", "i'll"])
ADDRESSING = frozenset(["you", "your", "you're", "you've", "you'd", "you'll", "yours"])
NO_ADDRESS = re.compile(r"\byou (?:know|see)\b|\bthank you\b")


def questions(text: str, words: Collection[str]) -> int:
    """How many questions a line asks, with or without their marks."""
    marked = text.count("?")
    if marked or ASKING_WORDS.isdisjoint(words):
        return marked
    text = text.lower()
    if not PUNCTUATION.search(text):
        return len(BARE_ASKING.findall(text))
    first = ASKING_FIRST.match(text)
    if first is None:
        return len(ASKING_AFTER.findall(text))
    return 1 + len(ASKING_AFTER.findall(text, first.end()))


def hosting(text: str, words: Collection[str]) -> int:
    """How many phrases of a host a line has."""
    if HOSTS_WORDS.isdisjoint(words) or HOSTING_WORDS.isdisjoint(words):
        return 0
    return len(HOSTING.findall(text.lower()))


def telling(words: Iterable[str]) -> int:
    """How often somebody speaks of themselves."""
    return sum(map(TELLING.__contains__, words))


def addressing(text: str, words: Collection[str]) -> int:
    """How often somebody speaks of whom they speak to; "you know" and "thank you" are no such."""
    if ADDRESSING.isdisjoint(words):
        return 0
    return sum(map(ADDRESSING.__contains__, words)) - len(NO_ADDRESS.findall(text.lower()))
