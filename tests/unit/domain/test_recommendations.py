"""What to do differently: few, weighty, and tied to an answer or a metric."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.content.recommendations import MOST, Recommendation, recommend
from shared.domain.content.rules_analyser import assess
from shared.domain.exchanges.cutting import find_exchanges
from shared.domain.speakers import assign_roles
from shared.domain.speech.measure import measure_speech
from tests.builders import transcript

WEAK = """
I: Tell me about a time you solved a hard problem.
C: Um, I mean, we kind of looked at it, you know, and it was like fine, I think, and that was it really.
I: Tell me about a conflict you had with a colleague.
C: I don't know.
I: What would you do in the first month here?
C: I would probably talk to people and maybe look at the code, I guess, and sort of see how it goes.
"""
STRONG = """
I: Tell me about a time you solved a hard problem.
C: In March our checkout lost forty orders an hour. It was up to me to bring it back before noon.
C: I found a full disk, I moved the files away and I wrote an alarm that looks at every disk.
C: Within twenty minutes the orders came in again, and the alarm has caught two cases since then.
"""


def recommended(script: str) -> tuple[Recommendation, ...]:
    read = transcript(script)
    speakers = assign_roles(read)
    exchanges = find_exchanges(read, speakers)
    judged = [assess(read, exchange) for exchange in exchanges if exchange.is_assessed]
    return recommend(exchanges, judged, measure_speech(read, speakers, exchanges))


def test_a_weak_interview_gets_few_and_concrete_ones() -> None:
    found = recommended(WEAK)
    assert 2 <= len(found) <= MOST
    weights = [entry.weight for entry in found]
    assert weights == sorted(weights, reverse=True)
    assert all(entry.exchange is not None or entry.metric for entry in found)
    assert any("conflict" in entry.text for entry in found)
    assert any("where" in entry.text or "how it ended" in entry.text for entry in found)


def test_advice_fits_what_was_asked() -> None:
    """A figure helps no answer to "what is the difference", and a follow-up may want few words."""
    texts = [
        entry.text
        for entry in recommended("""
I: What is the difference between a process and a thread?
C: A process has its own memory and a thread shares it with the others, so threads are cheaper.
I: Which of them is cheaper to make?
C: A thread.
I: Why do you want to work here?
C: It is a good company and the people seem nice, and I think I would like it here.
I: Okay. Say a customer shouts at you on the phone. What would you do?
C: I would stay calm and let them finish, and then I would say what can be done about it.
""")
    ]
    advice = dict(text.removeprefix("On ").split("”, ", 1) for text in texts if text[:3] == "On ")
    asked = {question.split()[-1]: text for question, text in advice.items()}
    assert "example from your own work" in asked["thread?"]
    assert "reason of your own" in asked["here?"]
    assert "step by step" in asked["do?"]
    assert "make?" not in asked


def test_who_can_do_better_is_told_how_though_nothing_is_missing() -> None:
    found = recommended("""
I: How do you review code?
C: I read the tests first and I run them, because they say what was meant, and then I go through the
C: change with a list of things that I wrote for myself, and I ask before I judge.
I: How do you plan your week?
C: On Monday I sorted what was due by who waits for it, and that has stayed my way, and I keep time
C: free for calls in the afternoon, since most of what is urgent comes then.
I: How do you learn a new language?
C: I rebuilt a small tool of mine in it, and then I read how somebody else had done the same, and I
C: asked a colleague who knew it well to tear my version to pieces.
""")
    on_answers = [entry for entry in found if entry.exchange is not None]
    assert len(on_answers) == 3
    assert len({entry.text.split("”, ")[1] for entry in on_answers}) == 3


def test_each_is_said_once() -> None:
    texts = [entry.text for entry in recommended(WEAK)]
    assert len(texts) == len(set(texts))


def test_what_is_good_gets_no_advice() -> None:
    assert not [entry for entry in recommended(STRONG) if entry.exchange is not None]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["I", "C"]),
            st.lists(
                st.sampled_from(
                    [
                        "tell",
                        "me",
                        "why",
                        "um",
                        "like",
                        "I",
                        "built",
                        "it",
                        "and",
                        "no",
                        "yes",
                        "?",
                        "ten",
                        "percent",
                    ]
                ),
                min_size=1,
                max_size=20,
            ),
        ),
        max_size=12,
    )
)
def test_any_interview_gets_at_most_five_and_always_the_same(
    spoken: list[tuple[str, list[str]]],
) -> None:
    script = "\n".join(f"{who}: {' '.join(words)}" for who, words in spoken) or "C: yes"
    found = recommended(script)
    assert len(found) <= MOST
    assert found == recommended(script)
