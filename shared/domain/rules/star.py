"""The parts of a told experience: where each is, by markers and by order."""

from __future__ import annotations

from collections.abc import Sequence

from shared.domain.conversation import Quote
from shared.domain.rubric import StarPart
from shared.domain.rules.questions import Asked
from shared.domain.rules.sentences import Sentence

BACKGROUND = frozenset({"was", "were", "had", "wasn't", "weren't", "kept", "wanted", "got"})
"""Verbs of a sentence that sets the scene."""
CONDITIONAL = frozenset({"would", "i'd", "we'd", "wouldn't"})
PRESENT = frozenset(
    "usually generally typically normally always often try prefer tend believe think like love".split()
)


def tells_a_story(sentences: Sequence[Sentence], asked: Asked) -> bool:
    """Whether an answer tells of something that happened, not of habits, plans or opinions."""
    if not sentences or asked in (Asked.INTRODUCTION, Asked.MOTIVE):
        return False
    deeds = sum(sentence.own + sentence.shared for sentence in sentences)
    placed = any("situation" in sentence.marks or "place" in sentence.marks for sentence in sentences)
    ended = any("result" in sentence.marks for sentence in sentences)
    imagined = sum(not CONDITIONAL.isdisjoint(sentence.words) for sentence in sentences)
    if imagined * 2 > len(sentences):
        return False
    if asked is Asked.EXPERIENCE:
        return deeds > 0 or (placed and ended)
    return deeds > 0 and (placed or ended or deeds > 2)


def find_parts(sentences: Sequence[Sentence], asked: Asked) -> dict[StarPart, Quote]:
    """Each part with the sentence that shows it best; nothing where no story is told."""
    if not tells_a_story(sentences, asked):
        return {}
    first_deed = next(
        (position for position, entry in enumerate(sentences) if entry.own + entry.shared), len(sentences)
    )
    found: dict[StarPart, Sentence | None] = {
        StarPart.SITUATION: _situation(sentences, first_deed),
        StarPart.TASK: _task(sentences, first_deed),
        StarPart.ACTION: _action(sentences),
        StarPart.RESULT: _result(sentences, first_deed),
    }
    return {part: sentence.quote() for part, sentence in found.items() if sentence is not None}


def _situation(sentences: Sequence[Sentence], first_deed: int) -> Sentence | None:
    """The first sentence that says where, when or what was wrong; early in the answer."""
    early = sentences[: max(first_deed + 1, (len(sentences) + 1) // 2)]
    for sentence in early:
        if sentence.marks & {"situation", "place"} and len(sentence.words) >= 4:
            return sentence
    for sentence in sentences[:first_deed]:
        if len(sentence.words) >= 5 and not BACKGROUND.isdisjoint(sentence.words):
            return sentence
    return None


def _task(sentences: Sequence[Sentence], first_deed: int) -> Sentence | None:
    """Duties and goals; "I had to" after the first deeds is part of the deeds."""
    for position, sentence in enumerate(sentences):
        if "task" in sentence.marks and position <= max(first_deed, len(sentences) // 2):
            return sentence
    return None


def _action(sentences: Sequence[Sentence]) -> Sentence | None:
    """The sentence with most deeds of one's own; with 'we' where there is none."""
    doing = [sentence for sentence in sentences if sentence.own or sentence.shared]
    if not doing:
        return None
    return max(doing, key=lambda sentence: (sentence.own > 0, sentence.own + sentence.shared))


def _result(sentences: Sequence[Sentence], first_deed: int) -> Sentence | None:
    """The last sentence that tells an outcome, not before the first deed."""
    begins = 0 if len(sentences) <= 2 else max(1, min(first_deed, len(sentences) - 1))
    for sentence in reversed(sentences[begins:]):
        if "result" in sentence.marks or sentence.outcome:
            return sentence
    return None
