"""Callback tokens under the attacks W01 to W05."""

from __future__ import annotations

import ast
import inspect
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain import callback_token

KEY, NEXT_KEY, OTHER_KEY = b"k" * 32, b"n" * 32, b"o" * 32
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
ENDS = NOW + timedelta(days=2)


def sign(interview: str = "clx1", generation: int = 1, key: bytes = KEY) -> str:
    return callback_token.sign(
        interview_id=interview, generation=generation, expires_at=ENDS, key=key
    )


def verify(
    token: str,
    interview: str = "clx1",
    generation: int = 1,
    *,
    now: datetime = NOW,
    keys: tuple[bytes, ...] = (KEY,),
) -> bool:
    return callback_token.verify(
        token, interview_id=interview, generation=generation, now=now, keys=keys
    )


def test_the_right_token_is_right() -> None:
    assert verify(sign())


def test_w01_what_is_no_token() -> None:
    token = sign()
    expiry, _, signature = token.partition(".")
    wrong = [
        "", " ", ".", "x", f"{token}x", f" {token}", f"{token} ", f"{token}\n", token[:-1],
        token[1:], token.upper(), f"0{token}", f"+{token}", f"-{token}", f"{token}=",
        f"{expiry}.", f".{signature}", f"{expiry}..{signature}", f"{expiry}.{signature[::-1]}",
        f"{int(expiry) + 1}.{signature}", f"٣{token}", token.replace(".", "%2E"), "a" * 100_000,
    ]  # fmt: skip
    assert [candidate for candidate in wrong if verify(candidate)] == []


def test_w01_every_changed_character_is_noticed() -> None:
    token = sign()
    for place, character in enumerate(token):
        changed = "A" if character != "A" else "B"
        assert not verify(token[:place] + changed + token[place + 1 :])


def test_w02_a_token_of_another_interview() -> None:
    assert not verify(sign("clx1"), "clx2")


@pytest.mark.parametrize(
    ("signed_for", "asked_for"), [(("clx1", 11), ("clx11", 1)), (("clx", 1), ("clx\n1", 1))]
)
def test_w02_interview_and_generation_do_not_run_together(
    signed_for: tuple[str, int], asked_for: tuple[str, int]
) -> None:
    assert not verify(sign(*signed_for), *asked_for)


def test_w03_a_token_of_an_older_generation() -> None:
    assert not verify(sign(generation=1), generation=2)


def test_w03_two_keys_are_good_while_one_takes_over() -> None:
    assert verify(sign(key=KEY), keys=(NEXT_KEY, KEY))
    assert verify(sign(key=NEXT_KEY), keys=(NEXT_KEY, KEY))
    assert not verify(sign(key=KEY), keys=(NEXT_KEY,))
    assert not verify(sign(key=OTHER_KEY), keys=(NEXT_KEY, KEY))
    assert not verify(sign(), keys=())


def test_w04_a_token_that_has_ended() -> None:
    assert verify(sign(), now=ENDS - timedelta(seconds=1))
    assert not verify(sign(), now=ENDS)
    assert not verify(sign(), now=ENDS + timedelta(days=365))


def test_w05_signatures_are_compared_in_constant_time() -> None:
    tree = ast.parse(inspect.getsource(callback_token.verify))
    calls = [ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)]
    assert "hmac.compare_digest" in calls
    compared = [node for node in ast.walk(tree) if isinstance(node, ast.Compare)]
    assert all("_signature" not in ast.unparse(node) for node in compared)


@pytest.mark.parametrize(
    "token", ["é" * 43, "1.é" + "A" * 42, "١.x", "\ud800", "1." + "\udcff" * 43]
)
def test_w05_tokens_that_are_not_ascii_are_wrong_and_no_accident(token: str) -> None:
    assert not verify(token)


def test_w05_an_interview_that_is_not_unicode_is_wrong_and_no_accident() -> None:
    assert not verify(sign(), "\ud800")


@given(st.text(), st.text(max_size=30), st.integers(0, 10**6))
def test_whatever_comes_is_wrong_and_no_accident(
    token: str, interview: str, generation: int
) -> None:
    assert not verify(token, interview, generation)


@given(st.text(max_size=40).filter(lambda text: text.isprintable()), st.integers(0, 10**9))
def test_every_token_is_right_for_what_it_was_made_for(interview: str, generation: int) -> None:
    assert verify(sign(interview, generation), interview, generation)
