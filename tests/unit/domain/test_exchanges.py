"""Questions and the answers to them."""

from __future__ import annotations

from time import process_time

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.conversation import Exchange, ExchangeKind, Line, Transcript
from shared.domain.exchanges.cutting import find_exchanges
from shared.domain.exchanges.questions import asking_sentence, is_backchannel, type_of
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


def kinds(script: str) -> list[ExchangeKind]:
    return [entry.kind for entry in exchanges(script)]


OPENING = """
I: So, tell me about a project you led last year.
C: We moved the warehouse to a new site, I planned the trucks and we finished in nine days.
"""


def test_what_goes_on_with_the_answer_is_a_follow_up() -> None:
    for question in (
        "And why nine days?",
        "how many trucks did you need for that",
        "What would you have done if it hadn't worked?",
        "Can you be more specific about your part in it?",
    ):
        assert kinds(f"{OPENING}I: {question}\nC: That was what the lease allowed.")[-1] is (
            ExchangeKind.FOLLOW_UP
        ), question


def test_a_new_subject_is_a_question() -> None:
    for question in (
        "Okay. What is your greatest weakness?",
        "let's move on how do you deal with stress",
        "Tell me about a time you disagreed with somebody.",
        "And why do you want to work for us?",
    ):
        assert kinds(f"{OPENING}I: {question}\nC: I would say that it depends.")[-1] is (
            ExchangeKind.QUESTION
        ), question


def test_a_remark_begins_nothing() -> None:
    script = f"{OPENING}I: That's quick.\nC: Yes, and nothing was broken on the way."
    assert len(exchanges(script)) == 1


def test_an_echo_begins_nothing() -> None:
    script = f"{OPENING}I: Nine days?\nC: Yes, nine, and nothing was broken on the way."
    assert len(exchanges(script)) == 1


def test_what_the_candidate_asks_back_breaks_no_answer() -> None:
    script = """
    I: How would you build a system that shortens links?
    C: How many links a day are we talking about?
    I: Let's say a million.
    C: Then I would start with one table and a counter, and I would cache what is read most.
    """
    (entry,) = exchanges(script)
    assert entry.answer.endswith("what is read most.")
    assert "million" not in entry.answer


def test_a_question_that_was_not_understood_is_put_again_not_asked_twice() -> None:
    script = """
    I: How do you cope when the kitchen is full?
    C: Sorry, can you say that again?
    I: When there are many orders at once. How do you manage?
    C: I call the orders out loud and I plate the cold ones first.
    """
    assert len(exchanges(script)) == 1


def test_money_notice_and_dates_are_logistics() -> None:
    for question, reply in (
        ("What's your notice period?", "One month."),
        ("What salary do you have in mind?", "Around forty thousand."),
        ("when could you start", "in march i think"),
        ("Are you free to work on Saturdays?", "That is fine."),
    ):
        assert kinds(f"{OPENING}I: {question}\nC: {reply}")[-1] is ExchangeKind.LOGISTICS, question


def test_a_bare_transcript_is_cut_without_question_marks() -> None:
    script = """
    I: so tell me what you did at your last company
    C: i looked after sixty accounts in the north and my target was a million a year
    I: okay and how do you deal with it when you lose a deal
    C: i call the customer and i ask why and i write it down
    I: good do you have any questions for me
    C: yes how big is the team
    I: eight people
    C: okay thank you
    I: great we'll be in touch next week
    C: thanks bye
    """
    assert kinds(script) == [
        ExchangeKind.QUESTION,
        ExchangeKind.QUESTION,
        ExchangeKind.CANDIDATE_QUESTIONS,
        ExchangeKind.LOGISTICS,
    ]


def test_an_answer_to_the_candidate_and_a_farewell_in_one_turn_are_two() -> None:
    script = """
    I: Tell me about a project you led.
    C: We moved the warehouse and I planned the trucks.
    I: Do you have any questions for us?
    C: Yes. How does the team decide what to build next?
    I: We plan every two weeks, together with the product group.
    I: Thank you, Daniel. You will hear from us by Friday.
    C: Thank you, goodbye.
    """
    assert kinds(script)[-2:] == [ExchangeKind.CANDIDATE_QUESTIONS, ExchangeKind.LOGISTICS]


def test_one_person_alone_is_cut_where_a_new_question_is_announced() -> None:
    script = """
    C: Question one, tell us about yourself. I am a nurse and I have worked in York for eight years, mostly on a ward for strokes and in the evenings in a clinic.
    C: Question two, my biggest weakness. I find it hard to go home when somebody is ill, and so I write a list.
    """
    assert len(exchanges(script)) == 2


def test_after_a_short_silence_the_same_subject_goes_on() -> None:
    text = "I planned the move of the warehouse and I ordered the trucks for the warehouse myself, "
    script = f"C: {text * 2}\nC: (3.0) and the trucks for the move of the warehouse were planned."
    assert len(exchanges(script)) == 1


WORDS = st.lists(
    st.sampled_from(
        [
            "tell",
            "me",
            "about",
            "a",
            "time",
            "you",
            "led",
            "how",
            "why",
            "what",
            "did",
            "and",
            "so",
            "okay",
            "thanks",
            "?",
            ".",
            "I",
            "we",
            "built",
            "it",
            "yes",
            "no",
            "questions",
            "for",
            "me",
            "salary",
            "next",
            "sorry",
            "repeat",
            "hello",
            "coffee",
            "—",
            "’",
            "漢",
            "é",
        ]
    ),
    min_size=1,
    max_size=12,
).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([0, 1, 2, None]), WORDS), max_size=25), st.booleans())
def test_any_conversation_is_cut_once_and_in_order(
    spoken: list[tuple[int | None, str]], timed: bool
) -> None:
    read = Transcript(
        lines=tuple(
            Line(
                start=1000 * number if timed else None,
                end=1000 * number + 900 if timed else None,
                text=text,
                speaker_id=speaker,
            )
            for number, (speaker, text) in enumerate(spoken)
        )
    )
    cut = find_exchanges(read, assign_roles(read))
    lines = [number for entry in cut for number in (*entry.question_lines, *entry.answer_lines)]
    assert len(lines) == len(set(lines))
    assert [entry.index for entry in cut] == list(range(len(cut)))
    firsts = [min((*entry.question_lines, *entry.answer_lines)) for entry in cut]
    assert firsts == sorted(firsts)
    assert find_exchanges(read, assign_roles(read)) == cut


def test_the_way_here_is_no_biography() -> None:
    read = transcript(
        "I: Hi, can you hear me okay? How was your journey, did you find us all right?\n"
        "C: Yes, loud and clear, thank you. It was fine, the train was on time today.\n"
        "I: Tell me about your journey into software.\n"
        "C: I studied maths, then I taught for three years and wrote programs for my school."
    )
    found = find_exchanges(read, assign_roles(read, confirmed_candidate_ids=[2]))
    assert [exchange.kind for exchange in found] == [ExchangeKind.SMALL_TALK, ExchangeKind.QUESTION]


def test_a_request_is_a_request_whatever_is_said_after_it() -> None:
    for more in ("Any one will do.", "Take your time.", "It can be from work or from university."):
        question = f"Tell me about a time you fixed a hard problem. {more}"
        said = "Last year the payments failed at night, and I found the lock and I removed it."
        assert kinds(f"{OPENING}I: {question}\nC: {said}")[-1] is ExchangeKind.QUESTION, more
        assert asking_sentence(question).startswith("Tell me")


def test_a_turn_without_an_end_is_read_at_its_end() -> None:
    """Reading time does not grow with what an interviewer says after the last question."""

    def seconds(lines: int) -> float:
        talk = "\n".join(
            f"I: so {number} okay and then we go on with it" for number in range(lines)
        )
        read = transcript(
            f"{OPENING}I: Do you have any questions for us?\nC: Yes, how big is the team?\n{talk}"
        )
        speakers = assign_roles(read, confirmed_candidate_ids=[2])
        begun = process_time()
        find_exchanges(read, speakers)
        return process_time() - begun

    few, many = (min(seconds(lines) for _ in range(3)) for lines in (400, 4000))
    assert many < 40 * few


def test_the_type_of_a_question_without_an_end() -> None:
    def seconds(words: int) -> float:
        question = "so. " * words
        begun = process_time()
        type_of(question)
        return process_time() - begun

    few, many = (min(seconds(words) for _ in range(3)) for words in (5_000, 50_000))
    assert many < 40 * few
