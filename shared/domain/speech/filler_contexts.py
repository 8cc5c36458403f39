"""What stands around a word that may be a filler."""

from __future__ import annotations

import re
from typing import NamedTuple

from shared.domain.speech.filler_words import REPLIES

WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
SENTENCE_MARKS = frozenset(".!?;:")
REACH = 48
"""So many characters on either side are looked at; two words and what lies between them."""


class Context(NamedTuple):
    """A candidate's surroundings, in lower case; '' where the text ends."""

    before: str
    """The word before it."""
    second_before: str
    pause_before: bool
    """A comma, a dash or the end of a sentence lies in front of it."""
    starts: bool
    """It is the first word of a sentence or of the line."""
    opens: bool
    """Only replies and hesitations stand before it in the line, and at least one."""
    after: str
    second_after: str
    pause_after: bool
    ends: bool
    """It is the last word of a sentence or of the line."""
    among_fillers: bool
    """The line has a hesitation, or another filler that is certain."""
    begins_turn: bool
    """It is the first word of what somebody says before another one speaks."""
    bare: bool
    """The line has no punctuation at all."""


def context(
    text: str, start: int, end: int, *, among_fillers: bool, begins_turn: bool, bare: bool
) -> Context:
    """What stands around ``text[start:end]``; ``text`` is in lower case."""
    left = text[max(0, start - REACH) : start]
    right = text[end : end + REACH]
    words = WORD.findall(left)
    if start > REACH:
        words = words[1:] or words  # the first one may be cut
    gap = left[left.rfind(words[-1]) + len(words[-1]) :] if words else left
    following = WORD.findall(right)
    lead = right[: right.find(following[0])] if following else right
    starts = not words or not SENTENCE_MARKS.isdisjoint(gap)
    return Context(
        before=words[-1] if words else "",
        second_before=words[-2] if len(words) > 1 else "",
        pause_before=bool(gap.strip()) or not words,
        starts=starts,
        opens=0 < start <= REACH and bool(words) and REPLIES.issuperset(words),
        after=following[0] if following else "",
        second_after=following[1] if len(following) > 1 else "",
        pause_after=bool(lead.strip()) or not following,
        ends=not following or not SENTENCE_MARKS.isdisjoint(lead),
        among_fillers=among_fillers,
        begins_turn=begins_turn and not words,
        bare=bare,
    )
