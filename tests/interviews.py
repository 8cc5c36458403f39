"""Made interviews of a wanted length, as the analysis gets them."""

from __future__ import annotations

import random

from shared.domain.conversation import Line, Role, Speaker, Speakers, Transcript
from tests.benchmarks.one_hour import SENTENCES, WORDS

MS_A_WORD = 370
OPENINGS = (
    "Let's move on. Tell me about a time when you had to deal with {thing} and what came of it.",
    "Okay, thank you. Can you walk me through how you {verb} {thing} at your last company?",
    "Next question. Describe a situation where somebody disagreed with you about {thing}.",
    "Great. How do you prioritise when {thing} and {other} are urgent at the same time?",
)


def made_interview(
    exchanges: int, words_an_answer: int, *, mark: str = "", seed: int = 5
) -> tuple[Transcript, Speakers]:
    """So many questions with answers of so many words; ``mark`` stands in every one of them."""
    made = random.Random(seed)
    lines: list[Line] = []
    clock = 0
    for number in range(exchanges):
        answer = [f"{mark}-{number}"] if mark else []
        while len(answer) < words_an_answer:
            answer += _filled(made, made.choice(SENTENCES)).split()
        question = _filled(made, OPENINGS[number % len(OPENINGS)]).split()
        for speaker, words in ((1, question), (2, answer)):
            for first in range(0, len(words), 14):
                part = words[first : first + 14]
                end = clock + MS_A_WORD * len(part)
                lines.append(Line(start=clock, end=end, text=" ".join(part), speaker_id=speaker))
                clock = end
            clock += 600
    speakers = Speakers(
        speakers=(
            Speaker(id=1, name="Speaker #1", role=Role.INTERVIEWER, share=0.1, words=1),
            Speaker(id=2, name="Speaker #2", role=Role.CANDIDATE, share=0.9, words=1),
        ),
        confidence=1.0,
        needs_confirmation=False,
    )
    return Transcript(lines=tuple(lines), duration_ms=clock, language="en-US"), speakers


def _filled(made: random.Random, template: str) -> str:
    text = template
    for name, choices in WORDS.items():
        while f"{{{name}}}" in text:
            text = text.replace(f"{{{name}}}", made.choice(choices), 1)
    return text
