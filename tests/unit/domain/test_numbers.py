"""Numbers are read by their value, however they are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.language.numbers import is_said, numbers_in, stated


def test_the_ways_to_read_a_number() -> None:
    read = {
        "two thousand and nineteen": 2019, "a hundred thousand": 100_000, "fifteen hundred": 1500,
        "three million two hundred thousand": 3_200_000, "1.2 million": 1_200_000, "2.5M": 2.5e6,
        "a hundred and five": 105, "twenty-one": 21, "two dozen": 24, "0.5": 0.5, "7,5": 7.5,
        "1,234.5": 1234.5, "seven hundred": 700, "twelfth": 12,
    }  # fmt: skip
    for text, value in read.items():
        assert value in numbers_in(text), text


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("One of them took Twenty-five days.", ["twenty-five"]),
        ("The third try was the fifth of May.", []),
        ("from 9.4 to 3 seconds, 40% less", ["9.4", "3", "40"]),
        ("someone told the boy nothing", []),
    ],
)
def test_what_says_how_many(text: str, phrases: list[str]) -> None:
    assert stated(text) == phrases


@given(st.integers(2, 10**9))
def test_a_number_is_said_in_its_own_figures(number: int) -> None:
    assert stated(f"It was {number} then.") == [str(number)]
    assert is_said(str(number), numbers_in(f"{number:,}"))
    assert not is_said(str(number), numbers_in(str(number + 1)))
