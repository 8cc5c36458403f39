"""Whether an answer tells a story, and where its situation, task, action and result are.

Found by who does what and when, in the order in which stories are told: a state of things or
somebody else's act comes before the first own act, the result after it. Markers (`in the end`,
`my job was`) weigh more than order. Weights are small numbers whose sums are compared, no more.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from shared.domain.content.rubric import StarPart
from shared.domain.language.clauses import PAST, Clause, acts_now
from shared.domain.language.word_classes import BITS, Is

SHORTEST = 4
"""Clauses of fewer words are no part of a story."""
NARRATED_CLAUSES = 3
NARRATED_SHARE = 0.6
SHORT = 8
LONG = 14
"""A clause of so many words tells something, whatever it announces as well."""
LEAST = 2.0
LEAST_ASKED = 1.3
"""A clause below this weight is not shown as situation or result."""

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
TASK = re.compile(
    r"\b(?:(?:i|we|team|somebody|someone) (?:\w+ )?(?:had|needed|was meant|were meant) to|(?:my|our|the|his|her) (?:\w+ )?(?:task|job|"
    r"role|goal|target|responsibility|objective|mission|aim|brief|challenge|assignment|duty|part|idea|deadline) (?:\w+ )?(?:was|"
    r"were)|i (?:was|were|got) (?:\w+ )?(?:asked|told|responsible|in charge|supposed|assigned|tasked|given|expected|on call|"
    r"the one|brought in|hired to|put in charge)|(?:was|were) (?:mine|my (?:job|task|responsibility|call|turn)|up to (?:me|us)|on (?:me|us)|left to me|"
    r"due)|(?:asked|told|needed) (?:me|us) to|(?:manager|boss|lead|supervisor|director|chef|matron) wanted (?:me|us) to|(?:fell|came|down|left|up) to me|we were (?:supposed|asked|told|"
    r"expected))\b"
)
"""What had to be done, and whose it was."""
AT_THE_END = re.compile(
    r"\b(?:in the end|as a result|at the end|by the end|(?:end )?results? (?:was|were|is)|outcome (?:was|were)|"
    r"since (?:then|that)|ever since|(?:it|they|we|he|she|that|this|which|and|so) (?:is|are|was|were)? ?now|"
    r"^(?:and |so )*now|after (?:that|this|i|we|about|a|one|two|three|four|six) .*(?:was|were|went|got|came)|"
    r"finally|eventually|ultimately|to this day|which (?:led|meant|resulted|saved|brought|gave)|"
    r"(?:resulted|ended) (?:in|up)|within (?:an?|the|\w+) (?:hour|minute|day|week|month|year|quarter)s?|"
    r"over (?:the next |the following )?\w+ (?:months|weeks|years)|by (?:half|a third|a quarter))\b"
)
ANNOUNCES = re.compile(
    r"\b(?:a time (?:when|i|where|that)|question (?:one|two|three|four|five|\w+,)|an? (?:good )?example|(?:good|hard|tough|tricky|difficult) (?:one|question))\b"
)
BEING = frozenset(["was", "were", "had", "worked"])
MORAL = re.compile(
    r"\b(?:(?:i|we)(?:'ve)? (?:learn\w*|reali[sz]ed)|lesson|looking back|next time|would have|taught me|what i (?:took|learn)|hindsight|to be honest)\b"
)
OPINION = re.compile(r"\bi (?:think|guess|mean|suppose)\b")
VERDICT = re.compile(r"^(?:and |so |but |well |yeah |yes )*(?:it|that|this) was(?: \w+){1,4}$")
"""A short judgement on what was told."""
MAY_END = PAST | Is.ENDING | Is.CHANGE | Is.SUCCESS | Is.NUMBER


def find_story(clauses: Sequence[Clause], *, asked: bool) -> dict[StarPart, Clause]:
    """The best clause for each part that is told; empty where no own act is told.

    Args:
        asked: a story was asked for; then less is enough to take a clause for a part of one.
    """
    acts = [place for place, clause in enumerate(clauses) if _acts(clause)]
    if not acts and asked:
        acts = [place for place, clause in enumerate(clauses) if acts_now(clause)]
    if not acts:
        return {}
    least = LEAST_ASKED if asked else LEAST
    found: dict[StarPart, int] = {}
    task = _first_task(clauses)
    if task is not None:
        found[StarPart.TASK] = task
    scenes = {place for place in acts[:1] if WHEN.search(clauses[place].words)}
    begun = next((place for place in acts if place != task and place not in scenes), acts[0])
    last_act = max((place for place in acts if clauses[place].own == 2), default=acts[-1])
    ending = _best(
        [
            (_ends(clause) + 0.6 * place / len(clauses) + 0.7 * (asked and place > last_act), place)
            for place, clause in enumerate(clauses)
            if place > begun and place != task and clause.bits & MAY_END
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
    return clause.own > 0 and len(clause.said) >= SHORTEST


def _weight(clause: Clause) -> float:
    return clause.own + 0.05 * min(len(clause.said), 20)


def _best(weighed: list[tuple[float, int]], least: float) -> int | None:
    """The place of the greatest weight, if that is enough."""
    weight, place = max(weighed, key=lambda entry: entry[0], default=(0.0, 0))
    return place if weight >= least else None


def _first_task(clauses: Sequence[Clause]) -> int | None:
    for place, clause in enumerate(clauses):
        if (
            clause.bits & Is.DUTY
            and TASK.search(clause.words)
            and not clause.possible
            and not _is_talk_of_telling(clause)
        ):
            return place
    return None


def _begins(clause: Clause) -> float:
    """How well a clause sets the scene."""
    bits = clause.bits
    length = len(clause.said)
    if not bits & PAST or length < SHORTEST or clause.possible or _is_talk_of_telling(clause):
        return 0.0
    weight = 0.04 * min(length, 20)
    if bits & (Is.TIME | Is.NUMBER) and WHEN.search(clause.words):
        weight += 2
    if clause.others:
        weight += 1.3
    elif clause.own == 0 and not BEING.isdisjoint(clause.said):
        weight += 1
    if bits & Is.TROUBLE:
        weight += 0.8
    if bits & Is.NUMBER:
        weight += 0.3
    if length < SHORT and VERDICT.match(clause.words):
        weight -= 1
    return weight if clause.own < 2 else weight - 1


def _ends(clause: Clause) -> float:
    """How well a clause tells how it turned out."""
    bits = clause.bits
    if len(clause.said) < SHORTEST or clause.possible:
        return 0.0
    weight = -0.5 * clause.own
    if bits & Is.ENDING and AT_THE_END.search(clause.words):
        weight += 2
    if clause.own == 0 and bits & Is.CHANGE:
        weight += 1.5
    elif clause.own and bits & Is.SUCCESS:
        weight += 1
    if clause.others:
        weight += 0.5
    if bits & Is.NUMBER:
        weight += 0.8
    if not bits & PAST and weight < 2.5:
        weight -= 1
    if bits & Is.MORAL and MORAL.search(clause.words):
        weight -= 2
    elif bits & Is.MORAL and OPINION.search(clause.words):
        weight -= 0.7
    return weight


def _is_talk_of_telling(clause: Clause) -> bool:
    """Whether a clause names what will be told, or the parts of a story, and tells nothing."""
    if not clause.bits & Is.TALK:
        return False
    if len(clause.said) < LONG and ANNOUNCES.search(clause.words):
        return True
    said = (BITS[word] for word in clause.said)
    return all(bits & (Is.STOP | Is.TALK) for bits in said)


def is_story(found: dict[StarPart, Clause], *, asked: bool) -> bool:
    """Whether so much is told that it is a story; two parts will do where one may be asked for."""
    return StarPart.ACTION in found and len(found) >= (2 if asked else 3)


def is_narrated(clauses: Sequence[Clause]) -> bool:
    """Whether most of what is said has happened, and the candidate did some of it."""
    told = [clause for clause in clauses if len(clause.said) >= SHORTEST]
    past = sum(clause.past and not clause.possible for clause in told)
    return past >= NARRATED_CLAUSES and past >= NARRATED_SHARE * len(told)
