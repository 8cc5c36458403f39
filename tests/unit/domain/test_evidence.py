"""A quote is found where the candidate said it, is shown as it was said, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.content.evidence import QUOTE_CHARACTERS, Evidence, normalise
from shared.domain.conversation import Exchange, ExchangeKind, Line, Quote, Transcript

LINES = (
    "Well, at my last company, um, the checkout took nine seconds.",
    "I looked at every request,",
    "and I... I found two slow queries. Uh, I added an index, and it fell to two seconds.",
    "Absolutely.",
)


def evidence(*lines: str) -> Evidence:
    transcript = Transcript(
        lines=tuple(
            Line(start=1000 * number, end=1000 * number + 900, text=text, speaker_id=0)
            for number, text in enumerate(("What did you do?", *lines))
        )
    )
    exchange = Exchange(
        index=0, kind=ExchangeKind.QUESTION, question="What did you do?", question_lines=(0,),
        answer=" ".join(lines), answer_lines=tuple(range(1, len(lines) + 1)),
        question_span=None, answer_span=None,
    )  # fmt: skip
    return Evidence(transcript, exchange)


SAID = evidence(*LINES)


@pytest.mark.parametrize(
    ("quoted", "shown", "line"),
    [
        ("I looked at every request,", "I looked at every request,", 2),
        ("i LOOKED at every request!", "I looked at every request,", 2),
        ("“I looked at every request”", "I looked at every request,", 2),
        ("at my last company, the checkout took nine seconds",
         "at my last company, um, the checkout took nine seconds.", 1),
        ("two slow queries. I added an index", "two slow queries. Uh, I added an index,", 3),
        ("nine seconds. I looked at every request, and I",
         "nine seconds. I looked at every request, and I...", 1),
        ("took nine seconds … I added an index", "took nine seconds. … I added an index,", 1),
        ("took nine seconds [...] it fell to two seconds.",
         "took nine seconds. … it fell to two seconds.", 1),
        ("I looked at every request...", "I looked at every request,", 2),
        ("and I... I found two", "and I... I found two", 3),
        ("I... I found two slow queries … it fell to two seconds",
         "I... I found two slow queries. … it fell to two seconds.", 3),
        ("absolutely", "Absolutely.", 4),
    ],
)  # fmt: skip
def test_a_quote_is_given_back_as_it_was_said(quoted: str, shown: str, line: int) -> None:
    assert SAID.find(quoted) == Quote(
        text=shown, line=line, start=1000 * line, end=1000 * line + 900
    )


@pytest.mark.parametrize(
    "quoted",
    [
        "",
        "...",
        "um",
        "I looked at each request",
        "the request",
        "ooked at every reques",
        "What did you do?",
        "it fell to two seconds … I looked at every request",
        "I ... fell ... seconds",
        "nine seconds … nine seconds",
        "my last … the checkout … nine seconds … every request",
        "request",
    ],
)
def test_what_was_not_said_so_is_no_quote(quoted: str) -> None:
    assert SAID.find(quoted) is None


def test_a_word_of_two_is_shown_whole() -> None:
    found = evidence("It was a follow-up, not a new one.").find("up not a new one")
    assert found is not None
    assert found.text == "follow-up, not a new one."


def test_a_long_quote_is_cut() -> None:
    found = evidence("word " * 300).find("word " * 300)
    assert found is not None
    assert len(found.text) == QUOTE_CHARACTERS


TEXT = st.lists(
    st.sampled_from(["I", "led", "it,", "um,", "and", "so...", "it’s", "five", "don't", "“well”", "—"]),
    min_size=1, max_size=12,
).map(" ".join)  # fmt: skip
ANSWERS = st.lists(TEXT, min_size=1, max_size=4)


@given(ANSWERS, st.data())
def test_any_stretch_of_an_answer_is_found(lines: list[str], data: st.DataObject) -> None:
    tokens = " ".join(lines).split()
    begin = data.draw(st.integers(0, len(tokens) - 1))
    stretch = " ".join(tokens[begin : data.draw(st.integers(begin + 1, len(tokens)))])
    found = evidence(*lines).find(stretch)
    told = [word for word in normalise(stretch).split() if word != "um"]
    if len(told) >= 2:
        assert found is not None
        assert [word for word in normalise(found.text).split() if word != "um"] == told


@given(ANSWERS, TEXT)
def test_whatever_is_found_was_said(lines: list[str], quoted: str) -> None:
    found = evidence(*lines).find(quoted)
    if found is not None:
        said = f" {normalise(' '.join(lines))} "
        for part in found.text.split(" … "):
            assert f" {normalise(part)} " in said
