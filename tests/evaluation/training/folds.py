"""Weights learned without the interviews that they are tried on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from shared.domain.learned.linear import Linear
from shared.domain.learned.story_parts import STORY_PARTS
from shared.domain.learned.turns import TURNS
from tests.evaluation.labelled import HELD_OUT, LabelledInterview
from tests.evaluation.measuring import Measured, measure, together
from tests.evaluation.training.decisions import DECISIONS

FOLDS = 5
SHIPPED: dict[str, Linear] = {"turns": TURNS, "story_parts": STORY_PARTS}


def folds(interviews: Sequence[LabelledInterview]) -> list[list[LabelledInterview]]:
    """The interviews in so many heaps, by name."""
    ordered = sorted(interviews, key=lambda entry: entry.name)
    return [ordered[number::FOLDS] for number in range(FOLDS)]


def measure_rules(
    interviews: Sequence[LabelledInterview], known: Sequence[LabelledInterview], runs: int = 2
) -> Measured:
    """The rule-based analyser, on every interview by weights that were learned without it.

    Args:
        known: all labelled interviews; what is held out of them teaches nothing.
    """
    taught = [entry for entry in known if entry.half != HELD_OUT]
    held_out = [entry for entry in interviews if entry.half == HELD_OUT]
    measured = [measure(held_out, runs=runs)]
    for left_out in folds(taught):
        names = {entry.name for entry in left_out}
        wanted = [entry for entry in interviews if entry.name in names]
        if wanted:
            with learned_without(left_out, taught):
                measured.append(measure(wanted, runs=runs))
    return together(measured)


@contextmanager
def learned_without(
    left_out: Sequence[LabelledInterview], interviews: Sequence[LabelledInterview]
) -> Iterator[None]:
    """The analyser decides by what all other interviews teach, for as long as this is entered."""
    names = {entry.name for entry in left_out}
    known = [entry for entry in interviews if entry.name not in names]
    try:
        for decision in DECISIONS:
            decision.install(decision.learned_from(known))
        yield
    finally:
        for decision in DECISIONS:
            decision.install(SHIPPED[decision.name])
