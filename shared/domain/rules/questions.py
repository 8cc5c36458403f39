"""What a question asks for: an experience, somebody's story of life, a motive, or an opinion."""

from __future__ import annotations

import re
from enum import StrEnum


class Asked(StrEnum):
    """What kind of answer fits."""

    EXPERIENCE = "experience"
    """A deed with a beginning and an end: STAR is the measure."""
    INTRODUCTION = "introduction"
    MOTIVE = "motive"
    """Why this job, why you, strengths, weaknesses, the future."""
    OTHER = "other"
    """How one works, what one would do, what one knows."""


_EXPERIENCE = re.compile(
    r"\b(?:(?:tell|talk to) (?:me|us) (?:about|of) (?:a|an|one|some|another|your (?:most|biggest|hardest|last|proudest|greatest))\b|"
    r"(?:a|any|one|last|first|another) (?:time|times|occasion|moment|instance|situation)s? (?:when|where|you|that|in which)|"
    r"(?:an |another |one |concrete |specific |recent )?examples? (?:of|where|when)|(?:an|another|specific|concrete|recent) example|situations? (?:where|when|in which|that|like)|"
    r"describe (?:a|an|one|your (?:most|biggest|hardest|last))\b|have you ever|were you ever|did you ever|"
    r"when (?:did|have|was the last time) you|last time you|how did you\b|what did you do (?:when|about|to)|"
    r"(?:most|biggest|hardest|toughest|proudest|greatest|worst|best) (?:proud|difficult|challenging|complex|significant|important|interesting|impactful|"
    r"technical|professional|recent|mistake|failure|challenge|accomplishment|achievement|success|project|problem|"
    r"conflict|decision|moment|regret|bug|incident|impact|contribution)|"
    r"proudest|proud of|(?:a|an|any|some|one|recent|last|the|your) (?:\w+ )?(?:accomplishment|achievement|mistake|failure|conflict|disagreement|"
    r"challenge|setback|incident|outage|deadline you)|(?:a|one|the|your|recent|last) (?:\w+ ){0,2}project\b|you (?:failed|made a mistake|disagreed|persuaded|convinced|led|"
    r"improved|solved|managed|handled|dealt|missed|turned|changed|learned|took)|something (?:you|that) (?:built|went wrong|failed|are proud|achieved|didn'?t go))",
    re.IGNORECASE,
)
_INTRODUCTION = re.compile(
    r"\b(?:(?:tell|talk to) (?:me|us) (?:a (?:little|bit|little bit|bit more) )?about (?:yourself|you\b|your (?:background|career|experience|"
    r"current|path|journey|studies|education|self))|introduce yourself|about yourself|walk (?:me|us) through your "
    r"(?:resume|cv|résumé|background|career|experience|history)|who are you|your background|quick intro\w*|what do you (?:currently )?do\b)",
    re.IGNORECASE,
)
_MOTIVE = re.compile(
    r"\b(?:why (?:do you|are you|did you (?:apply|choose|leave|decide)|would you|should we|us\b|this|our|the|have you applied)|"
    r"what (?:attract\w*|interest\w*|motivat\w*|drew|brings|excites|appeals) |your (?:greatest |biggest |main |key |own )?"
    r"(?:strength|weakness)\w*|where do you see|looking for in|what do you know about (?:us|our|the company)|five years|"
    r"ideal (?:job|role|team|day|manager)|career goals?|what are you looking for|salary|leaving your)",
    re.IGNORECASE,
)


def asked_for(question: str) -> Asked:
    """What kind of answer a question wants."""
    if not question:
        return Asked.OTHER
    if _INTRODUCTION.search(question):
        return Asked.INTRODUCTION
    if _MOTIVE.search(question):
        return Asked.MOTIVE
    return Asked.EXPERIENCE if _EXPERIENCE.search(question) else Asked.OTHER
