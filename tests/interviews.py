"""Made interviews of a wanted length, as the analysis gets them."""

from __future__ import annotations

import random
from collections.abc import Iterator

from shared.domain.conversation import Line, Role, Speaker, Speakers, Transcript
from tests.benchmarks.one_hour import SENTENCES, WORDS

MS_A_WORD = 370
WORDS_A_LINE = 14
INTERVIEWER, CANDIDATE = 1, 2
QUESTIONS = (
    "Let's move on. Tell me about a time when you had to deal with {thing} and what came of it.",
    "Okay, thank you. Can you walk me through how you {verb} {thing} at your last company?",
    "Next question. Describe a situation where somebody disagreed with you about {thing}.",
    "Great. How do you prioritise when {thing} and {other} are urgent at the same time?",
)
WELCOME = (
    (INTERVIEWER, "Hi, can you hear me okay? How was your journey, did you find us all right?"),
    (CANDIDATE, "Yes, loud and clear, thank you. It was fine, the train was even on time today."),
)
FAREWELL = "That is all from my side. Do you have any questions for us?"
ASKED_BACK = (
    "Yes, how is the team set up, and what does a normal week look like for you?",
    "Thank you. And how do you decide what is worked on next?",
    "That makes sense. What would you want to see from me in the first months?",
)
TOLD_BACK = (
    "We are two squads, and each looks after its own services. Mondays are for planning, we ship "
    "most days, and whoever is on call does nothing else. Once a month we look back together. "
)


def made_interview(
    exchanges: int, words_an_answer: int, *, mark: str = "", seed: int = 5
) -> tuple[Transcript, Speakers]:
    """So many questions with answers of so many words; ``mark`` stands in every one of them."""
    return _spoken(_exchanges(exchanges, words_an_answer, mark, random.Random(seed)))


def one_hour(exchanges: int) -> tuple[Transcript, Speakers]:
    """An hour, 8,400 words: a welcome, so many questions, and the candidate's own at the end."""
    answered = _exchanges(exchanges, 7400 // exchanges, "", random.Random(5))
    told = TOLD_BACK * 5
    back = [(INTERVIEWER, FAREWELL)]
    for question in ASKED_BACK:
        back += [(CANDIDATE, question), (INTERVIEWER, told)]
    return _spoken([*WELCOME, *answered, *back])


def _exchanges(
    number: int, words: int, mark: str, made: random.Random
) -> Iterator[tuple[int, str]]:
    for position in range(number):
        answer = [f"{mark}-{position}"] if mark else []
        while len(answer) < words:
            answer += _filled(made, made.choice(SENTENCES)).split()
        yield INTERVIEWER, _filled(made, QUESTIONS[position % len(QUESTIONS)])
        yield CANDIDATE, " ".join(answer)


def _spoken(
    turns: Iterator[tuple[int, str]] | list[tuple[int, str]],
) -> tuple[Transcript, Speakers]:
    lines: list[Line] = []
    clock = 0
    for speaker, text in turns:
        words = text.split()
        for first in range(0, len(words), WORDS_A_LINE):
            part = words[first : first + WORDS_A_LINE]
            end = clock + MS_A_WORD * len(part)
            lines.append(Line(start=clock, end=end, text=" ".join(part), speaker_id=speaker))
            clock = end
        clock += 600
    roles = {INTERVIEWER: Role.INTERVIEWER, CANDIDATE: Role.CANDIDATE}
    speakers = tuple(
        Speaker(id=id_, name=f"Speaker #{id_}", role=role, share=0.5, words=1)
        for id_, role in roles.items()
    )
    known = Speakers(speakers=speakers, confidence=1.0, needs_confirmation=False)
    return Transcript(lines=tuple(lines), duration_ms=clock, language="en-US"), known


def _filled(made: random.Random, template: str) -> str:
    text = template
    for name, choices in WORDS.items():
        while f"{{{name}}}" in text:
            text = text.replace(f"{{{name}}}", made.choice(choices), 1)
    return text
