"""Words, stems and phrases: the plumbing under every rule that reads text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import product

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")

STOPWORDS = frozenset(
    "a about after again all also am an and any are as at be because been before being but by can "
    "could did didn't do does doesn't doing don't down for from get gets getting go goes going got "
    "gotten had has have having he her here hers him his how i i'd i'll i'm i've if in into is isn't "
    "it it's its itself just let let's like lot lots made make makes making may me might more most "
    "much my myself no not now of off ok okay on one only or other our ours out over own really "
    "right said same say saying says she should so some something such than thank thanks that "
    "that's the their them then there there's these they they're thing things think this those "
    "through to too um uh er erm ah hmm mm up us very was wasn't we we'd we'll we're we've well were "
    "what what's when where which while who why will with would yeah yes you you'd you'll you're "
    "you've your yours yourself tell share describe give walk talk bit little maybe actually "
    "basically kind sort".split()
)
"""Words that carry no topic, and the words questions are asked with."""

ENDINGS = (
    "ations", "ation", "ingly", "ments", "ment", "ings", "ness", "ions", "ion", "ing", "ied", "ies",
    "edly", "ers", "ed", "er", "es", "ly", "s",
)  # fmt: skip


def words_of(text: str) -> list[str]:
    """The words of a text in lower case with plain apostrophes."""
    return WORD.findall(text.lower().replace("’", "'"))


@lru_cache(maxsize=16_384)
def stem(word: str) -> str:
    """A word without plural, -ing, -ed and the like: crude, but the same for both sides."""
    word = word.removesuffix("'s").removesuffix("'")
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            if ending in ("ied", "ies"):
                return word + "y"
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "sl":
        word = word[:-1]
    return word[:-1] if len(word) > 4 and word[-1] in "ey" else word


def content_words(words: Sequence[str]) -> list[str]:
    """The stems of the words that carry the meaning."""
    return [stem(word) for word in words if len(word) > 1 and word not in STOPWORDS]


type _Node = dict[str, _Node | frozenset[str]]
_TAGS = ""


class PhraseTable:
    """Finds any of many phrases in one pass over the words.

    A phrase is words with choices: ``my (task|job) (was|is)``; an empty choice makes a word
    optional, ``*`` stands for any one word.
    """

    def __init__(self, phrases: Mapping[str, str]) -> None:
        """``phrases`` maps a tag to its phrases, one a line."""
        self._root: _Node = {}
        for tag, lines in phrases.items():
            for line in lines.strip().splitlines():
                for phrase in _expanded(line):
                    self._add(phrase, tag)

    def _add(self, phrase: tuple[str, ...], tag: str) -> None:
        node = self._root
        for word in phrase:
            following = node.setdefault(word, {})
            assert isinstance(following, dict)  # noqa: S101  only _TAGS holds a set
            node = following
        tags = node.get(_TAGS, frozenset())
        assert isinstance(tags, frozenset)  # noqa: S101
        node[_TAGS] = tags | {tag}

    def find(self, words: Sequence[str]) -> Iterator[tuple[int, int, str]]:
        """Every phrase in the words: position of its first word, its length, its tag."""
        root = self._root
        for position, word in enumerate(words):
            if word in root:
                yield from self._walk(root, words, position, position)

    def _walk(
        self, node: _Node, words: Sequence[str], first: int, here: int
    ) -> Iterator[tuple[int, int, str]]:
        tags = node.get(_TAGS)
        if tags:
            for tag in tags:
                yield first, here - first, tag
        if here == len(words):
            return
        for key in (words[here], "*"):
            following = node.get(key)
            if isinstance(following, dict):
                yield from self._walk(following, words, first, here + 1)


def _expanded(line: str) -> Iterator[tuple[str, ...]]:
    slots = [slot.strip("()").split("|") for slot in re.findall(r"\([^)]*\)|\S+", line)]
    for choice in product(*slots):
        phrase = " ".join(choice).split()
        if phrase:
            yield tuple(phrase)
