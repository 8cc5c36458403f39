"""Who is the candidate."""

from __future__ import annotations

from shared.domain.conversation import Role, Transcript
from shared.domain.speakers import assign_roles
from tests.builders import CANDIDATE, INTERVIEWER, transcript

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
