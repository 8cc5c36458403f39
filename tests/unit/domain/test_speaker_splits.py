"""Voices as recognisers split them: in clips of a few seconds, within an answer, and on a panel."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import batched

import pytest

from shared.domain.conversation import Line, Role, Speakers, Transcript
from shared.domain.speakers import assign_roles
from tests.evaluation.labelled import labelled_interviews

QUESTIONS = (
    "Thanks for joining. Can you tell me about yourself?",
    "What was the hardest project that you worked on?",
    "Why did you choose that approach?",
    "How do you handle conflict in a team?",
    "Tell me about a time you failed.",
    "What would your manager say about you?",
    "Where do you see yourself in five years?",
    "Great, thank you for your time. Any questions for me?",
)
ANSWERS = (
    "I studied in Leeds and I started at a small bank where I wrote the first version of its ledger.",
    "At my last company I had to move a database without stopping it, and I planned it for months.",
    "I compared three ways and I measured each, and I took the one that I could undo at any moment.",
    "I listen first, then I write down what both want, and I talk to each of them before we meet.",
    "I shipped a change on a Friday and it broke the invoices, so I rolled back and I wrote a test.",
    "I think she would say that I finish what I start and that I ask early when I need help.",
    "I want to lead a team of my own, and I am learning how to by mentoring two juniors.",
    "Yes, how big is the team, and how do you decide what to build next?",
)
CLIP_WORDS = 6
CANDIDATE = 20
"""Ids from here on are the candidate's; those below are interviewers'."""
SEEDS = range(10)

type Pick = Callable[[int], int]


def spoken(rows: list[tuple[int, str]]) -> Transcript:
    """Rows of (speaker, words), one after the other."""
    lines, clock = [], 0
    for speaker, text in rows:
        end = clock + max(len(text.split()) * 400, 300)
        lines.append(Line(start=clock, end=end, text=text, speaker_id=speaker))
        clock = end + 300
    return Transcript(lines=tuple(lines), duration_ms=clock)


def interview(candidate: Pick, interviewer: Pick) -> Transcript:
    """Each answer comes in clips; who is heard is asked for each of them."""
    rows = []
    for number, (question, answer) in enumerate(zip(QUESTIONS, ANSWERS, strict=True)):
        rows.append((interviewer(number), question))
        clips = [" ".join(words) for words in batched(answer.split(), CLIP_WORDS, strict=False)]
        rows += [(candidate(number), clip) for clip in clips]
    return spoken(rows)


def split_in(count: int, seed: int) -> Pick:
    chance = random.Random(seed)
    return lambda _number: CANDIDATE + chance.randrange(count)


def is_right(speakers: Speakers) -> bool:
    return all((one.role is Role.CANDIDATE) == (one.id >= CANDIDATE) for one in speakers.speakers)


def outcomes(count: int, interviewer: Pick, kind: str | None) -> tuple[int, int]:
    """How many of ten are right, and how many are wrong and do not ask either."""
    found = [
        assign_roles(interview(split_in(count, seed), interviewer), interview_type=kind)
        for seed in SEEDS
    ]
    right = sum(map(is_right, found))
    return right, sum(not is_right(one) and not one.needs_confirmation for one in found)


def one(_number: int) -> int:
    return 1


def panel(number: int) -> int:
    return 1 + number % 4


@pytest.mark.parametrize("count", [2, 3])
def test_one_candidate_in_two_or_three_ids_is_one_side(count: int) -> None:
    right, wrong_and_sure = outcomes(count, one, None)
    assert right >= 8
    assert wrong_and_sure == 0


@pytest.mark.parametrize("count", [4, 6])
def test_in_more_ids_most_are_right_or_ask(count: int) -> None:
    right, wrong_and_sure = outcomes(count, one, None)
    assert right >= 4
    assert wrong_and_sure <= 4


def test_a_panel_of_four_of_whom_each_says_little() -> None:
    speakers = assign_roles(interview(lambda _n: CANDIDATE, panel), interview_type="panel")
    assert is_right(speakers)
    assert not speakers.needs_confirmation


@pytest.mark.parametrize("count", [2, 3, 6])
def test_a_panel_whose_candidate_is_split_is_right_or_asks(count: int) -> None:
    _, wrong_and_sure = outcomes(count, panel, "panel")
    assert wrong_and_sure <= 1


@pytest.mark.parametrize("seed", SEEDS)
def test_interviewers_ids_that_never_take_turns_are_one_side(seed: int) -> None:
    chance = random.Random(seed)
    speakers = assign_roles(interview(lambda _n: CANDIDATE, lambda _n: chance.choice([1, 5, 6])))
    assert is_right(speakers)


@pytest.mark.parametrize("count", [3, 4, 5, 6])
@pytest.mark.parametrize("seed", SEEDS)
def test_one_person_alone_in_short_clips_is_the_candidate(count: int, seed: int) -> None:
    chance = random.Random(seed)
    rows = [
        (1 + chance.randrange(count), " ".join(words))
        for answer in ANSWERS[:-1]
        for words in batched(answer.split(), CLIP_WORDS, strict=False)
    ]
    speakers = assign_roles(spoken(rows))
    assert {entry.role for entry in speakers.speakers} == {Role.CANDIDATE}


def test_interviews_that_were_labelled_stay_right_when_their_candidate_is_split() -> None:
    """Line by line, in two ids and in three: nearly all are right, and hardly one is wrong and
    does not ask."""
    right = wrong_and_sure = total = 0
    for count in (2, 3):
        for seed in range(2):
            for labelled in labelled_interviews():
                candidate = split_in(count, seed)
                lines = tuple(
                    line.model_copy(update={"speaker_id": candidate(0)})
                    if line.speaker_id in labelled.candidate
                    else line
                    for line in labelled.transcript.lines
                )
                transcript = labelled.transcript.model_copy(update={"lines": lines})
                speakers = assign_roles(transcript)
                total += 1
                right += is_right(speakers)
                wrong_and_sure += not is_right(speakers) and not speakers.needs_confirmation
    assert right >= 0.85 * total
    assert wrong_and_sure <= 0.06 * total
