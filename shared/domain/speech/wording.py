"""Hedges, ownership, figures, jargon and repetition: what words say of how somebody speaks."""

from __future__ import annotations

import re
from functools import lru_cache

from shared.domain.speech.stopwords import STOPWORDS

WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")

# The lookaheads below name the first letters of what follows: most places are left at once, which
# halves the time, since the engine tries every branch at every place otherwise.
HEDGE = re.compile(
    r"\b(?=[chikmnpst])(?:maybe|perhaps|probably|possibly|i (?:think|guess|suppose|believe|feel like)|"
    r"(?:i'?m|i am) not (?:really |quite |entirely )?sure|sort of|kind of|somewhat|"
    r"more or less|i would say|i'd say|it (?:seems|seemed) like|not really|hopefully|"
    r"might have been|could have been|to be honest i don'?t)\b",
    re.IGNORECASE,
)
ACTION = (
    r"(?:built|made|led|wrote|designed|created|fixed|ran|started|launched|shipped|reduced|cut|"
    r"increased|improved|managed|organi[sz]ed|planned|decided|proposed|presented|implemented|"
    r"developed|tested|introduced|set|moved|migrated|negotiated|hired|trained|taught|coached|"
    r"analy[sz]ed|investigated|found|asked|told|called|talked|spoke|worked|took|gave|put|split|"
    r"automated|measured|reviewed|refactored|debugged|delivered|solved|resolved|handled|coordinated|"
    r"suggested|convinced|persuaded|wanted|tried|changed|replaced|removed|added|drew|mapped|won|"
    r"owned|drove|grew|saved|sold|prepared|documented|rewrote|rolled|brought|got|did)"
)
OWN = re.compile(rf"\bi (?:\w+ly |also |then |first |just )?{ACTION}\b", re.IGNORECASE)
SHARED = re.compile(rf"\bwe (?:\w+ly |also |then |first |just )?{ACTION}\b", re.IGNORECASE)
FIGURE = re.compile(
    r"[$€£]\s?\d[\d,.]*\s?(?:k|m|bn|million|billion|thousand)?|\b(?=[\dbdefhmnost])(?:"
    r"\d[\d,.]*\s?(?:%|percent|per cent|x\b|times|k\b|million|billion|thousand|hours?|days?|weeks?|"
    r"months?|years?|minutes?|seconds?|people|users?|customers?|engineers?|dollars?|euros?|pounds?|"
    r"points?|requests?|tickets?)|"
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|"
    r"forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|half)(?:[ -](?:one|two|"
    r"three|four|five|six|seven|eight|nine|hundred|thousand|million))* (?:percent|per cent|times|"
    r"hours?|days?|weeks?|months?|minutes?|seconds?|people|users?|customers?|engineers?|dollars?|"
    r"euros?|pounds?|points?|tickets?|million|thousand)|by half\b|doubled\b|tripled\b|halved\b)",
    re.IGNORECASE,
)
"""A number with its unit, in digits or in words."""
ACRONYM = re.compile(r"\b(?!I\b|OK\b|US\b|UK\b|CEO\b|CV\b|HR\b|IT\b|TV\b)[A-Z][A-Z0-9]{1,5}s?\b")
REPAIR = re.compile(
    r"\b(?=[ilnosw])(?:i mean,? (?:no|not|the)|or rather|sorry,? (?:i mean|no)|let me rephrase|"
    r"(?:no,? )?wait,|scratch that|what i meant)\b",
    re.IGNORECASE,
)
BREAK_OFF = re.compile(r"(?:,| -| —|\.\.\.) ")
"""Where somebody may begin again; the same one or two words stand on both sides then."""
NOT_AGAIN = frozenset(["very", "really", "no", "yes", "yeah", "so", "many", "much", "okay", "right",
                       "again", "more", "far", "long"])  # fmt: skip
"""Said twice on purpose."""
LOOK_AROUND = 60
ENDINGS = {
    "s": (("ations", 4), ("ments", 4), ("ings", 4), ("ies", 3), ("ers", 4), ("es", 4), ("'s", 2),
          ("s", 3)),
    "n": (("ation", 4),),
    "y": (("ingly", 4), ("edly", 4), ("ly", 4)),
    "t": (("ment", 4),),
    "g": (("ing", 4),),
    "d": (("ied", 3), ("ed", 3)),
    "r": (("er", 4),),
}  # fmt: skip
"""Last letter → endings that are cut, longest first, and how many letters must be left."""


def words_of(text: str) -> list[str]:
    """The words of a text in lower case; `don't` and `follow-up` are one each."""
    return WORD.findall(text.lower().replace("’", "'"))


def content_words(text: str) -> list[str]:
    """The words that carry the meaning, without their commonest endings."""
    return [stem(word) for word in words_of(text) if word not in STOPWORDS and len(word) > 1]


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """A word without plural, -ing, -ed and the like: crude, but the same for both sides."""
    for ending, least in ENDINGS.get(word[-1:], ()):
        if word.endswith(ending) and len(word) - len(ending) >= least:
            word = word[: -len(ending)]
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "sl":
        word = word[:-1]
    return word.removesuffix("e") if len(word) > 4 else word


def find_repairs(text: str) -> list[str]:
    """Corrections (`or rather`) and restarts (`we went, we went`), as they were said."""
    found = [match[0] for match in REPAIR.finditer(text)]
    for gap in BREAK_OFF.finditer(text):
        before = text[max(0, gap.start() - LOOK_AROUND) : gap.start()].lower().split()[-2:]
        after = text[gap.end() : gap.end() + LOOK_AROUND].lower()
        for said in (" ".join(before), before[-1] if before else ""):
            whole = after.startswith(said) and not after[len(said) : len(said) + 1].isalnum()
            if said and whole and said[0].isalnum() and said not in NOT_AGAIN:
                found.append(text[gap.end() : gap.end() + len(said)])
                break
    return found
