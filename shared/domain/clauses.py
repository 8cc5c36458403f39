"""An answer cut into clauses, and what the grammar of each says: who, and when.

As much English as telling a story from an opinion needs: the subject, the past, and whether an
act, a state or only a possibility is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

MARKS = str.maketrans(dict.fromkeys('.,!?;:"()[]…—–“”/*', " ") | {"’": "'"})
BREAK = re.compile(
    r"(?<=[.!?;])\s+|(?<!\band)(?<!\bbut)(?<!\bso),?\s+(?=(?:and|so|but|then|which|because) (?:then |also |so )?(?:i|we|he|she|they|it|the|my|"
    r"our|nobody|everybody|after|in|within|that|this|now|there)\b)",
    re.IGNORECASE,
)
"""Where a sentence ends, or a clause with a subject of its own begins."""
LEADS = frozenset(
    "and so but then because which well um uh er hmm yeah yes no okay ok right sure like basically "
    "actually honestly you know mean also that first firstly second secondly next finally "
    "eventually afterwards later after".split()
)
ADVERBS = frozenset(
    "also just then first always only actually even still quickly simply basically really finally "
    "immediately personally together both all never already once again sort kind of like".split()
)
IRREGULAR = frozenset(
    "began bent bet bit bought broke brought built came caught chose cut did drew drove dug fed "
    "flew fought found gave got grew heard held hid hired hit kept laid led left lent let lit lost "
    "made met paid put quit ran rang read rebuilt redid reran rewrote rode rose said sat sent set "
    "shook shot shut sold sought spent spoke split spread stood stuck swapped swept swung taught "
    "threw told took tore understood undertook went woke won wore wrote oversaw fell "
    "broadcast sank struck withdrew dealt did sped".split()
)
STATES = frozenset(
    "was were had knew thought felt liked loved wanted needed believed understood meant seemed "
    "realised realized learned learnt hoped worked studied joined graduated lived used enjoyed "
    "preferred cared worried heard belonged existed happened expected trusted wished agreed "
    "disagreed mattered depended hated supposed interested tired".split()
)
"""Pasts that tell no act."""
PARTICIPLES = frozenset("done gone written taken given driven spoken begun shown grown chosen drawn "
                        "seen broken".split())  # fmt: skip
SUBORDINATE = frozenset("after when once if before because while that what which as until where how "
                        "whatever everything".split())  # fmt: skip
"""Before `I`: the main clause, and who acts in it, comes later."""
NOT_PAST = frozenset("need feed speed indeed hundred red bed seed exceed proceed succeed bleed "
                     "embed used-to speed-up weed".split())  # fmt: skip
POSSIBLE = frozenset(
    "would i'd we'd you'd they'd wouldn't should will i'll we'll won't usually normally generally "
    "typically ideally if imagine".split()
)
NO_ACT_NOW = STATES | POSSIBLE | frozenset(
    "am are have think know like love want need can could may might must do try feel believe hope "
    "mean guess suppose work live study prefer enjoy understand remember agree see not".split()
)
NUMBERS = frozenset(
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred "
    "thousand million billion half percent twice double zero".split()
)


class Clause(NamedTuple):
    """One clause of an answer."""

    line: int
    """Position among the answer's lines."""
    text: str
    """Verbatim."""
    words: list[str]
    """In lower case, without punctuation."""
    own: int
    """2: something I did. 1: something we did. 0: no act of the candidate's is told."""
    past: bool
    """A past tense is in it."""
    others: bool
    """Somebody or something else is its subject, in the past."""
    possible: bool
    """It tells what would, will or usually does happen."""
    figures: int
    """Numbers in it; a run of number words is one."""


def clauses_of(texts: Iterable[str]) -> list[Clause]:
    """The clauses of an answer's lines, in order."""
    return [
        read(position, part, part.translate(MARKS).lower().split())
        for position, line in enumerate(texts)
        for part in BREAK.split(line)
        if part
    ]


def read(line: int, text: str, words: list[str]) -> Clause:
    """One clause from its words."""
    own = _own_act(words)
    past = own > 0 or not STATES.isdisjoint(words) or any(map(is_past, words))
    others = past and own == 0 and _subject(words) not in ("i", "we", "i've", "we've")
    possible = own == 0 and not POSSIBLE.isdisjoint(words) and _is_possible(words)
    return Clause(line, text, words, own, past, others, possible, figures_in(words))


def figures_in(words: Sequence[str]) -> int:
    """How many numbers words give; `two thousand` is one."""
    if NUMBERS.isdisjoint(words) and not any(word[0].isdigit() for word in words):
        return 0
    numeric = [word in NUMBERS or word[0].isdigit() for word in words]
    return sum(here > before for before, here in pairwise([False, *numeric]))


def is_past(word: str) -> bool:
    """Whether a word is the past of a verb, as far as its form says."""
    return word in IRREGULAR or (word.endswith("ed") and len(word) > 3 and word not in NOT_PAST)


def is_act(word: str) -> bool:
    """Whether a word is the past of doing something."""
    return is_past(word) and word not in STATES


def _is_possible(words: list[str]) -> bool:
    """Whether a word of possibility means it: `we'd` before `had` or `found` is the past."""
    for place, word in enumerate(words):
        if word not in POSSIBLE:
            continue
        rest = [after for after in words[place + 1 : place + 4] if after not in ADVERBS]
        if not word.endswith("'d") or not rest:
            return True
        if not (rest[0] in ("had", "been") or rest[0] in PARTICIPLES or is_past(rest[0])):
            return True
    return False


def _own_act(words: list[str]) -> int:
    best = 0
    last = len(words) - 1
    for place, word in enumerate(words):
        if word in ("i", "we"):
            weight = 2 if word == "i" else 1
        elif word in ("i've", "we've"):
            weight = 2 if word == "i've" else 1
        else:
            continue
        if place and words[place - 1] in SUBORDINATE:
            continue
        following = place + 1
        while following < last and (
            words[following] in ADVERBS
            or words[following].endswith("ly")
            or words[following] in ("have", "had", "started", "decided", "tried", "began", "managed")
        ):
            if words[following] in ("decided", "tried", "started", "began"):
                best = max(best, weight)
            following += 1
        if following > last or (following < last and words[following + 1] in ("i", "we")):
            continue  # a verb alone, or one in a row of them, tells nothing
        if is_act(words[following]) or words[following] in PARTICIPLES:
            best = max(best, weight)
        if best == 2:
            break
    return best


def acts_now(words: Sequence[str]) -> bool:
    """Whether the candidate does something in the present tense, as some tell what has happened."""
    for place, word in enumerate(words[:-2]):
        if word in ("i", "we") and (place == 0 or words[place - 1] not in SUBORDINATE):
            verb = next((after for after in words[place + 1 :] if after not in ADVERBS), "")
            return bool(verb) and verb not in NO_ACT_NOW and not verb.endswith("n't")
    return False


def _subject(words: list[str]) -> str:
    """The first word that is no connection."""
    return next((word for word in words if word not in LEADS), "")
