"""What an analysis found, against the labels of the same interview.

Exchange: right where question and answer are the labelled ones: the questions share a line (or
both have none), and the answers agree by at least ``ANSWER_OVERLAP`` of their words (intersection
over union). Its kind is counted apart. Filler: right at the same character. Part of STAR: right
where its quote and a labelled stretch of that part share at least half the words of the shorter.
Practised question: right where it is joined to the exchange in which it was asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from shared.domain.analysis import Analysis
from shared.domain.content.rubric import Level, StarEvidence, StarPart
from shared.domain.conversation import Exchange, Quote, Role, Speakers
from shared.domain.speech.fillers import find_fillers
from tests.evaluation.counting import Counts, of_sets
from tests.evaluation.labelled import GoldExchange, LabelledInterview, Marked

ANSWER_OVERLAP = 0.8
STAR_OVERLAP = 0.5
WORD = re.compile(r"[\w']+")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Counts of one interview, and its score beside its labelled quality."""

    counts: dict[str, Counts]
    score: float
    quality: float
    mistakes: list[str] = field(default_factory=list)
    """Each wrong or missed decision, for people who make rules; not for held-out interviews."""


def compare(
    labelled: LabelledInterview,
    speakers: Speakers,
    exchanges: Sequence[Exchange],
    analysis: Analysis,
) -> Comparison:
    """Count every decision of one analysis."""
    joined = _joined(labelled, exchanges)
    mistakes: list[str] = []
    boundaries = Counts(
        len(joined), len(exchanges) - len(joined), len(labelled.exchanges) - len(joined)
    )
    kinds = sum(
        exchanges[found].kind is labelled.exchanges[gold].kind for found, gold in joined.items()
    )
    for found, exchange in enumerate(exchanges):
        gold = joined.get(found)
        kind = labelled.exchanges[gold].kind if gold is not None else None
        if kind is not exchange.kind:
            mistakes.append(f"exchange {kind} taken for {exchange.kind}: {exchange.question!r}")
    for number, missed in enumerate(labelled.exchanges):
        if number not in joined.values():
            mistakes.append(f"exchange missed: {_asked(labelled, missed)!r}")
    counts = {
        "candidate's lines": _candidates_lines(labelled, speakers),
        "exchanges": boundaries,
        "kinds of exchanges": Counts(
            kinds, len(exchanges) - kinds, len(labelled.exchanges) - kinds
        ),
        "lexical fillers": _fillers(labelled, mistakes),
        "STAR parts": _star(labelled, analysis, mistakes),
        "valid quotes": _quotes(labelled, analysis, mistakes),
        "prep matches": _matches(labelled, exchanges, analysis, mistakes),
    }
    return Comparison(counts, analysis.overall_score, labelled.quality, mistakes)


def _joined(labelled: LabelledInterview, exchanges: Sequence[Exchange]) -> dict[int, int]:
    """Found exchange → labelled exchange, for those that are right; each is used once."""
    joined: dict[int, int] = {}
    for number, exchange in enumerate(exchanges):
        for position, gold in enumerate(labelled.exchanges):
            if position in joined.values() or not _same_question(exchange, gold):
                continue
            if _overlap(labelled, exchange.answer_lines, gold.answer_lines) >= ANSWER_OVERLAP:
                joined[number] = position
                break
    return joined


def _same_question(exchange: Exchange, gold: GoldExchange) -> bool:
    one, two = set(exchange.question_lines), set(gold.question_lines)
    return bool(one & two) or not (one or two)


def _overlap(labelled: LabelledInterview, one: Iterable[int], two: Iterable[int]) -> float:
    def words(lines: set[int]) -> int:
        return sum(len(labelled.transcript.lines[line].text.split()) for line in lines)

    either = words(set(one) | set(two))
    return words(set(one) & set(two)) / either if either else 0.0


def _asked(labelled: LabelledInterview, exchange: GoldExchange) -> str:
    return " ".join(labelled.transcript.lines[line].text for line in exchange.question_lines)


def _candidates_lines(labelled: LabelledInterview, speakers: Speakers) -> Counts:
    lines = list(enumerate(labelled.transcript.lines))
    return of_sets(
        {n for n, line in lines if speakers.role_of(line.speaker_id) is Role.CANDIDATE},
        {n for n, line in lines if line.speaker_id in labelled.candidate},
    )


def _fillers(labelled: LabelledInterview, mistakes: list[str]) -> Counts:
    found = {
        (number, filler.position)
        for number, line in enumerate(labelled.transcript.lines)
        if line.speaker_id in labelled.candidate
        for filler in find_fillers(line.text, begins_turn=_begins_turn(labelled, number))
    }
    gold = {(mark.line, mark.start) for mark in labelled.fillers}
    for number, position in sorted(found ^ gold):
        text = labelled.transcript.lines[number].text
        what = "missed" if (number, position) in gold else "none"
        before, after = text[max(0, position - 25) : position], text[position : position + 25]
        mistakes.append(f"filler {what}: …{before}|{after}…")
    return of_sets(found, gold)


def _begins_turn(labelled: LabelledInterview, number: int) -> bool:
    before = labelled.transcript.lines[number - 1].speaker_id if number else None
    return before not in labelled.candidate


def _star(labelled: LabelledInterview, analysis: Analysis, mistakes: list[str]) -> Counts:
    gold = {(_exchange_of(labelled, mark.line), mark.part) for mark in labelled.star}
    right: set[tuple[int | None, StarPart | None]] = set()
    wrong = 0
    for exchange in analysis.content_analysis.exchanges:
        for entry in exchange.star if exchange.star_applies else ():
            if entry.quote is None:
                continue
            marks = [mark for mark in labelled.star if mark.part is entry.part]
            if any(_shares(labelled, entry.quote, mark) for mark in marks):
                right.add((_exchange_of(labelled, entry.quote.line), entry.part))
            else:
                wrong += 1
                mistakes.append(f"STAR {entry.part} none: {entry.quote.text!r}")
    for number, part in sorted(gold - right, key=str):
        texts = [
            labelled.transcript.lines[mark.line].text[mark.start : mark.end]
            for mark in labelled.star
            if mark.part is part and _exchange_of(labelled, mark.line) == number
        ]
        mistakes.append(f"STAR {part} missed: {texts}")
    return Counts(len(right & gold), wrong, len(gold - right))


def _exchange_of(labelled: LabelledInterview, line: int) -> int | None:
    return next(
        (n for n, exchange in enumerate(labelled.exchanges) if line in exchange.answer_lines), None
    )


def _shares(labelled: LabelledInterview, quote: Quote, mark: Marked) -> bool:
    """Whether a quote and a labelled stretch share half the words of the shorter one."""
    if mark.line not in (quote.line, quote.line + 1):
        return False
    text = labelled.transcript.lines[mark.line].text
    stretch = WORD.findall(text[mark.start : mark.end].lower())
    quoted = WORD.findall(quote.text.lower())
    longest = _longest_run(quoted, stretch)
    return longest >= STAR_OVERLAP * min(len(quoted), len(stretch))


def _longest_run(one: list[str], two: list[str]) -> int:
    """Length of the longest run of words in both."""
    best = 0
    before = [0] * (len(two) + 1)
    for word in one:
        now = [0] * (len(two) + 1)
        for position, other in enumerate(two, start=1):
            if word == other:
                now[position] = before[position - 1] + 1
                best = max(best, now[position])
        before = now
    return best


def _quotes(labelled: LabelledInterview, analysis: Analysis, mistakes: list[str]) -> Counts:
    """Whether the candidate said every quoted run of words, where it is said to be."""
    said = {
        number: WORD.findall(line.text.lower())
        for number, line in enumerate(labelled.transcript.lines)
        if line.speaker_id in labelled.candidate
    }
    everything = " ".join(word for words in said.values() for word in words)
    counts = Counts()
    for exchange in analysis.content_analysis.exchanges:
        judged: list[StarEvidence | Level] = [*exchange.star, *exchange.levels]
        for quote in (entry.quote for entry in judged):
            if quote is None:
                continue
            rest = " ".join(
                word for number in sorted(said) if number >= quote.line for word in said[number]
            )
            place = _place_in_order(f" {rest} ", quote.text.lower().split(" … "))
            valid = quote.line in said and 0 <= place <= len(" ".join(said[quote.line]))
            counts += Counts(right=valid, wrong=not valid)
            if not valid:
                mistakes.append(f"quote: {quote.text!r}")
    prep = analysis.content_analysis.prep_feedback
    for pair in prep.pairs if prep else ():
        for point in (*pair.kept, *pair.added, *pair.contradicted):
            valid = " ".join(WORD.findall(point.said.lower())) in everything
            counts += Counts(right=valid, wrong=not valid)
    return counts


def _place_in_order(text: str, parts: Iterable[str]) -> int:
    """Where the first of some runs of words begins, if all are there in order; else -1."""
    first, after = -1, 0
    for part in parts:
        words = " ".join(WORD.findall(part))
        place = text.find(f" {words} ", after)
        if place < 0:
            return -1
        first, after = (place if first < 0 else first), place + len(words) + 1
    return first


def _matches(
    labelled: LabelledInterview,
    exchanges: Sequence[Exchange],
    analysis: Analysis,
    mistakes: list[str],
) -> Counts:
    prep = analysis.content_analysis.prep_feedback
    keys = {question: key for key, question, _ in labelled.practised}
    found: set[tuple[str, int | None]] = set()
    for pair in prep.pairs if prep else ():
        asked = set(exchanges[pair.exchange].question_lines)
        gold = next(
            (n for n, entry in enumerate(labelled.exchanges) if asked & set(entry.question_lines)),
            None,
        )
        found.add((keys[pair.practised_question], gold))
    gold_pairs: set[tuple[str, int | None]] = {
        (entry.practised, n) for n, entry in enumerate(labelled.exchanges) if entry.practised
    }
    for key, number in sorted(found ^ gold_pairs, key=str):
        what = "missed" if (key, number) in gold_pairs else "none"
        asked_text = _asked(labelled, labelled.exchanges[number]) if number is not None else ""
        practised = next(question for name, question, _ in labelled.practised if name == key)
        mistakes.append(f"prep {what}: {practised!r} / {asked_text!r}")
    return of_sets(found, gold_pairs)
