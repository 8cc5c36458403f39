"""A recording of one person alone, cut into answers: by long pauses, and by changes of topic."""

from __future__ import annotations

import re
from collections.abc import Sequence

from shared.domain.conversation import Line
from shared.domain.exchanges.questions import QuestionType, asks, sentences_of, type_of
from shared.domain.speech.wording import content_words

CERTAIN_PAUSE_MS = 4000
"""Nobody pauses as long as this within an answer."""
LONG_PAUSE_MS = 2500
"""After a pause as long as this, new words are another answer; after the same words it goes on."""
ANSWER_WORDS = 25
SAME_TOPIC = 0.15
"""Share of the next line's content words that were used in the lines just before."""
WINDOW = 4
"""So many lines before and after a pause are compared."""
ANNOUNCED = re.compile(
    r"^(?:(?:okay|ok|so|right|alright|well|um+|uh+|and|now|yes)[,.]? )*(?:(?:the |my )?(?:next|second|third|fourth|fifth|last|final|first) (?:question|one|topic)|question (?:number )?\w+|"
    r"(?:number|answer) (?:one|two|three|four|five|six|\d)|moving on|next[,.:]|a time (?:when|i|where)|an example of (?:a|when)|my (?:biggest|greatest|main) (?:weakness|strength|challenge|achievement|failure)|"
    r"(?:the reason )?why (?:i want|do i want|i'm|i applied|i am)|where (?:do )?i see myself|my name is|to introduce myself|about (?:me|myself))\b",
    re.IGNORECASE,
)
"""How people name the question they answer when nobody asks it."""


def is_question_read_out(text: str) -> bool:
    """Whether a line is a question that was read out, by the candidate or by a machine."""
    last = (sentences_of(text) or [""])[-1]
    return "you" in last.lower() and asks(last) and type_of(last) is not QuestionType.OTHER


def cuts(lines: Sequence[Line]) -> list[int]:
    """The positions at which an answer begins; the first is 0."""
    found: list[int] = []
    words = 0
    ended: int | None = None
    for number, line in enumerate(lines):
        pause = line.start - ended if ended is not None and line.start is not None else 0
        enough = words >= ANSWER_WORDS
        if (
            not found
            or (enough and pause >= LONG_PAUSE_MS and _is_cut(lines, number, pause))
            or (enough and ANNOUNCED.match(line.text))
        ):
            found.append(number)
            words = 0
        words += len(line.text.split())
        ended = line.end if line.end is not None else ended
    return found


def _is_cut(lines: Sequence[Line], number: int, pause: int) -> bool:
    if pause >= CERTAIN_PAUSE_MS:
        return True
    after = set(content_words(" ".join(line.text for line in lines[number : number + WINDOW])))
    before = content_words(" ".join(line.text for line in lines[max(0, number - WINDOW) : number]))
    return len(after.intersection(before)) < SAME_TOPIC * len(after)
