"""Verbs in the past, and whether somebody did something or only was somewhere."""

from __future__ import annotations

from collections.abc import Sequence

IRREGULAR = frozenset(
    "began bent bet bit blew bought broke brought built came caught chose cut dealt did dove drew "
    "drove felt fell flew forgot fought found fixed gave got grew held hired hit kept knew laid led "
    "left let lost made met meant paid put ran rang read redid rebuilt rewrote reset rose said sang "
    "sat saw sent sent set shook shot showed shut sold spent split spoke stood stuck swam swapped "
    "taught threw told took understood went woke won wore wound wrote".split()
)
NOT_PAST = frozenset(
    "need indeed speed feed seed breed exceed proceed succeed hundred embed red bed shed wed fed "
    "agreed-upon unused used supposed based related tired interested excited naked sacred".split()
)
STATES = frozenset(
    "was were had felt thought knew liked wanted needed believed loved enjoyed hoped learned learnt "
    "realised realized worked joined got happened became meant understood heard saw seemed started "
    "used received remembered forgot studied graduated grew struggled lost failed missed tried "
    "expected disagreed agreed noticed left moved lived interned guessed assumed preferred hated "
    "ended managed appreciated cared stayed earned said noticed".split()
)
"""Past verbs that tell of a state, a stage or a feeling: no action by themselves."""
BETWEEN = frozenset(
    "also then first just even already immediately really still always never basically actually "
    "personally simply quickly um uh like literally carefully once kind of sort all both so "
    "together eventually finally later gradually quietly instead usually".split()
)
"""Words that may stand between 'I' and its verb."""
PERFECT = frozenset({"i've", "we've", "i'd", "we'd"})
AUXILIARIES = frozenset({"did", "didn't", "had", "have", "was", "were"})


def is_past(word: str) -> bool:
    """Whether a word looks like a verb in the past tense."""
    return word in IRREGULAR or (
        len(word) > 3 and word.endswith("ed") and word not in NOT_PAST and not word.endswith("eed")
    )


def is_action(word: str) -> bool:
    """Whether a word is a past verb of doing."""
    return word not in STATES and is_past(word)


def actions(words: Sequence[str]) -> tuple[int, int]:
    """How many deeds are told with 'I', and how many with 'we', in one sentence.

    Verbs that follow in a list ("I called them, fixed the bug and wrote it down") count as well.
    """
    own = shared = 0
    subject = ""
    for position, word in enumerate(words):
        if word in ("i", "we"):
            subject = word
            verb = _verb_after(words, position + 1)
            if verb and is_action(verb):
                own += word == "i"
                shared += word == "we"
        elif (
            subject
            and position
            and words[position - 1] in ("and", "then")
            and word != "did"
            and is_action(word)
        ):
            own += subject == "i"
            shared += subject == "we"
        elif word in ("he", "she", "they", "who"):
            subject = ""
    return own, shared


def _verb_after(words: Sequence[str], position: int) -> str | None:
    for word in words[position : position + 3]:
        if word in BETWEEN or (word.endswith("ly") and len(word) > 4):
            continue
        return word
    return None
