"""A choice between classes by summed weights: multinomial logistic regression, read only.

A feature is a short text that is true of something, such as a word in it. Every feature that was
learned has a weight for each class; one that was not counts nothing, one that is true twice counts
twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

SCALE = 100
"""Weights are stored in hundredths."""
LANE = 32
"""Bits of a sum in a packed number; no text is long enough for one to run over."""
HALF = 1 << LANE - 1
MASK = (1 << LANE) - 1


def packed(numbers: Iterable[int]) -> int:
    """Several numbers as one: adding two of those adds all of theirs, in a fifth of the time."""
    return sum(number << LANE * place for place, number in enumerate(numbers))


def unpacked(whole: int, count: int) -> tuple[int, ...]:
    """The numbers, negative ones too, of which ``whole`` is made."""
    raised = whole + packed([HALF] * count)
    return tuple([(raised >> LANE * place & MASK) - HALF for place in range(count)])


@dataclass(frozen=True)
class Linear:
    """What was learned for one decision."""

    classes: tuple[str, ...]
    bias: tuple[int, ...]
    """What counts for each class, whatever is true."""
    weights: Mapping[str, tuple[int, ...]]
    """Feature → a weight for each class."""

    @cached_property
    def _packed(self) -> dict[str, int]:
        return {feature: packed(weights) for feature, weights in self.weights.items()}

    def sums(self, features: Iterable[str]) -> tuple[int, ...]:
        """For each class the sum of its weights, without the bias."""
        known = filter(None, map(self._packed.get, features))
        return unpacked(sum(known), len(self.bias))

    def choice(self, sums: Sequence[int]) -> str:
        """The class for which the sums and the bias are greatest; of equals the first."""
        whole = [value + bias for value, bias in zip(sums, self.bias, strict=True)]
        return self.classes[whole.index(max(whole))]
