"""An answer cut into clauses, and what the grammar of each says: who, and when.

As much English as telling a story from an opinion needs: the subject, the past, and whether an
act, a state or only a possibility is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import NamedTuple

from shared.domain.language.word_classes import BITS, PARTICIPLES, PLAIN, Is

BEGINS = Is.JOINS
FOLLOWS = Is.SUBJECT
ENDS = Is.ENDS
CAPITAL = Is.CAPITAL
MARKED = BEGINS | ENDS | CAPITAL
TOLD = Is.ACT | Is.STATE | Is.DECIDES
PERSON = Is.I | Is.WE
PAST = Is.ACT | Is.STATE
SPARED = Is.ADVERB


class Clause:
    """One clause of an answer."""

    __slots__ = ("_begin", "_tokens", "bits", "line", "own", "said")

    def __init__(
        self, line: int, tokens: list[str], begin: int, said: list[str], kinds: list[int]
    ) -> None:
        self.line = line
        """Position among the answer's lines."""
        self._tokens = tokens  # of the whole line, since few clauses are quoted
        self._begin = begin
        self.said = said
        """Its words in lower case, without punctuation."""
        bits = self.bits = reduce(or_, kinds)
        """The classes of all its words."""
        self.own = _own_act(kinds) if bits & PERSON and bits & TOLD else 0
        """2: something I did. 1: something we did. 0: no act of the candidate's is told."""

    @property
    def text(self) -> str:
        """Verbatim."""
        return " ".join(self._tokens[self._begin : self._begin + len(self.said)])

    @property
    def words(self) -> str:
        """Its words in lower case, one space between."""
        return " ".join(filter(None, self.said))

    @property
    def does(self) -> tuple[int, bool, bool, bool]:
        """``own``; whether a past tense is in it; whether somebody or something else is the subject
        of it; whether it tells what would, will or usually does happen."""
        own, bits = self.own, self.bits
        past = bits & PAST > 0
        return (
            own,
            past,
            past and own == 0 and (not bits & PERSON or self._of_others()),
            own == 0 and bits & Is.POSSIBLE > 0 and _is_possible(self.said),
        )

    def _of_others(self) -> bool:
        first = next((word for word in self.said if not BITS[word] & Is.LEADS), "")
        return first not in ("i", "we", "i've", "we've")

    @property
    def figures(self) -> int:
        """How many numbers it gives; `two thousand` is one."""
        if not self.bits & Is.NUMBER:
            return 0
        found = 0
        before = False
        for word in self.said:
            numeric = BITS[word] & Is.NUMBER > 0
            found += numeric > before
            before = numeric
        return found


class Cut(NamedTuple):
    """An answer, cut."""

    clauses: list[Clause]
    """In order; none runs over two lines."""
    said: list[str]
    """All words, in lower case and without punctuation."""
    names: set[str]
    """Words with a capital that begin no sentence: names of people, products and places."""


def cut(lines: Iterable[str]) -> Cut:
    """Cut an answer's lines into clauses."""
    whole = Cut([], [], set())
    for position, text in enumerate(lines):
        tokens = text.split()
        said = list(map(PLAIN.__getitem__, tokens))
        kinds = list(map(BITS.__getitem__, tokens))
        begin = 0
        for end in _ends(kinds, said, whole.names):
            if end > begin:
                whole.clauses.append(
                    Clause(position, tokens, begin, said[begin:end], kinds[begin:end])
                )
                begin = end
        whole.said.extend(filter(None, said))
    return whole


def _ends(kinds: Sequence[int], said: Sequence[str], names: set[str]) -> list[int]:
    """Where clauses end: with a sentence, or where one with a subject of its own is joined.

    In the same walk, since it is the longest, names are put aside.
    """
    ends = []
    last = len(kinds) - 1
    for place in [place for place, bits in enumerate(kinds) if bits & MARKED]:
        bits = kinds[place]
        if bits & CAPITAL and place and not kinds[place - 1] & ENDS:
            names.add(said[place])
        if bits & ENDS:
            ends.append(place + 1)
        elif (
            bits & BEGINS
            and place < last
            and kinds[place + 1] & FOLLOWS
            and not (place and kinds[place - 1] & BEGINS)
        ):
            ends.append(place)
    ends.append(last + 1)
    return ends


def _own_act(kinds: Sequence[int]) -> int:
    best = 0
    last = len(kinds) - 1
    persons = [place for place, bits in enumerate(kinds) if bits & PERSON]
    for place in persons:
        if place and kinds[place - 1] & Is.SUBORDINATES:
            continue
        weight = 2 if kinds[place] & Is.I else 1
        following = place + 1
        while following < last and kinds[following] & SPARED:
            if kinds[following] & Is.DECIDES and weight > best:
                best = weight
            following += 1
        if following > last or kinds[following + (following < last)] & PERSON:
            continue  # one verb in a row of them tells nothing
        in_a_row = following == last and len(persons) > 2
        if kinds[following] & Is.ACT and not in_a_row and weight > best:
            best = weight
        if best == 2:
            break
    return best


def _is_possible(said: Sequence[str]) -> bool:
    """Whether a word of possibility means it: `we'd` before `had` or `found` is the past."""
    for place, word in enumerate(said):
        if not BITS[word] & Is.POSSIBLE:
            continue
        rest = [after for after in said[place + 1 : place + 4] if not _is_adverb(after)]
        if not word.endswith("'d") or not rest:
            return True
        if not (rest[0] in ("had", "been") or rest[0] in PARTICIPLES or BITS[rest[0]] & PAST):
            return True
    return False


def _is_adverb(word: str) -> bool:
    return BITS[word] & SPARED > 0 and word not in ("had", "have")
