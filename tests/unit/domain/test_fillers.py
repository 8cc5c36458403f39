"""Filler words only where they are fillers."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.speech.fillers import find_fillers, find_hesitations

NONE = """
I like the work.
She would like to lead.
It looks like rain.
He was like a mentor to me.
Tools like Kafka helped us.
I felt like an outsider.
We did it like this.
We cut scope so that we could ship.
So we shipped it on time.
It was so fast.
I think so.
That is the right answer.
You were right.
We turned right after that.
I did well, and we moved on.
It works well.
As well as the tests.
The well was dry.
Do you know the answer?
If you know the codebase, it is easy.
As you know, we had issues.
I know you know the team.
They let you know early.
What kind of work do you do?
This kind of problem is common.
That sort of thing happens.
What sort of team is it?
One kind of test failed.
I mean that we failed.
It does not mean the same.
The actual result was good.
Basic tests passed.
It was okay.
i like two things about it
we looked like beginners
they work like a team
that was exactly like this one
what i know about it
things you know are easier
she knows what you know about ships
well done was all he said
as well as we could
he put it right
we have the right to leave
that is actually what we did
it was so that nobody waits
any kind of work
The literal meaning matters.
I was honest with them.
We talked to the client anyway.
I answered the question honestly.
It is in May, and everything is booked.
it went really well i think
I hope you are well. I wanted to ask.
We performed well that quarter.
I did not feel well that day.
I'm afraid so. He told me so.
i think it works well we use it daily
I did it because she had said so.
No, really, we had this at my school.
Not really.
It was really hard.
It came out right.
Okay, that's good. Thanks.
"""
SOME = """
like | It was, like, really hard.
like | And like we had no tests.
like | It was like so hard.
like | I was like, wow.
you know | You know, we had issues.
you know | We shipped it, you know, and it worked.
you know | It was hard, you know.
I mean | I mean, we tried.
I mean | It was late, I mean, really late.
so | So, I started there.
so | So um I started there.
so | So yeah, that was it.
well | Well, I think we can.
well | It was, well, a surprise.
right | We were late, right, and so on.
right | You have a queue, right?
basically | Basically we rewrote it.
basically | It was basically done.
actually | Actually, I was not there.
actually | Actually I was not there.
literally | It literally exploded.
kind of | It was kind of hard.
kind of | I kind of liked it.
sort of | We sort of agreed.
honestly | Honestly, it was fine.
honestly | I honestly forgot.
frankly | It was, frankly, a mess.
to be fair | They were quick, to be fair.
actually | She was actually pleased.
anyway | Anyway, we went on.
or whatever | Tickets or whatever.
and stuff | We wrote tests and stuff.
and everything | There were stand-ups and everything, but it was slow.
or anything | Nobody needed a pin or anything.
like | i've been there for like two years
like | we did like a lot of posts
like | it was like a year ago
like | they stopped like every third day
like | we had like a big book
like | she told me this was like in my second week
like | in like march we started
like | she had a like huge project
you know | i studied you know history
you know | it was you know a lot of work
I mean | yeah i mean that was it
right | everybody makes mistakes right
right | it's part of the job right i don't mind
well | well i don't think so
so | sure so i was a cook for years
so | um so i began at eight
actually | it went well actually
sort of | i was sort of helping
or something | a test or something
okay | We agreed, okay, and then we left.
okay | Okay, first I'd ask where.
really | It's all about the goals, really.
really | I don't know, really, because the data was theirs.
well | my biggest weakness well i start too many things
so | they figured it out so
so | and that's how it shipped so yeah
"""


def test_right_opens_a_turn() -> None:
    found = find_fillers("Right, we had two depots.", begins_turn=True)
    assert [filler.name for filler in found] == ["right"]
    assert find_fillers("Right.", begins_turn=True) == []
    assert find_fillers("Right, okay.", begins_turn=True) == []
    bare = find_fillers("right so there were two depots", begins_turn=True)
    assert [filler.name for filler in bare] == ["right", "so"]


@pytest.mark.parametrize("text", NONE.strip().splitlines())
def test_a_word_is_a_word(text: str) -> None:
    assert find_fillers(text) == []


def test_so_joins_nothing_where_somebody_begins_to_speak() -> None:
    text = "So I moved to Leeds."
    assert find_fillers(text) == []
    assert [filler.name for filler in find_fillers(text, begins_turn=True)] == ["so"]
    assert find_fillers("So far it works.", begins_turn=True) == []


@pytest.mark.parametrize("case", SOME.strip().splitlines())
def test_a_filler_is_a_filler(case: str) -> None:
    name, text = case.split(" | ")
    assert name in [filler.name for filler in find_fillers(text)]


@pytest.mark.parametrize(
    ("text", "count"),
    [("Um, I think, uh, yes.", 2), ("Umm hmm er.", 3), ("An umbrella, a hummer, error.", 0),
     ("Uhm, ehm, ah.", 3), ("She errs.", 0)],
)  # fmt: skip
def test_hesitations(text: str, count: int) -> None:
    assert len(find_hesitations(text)) == count


SPEECH = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "like",
                "so",
                "well",
                "right",
                "okay",
                "actually",
                "you",
                "know",
                "i",
                "mean",
                "kind",
                "of",
                "sort",
                "and",
                "stuff",
                "um",
                ",",
                ".",
                "?",
                "it",
                "was",
                "the",
                "İ",
                "ß",
            ]
        ),
        st.text(max_size=4),
    ),
    max_size=40,
).map(" ".join)


@settings(max_examples=100, deadline=None)
@given(SPEECH)
def test_every_filler_stands_where_it_is_said_to_be(text: str) -> None:
    found = find_fillers(text)
    positions = [filler.position for filler in found]
    assert positions == sorted(set(positions))
    spelled = {
        "okay": ("ok", "okay"),
        "kind of": ("kind of", "kinda"),
        "sort of": ("sort of", "sorta"),
    }
    for filler in found:
        said = text[filler.position :].lower()
        assert said.startswith(spelled.get(filler.name, filler.name.lower()))
