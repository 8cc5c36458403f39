"""Multinomial logistic regression over features that are true or not, by full gradients (Adam).

Small enough to need no library but numpy, and the same at every run: sums are added in one order.
What is stored is rounded, so that another processor gives the same but for a last hundredth.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from shared.domain.learned.linear import SCALE, Linear

ROUNDS = 150
STEP = 0.1
MOMENTUM, SECOND_MOMENTUM, SMALL = 0.9, 0.999, 1e-8
LEAST_WEIGHT = 4
"""A feature whose every weight is smaller than this, in hundredths, is left out."""


class Example(NamedTuple):
    """One decision that a person made."""

    interview: str
    features: Sequence[str]
    label: str


def learn(
    examples: Sequence[Example], classes: tuple[str, ...], *, penalty: float, interviews_least: int
) -> Linear:
    """Weights for which what people decided is likeliest, kept small by a squared penalty.

    Args:
        penalty: how much a squared weight costs, in examples.
        interviews_least: a feature that is true in fewer interviews is not learned.
    """
    names = _common(examples, interviews_least)
    known = {name: place for place, name in enumerate(names)}
    pairs = [
        (row, known[feature])
        for row, example in enumerate(examples)
        for feature in example.features
        if feature in known
    ]
    table = _Table(np.array(pairs, dtype=np.int64), len(examples), len(names))
    labels = np.array([classes.index(example.label) for example in examples])
    weights, bias = _fitted(table, labels, len(classes), penalty)
    rounded = np.rint(weights * SCALE).astype(int)
    return Linear(
        classes,
        tuple(np.rint(bias * SCALE).astype(int).tolist()),
        {
            name: tuple(row)
            for name, row in zip(names, rounded.tolist(), strict=True)
            if max(map(abs, row)) >= LEAST_WEIGHT
        },
    )


def _common(examples: Sequence[Example], interviews_least: int) -> list[str]:
    interviews: defaultdict[str, set[str]] = defaultdict(set)
    for example in examples:
        for feature in example.features:
            interviews[feature].add(example.interview)
    return sorted(name for name, seen in interviews.items() if len(seen) >= interviews_least)


class _Table:
    """Which features are true of which examples: sums along both sides."""

    def __init__(self, pairs: NDArray[np.int64], rows: int, columns: int) -> None:
        self.rows, self.columns = rows, columns
        by_row = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
        by_column = pairs[np.lexsort((pairs[:, 0], pairs[:, 1]))]
        self._columns_of_rows = by_row[:, 1]
        self._rows_of_columns = by_column[:, 0]
        self._row_starts = np.searchsorted(by_row[:, 0], np.arange(rows))
        self._column_starts = np.searchsorted(by_column[:, 1], np.arange(columns))
        self._empty = np.bincount(by_row[:, 0], minlength=rows) == 0

    def of_rows(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """For each example the sum of its features' values."""
        last = len(self._columns_of_rows) - 1
        sums = np.add.reduceat(
            values[self._columns_of_rows], np.minimum(self._row_starts, last), axis=0
        )
        sums[self._empty] = 0
        return sums

    def of_columns(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """For each feature the sum over its examples."""
        return np.add.reduceat(values[self._rows_of_columns], self._column_starts, axis=0)


def _fitted(
    table: _Table, labels: NDArray[np.int64], classes: int, penalty: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    right = np.zeros((table.rows, classes))
    right[np.arange(table.rows), labels] = 1
    weights, bias = np.zeros((table.columns, classes)), np.log(right.mean(axis=0) + 1e-3)
    step_weights, step_bias = _Adam(weights.shape), _Adam(bias.shape)
    for _ in range(ROUNDS):
        sums = table.of_rows(weights) + bias
        chances = np.exp(sums - sums.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        wrong = chances - right
        weights -= step_weights.next(table.of_columns(wrong) + penalty * weights)
        bias -= step_bias.next(wrong.sum(axis=0))
    return weights, bias


class _Adam:
    """Step sizes for each weight by its own history (Kingma & Ba 2015)."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self._first, self._second = np.zeros(shape), np.zeros(shape)
        self._rounds = 0

    def next(self, gradient: NDArray[np.float64]) -> NDArray[np.float64]:
        self._rounds += 1
        self._first = MOMENTUM * self._first + (1 - MOMENTUM) * gradient
        self._second = SECOND_MOMENTUM * self._second + (1 - SECOND_MOMENTUM) * gradient**2
        first = self._first / (1 - MOMENTUM**self._rounds)
        second = self._second / (1 - SECOND_MOMENTUM**self._rounds)
        step: NDArray[np.float64] = STEP * first / (np.sqrt(second) + SMALL)
        return step
