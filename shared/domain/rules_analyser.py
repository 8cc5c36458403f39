"""The analyser without a model: rules that look for markers, figures and shared words.

It sees less than a person and says so: never above level 4, and a quote for every level. What it
gives has the same shape as what a model gives.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from shared.domain.conversation import Exchange, Quote, Transcript
from shared.domain.rubric import (
    Assessment,
    Dimension,
    Evidence,
    StarEvidence,
    StarPart,
    level,
)
from shared.domain.speech.wording import FIGURE, HEDGE, OWN, SHARED, content_words, words_of

VERSION = "1.0"
MODEL_USED = f"rules-{VERSION}"
HIGHEST = 4
"""Rules cannot tell a very good answer from a good one."""
THIN_WORDS = 25

EXPERIENCE = re.compile(
    r"\b(?:tell (?:me|us) about (?:a|an|the|one|some)|a time (?:when|you|where)|example of|"
    r"situation (?:where|when|in which)|describe a|have you ever|walk (?:me|us) through (?:a|an|the|one|"
    r"your)|most (?:proud|difficult|challenging)|proudest|(?:biggest|hardest|greatest|toughest|worst) "
    r"(?:challenge|achievement|accomplishment|mistake|failure|problem|project|success|obstacle|setback)|"
    r"accomplishment|achievement|mistake|failure|project you|experience (?:with|of|in)|how did you)\b",
    re.IGNORECASE,
)
"""A question that asks for an experience, for which STAR is the measure."""
SITUATION = re.compile(
    r"\b(?:at (?:my|our|the) (?:last|previous|current|old|former|first|time)|when i (?:was|worked|"
    r"joined|started)|when we|while i was|back in|in my (?:last|previous|current|first|old|role|job|"
    r"time)|last (?:year|summer|spring|autumn|fall|winter|month|quarter)|(?:two|three|four|five|a few|"
    r"several|some) (?:years|months) ago|in (?:19|20)\d\d|during (?:my|the|our|a)|there was (?:a|an|"
    r"this|one)|we had (?:a|an|this|to|just)|our (?:team|company|client|customer|biggest|main) (?:was|had|"
    r"were)|i was (?:working|leading|responsible|part|on|in|at|a)|i worked (?:at|for|on|as)|the (?:problem|"
    r"situation|issue|context|background) was|we were|at [A-Z]\w+,|one of (?:our|my))\b"
)
TASK = re.compile(
    r"\b(?:my (?:task|job|role|goal|responsibility|assignment|objective|part) (?:was|is)|i (?:was|am) "
    r"(?:asked|responsible|tasked|in charge|supposed|assigned|told)|i (?:had|needed|was meant) to|"
    r"(?:we|the team) (?:had|needed) to|the (?:goal|task|aim|objective|challenge|idea) was|(?:was|were) "
    r"(?:supposed|expected|due) to|it was (?:my|up to)|my manager (?:asked|wanted)|the deadline|"
    r"needed (?:me|someone|somebody)|so i needed|i wanted to (?:make|get|find|reduce|improve|understand))\b",
    re.IGNORECASE,
)
RESULT = re.compile(
    r"\b(?:as a result|in the end|(?:the )?(?:end )?result(?:s)? (?:was|were|is)|at the end|eventually|"
    r"finally|which (?:led|meant|resulted|saved|cut|reduced|increased|gave|brought|made)|that (?:led|"
    r"saved|reduced|increased|cut) |we (?:ended up|managed to|were able to|shipped|delivered|launched|won|"
    r"saved|reduced|increased|finished|hit|met)|i (?:was able to|managed to|learned|learnt|ended up)|"
    r"outcome|impact was|it (?:worked|paid off|went live|reduced|cut|saved|increased)|thanks to (?:that|"
    r"this)|(?:went|dropped|fell|rose|grew|increased|decreased|improved|reduced|cut|down|up) (?:from|by|to)|"
    r"since then|after that,? (?:the|we)|the (?:client|customer|team|project|release|rate|number|time|"
    r"manager) (?:was (?:happy|released|finished|delivered|done)|loved|went|dropped|fell|rose|signed|"
    r"stayed|now)|doubled|halved|tripled|on time|under budget|ahead of schedule|got promoted|feedback was)\b",
    re.IGNORECASE,
)
NO_ANSWER = re.compile(
    r"^(?:(?:um+|uh+|er+|well|hmm+|so|oh|yeah|no|honestly|sorry|okay)[,.\s]*)*(?:i (?:really )?(?:don'?t|do not) "
    r"(?:really )?(?:know|have (?:one|any|an? (?:example|answer)))|i (?:can'?t|cannot) (?:think of|"
    r"remember|recall)|no idea|not sure|i'?m not sure|pass|nothing (?:comes to mind)?|i have no idea|"
    r"can we skip)\b",
    re.IGNORECASE,
)
INSTRUCTION = re.compile(
    r"\b(?:ignore (?:all |any |the )?(?:previous|prior|above)|system prompt|as an ai|you are (?:now )?an? "
    r"(?:ai|assistant|language model)|score (?:me|this|of|it)? ?(?:as |with |a )?(?:100|five|5)|give (?:me|this) "
    r"(?:a |the )?(?:full|top|highest|perfect|maximum)|new instructions?|rate (?:me|this))\b",
    re.IGNORECASE,
)
LEARNING = re.compile(
    r"\b(?:i (?:learned|learnt|realised|realized)|what i took|looking back|my (?:insight|decision|idea)|"
    r"i decided|i chose|instead of|rather than|trade-?off|because i|so i decided|the key was)\b",
    re.IGNORECASE,
)
NAME = re.compile(r"(?<![.!?]\s)(?<!^)\b[A-Z][a-z]{2,}(?:[A-Z]\w+)?\b")


class _Findings(NamedTuple):
    """What rules see in one answer."""

    sentences: list[tuple[int, str]]
    words: int
    figures: int
    names: int
    own: int
    hedges: int
    different: float
    star: dict[StarPart, Quote]


def assess(transcript: Transcript, exchange: Exchange) -> Assessment:
    """Judge one answer."""
    evidence = Evidence(transcript, exchange)
    findings = _look(transcript, exchange, evidence)
    applies = not exchange.question or EXPERIENCE.search(exchange.question) is not None
    star = tuple(
        StarEvidence(part=part, present=part in findings.star, quote=findings.star.get(part))
        for part in StarPart
    )
    whole = _longest(findings, evidence)
    if _says_nothing(exchange, findings):
        levels = tuple(
            level(dimension, 1, whole, "there is no answer in it") for dimension in Dimension
        )
        star = tuple(StarEvidence(part=part, present=False, quote=None) for part in StarPart)
        missing = ("an answer",)
        return Assessment(
            exchange=exchange.index, star=star, star_applies=applies, levels=levels,
            strengths=(), missing=missing,
        )  # fmt: skip
    levels = (
        level(
            Dimension.SUBSTANCE, _substance(findings), _best(findings, evidence, FIGURE) or whole
        ),
        level(Dimension.STRUCTURE, _structure(findings, applies=applies), whole),
        level(Dimension.RELEVANCE, _relevance(exchange, findings, applies=applies), whole),
        level(
            Dimension.CREDIBILITY,
            _credibility(findings),
            _best(findings, evidence, FIGURE) or whole,
        ),
        level(
            Dimension.DIFFERENTIATION,
            _differentiation(exchange, findings),
            _best(findings, evidence, LEARNING) or whole,
        ),
    )
    return Assessment(
        exchange=exchange.index,
        star=star,
        star_applies=applies,
        levels=levels,
        strengths=_strengths(findings, applies=applies),
        missing=_missing(findings, applies=applies),
    )


def _look(transcript: Transcript, exchange: Exchange, evidence: Evidence) -> _Findings:
    sentences = [
        (position, sentence.strip())
        for position, number in enumerate(exchange.answer_lines)
        for sentence in re.split(r"(?<=[.!?])\s+", transcript.lines[number].text)
        if sentence.strip() and not INSTRUCTION.search(sentence)
    ]
    text = " ".join(sentence for _, sentence in sentences)
    words = words_of(text)
    content = content_words(text)
    return _Findings(
        sentences=sentences,
        words=len(words),
        figures=sum(1 for _ in FIGURE.finditer(text)),
        names=len(set(NAME.findall(text)) - {"I"}),
        own=sum(1 for _ in OWN.finditer(text)),
        hedges=sum(1 for _ in HEDGE.finditer(text)),
        different=len(set(content)) / len(content) if content else 0.0,
        star=_star(sentences, evidence),
    )


def _star(sentences: list[tuple[int, str]], evidence: Evidence) -> dict[StarPart, Quote]:
    """Each part where its marker stands first; a result must come after the beginning."""
    found: dict[StarPart, Quote] = {}
    last = len(sentences) - 1
    for order, (position, sentence) in enumerate(sentences):
        if len(words_of(sentence)) < 4:
            continue
        quote = evidence.line(position, sentence)
        if SITUATION.search(sentence) and order <= max(2, last // 2):
            found.setdefault(StarPart.SITUATION, quote)
        if TASK.search(sentence):
            found.setdefault(StarPart.TASK, quote)
        if OWN.search(sentence) or SHARED.search(sentence):
            found.setdefault(StarPart.ACTION, quote)
        if (RESULT.search(sentence) and order > 0) or (
            FIGURE.search(sentence) and order == last > 1
        ):
            found[StarPart.RESULT] = quote
    return found


def _says_nothing(exchange: Exchange, findings: _Findings) -> bool:
    if findings.words < 6:
        return True
    if NO_ANSWER.search(exchange.answer) and findings.words < THIN_WORDS:
        return True
    # The same words again and again, or a heap of terms without a verb of one's own.
    return findings.words >= 12 and findings.different < 0.3


def _substance(findings: _Findings) -> int:
    if findings.words < THIN_WORDS:
        return 1 if findings.figures == 0 else 2
    points = min(findings.figures, 3) + min(findings.own, 2) + (findings.names > 0)
    return min(HIGHEST, 1 + (points + 1) // 2 + (findings.words > 80))


def _structure(findings: _Findings, *, applies: bool) -> int:
    if findings.words < THIN_WORDS:
        return 1
    if not applies:
        ordered = re.compile(
            r"\b(?:first(?:ly)?|second(?:ly)?|then|because|so that|for example|finally)\b"
        )
        points = sum(bool(ordered.search(sentence.lower())) for _, sentence in findings.sentences)
        return min(HIGHEST, 2 + min(points, 2)) - (findings.words > 300)
    parts = len(findings.star)
    return max(1, min(HIGHEST, parts) - (findings.words > 300))


def _relevance(exchange: Exchange, findings: _Findings, *, applies: bool) -> int:
    if findings.words < 12:
        return 1
    if not exchange.question:
        return 3
    asked = set(content_words(exchange.question))
    said = set(content_words(exchange.answer))
    shared = len(asked & said)
    base = 2 + min(shared, 2)
    if applies and StarPart.ACTION in findings.star:
        base += 1
    if findings.words < THIN_WORDS:
        base -= 1
    return max(1, min(HIGHEST, base))


def _credibility(findings: _Findings) -> int:
    if findings.words < THIN_WORDS:
        return 1
    hedged = findings.hedges / findings.words > 0.04
    points = min(findings.figures, 2) + min(findings.names, 1) + (findings.own > 1)
    return max(1, min(HIGHEST, 1 + points - hedged))


def _differentiation(exchange: Exchange, findings: _Findings) -> int:
    if findings.words < THIN_WORDS:
        return 1
    learned = LEARNING.search(exchange.answer) is not None
    personal = findings.own > 0 and (findings.figures > 0 or findings.names > 0)
    return min(HIGHEST, 1 + (findings.own > 0) + personal + learned)


def _longest(findings: _Findings, evidence: Evidence) -> Quote | None:
    if not findings.sentences:
        return None
    position, sentence = max(findings.sentences, key=lambda entry: len(entry[1]))
    return evidence.line(position, sentence)


def _best(findings: _Findings, evidence: Evidence, pattern: re.Pattern[str]) -> Quote | None:
    for position, sentence in findings.sentences:
        if pattern.search(sentence):
            return evidence.line(position, sentence)
    return None


def _strengths(findings: _Findings, *, applies: bool) -> tuple[str, ...]:
    found = []
    if findings.figures:
        found.append("names figures")
    if findings.own > 1:
        found.append("says what you did yourself")
    if applies and StarPart.RESULT in findings.star:
        found.append("tells how it ended")
    return tuple(found)


def _missing(findings: _Findings, *, applies: bool) -> tuple[str, ...]:
    found = []
    if applies:
        words = {
            StarPart.SITUATION: "where and when it was (situation)",
            StarPart.TASK: "what you had to do (task)",
            StarPart.ACTION: "what you did yourself (action)",
            StarPart.RESULT: "how it ended (result)",
        }
        found += [text for part, text in words.items() if part not in findings.star]
    if not findings.figures:
        found.append("a figure that shows how much")
    if findings.words < THIN_WORDS:
        found.append("more than a sentence or two")
    return tuple(found)
