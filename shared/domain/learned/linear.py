"""A choice between classes by summed weights: multinomial logistic regression, read only.

A feature is a short text that is true of something, such as a word in it. Every feature that was
learned has a weight for each class; one that was not counts nothing, one that is true twice counts
twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

SCALE = 100
"""Weights are stored in hundredths."""


class Linear(NamedTuple):
    """What was learned for one decision."""

    classes: tuple[str, ...]
    bias: tuple[int, ...]
    """What counts for each class, whatever is true."""
    weights: Mapping[str, tuple[int, ...]]
    """Feature → a weight for each class."""

    def sums(self, features: Iterable[str]) -> tuple[int, ...]:
        """For each class the sum of its weights, without the bias."""
        known = list(filter(None, map(self.weights.get, features)))
        return tuple(map(sum, zip(*known, strict=True))) if known else (0,) * len(self.bias)

    def choice(self, sums: Sequence[int]) -> str:
        """The class for which the sums and the bias are greatest; of equals the first."""
        whole = [value + bias for value, bias in zip(sums, self.bias, strict=True)]
        return self.classes[whole.index(max(whole))]
