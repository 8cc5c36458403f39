"""Whether an answer tells a story, and where its situation, task, action and result are.

Found by who does what and when, in the order in which stories are told: a state of things or
somebody else's act comes before the first own act, the result after it. Markers (`in the end`,
`my job was`) weigh more than order. Weights are small numbers whose sums are compared, no more.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from shared.domain.clauses import Clause, acts_now
from shared.domain.rubric import StarPart
from shared.domain.speech.stopwords import STOPWORDS

SHORTEST = 4
"""Clauses of fewer words are no part of a story."""
LEAST = 2.0
LEAST_ASKED = 1.3
"""A clause below this weight is not shown as situation or result."""

TIME_WORDS = frozenset(
    "last ago when during while once year years month summer spring autumn winter january february "
    "march april may june july august september october november december back time first since "
    "in at there one".split()
)
WHEN = re.compile(
    r"\b(?:last (?:year|month|week|summer|spring|autumn|fall|winter|quarter|time|season|semester|term|"
    r"january|february|march|april|may|june|july|august|september|october|november|december)|"
    r"\w+ (?:years?|months?|weeks?) ago|in (?:my|our|the) (?:\w+ )?(?:last|previous|current|first|old|second|third|"
    r"final|former|job|role|team|company|placement|internship|year|beginning|project)|"
    r"at (?:my|our|the) (?:\w+ )?(?:last|previous|current|old|former|first|job|company|time|university|school|start|"
    r"beginning|firm|agency)|in (?:the year|spring|summer|autumn|winter|january|february|march|april|may|june|"
    r"july|august|september|october|november|december|(?:19|20)\d\d|twenty)|when (?:i|we) (?:was|were|worked|joined|started|"
    r"first|had|got|took)|while (?:i|we) (?:was|were)|during (?:my|our|the|a)|one (?:day|time|morning|night|evening|weekend|of (?:my|"
    r"our|the))|there (?:was|were|had)|back (?:in|then|when|at)|a (?:few|couple of) (?:years|months|weeks)|"
    r"this (?:year|spring|summer|one)|since \w+ years)\b"
)
"""When and where it was."""
TROUBLE = frozenset(
    "problem problems issue issues complaint complaints complained broke broken failed failing failure "
    "late behind slow angry upset ill sick short missing lost losing stopped crashed wrong leaking conflict "
    "disagreed refused urgent outage error errors bug fell unhappy nobody struggling stuck delayed "
    "cancelled resigned left quit dropped against shouting worried falls overdue chaos manual".split()
)
DUTIES = frozenset(
    "had needed task job role goal responsible responsibility charge asked told supposed target "
    "objective mission assigned tasked wanted mine me challenge deadline expected due brief aim "
    "duty call given up".split()
)
TASK = re.compile(
    r"\b(?:(?:i|we|team|somebody|someone) (?:\w+ )?(?:had|needed|was meant|were meant) to|(?:my|our|the|his|her) (?:\w+ )?(?:task|job|"
    r"role|goal|target|responsibility|objective|mission|aim|brief|challenge|assignment|duty|part|idea|deadline) (?:\w+ )?(?:was|"
    r"were)|i (?:was|were|got) (?:\w+ )?(?:asked|told|responsible|in charge|supposed|assigned|tasked|given|expected|on call|"
    r"the one|brought in|hired to|put in charge)|(?:was|were) (?:mine|my (?:job|task|responsibility|call|turn)|up to (?:me|us)|on (?:me|us)|left to me|"
    r"due)|(?:asked|told|needed) (?:me|us) to|(?:manager|boss|lead|supervisor|director|chef|matron) wanted (?:me|us) to|(?:fell|came|down|left|up) to me|we were (?:supposed|asked|told|"
    r"expected))\b"
)
"""What had to be done, and whose it was."""
ENDING = frozenset("end result results outcome since now after finally eventually today within until "
                   "ultimately over by afterwards day resulted led meant".split())  # fmt: skip
AT_THE_END = re.compile(
    r"\b(?:in the end|as a result|at the end|by the end|(?:end )?results? (?:was|were|is)|outcome (?:was|were)|"
    r"since (?:then|that)|ever since|(?:it|they|we|he|she|that|this|which|and|so) (?:is|are|was|were)? ?now|"
    r"^(?:and |so )*now|after (?:that|this|i|we|about|a|one|two|three|four|six) .*(?:was|were|went|got|came)|"
    r"finally|eventually|ultimately|to this day|which (?:led|meant|resulted|saved|brought|gave)|"
    r"(?:resulted|ended) (?:in|up)|within (?:an?|the|\w+) (?:hour|minute|day|week|month|year|quarter)s?|"
    r"over (?:the next |the following )?\w+ (?:months|weeks|years)|by (?:half|a third|a quarter))\b"
)
CHANGES = frozenset(
    "dropped fell rose grew went increased decreased improved reduced doubled halved tripled signed renewed "
    "stayed passed won shipped launched saved paid recovered closed finished met hit worked thanked agreed "
    "accepted adopted came returned extended promoted approved delivered solved fixed resolved "
    "cut happy pleased delighted satisfied flat gone down fewer faster less "
    "apologised apologized praised bought ordered kept stopped thank rolled used adopted "
    "released opened success successful succeeded made got reopened hired sold survived "
    "completed disappeared vanished available asked sent gave wrote".split()
)
"""Words of how things turned out; only with others as subject, or of a common success."""
SUCCESSES = frozenset(
    "shipped launched delivered won finished saved hit met passed solved fixed closed managed ended "
    "completed released got reduced increased improved cut doubled halved raised sold able beat "
    "earned recovered learned kept made lost".split()
)
TELLING = frozenset("time question example one".split())
ANNOUNCES = re.compile(
    r"\b(?:a time (?:when|i|where|that)|question (?:one|two|three|four|five|\w+,)|an? (?:good )?example|(?:good|hard|tough|tricky|difficult) (?:one|question))\b"
)
PARTS = frozenset("situation task action result results outcome concrete challenge role".split())
MORAL = re.compile(
    r"\b(?:(?:i|we)(?:'ve)? (?:learn\w*|reali[sz]ed)|lesson|looking back|next time|would have|taught me|what i (?:took|learn)|"
    r"i (?:think|guess|mean|suppose|don't|do not|didn't|try)|in hindsight|to be honest)\b"
)


def find_story(clauses: Sequence[Clause], *, asked: bool) -> dict[StarPart, Clause]:
    """The best clause for each part that is told; empty where no own act is told.

    Args:
        asked: a story was asked for; then less is enough to take a clause for a part of one.
    """
    acts = [place for place, clause in enumerate(clauses) if _acts(clause)]
    if not acts and asked:
        acts = [place for place, clause in enumerate(clauses) if acts_now(clause.words)]
    if not acts:
        return {}
    least = LEAST_ASKED if asked else LEAST
    found: dict[StarPart, int] = {}
    task = _first_task(clauses)
    if task is not None:
        found[StarPart.TASK] = task
    scenes = {place for place in acts[:1] if WHEN.search(" ".join(clauses[place].words))}
    begun = next((place for place in acts if place != task and place not in scenes), acts[0])
    last_act = max((place for place in acts if clauses[place].own == 2), default=acts[-1])
    ending = _best(
        [
            (_ends(clause) + 0.6 * place / len(clauses) + 0.7 * (asked and place > last_act), place)
            for place, clause in enumerate(clauses)
            if place > begun and place != task
        ],
        least,
    )
    if ending is not None:
        found[StarPart.RESULT] = ending
    beginning = _best(
        [
            (_begins(clause) - 0.1 * place, place)
            for place, clause in enumerate(clauses[: begun + 1])
            if place not in found.values()
        ],
        least,
    )
    if beginning is not None:
        found[StarPart.SITUATION] = beginning
    told = [place for place in acts if place not in found.values()]
    if told:
        found[StarPart.ACTION] = max(told, key=lambda place: (_weight(clauses[place]), -place))
    return {part: clauses[place] for part, place in found.items()}


def _acts(clause: Clause) -> bool:
    return clause.own > 0 and len(clause.words) >= SHORTEST


def _weight(clause: Clause) -> float:
    return clause.own + 0.05 * min(len(clause.words), 20)


def _best(weighed: list[tuple[float, int]], least: float) -> int | None:
    """The place of the greatest weight, if that is enough."""
    weight, place = max(weighed, key=lambda entry: entry[0], default=(0.0, 0))
    return place if weight >= least else None


def _first_task(clauses: Sequence[Clause]) -> int | None:
    for place, clause in enumerate(clauses):
        if clause.possible or DUTIES.isdisjoint(clause.words) or _is_talk_of_telling(clause):
            continue
        if TASK.search(" ".join(clause.words)):
            return place
    return None


def _begins(clause: Clause) -> float:
    """How well a clause sets the scene."""
    words = clause.words
    if len(words) < SHORTEST or clause.possible or not clause.past or _is_talk_of_telling(clause):
        return 0.0
    weight = 0.04 * min(len(words), 20)
    if not TIME_WORDS.isdisjoint(words) and WHEN.search(" ".join(words)):
        weight += 2
    if clause.others:
        weight += 1.3
    elif clause.own == 0 and not {"was", "were", "had", "worked"}.isdisjoint(words):
        weight += 1
    if not TROUBLE.isdisjoint(words):
        weight += 0.8
    if clause.figures:
        weight += 0.3
    return weight if clause.own < 2 else weight - 1


def _is_talk_of_telling(clause: Clause) -> bool:
    """Whether a clause names what will be told, or the parts of a story, and tells nothing."""
    words = clause.words
    if not TELLING.isdisjoint(words) and ANNOUNCES.search(" ".join(words)):
        return True
    return not PARTS.isdisjoint(words) and all(
        word in STOPWORDS or word in PARTS for word in words
    )


def _ends(clause: Clause) -> float:
    """How well a clause tells how it turned out."""
    words = clause.words
    if len(words) < SHORTEST or clause.possible:
        return 0.0
    text = " ".join(words)
    weight = 0.0
    if not ENDING.isdisjoint(words) and AT_THE_END.search(text):
        weight += 2
    if clause.own == 0 and not CHANGES.isdisjoint(words):
        weight += 1.5
    elif clause.own and not SUCCESSES.isdisjoint(words):
        weight += 1
    if clause.others:
        weight += 0.5
    if clause.figures:
        weight += 0.8
    if not clause.past and weight < 2.5:
        weight -= 1
    if MORAL.search(text):
        weight -= 2
    return weight - 0.5 * clause.own


def is_story(found: dict[StarPart, Clause]) -> bool:
    """Whether so much is told that it is a story, whatever was asked."""
    return StarPart.ACTION in found and len(found) >= 3
