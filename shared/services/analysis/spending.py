"""What one interview may cost, and what of it is left."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock


@dataclass(frozen=True, slots=True)
class Budget:
    """What one analysis of an interview may cost; ``parallel`` is calls at the same time."""

    calls: int = 60
    tokens: int = 120_000
    parallel: int = 16
    seconds: float = 420.0
    """No call begins later than this: the work must end before the function is stopped."""


class Allowance:
    """The rest of a budget, and what was taken of it. What is reserved counts as spent until it is
    settled."""

    def __init__(self, budget: Budget, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.parallel = budget.parallel
        self._lock = Lock()
        self._calls = budget.calls
        self._tokens = budget.tokens
        self._input_tokens = self._output_tokens = 0
        self._clock = clock
        self._ends = clock() + budget.seconds

    def reserve(
        self, tokens: int, *, keep_calls: int = 0, keep_tokens: int = 0, given_back: int = 0
    ) -> bool:
        """Take one call and these tokens; False, and nothing taken, where less would be left than
        is to be kept.

        Args:
            given_back: calls that were set aside for this one.
        """
        with self._lock:
            self._calls += given_back
            if self._clock() > self._ends:
                return False
            if self._calls - 1 < keep_calls or self._tokens - tokens < keep_tokens:
                return False
            self._calls -= 1
            self._tokens -= tokens
            return True

    def set_aside(self) -> SetAside:
        """Take one call out for later, if there is one: whoever else spends does not see it."""
        with self._lock:
            calls = min(1, self._calls)
            self._calls -= calls
        return SetAside(self, calls)

    def settle(self, reserved: int, input_tokens: int, output_tokens: int) -> None:
        """The call is over; it may have used more than was reserved."""
        with self._lock:
            self._tokens += reserved - input_tokens - output_tokens
            self._input_tokens += input_tokens
            self._output_tokens += output_tokens

    @property
    def calls(self) -> int:
        """Calls that are left."""
        return self._calls

    @property
    def tokens(self) -> int:
        """Tokens that are left."""
        return self._tokens

    @property
    def input_tokens(self) -> int:
        """Tokens sent so far, with those of requests that came to nothing."""
        return self._input_tokens

    @property
    def output_tokens(self) -> int:
        """Tokens answered so far, with those of answers that were of no use."""
        return self._output_tokens


@dataclass(frozen=True, slots=True)
class Share:
    """The part of an allowance that leaves something for the calls that come later."""

    allowance: Allowance
    keep_calls: int
    keep_tokens: int

    def reserve(self, tokens: int) -> bool:
        """As the allowance's, with what is kept."""
        return self.allowance.reserve(
            tokens, keep_calls=self.keep_calls, keep_tokens=self.keep_tokens
        )

    def settle(self, reserved: int, input_tokens: int, output_tokens: int) -> None:
        """As the allowance's."""
        self.allowance.settle(reserved, input_tokens, output_tokens)


@dataclass(slots=True)
class SetAside:
    """One call of an allowance that nobody else can take; more of them, as a repair, are from what
    is left, but for the last."""

    allowance: Allowance
    calls: int

    def reserve(self, tokens: int) -> bool:
        """As the allowance's."""
        given_back, self.calls = self.calls, 0
        return self.allowance.reserve(tokens, keep_calls=1, given_back=given_back)

    def settle(self, reserved: int, input_tokens: int, output_tokens: int) -> None:
        """As the allowance's."""
        self.allowance.settle(reserved, input_tokens, output_tokens)
