"""Who is the candidate."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.conversation import Line, Role, Speakers, Transcript
from shared.domain.speakers import assign_roles
from tests.builders import CANDIDATE, INTERVIEWER, transcript
from tests.evaluation.labelled import LabelledInterview, labelled_interviews

TALK = """
I: Thanks for joining. Tell me about a project you are proud of.
C: At my last company I rebuilt the billing system because it lost invoices every month and I led it.
C: I wrote the tests first and I moved one customer after the other until nothing was left behind.
I: What was the result?
C: We lost no invoice after that, and my team saved about ten hours a week.
I: How do you handle conflict?
C: I listen first, and then I try to find out what we both want, and I write it down for us.
"""


def test_who_answers_is_the_candidate() -> None:
    speakers = assign_roles(transcript(TALK))
    assert speakers.role_of(CANDIDATE) is Role.CANDIDATE
    assert speakers.role_of(INTERVIEWER) is Role.INTERVIEWER
    assert not speakers.needs_confirmation
    assert sum(speaker.share for speaker in speakers.speakers) == 1.0


def test_the_users_word_wins() -> None:
    speakers = assign_roles(transcript(TALK), confirmed_candidate_ids=[INTERVIEWER])
    assert speakers.role_of(INTERVIEWER) is Role.CANDIDATE
    assert speakers.confirmed_by_user
    assert speakers.confidence == 1.0


def test_a_panel_has_several_interviewers() -> None:
    script = TALK.replace("I: How", "I2: How")
    speakers = assign_roles(transcript(script), interview_type="panel")
    assert speakers.role_of(12) is Role.INTERVIEWER
    assert speakers.role_of(CANDIDATE) is Role.CANDIDATE


def test_a_splinter_joins_the_voice_it_came_from() -> None:
    lines = transcript(TALK).lines
    short = {"speaker_id": 7, "text": "I wrote tests.", "end": (lines[2].start or 0) + 900}
    splinter = lines[2].model_copy(update=short)
    split = Transcript(lines=(*lines[:2], splinter, *lines[3:]))
    speakers = assign_roles(split)
    assert speakers.role_of(7) is Role.CANDIDATE
    assert next(entry for entry in speakers.speakers if entry.id == 7).merged_with == CANDIDATE


def test_one_person_alone_is_the_candidate_however_they_are_split() -> None:
    text = "I rebuilt the billing system and I led a small team that moved every customer over."
    script = "\n".join(f"I{number % 4}: {text}" for number in range(8))
    speakers = assign_roles(transcript(script))
    assert {entry.role for entry in speakers.speakers} == {Role.CANDIDATE}


def test_nobody_speaks() -> None:
    assert assign_roles(Transcript(lines=())).speakers == ()


def test_without_any_speaker_everything_is_one_voice() -> None:
    lines = [entry.model_copy(update={"speaker_id": None}) for entry in transcript(TALK).lines]
    speakers = assign_roles(Transcript(lines=tuple(lines)))
    assert speakers.role_of(None) is Role.CANDIDATE


def test_two_voices_that_do_the_same_want_a_word_of_the_user() -> None:
    script = "I: We met on Monday and talked about it.\nC: We met on Tuesday and talked again." * 2
    assert assign_roles(transcript(script)).needs_confirmation


SHORT_WORDS = 300


def _split(interview: LabelledInterview, side: bool | None) -> tuple[Transcript, set[int]]:
    """From its middle on, the candidate's voices (True), the others' (False) or all (None) have
    other ids, as a recogniser gives them that takes a pause for a change of voice."""
    half = len(interview.transcript.lines) // 2
    lines = tuple(
        entry.model_copy(update={"speaker_id": 50 + (entry.speaker_id or 0)})
        if number >= half and side in (None, entry.speaker_id in interview.candidate)
        else entry
        for number, entry in enumerate(interview.transcript.lines)
    )
    ids = interview.candidate | {50 + id_ for id_ in interview.candidate}
    return Transcript(lines=lines, speaker_names={}), set(ids)


def _share_right(read: Transcript, candidate: set[int], speakers: Speakers) -> float:
    """Share of the words that are given to the right side."""
    right = [
        (speakers.role_of(entry.speaker_id) is Role.CANDIDATE) is (entry.speaker_id in candidate)
        for entry in read.lines
    ]
    words = [len(entry.text.split()) for entry in read.lines]
    return sum(count for count, good in zip(words, right, strict=True) if good) / sum(words)


@pytest.mark.parametrize("side", [True, False, None])
def test_a_voice_that_the_recogniser_split_is_one_person(side: bool | None) -> None:
    """The two halves of a candidate never take turns with one another."""
    shares = []
    for interview in labelled_interviews():
        read, candidate = _split(interview, side)
        speakers = assign_roles(read)
        shares.append(_share_right(read, candidate, speakers))
        # A dozen words are a twentieth of what is said in a minute.
        words = sum(len(entry.text.split()) for entry in read.lines)
        least = 0.9 if words > SHORT_WORDS else 0.85
        assert shares[-1] > least or speakers.needs_confirmation, interview.name
    assert sum(share == 1 for share in shares) >= 0.9 * len(shares)


def test_roles_of_labelled_interviews() -> None:
    for interview in labelled_interviews():
        speakers = assign_roles(interview.transcript)
        share = _share_right(interview.transcript, set(interview.candidate), speakers)
        assert share == 1, interview.name


LINES = st.lists(
    st.builds(
        Line,
        start=st.integers(0, 10_000_000),
        end=st.integers(0, 10_000_000),
        text=st.sampled_from(["Why?", "I did.", "Tell me about it.", "...", "Yes, my team.", "So"]),
        speaker_id=st.none() | st.integers(0, 14),
    ),
    max_size=40,
)


@given(LINES, st.none() | st.frozensets(st.integers(0, 14)))
def test_any_voices_have_roles_and_shares(
    lines: list[Line], confirmed: frozenset[int] | None
) -> None:
    speakers = assign_roles(Transcript(lines=tuple(lines)), confirmed_candidate_ids=confirmed)
    ids = {entry.id for entry in speakers.speakers}
    assert {line.speaker_id for line in lines if line.speaker_id is not None} <= ids
    assert 0 <= speakers.confidence <= 1
    assert all(0 <= entry.share <= 1 for entry in speakers.speakers)
    assert sum(entry.share for entry in speakers.speakers) <= 1.01
    for entry in speakers.speakers:
        assert entry.merged_with is None or entry.merged_with in ids - {entry.id}
    if lines and confirmed is None:
        assert any(entry.role is Role.CANDIDATE for entry in speakers.speakers)
