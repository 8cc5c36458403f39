"""Questions and the answers to them."""

from __future__ import annotations

from shared.domain.conversation import Exchange, ExchangeKind
from shared.domain.exchanges import find_exchanges, is_backchannel
from shared.domain.speakers import assign_roles
from tests.builders import transcript

SCRIPT = """
I: Good morning, nice to meet you. Did you find us easily?
C: Yes, thank you, the train was on time.
I: Great. Let's start. Tell me about a time you missed a deadline.
C: Last year we had a release that was due in May, and I underestimated the migration.
I: Mm-hm.
C: I told my manager early, I cut two features, and we shipped a week late instead of a month.
I: And what did you learn from that?
C: I learned to test the migration first, before I promise a date to anybody.
I: How do you prioritise your work?
I: I mean when everything is urgent.
C: I ask who is blocked, and I start there, and I tell the others when I will get to them.
I: Do you have any questions for me?
C: Yes, how big is the team?
I: We are eight people.
C: And how do you review code?
I: In pairs, mostly.
I: Thank you for your time. We will get back to you next week.
C: Thank you.
"""


def exchanges(script: str) -> tuple[Exchange, ...]:
    read = transcript(script)
    return find_exchanges(read, assign_roles(read))


def test_an_interview_is_cut_as_a_person_would() -> None:
    kinds = [entry.kind for entry in exchanges(SCRIPT)]
    assert kinds == [
        ExchangeKind.SMALL_TALK,
        ExchangeKind.QUESTION,
        ExchangeKind.FOLLOW_UP,
        ExchangeKind.QUESTION,
        ExchangeKind.CANDIDATE_QUESTIONS,
        ExchangeKind.LOGISTICS,
    ]


def test_listening_aloud_breaks_no_answer() -> None:
    answer = exchanges(SCRIPT)[1]
    assert answer.answer.startswith("Last year")
    assert answer.answer.endswith("instead of a month.")


def test_a_question_in_two_parts_is_one() -> None:
    question = exchanges(SCRIPT)[3]
    assert "prioritise" in question.question
    assert "urgent" in question.question


def test_every_exchange_can_be_found_again() -> None:
    read = transcript(SCRIPT)
    for entry in exchanges(SCRIPT):
        assert entry.answer_span is not None
        assert entry.question_span is not None
        assert entry.question_span.end <= entry.answer_span.start
        for number in entry.answer_lines:
            line = read.lines[number]
            assert line.start is not None
            assert entry.answer_span.start <= line.start <= entry.answer_span.end


def test_one_person_alone_is_cut_by_long_pauses() -> None:
    text = "I led the migration of our billing system and I wrote most of the tests for it myself, "
    script = f"C: {text * 2}\nC: (1.0) and it went well.\nC: (4.0) {text * 2}"
    cut = exchanges(script)
    assert [entry.question for entry in cut] == ["", ""]
    assert len(cut[0].answer_lines) == 2


def test_an_interview_without_words_has_no_exchange() -> None:
    assert find_exchanges(transcript("C: Hello."), assign_roles(transcript("C: Hello.")))


def test_backchannels() -> None:
    for text in (
        "Mm-hm.",
        "Okay.",
        "Right, right.",
        "I see.",
        "That makes sense.",
        "Oh, great!",
        "",
    ):
        assert is_backchannel(text), text
    for text in ("Why?", "Tell me more about that.", "Okay, and what happened then?"):
        assert not is_backchannel(text), text
