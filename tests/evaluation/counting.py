"""Precision, recall and rank agreement: the measures themselves, from counts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations


@dataclass(frozen=True, slots=True)
class Counts:
    """How often a decision was right, made in vain, or not made."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.right + other.right, self.wrong + other.wrong, self.missed + other.missed
        )

    @property
    def precision(self) -> float | None:
        """right / (right + wrong); None where nothing was found."""
        found = self.right + self.wrong
        return self.right / found if found else None

    @property
    def recall(self) -> float | None:
        """right / (right + missed); None where there was nothing to find."""
        wanted = self.right + self.missed
        return self.right / wanted if wanted else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of both, 2 right / (2 right + wrong + missed); None without any case."""
        all_cases = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / all_cases if all_cases else None


def of_sets[T](found: set[T], gold: set[T]) -> Counts:
    """Counts where two decisions are the same exactly where they are equal."""
    return Counts(len(found & gold), len(found - gold), len(gold - found))


def kendall_tau_b(one: Sequence[float], two: Sequence[float]) -> float | None:
    """Rank agreement from -1 to 1, ties allowed for (Kendall 1945, tau-b).

    (concordant - discordant) / sqrt((pairs - ties in one) (pairs - ties in two)); None where one
    side has a single rank.
    """
    balance = pairs = ties_one = ties_two = 0
    for (a, b), (c, d) in combinations(zip(one, two, strict=True), 2):
        pairs += 1
        ties_one += a == c
        ties_two += b == d
        balance += (a > c) - (a < c) if b > d else (a < c) - (a > c) if b < d else 0
    below = math.sqrt((pairs - ties_one) * (pairs - ties_two))
    return balance / below if below else None
