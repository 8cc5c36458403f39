"""Where each filler word is one: by the words and the punctuation around it, a rule for each.

Punctuation decides where there is some; recognisers often give none, and then the class of the
neighbouring words does: `like` before a number or after an article, `you know` where no verb could
stand.
"""

from __future__ import annotations

from collections.abc import Callable

from shared.domain.speech.filler_contexts import Context
from shared.domain.speech.filler_words import (
    AGREEING,
    BE,
    CLAUSE,
    COMPARED,
    CONJUNCTIONS,
    DETERMINERS,
    DONE_WELL,
    GOING_WELL,
    HAVING,
    HESITATIONS,
    INTENSIFIERS,
    KINDS,
    KNOWING,
    KNOWN,
    LIKING,
    MANY_MAY_FOLLOW,
    PREPOSITIONS,
    QUANTITIES,
    ROUGHLY,
    SAYING_SO,
    SUBJECTS,
)


def _like(at: Context) -> bool:
    if at.pause_before and at.pause_after:
        return True
    counted = at.after in QUANTITIES or at.after == "every" or at.after[:1].isdigit()
    if counted or (at.after, at.second_after) in ROUGHLY:
        return at.before not in LIKING - MANY_MAY_FOLLOW
    if at.starts:
        return at.after in SUBJECTS and not at.after.startswith("that")
    if at.after in COMPARED or at.ends:
        return False
    if at.before in HESITATIONS or at.before in ("mean", "know", "basically"):
        return True
    return _like_by_the_word_before(at)


def _like_by_the_word_before(at: Context) -> bool:
    had = at.before in HAVING and at.after in DETERMINERS
    if had or at.before in DETERMINERS or at.before in PREPOSITIONS:
        return True
    if at.before in CONJUNCTIONS:
        return at.before != "that" or at.after in SUBJECTS
    if at.before in BE:
        told = at.after in INTENSIFIERS | SUBJECTS | PREPOSITIONS or _grows(at.after)
        loose = at.among_fillers or (at.second_before in ("it", "that") and at.before == "was")
        return told or (loose and at.after in DETERMINERS)
    if at.pause_before:
        return at.after in SUBJECTS or at.after in INTENSIFIERS
    if at.before in LIKING:
        return False
    return at.after in ("and", "but", "so", "or", "not") or (
        at.among_fillers and at.after in SUBJECTS | PREPOSITIONS
    )


def _grows(word: str) -> bool:
    """Whether a word after `was like` is what somebody was or did, not what it is compared with."""
    return word.endswith(("ing", "ed", "ly"))


def _so(at: Context) -> bool:
    if at.ends:
        if at.bare:
            return at.before not in SAYING_SO
        return at.pause_before and at.before != "think"
    if at.after == "yeah":
        return True
    if at.pause_after:
        return at.pause_before or at.opens or at.before in ("and", "but")
    if (at.opens and at.before not in ("and", "but")) or at.begins_turn:
        return at.after not in ("that", "much", "many", "far", "as")
    follows = at.after in HESITATIONS or at.after in ("basically", "like", "anyway") or (
        (at.after, at.second_after) in (("you", "know"), ("i", "mean"), ("i", "guess"))
    )  # fmt: skip
    return follows and (at.starts or at.pause_before or at.before in HESITATIONS)


def _well(at: Context) -> bool:
    if at.pause_after and not at.ends:
        return at.starts or at.pause_before or at.before in HESITATIONS
    if at.starts or at.opens:
        return not at.ends and at.after not in DONE_WELL
    if at.bare and not at.ends and at.after in SUBJECTS:
        return at.before not in GOING_WELL
    return at.before in HESITATIONS and at.after in CLAUSE | HESITATIONS


def _right(at: Context) -> bool:
    told = at.pause_after or at.after in ("so", "first")
    if at.begins_turn and told and not at.ends and at.after not in ("okay", "ok"):
        return True  # "Right, so we had two depots."
    if at.starts or at.opens or at.before in AGREEING:
        return False
    if at.ends:
        return at.second_before not in ("that", "was", "is")
    if at.pause_before and at.pause_after:
        return True
    return at.after in SUBJECTS or at.after in ("so", "but", "because")


def _okay(at: Context) -> bool:
    if at.starts or at.opens:
        return at.after in ("so", "first") and not at.ends
    return at.pause_before and at.pause_after and not at.ends


def _actually(at: Context) -> bool:
    """Not where it sets right: "that is actually what we did"."""
    return at.after not in ("what", "how", "why", "who", "where")


def _really(at: Context) -> bool:
    """Behind what it belongs to: "all about the goals, really"."""
    return at.pause_before and (at.ends or at.pause_after) and at.before not in ("no", "yes", "")


def _comment(at: Context) -> bool:
    """`honestly`: said of what is told, not of how somebody did it."""
    return at.pause_before or not at.ends


def _opening(at: Context) -> bool:
    if at.starts or at.opens or at.pause_before:
        return at.pause_after or at.after in CLAUSE or not at.pause_before or at.starts
    return at.before in ("and", "but", "so", "well") and at.after in SUBJECTS


def _you_know(at: Context) -> bool:
    if (
        at.before in KNOWING
        and not at.pause_before
        and not (at.pause_after and at.before in CONJUNCTIONS)
    ):
        return False
    if at.pause_after:
        return True
    return at.after not in KNOWN


def _i_mean(at: Context) -> bool:
    if at.before in ("what", "know", "that") and not at.pause_before:
        return at.before == "that" and at.after in SUBJECTS
    if at.pause_after:
        return True
    if at.after == "that":
        return at.second_after in BE
    if at.after in ("by", "to", "business", "well"):
        return False
    return (at.after, at.second_after) not in (("the", "same"), ("it", ""))


def _kind_of(at: Context) -> bool:
    return at.before not in KINDS or at.pause_before


def _tail(at: Context) -> bool:
    """`and stuff`, `or whatever`: something stands before it, and nothing belongs to it."""
    return bool(at.before) and (at.ends or at.pause_after)


def _always(_: Context) -> bool:
    return True


RULES: dict[str, Callable[[Context], bool]] = {
    "like": _like,
    "so": _so,
    "well": _well,
    "right": _right,
    "okay": _okay,
    "actually": _actually,
    "really": _really,
    "honestly": _comment,
    "frankly": _comment,
    "anyway": _opening,
    "you know": _you_know,
    "i mean": _i_mean,
    "kind of": _kind_of,
    "sort of": _kind_of,
    "to be honest": _always,
    "to be fair": _always,
    "basically": _always,
    "literally": _always,
    "or whatever": _tail,
    "or something": _tail,
    "or anything": _tail,
    "and stuff": _tail,
    "and things": _tail,
    "and everything": _tail,
}
"""Name → where it is a filler."""
