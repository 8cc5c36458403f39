"""The tone of a sentence of work talk, by rules, from -1 to 1.

Words of feeling and judgement count by themselves, turned round by a negation before them in their
clause. What things came to counts by its direction: less trouble and more of what is wanted is
good, the reverse is bad, and trouble without any direction is a plain fact. What comes after "but"
counts twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shared.domain.language.word_classes import Kept
from shared.domain.language.words import words_of
from shared.domain.tone.tone_words import (
    DOWN,
    NEGATION,
    NEGATIVE,
    PHRASE_KEYS,
    PHRASES,
    POSITIVE,
    TROUBLE,
    TURNS,
    UP,
    VALUE,
)

AFTER_BUT = 2.0
CLAUSE_ENDS = ",;:.!?…"
MARKS = CLAUSE_ENDS + "\"'“”()[]–—-"
PHRASE_STARTS = frozenset(phrase.split()[0] for phrase in PHRASES)
FEELING = POSITIVE | NEGATIVE | PHRASE_KEYS
THINGS = TROUBLE | VALUE
ABSENT = frozenset(["no", "without", "zero"])
ABSENT_WITHIN = 3
TURNING = DOWN | UP | ABSENT | {"down", "up"}
KNOWN = POSITIVE | NEGATIVE | TROUBLE | VALUE | DOWN | UP | NEGATION | PHRASE_STARTS
GOING_DOWN = frozenset(["went down", "came down"])
GOING_UP = frozenset(["went up"])


def tone_of(text: str, words: Sequence[str] | None = None) -> float:
    """From -1 to 1; 0 where nothing is told.

    Args:
        words: the words of the text, where they are known.
    """
    if not tells(words_of(text) if words is None else words):
        return 0.0
    return _balance(text)


def tells(words: Sequence[str]) -> bool:
    """Whether there is a tone at all, perhaps; half of all lines have none."""
    if not FEELING.isdisjoint(words):
        return True
    return not (THINGS.isdisjoint(words) or TURNING.isdisjoint(words))


def _balance(text: str) -> float:
    balance = weight = 0.0
    for clause in _clauses(text):
        if KNOWN.isdisjoint(clause):
            continue
        counts = AFTER_BUT if clause[0] == "but" else 1.0
        for value in _values(clause):
            balance += counts * value
            weight += counts
    return max(-1.0, min(1.0, balance / (weight + 1))) if weight else 0.0


def _clauses(text: str) -> Iterator[list[str]]:
    clause: list[str] = []
    for token in text.lower().replace("’", "'").split():
        word, ends = PARTS[token]
        if clause and (word in TURNS or not word):
            yield clause
            clause = []
        if word:
            clause.append(word)
        if clause and ends:
            yield clause
            clause = []
    if clause:
        yield clause


PARTS: Kept[str, tuple[str, bool]] = Kept(
    lambda token: (token.strip(MARKS), token[-1] in CLAUSE_ENDS)
)
"""What stands between two spaces → the word in it, and whether a clause ends with it."""


def _values(clause: list[str]) -> list[float]:
    """What each telling word or phrase of a clause counts."""
    found: list[float] = []
    turned = missed = False  # a negation stands before; before a word of direction
    down = up = trouble = value = False
    place = 0
    while place < len(clause):
        word = clause[place]
        if word not in KNOWN:
            place += 1
            continue
        phrase = _phrase_at(clause, place)
        if phrase is not None:
            down, up = down or phrase in GOING_DOWN, up or phrase in GOING_UP
            if PHRASES[phrase]:
                found.append(-PHRASES[phrase] if turned else PHRASES[phrase])
            place += len(phrase.split())
            continue
        turned = turned or word in NEGATION
        if word in DOWN or word in UP:
            missed = turned
            down, up = down or word in DOWN, up or word in UP
        value = value or word in VALUE
        if word in TROUBLE:
            trouble = True
            if not ABSENT.isdisjoint(clause[max(0, place - ABSENT_WITHIN) : place]):
                # No more complaints about lost invoices.
                found, turned, down = [], False, True
        if word in POSITIVE or word in NEGATIVE:
            sign = 1.0 if word in POSITIVE else -1.0
            found.append(-sign if turned else sign)
        place += 1
    return _with_direction(found, missed=missed, down=down, up=up, trouble=trouble, value=value)


def _with_direction(
    found: list[float], *, missed: bool, down: bool, up: bool, trouble: bool, value: bool
) -> list[float]:
    bad_things = trouble or any(entry < 0 for entry in found)
    if down and not value and bad_things:
        # Fewer failed deployments: what sounds bad has become less, or has not.
        return [-1.0 if missed else 1.0]
    if trouble and up:
        return [*(entry for entry in found if entry < 0), -1.0]
    if value and (up or down) and up is not down:
        return [*found, 1.0 if up is not missed else -1.0]
    return found


def _phrase_at(clause: list[str], place: int) -> str | None:
    if clause[place] not in PHRASE_STARTS:
        return None
    for length in (3, 2):
        phrase = " ".join(clause[place : place + length])
        if phrase in PHRASES:
            return phrase
    return None
