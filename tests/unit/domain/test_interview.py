"""The status machine, every pair of states."""

from __future__ import annotations

import itertools

import pytest

from shared.domain.interview import (
    FINAL,
    STEPS,
    UNDER_WAY,
    Status,
    is_legal,
    read_status,
    sources,
)

LEGAL = {
    ("uploading", "uploaded"),
    ("uploaded", "transcribing"),
    ("transcribing", "analyzing"),
    ("analyzing", "completed"),
    ("uploading", "failed"),
    ("uploaded", "failed"),
    ("transcribing", "failed"),
    ("analyzing", "failed"),
    # asked for by the user, or the sweep's own next try
    ("failed", "uploaded"),
    ("failed", "analyzing"),
    ("completed", "analyzing"),
}


def test_the_statuses_are_the_data_models() -> None:
    assert [str(status) for status in Status] == [
        "uploading", "uploaded", "transcribing", "analyzing", "completed", "failed",
    ]  # fmt: skip


@pytest.mark.parametrize(("from_", "to"), [*itertools.product(Status, Status)])
def test_every_pair(from_: Status, to: Status) -> None:
    legal = (str(from_), str(to)) in LEGAL
    assert is_legal(from_, to) is legal
    assert (from_ in sources(to)) is legal
    assert (to in STEPS[from_]) is legal


def test_every_status_is_either_under_way_or_final() -> None:
    assert {Status.COMPLETED, Status.FAILED} == FINAL
    assert set(Status) == UNDER_WAY | FINAL
    assert not UNDER_WAY & FINAL


def test_whatever_is_under_way_can_end_both_ways() -> None:
    for status in UNDER_WAY:
        assert {Status.COMPLETED, Status.FAILED} <= _reachable(status)
        assert is_legal(status, Status.FAILED)


def _reachable(status: Status) -> set[Status]:
    found: set[Status] = set()
    waiting = {status}
    while waiting:
        step = waiting.pop()
        new = STEPS[step] - found
        found |= new
        waiting |= new
    return found


@pytest.mark.parametrize("status", Status)
def test_a_stored_status_is_read_as_it_is(status: Status) -> None:
    assert read_status(str(status)) is status


@pytest.mark.parametrize("stored", ["", "draft", "COMPLETED", "completed "])
def test_a_status_of_the_web_apps_own_counts_as_failed(stored: str) -> None:
    assert read_status(stored) is Status.FAILED
