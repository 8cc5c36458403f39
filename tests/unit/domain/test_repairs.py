"""Self-repairs, and what only looks like one."""

from __future__ import annotations

import pytest

from shared.domain.speech.repairs import find_corrections, find_restarts

RESTARTS = [
    ("I went, I went to the client first.", ["i went"]),
    ("We, we shipped it in May.", ["we"]),
    ("I I asked for more time.", ["i"]),
    ("It was the — the biggest order.", ["the"]),
    ("I was I was not there.", ["i was"]),
    ("And then I... I called her.", ["i"]),
    ("because, because nobody knew", ["because"]),
]
NONE = [
    "It works, it is fast.",
    "I told her, her manager knew.",
    "It was a very, very long day.",
    "No, no, that is fine.",
    "We grew more and more and more.",
    "It got better and better.",
    "I said that that was wrong.",
    "She is who I am. I am glad.",
    "They had had enough.",
    "Day after day after day.",
    "",
    "—",
]
CORRECTIONS = [
    ("It was May, no, wait, it was June.", 1), ("ten, or rather twelve people", 1),
    ("Sorry, I mean the CTO.", 1), ("Let me rephrase that.", 1), ("Scratch that.", 1),
    ("What I meant was this.", 1), ("I would rather wait.", 0), ("I mean it.", 0),
    ("We had to wait for them.", 0), ("I am sorry.", 0),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), RESTARTS)
def test_somebody_begins_again(text: str, said: list[str]) -> None:
    assert find_restarts(text.split()) == said


@pytest.mark.parametrize("text", NONE)
def test_said_twice_on_purpose(text: str) -> None:
    assert find_restarts(text.split()) == []


@pytest.mark.parametrize(("text", "count"), CORRECTIONS)
def test_corrections(text: str, count: int) -> None:
    assert len(find_corrections(text)) == count
