"""What is true of an interviewer's turn, as features for the choice of what it is.

Its words and the question in it, how long it is, what came before and how much is answered: no list
of phrases. What they say for which kind of turn was learned (docs/decisions/0015).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from shared.domain.exchanges.questions import (
    READ,
    asking_sentence,
    asks_back,
    is_backchannel,
    sentences_of,
)
from shared.domain.language.similarity import subject_terms
from shared.domain.language.words import words_of
from shared.domain.speech.stopwords import STOPWORDS
from shared.domain.speech.wording import content_words

LENGTHS = (3, 6, 12, 20, 40, 80)
"""Words below which a turn belongs to a step of length."""
MANY = 3
"""Three are as many as more."""
SHARES = 4
POSITIONS = 8
LATE = 4
GLANCE = 60
"""So many characters of the candidate's turns are read at either end."""
ECHO_WORDS = 5
"""In more words nobody only gives back what was said."""
ECHO_REACH = 200
WORD_BEGINNING = 6
"""So many letters alike make two words the same here."""


class Turn(NamedTuple):
    """An interviewer's turn among its neighbours."""

    text: str
    before: str
    """The candidate's turn before it; '' where it is the first."""
    reply: str
    """The candidate's turn after it; '' where it is the last."""
    position: float
    """Which part of all turns came before it, 0 to 1."""
    asked_before: int
    """The interviewer's turns before it."""
    asked_after: int


class State(NamedTuple):
    """What was found in the turns before."""

    kind: str
    """The exchange that goes on; 'none' before the first."""
    judged: int
    """Questions to judge by so far."""
    topic: str
    """What was answered to the last question and its follow-ups."""
    remarks: int
    """Turns that began nothing since the exchange began."""


BEGINNING = State("none", 0, "", 0)


class Seen(NamedTuple):
    """What is true of a turn however the turns before were understood."""

    features: list[str]
    signs: list[str]
    """Those of them that mean another thing in every kind of exchange."""
    asked: str
    """The sentence that asks."""


def look_at(turn: Turn) -> Seen:
    """Look at a turn once."""
    text = turn.text[-READ:]
    sentences = sentences_of(text)
    asking = asking_sentence(text)
    words = words_of(text)
    asked = words if len(sentences) < 2 else words_of(asking)
    begun, ended = _first(turn.before), _last(turn.before)
    one, two = _first(turn.reply)
    answered = _step(turn.reply.count(" ") + bool(turn.reply))
    length = _step(len(words))
    features = [f"q {word}" for word in set(asked) - STOPWORDS]
    features += [f"q {before} {after}" for before, after in set(pairwise(asked))]
    features += (
        f"begins {_at(words, 0)}",
        f"begins {_at(words, 0)} {_at(words, 1)}",
        f"asks {_at(asked, 0)}",
        f"asks {_at(asked, 0)} {_at(asked, 1)}",
        f"ends {_at(asked, -1)}",
        f"replied {one}",
        f"replied {one} {two}",
        f"before {begun[0]}",
        f"before last {ended}",
        f"asked length {_step(len(asked))}",
        f"sentences {min(len(sentences), LATE)}",
        f"before length {_step(turn.before.count(' ') + bool(turn.before))}",
        f"length {length} answered {answered}",
        f"position {int(turn.position * POSITIONS)}",
        f"nth {min(turn.asked_before, LATE)}",
        f"left {min(turn.asked_after, LATE)}",
    )
    features += [f"about {term}" for term in subject_terms(asking) if term[0] == "~"]
    signs = [f"marks {min(text.count('?'), 2)}", f"length {length}", f"answered {answered}"]
    if text.endswith("?"):
        signs.append("ends asking")
    if len(words) <= ECHO_WORDS and _echoes(text, turn.before):
        signs.append("echoes")
    if is_backchannel(text):
        signs.append("only listens")
    if asks_back(turn.before):
        signs.append("was asked")
    return Seen(features, signs, asking)


def features_of(seen: Seen, state: State) -> list[str]:
    """Everything that is true of a turn, after the turns before."""
    words = set(content_words(seen.asked))
    said = f" {state.topic.lower()}"
    shared = len([1 for word in words if f" {word[:WORD_BEGINNING]}" in said])
    return [
        *seen.features,
        *seen.signs,
        f"in {state.kind}",
        f"judged {min(state.judged, MANY)}",
        f"shares {min(shared, MANY)}",
        f"share {round(SHARES * shared / max(1, len(words)))}",
        f"remarks {min(state.remarks, MANY)}",
        *[f"in {state.kind} {sign}" for sign in seen.signs],
    ]


def _echoes(text: str, before: str) -> bool:
    """Whether words only give back what was said at the end of the turn before."""
    words = content_words(text)
    return bool(words) and set(content_words(before[-ECHO_REACH:])).issuperset(words)


def _first(text: str) -> tuple[str, str]:
    words = words_of(text[:GLANCE])
    return _at(words, 0), _at(words, 1)


def _last(text: str) -> str:
    return _at(words_of(text[-GLANCE:]), -1)


def _at(words: Sequence[str], place: int) -> str:
    return words[place] if -len(words) <= place < len(words) else "-"


def _step(words: int) -> int:
    return len([1 for least in LENGTHS if words >= least])
