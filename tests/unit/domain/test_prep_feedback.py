"""Practised answers beside the ones that were given."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.conversation import Exchange, ExchangeKind
from shared.domain.practice.practice_points import points_of
from shared.domain.practice.prep_feedback import PrepFeedback, compare
from shared.domain.practice.prep_sessions import Practised, read_prep_session

ANSWER = "I asked for two days and I measured it with him, and we found one slow query."


def asked(*pairs: tuple[str, str]) -> tuple[Exchange, ...]:
    return tuple(
        Exchange(
            index=number, kind=ExchangeKind.QUESTION, question=question,
            question_lines=(2 * number,), answer=answer, answer_lines=(2 * number + 1,),
            question_span=None, answer_span=None,
        )
        for number, (question, answer) in enumerate(pairs)
    )  # fmt: skip


def practised(*pairs: tuple[str, str]) -> tuple[Practised, ...]:
    return read_prep_session(
        [{"id": str(n), "question": question} for n, (question, _) in enumerate(pairs)],
        [{"questionId": str(n), "answer": answer} for n, (_, answer) in enumerate(pairs)],
    )


def joined(feedback: PrepFeedback) -> dict[str, str]:
    return {pair.practised_question: pair.asked_question for pair in feedback.pairs}


SAME = """
Describe a conflict with a colleague. | Tell me about a time you disagreed with somebody on your team.
What is your greatest weakness? | What are you working on getting better at?
Why do you want to work for us? | So what attracted you to this role?
Tell me about yourself. | Could you walk me through your background?
Where do you see yourself in five years? | What are your career goals for the future?
How do you handle criticism? | When somebody gives you hard feedback, what do you do?
How do you prioritise your work? | If you have many tasks at once, how do you decide what comes first?
Tell me about a mistake you made. | What's your biggest failure, and what came of it?
Describe a time you worked under pressure. | Have you ever had a really tight deadline?
Tell me about a difficult customer. | Have you dealt with an angry client?
What are you most proud of? | What would you call your biggest achievement?
Describe a time you led a team. | What is your leadership experience?
"""


@pytest.mark.parametrize("row", SAME.strip().splitlines())
def test_the_same_question_in_other_words_is_found(row: str) -> None:
    one, other = row.split(" | ")
    exchanges = asked(
        ("What is the difference between a process and a thread?", "One has its own memory."),
        (other, "We talked for an hour."),
    )
    assert joined(compare(exchanges, (), practised((one, ANSWER)))) == {one: other}


DIFFERENT = """
What is your greatest weakness? | Why do you want to leave your job?
Tell me about a mistake you made. | Where do you see yourself in five years?
How do you prioritise your work? | Do you speak any languages?
What is your experience with Kubernetes? | Tell me about a time you disagreed with your boss.
"""


@pytest.mark.parametrize("row", DIFFERENT.strip().splitlines())
def test_different_questions_are_not_joined(row: str) -> None:
    one, other = row.split(" | ")
    feedback = compare(asked((other, "We talked for an hour.")), (), practised((one, ANSWER)))
    assert feedback.pairs == ()
    assert feedback.not_asked == (one,)
    assert [entry.question for entry in feedback.not_practised] == [other]
    assert feedback.improvement is None


def test_a_story_told_again_joins_questions_that_share_no_word() -> None:
    story = "Our certificates expired on a Sunday and I renewed them by hand and wrote a monitor."
    exchanges = asked(("When did that pager last ruin your weekend?", f"Ha. {story}"))
    feedback = compare(exchanges, (), practised(("Describe an outage.", story)))
    (pair,) = feedback.pairs
    assert pair.rehearsed
    assert pair.rehearsed_share == 1


def test_each_question_is_joined_once() -> None:
    exchanges = asked(("Tell me about a conflict.", "a"), ("Describe another disagreement.", "b"))
    prepared = practised(("A time you disagreed?", "x"), ("A conflict you had?", "y"))
    pairs = compare(exchanges, (), prepared).pairs
    assert len({pair.practised_question for pair in pairs}) == len(pairs) == 2
    assert len({pair.exchange for pair in pairs}) == 2


def test_points_are_kept_dropped_added_and_contradicted() -> None:
    before = (
        "We cut the loading time from nine to two seconds. I removed three slow queries. "
        "The manager gave me a bonus for it."
    )
    said = (
        "We cut the loading time from nine to four seconds. I removed three slow queries. "
        "Later the team wrote a monitor for the pages."
    )
    question = "Tell me about something you made faster."
    (pair,) = compare(asked((question, said)), (), practised((question, before))).pairs
    assert [point.said for point in pair.kept] == ["I removed three slow queries."]
    assert [point.practised for point in pair.dropped] == ["The manager gave me a bonus for it."]
    assert [point.said for point in pair.added] == ["Later the team wrote a monitor for the pages."]
    assert [point.said[:11] for point in pair.contradicted] == ["We cut the "]
    more = before.replace("two seconds.", "two seconds for 300 pages.")
    (pair,) = compare(asked((question, more)), (), practised((question, before))).pairs
    assert pair.contradicted == ()  # a number more contradicts nothing


def test_another_percentage_is_a_contradiction_however_it_is_spelt() -> None:
    before = "The page loaded in two seconds afterwards, and sales rose by twenty percent."
    said = "The loading time fell to two seconds, and sales went up by twelve per cent."
    question = "Tell me about something you made faster."
    (pair,) = compare(asked((question, said)), (), practised((question, before))).pairs
    assert [(point.practised, point.said) for point in pair.contradicted] == [
        ("and sales rose by twenty percent.", "and sales went up by twelve per cent.")
    ]


def test_what_follows_up_a_practised_question_was_practised_with_it() -> None:
    story = "A guest was angry about his room, and I gave him another one."
    exchanges = asked(
        ("Tell me about an angry guest.", story),
        ("And how did it end?", "He was happy and came again in May."),
        ("Which booking system do you use?", "Opera, since two years."),
        ("And before that?", "Only paper."),
    )
    kinds = ("question", "follow_up", "question", "follow_up")
    feedback = compare(
        [
            entry.model_copy(update={"kind": ExchangeKind(kind)})
            for entry, kind in zip(exchanges, kinds, strict=True)
        ],
        (),
        practised(("Describe an angry guest.", story)),
    )
    assert [pair.exchange for pair in feedback.pairs] == [0]
    assert [missed.exchange for missed in feedback.not_practised] == [2, 3]


def test_what_was_practised_about_pay_was_asked_though_it_is_not_judged() -> None:
    first, pay = asked(
        ("Tell me about yourself.", "I have been a nurse for six years."),
        ("And what salary are you looking for?", "Around forty thousand, as the band says."),
    )
    feedback = compare(
        (first, pay.model_copy(update={"kind": ExchangeKind.LOGISTICS})),
        (),
        practised(("What are your salary expectations?", "Around forty thousand.")),
    )
    (pair,) = feedback.pairs
    assert (pair.exchange, pair.said_score, pair.verdict) == (1, None, "not comparable")
    assert feedback.not_asked == ()
    assert [missed.exchange for missed in feedback.not_practised] == [0]


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ("We cut the error rate by twenty percent.", "We cut the error rate by 20%."),
        ("We cut the error rate by 20 percent.", "We cut the error rate by twenty per cent."),
        ("I led a team of twenty five people.", "I led a team of 25 people."),
        ("About 100 tickets came in a day.", "About a hundred tickets came in a day."),
        ("It saved us 1,200 euros a month.", "It saved us €1200 a month."),
        ("In 2019 I led it with 3 people.", "In twenty nineteen I led it with three people."),
        ("The page took nine seconds.", "The page took 9 seconds."),
        ("It fell by a third in May.", "It fell by 33% in May."),
        ("We cut the error rate by half.", "We cut the error rate by 50 percent."),
        ("In 2000 20 people joined the firm.", "20 people joined the firm in 2000."),
        ("The outage took 2.5 hours.", "The outage took two and a half hours."),
        ("I led a team of a dozen people.", "I led a team of 12 people."),
    ],
)
def test_the_same_number_is_kept_however_it_is_written(before: str, said: str) -> None:
    points = points_of(before, said)
    assert [(point.practised, point.said) for point in points.kept] == [(before, said)]


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ("We cut the error rate by twenty percent.", "We cut the error rate by 30%."),
        ("About 100 tickets came in a day.", "About two hundred tickets came in a day."),
        ("It fell by a third in May.", "It fell by 90% in May."),
        ("We cut the error rate by half.", "We cut the error rate by 20 percent."),
        ("I led a team of twenty-five people.", "I led a team of 30 people."),
        ("I led a team of a dozen people.", "I led a team of 30 people."),
        ("I led a team of twenty five people.", "I led a team of twenty people, five of them new."),
    ],
)
def test_another_number_is_a_contradiction(before: str, said: str) -> None:
    points = points_of(before, said)
    assert [point.practised for point in points.contradicted] == [before]


def test_a_fitting_story_is_named_for_a_question_nobody_practised() -> None:
    exchanges = asked(("Have you ever convinced a customer to stay?", "No, not really."))
    stories = practised(
        ("What is Kubernetes?", "It starts containers on many machines."),
        ("What was your best week?", "A customer wanted to leave and I convinced them to stay."),
    )
    (missed,) = compare(exchanges, (), stories).not_practised
    assert missed.fitting_story == "What was your best week?"


TEXT = st.lists(
    st.sampled_from(
        [
            "tell",
            "me",
            "about",
            "a",
            "conflict",
            "team",
            "mistake",
            "why",
            "us",
            "I",
            "fixed",
            "two",
            "7",
            "the",
            ",",
            ".",
            "—",
            "é",
        ]
    ),
    max_size=10,
).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(TEXT, TEXT), max_size=5), st.lists(st.tuples(TEXT, TEXT), max_size=5))
def test_any_texts_are_compared_and_every_question_is_accounted_for(
    spoken: list[tuple[str, str]], prepared: list[tuple[str, str]]
) -> None:
    exchanges, entries = asked(*spoken), practised(*prepared)
    feedback = compare(exchanges, (), entries)
    judged = [exchange for exchange in exchanges if exchange.question and exchange.answer]
    assert len(feedback.pairs) + len(feedback.not_asked) == len(entries)
    assert len(feedback.pairs) + len(feedback.not_practised) == len(judged)
    for pair in feedback.pairs:
        assert 0 <= pair.similarity <= 1
        answer = exchanges[pair.exchange].answer
        assert all(point.said in answer for point in (*pair.kept, *pair.added))
    again = compare(exchanges, (), tuple(reversed(entries)))
    assert sorted(pair.similarity for pair in again.pairs) == pytest.approx(
        sorted(pair.similarity for pair in feedback.pairs)
    )
