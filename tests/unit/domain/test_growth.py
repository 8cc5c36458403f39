"""Ten hours cost ten times one hour: work is counted, in calls, not timed."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from shared.domain.content.rules_analyser import assess
from shared.domain.conversation import Exchange
from shared.domain.exchanges.cutting import find_exchanges
from shared.domain.practice.prep_feedback import compare
from shared.domain.practice.prep_sessions import read_prep_session
from shared.domain.speakers import assign_roles
from shared.domain.speech.fillers import find_fillers
from shared.domain.transcript import parse_index
from tests.benchmarks.one_hour import make_index, make_prep

LONG_HOURS = 10
MOST_TIMES = 12


class Hours:
    """An interview of some hours, as far as each step needs it."""

    def __init__(self, hours: float) -> None:
        self.transcript = parse_index(make_index(hours))
        self.speakers = assign_roles(self.transcript)
        self.exchanges = find_exchanges(self.transcript, self.speakers)

    def cut(self) -> tuple[Exchange, ...]:
        """Find the exchanges."""
        return find_exchanges(self.transcript, self.speakers)

    def judge(self) -> list[object]:
        """Judge every answer."""
        return [assess(self.transcript, entry) for entry in self.exchanges if entry.is_assessed]

    def match(self) -> object:
        """Compare with the same practice."""
        return compare(self.exchanges, (), read_prep_session(*make_prep()))

    def fill(self) -> list[object]:
        """Find the fillers of every line."""
        return [find_fillers(line.text) for line in self.transcript.lines]


def calls_of(step: Callable[[], object]) -> int:
    """How many calls, of Python and of C, a step makes; what is kept was worked out before."""
    step()
    count = 0

    def note(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        step()
    finally:
        sys.setprofile(None)
    return count


@pytest.fixture(scope="module")
def one() -> Hours:
    return Hours(1)


@pytest.fixture(scope="module")
def ten() -> Hours:
    return Hours(LONG_HOURS)


@pytest.mark.parametrize("step", ["cut", "judge", "match", "fill"])
def test_work_grows_with_the_talk(step: str, one: Hours, ten: Hours) -> None:
    once, longer = calls_of(getattr(one, step)), calls_of(getattr(ten, step))
    assert once > 1000
    assert longer <= MOST_TIMES * once


def test_matching_is_no_work_of_pairs(one: Hours) -> None:
    few, many = read_prep_session(*make_prep(8)), read_prep_session(*make_prep(64))

    def with_practice(entries: object) -> int:
        return calls_of(lambda: compare(one.exchanges, (), entries))  # type: ignore[arg-type]

    assert with_practice(many) <= MOST_TIMES * with_practice(few)
