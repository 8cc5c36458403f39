"""Questions known by their form, with and without their marks."""

from __future__ import annotations

import pytest

from shared.domain.exchanges.questions import QuestionType, asks, asks_back, is_backchannel, type_of

ASKED = """
what did you do next
so how would you handle that
can you walk me through it
and where do you see yourself in five years
okay and were you in charge of that
tell me about a project you led
Describe a conflict you had.
I'd love to hear how you got there.
yeah fair enough any experience with payroll
right and the budget, did you keep to it
How did marketing take it.
And you'd be fine with nights.
what's the thing you find hardest about leading
"""
TOLD = """
That's impressive.
We have eight people here.
Yeah, in the trucks, really.
It's one week in six and we pay for it.
My sister is a teacher.
I love that.
Who would have thought it would rain, ha.
"""


@pytest.mark.parametrize("text", ASKED.strip().splitlines())
def test_what_asks(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize("text", TOLD.strip().splitlines()[:-1])
def test_what_tells(text: str) -> None:
    assert not asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "How many links per day are we talking about?",
        "yes how is the commission structured",
        "I'd like to know how success is measured here.",
        "okay and do you work from home",
    ],
)
def test_a_candidate_asks_back(text: str) -> None:
    assert asks_back(text)


@pytest.mark.parametrize(
    "text",
    [
        "what i do is i ask the customer for ten minutes",
        "I asked them what they would accept, and they told me.",
        "that is where we were when it happened",
        "We did it, you know, and it worked.",
    ],
)
def test_telling_is_not_asking_back(text: str) -> None:
    assert not asks_back(text)


@pytest.mark.parametrize(
    "text", ["Mm-hm.", "right right", "Oh, wow.", "I see, thank you.", "Really?"]
)
def test_listening_aloud(text: str) -> None:
    assert is_backchannel(text)


@pytest.mark.parametrize("text", ["Why?", "And then?", "Anything else you would change?"])
def test_a_short_question_is_no_backchannel(text: str) -> None:
    assert not is_backchannel(text)


TYPES = """
experience | Tell me about a time you disagreed with your boss.
experience | have you ever missed a deadline
experience | What's the biggest mistake you made at work?
experience | when did something last go badly wrong for you
experience | Can you give me an example?
biography | Tell me a bit about yourself.
biography | Could you walk me through your background?
motivation | Why do you want to work here?
motivation | What attracted you to us?
self | What is your greatest weakness?
self | and what would you say you're not so good at
self | What would your last manager say you need to work on?
self | then joy what would your team say about you if we rang them
self | What's it like to be managed by you?
self | What are your strengths and weaknesses?
self | Okay, and a weakness?
self | Something you're not so good at?
hypothetical | What would you say to a colleague who is late?
hypothetical | It's a scenario, so we're not after an example. You see it. What do you do?
experience | Tell me about a time you missed a deadline. How would you deal with it today?
biography | Do you mind if I asked you about your last job?
motivation | Why would you like to work with young offenders?
other | What are the strengths and weaknesses of REST compared with GraphQL?
hypothetical | Would you like to work with young people?
experience | Tell me about a time you had to get better at something.
hypothetical | What would you do if a customer shouted at you?
hypothetical | How do you prioritise your work?
hypothetical | You've had a walk round. If I gave you this shop tomorrow, what'd you do?
other | What is the difference between a process and a thread?
"""


@pytest.mark.parametrize("row", TYPES.strip().splitlines())
def test_the_type_of_a_question(row: str) -> None:
    kind, question = row.split(" | ")
    assert type_of(question) is QuestionType(kind)
