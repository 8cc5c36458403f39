"""What one interview may cost: calls and tokens are taken before they are spent, never twice."""

from __future__ import annotations

from shared.services.analysis.spending import Allowance, Budget, Share


def test_a_call_that_is_set_aside_is_nobody_elses() -> None:
    allowance = Allowance(Budget(calls=3))
    later = allowance.set_aside()
    answers = Share(allowance, keep_calls=1, keep_tokens=0)
    assert [answers.reserve(10) for _ in range(2)] == [True, False]
    assert later.reserve(10)
    # The last one is the summary's, whoever asks again.
    assert not later.reserve(10)
    assert allowance.reserve(10)
    assert allowance.calls == 0


def test_a_repair_is_paid_for_from_what_is_left() -> None:
    allowance = Allowance(Budget(calls=4))
    later = allowance.set_aside()
    assert [later.reserve(10) for _ in range(4)] == [True, True, True, False]
    assert allowance.calls == 1


def test_nothing_can_be_set_aside_of_nothing() -> None:
    allowance = Allowance(Budget(calls=0))
    assert not allowance.set_aside().reserve(10)
    assert allowance.calls == 0


def test_what_is_settled_is_what_was_used() -> None:
    allowance = Allowance(Budget(calls=2, tokens=100))
    later = allowance.set_aside()
    assert later.reserve(60)
    later.settle(60, 20, 5)
    assert (allowance.tokens, allowance.input_tokens, allowance.output_tokens) == (75, 20, 5)


def test_time_ends_what_was_set_aside_too() -> None:
    now = [0.0]
    allowance = Allowance(Budget(calls=2, seconds=60), clock=lambda: now[0])
    later = allowance.set_aside()
    now[0] = 61.0
    assert not later.reserve(10)
