"""The two sides of an interview: whoever takes turns with one another sits on opposite ones.

A candidate to whom the recogniser gave two ids never takes turns with themselves, and the members
of a panel take turns with the candidate. So of all ways to divide the voices that one is chosen
across which the most turns pass, and whose one side asks while the other tells.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from shared.domain.speakers.voices import Turns, Voice, together

VOICES_MAX = 8
"""Twice as many divisions for each voice more; only the largest are divided in every way."""


class Sides(NamedTuple):
    """One division: the candidate's voices, the interviewers', and how well it fits."""

    candidate: frozenset[int]
    interviewers: frozenset[int]
    crossing: float
    """Share of the turns that pass from one side to the other, 0 to 1."""
    margin: float
    """How much more like a candidate the one side is than the other, -1 to 1."""

    @property
    def fit(self) -> float:
        """The larger, the better."""
        return self.crossing + self.margin


def divide(groups: Sequence[Voice], turns: Turns) -> Sides:
    """The division that fits best; ``groups`` are two at least."""
    known = sorted(groups, key=lambda group: -group.words)[:VOICES_MAX]
    best: Sides | None = None
    for chosen in range(1, 2 ** len(known) - 1):
        candidate = [voice for place, voice in enumerate(known) if chosen >> place & 1]
        others = [voice for place, voice in enumerate(known) if not chosen >> place & 1]
        sides = _sides(candidate, others, turns)
        if best is None or sides.fit > best.fit:
            best = sides
    if best is None:
        raise ValueError("One voice has no sides.")
    rest = frozenset(group.id for group in groups) - best.candidate - best.interviewers
    return best._replace(interviewers=best.interviewers | rest)


def _sides(candidate: list[Voice], others: list[Voice], turns: Turns) -> Sides:
    own = frozenset(voice.id for voice in candidate)
    theirs = frozenset(voice.id for voice in others)
    all_turns = sum(times for pair, times in turns.items() if pair <= own | theirs)
    crossing = sum(times for pair, times in turns.items() if pair & own and pair & theirs)
    mine, other = together(candidate), together(others)
    return Sides(
        own,
        theirs,
        crossing / all_turns if all_turns else 1.0,
        _likeness(mine, other) - _likeness(other, mine),
    )


def _likeness(voice: Voice, other: Voice) -> float:
    """From 0 to 1: asks less than the other, speaks more, tells about themselves, comes second."""
    asking = voice.asking_rate + other.asking_rate or 1
    words = voice.words + other.words or 1
    return (
        0.4 * (1 - voice.asking_rate / asking)
        + 0.25 * voice.words / words
        + 0.25 * voice.self_share / (voice.self_share + other.self_share)
        + 0.1 * (voice.first > other.first)
    )
