"""A stronger version of an answer holds no number that the candidate did not say."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.language.numbers import numbers_in
from shared.services.analysis.stated_numbers import PLACEHOLDER, without_unsaid_numbers

SAID = (
    "We were twelve people and had two hundred and fifty thousand users, and in nineteen "
    "ninety-five... no, twenty nineteen, it fell from nine point four seconds to 3, so forty "
    "percent less, and twice as many came back. A dozen stayed. 1,200 a day, 20k in all."
)


@pytest.mark.parametrize(
    "kept",
    [
        "12 people", "twelve people", "a dozen people", "250,000 users", "250.000 users",
        "250k users", "0.25 million users", "in 2019", "in 1995", "from 9.4 s to three",
        "40% less", "forty per cent", "it doubled", "1200 a day", "twelve hundred a day",
        "twenty thousand in all", "one of them", "in [how many] weeks", "no figure at all",
    ],
)  # fmt: skip
def test_what_was_said_stays_however_it_is_written(kept: str) -> None:
    assert without_unsaid_numbers(kept, SAID) == kept


@pytest.mark.parametrize("said", ["The third one was hard.", "In the third quarter."])
def test_an_ordinal_that_was_said_is_no_share(said: str) -> None:
    assert without_unsaid_numbers("my third project", said) == "my third project"


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("we were 13 people", "we were [number] people"),
        ("thirteen people", "[number] people"),
        ("cut by 45%", "cut by [number]%"),
        ("saved $1.5M a year", "saved $[number] a year"),
        ("two hundred users", "[number] users"),
        ("from 12 to 4 seconds", "from 12 to [number] seconds"),
        ("in [e.g. 6] weeks", "in [number] weeks"),
        ("hundreds of users", "[number] of users"),
        ("my fifth project", "my [number] project"),
        ("thirty-five of 40", "[number] of 40"),
        ("in 1996", "in [number]"),
        ("9.5 seconds", "[number] seconds"),
        ("١٧ people", "[number] people"),
    ],
)
def test_what_was_not_said_becomes_a_placeholder(written: str, left: str) -> None:
    assert without_unsaid_numbers(written, SAID) == left


@pytest.mark.parametrize("verb", ["it was halved", "we tripled it", "fourfold", "Halving it"])
def test_a_number_that_is_a_verb_and_was_not_said_leaves_nothing(verb: str) -> None:
    assert without_unsaid_numbers(verb, SAID) is None


@given(text=st.text(max_size=80), said=st.text(max_size=80))
def test_no_digit_remains_that_was_not_said(text: str, said: str) -> None:
    left = without_unsaid_numbers(text, said)
    if left is None:
        return
    assert numbers_in(left.replace(PLACEHOLDER, " ")) <= numbers_in(said) | {1.0}
    said_digits = "".join(re.findall(r"\d", said))
    if not said_digits and not numbers_in(said):
        assert not re.search(r"\d", left)


@given(number=st.integers(0, 10**12), said=st.integers(0, 10**12))
def test_a_number_stays_exactly_where_it_was_said(number: int, said: int) -> None:
    left = without_unsaid_numbers(f"It was {number} then.", f"I think {said}.")
    assert (left == f"It was {number} then.") == (number == said)
    assert without_unsaid_numbers(f"{number:,} then", str(number)) == f"{number:,} then"
