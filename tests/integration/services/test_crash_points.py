"""The process dies after every single side effect in turn, and everything is delivered again.

Whatever was done when it died, the interview ends once: completed, one transcript, one analysis,
one recording paid for. The hook fires after each commit, each call of storage, of the queue and of
Video Indexer, so that every gap between two of them is a place to die in.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.acceptance.scripted import INTERVIEW, sample
from tests.fixtures.video_indexer import Control
from tests.integration.services.conftest import MakeWorld
from tests.integration.services.steps import USER, Crash, World

Step = Callable[[World, "Journey"], None]


class Journey:
    """What is known outside of the process: events and messages come from here again."""

    def __init__(self, control: Control) -> None:
        self.control = control
        self.interview_id = ""
        self.blob_name = ""

    def callback_url(self) -> str:
        videos = self.control.see()["videos"]
        return str(
            next(entry["callback_url"] for entry in videos if self.interview_id in str(entry))
        )


def create(world: World, journey: Journey) -> None:
    journey.interview_id, journey.blob_name = world.create(sample(), key="one-click")


def start_indexing(world: World, journey: Journey) -> None:
    world.indexing.start(journey.blob_name)


def callback(world: World, journey: Journey) -> None:
    world.call_back(journey.callback_url())


def analyze_interview(world: World, journey: Journey) -> None:
    world.deliver(journey.interview_id)


STEPS: tuple[Step, ...] = (create, start_indexing, callback, analyze_interview)


def crash_at(number: int) -> Callable[[str], None]:
    """A hook that dies at the n-th side effect."""
    left = [number]

    def after(_name: str) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise Crash

    return after


def quiet(_name: str) -> None:
    """A hook of a process that lives."""


def deliver_all_again(make_world: MakeWorld, journey: Journey, steps: tuple[Step, ...]) -> World:
    """A new process; every event comes once more, then time passes and the sweep runs twice."""
    world = make_world(quiet)
    for step in steps:
        world.time_passes()
        step(world, journey)
    for _ in range(2):
        world.time_passes()
        world.sweeping.run()
        world.deliver(journey.interview_id)
    return world


@pytest.mark.parametrize("dying", STEPS, ids=lambda step: step.__name__)
def test_a_step_may_die_anywhere(make_world: MakeWorld, control: Control, dying: Step) -> None:
    control.set(outcome={"transcript": INTERVIEW}, callbacks="never")
    died = 0
    for number in range(1, 100):
        journey = Journey(control)
        world = make_world(quiet)
        position = STEPS.index(dying)
        for step in STEPS[:position]:
            step(world, journey)
        try:
            dying(make_world(crash_at(number)), journey)
        except Crash:
            died += 1
        else:
            break
        world = deliver_all_again(
            make_world, journey, STEPS[position if journey.interview_id else 0 :]
        )
        check_completed_once(world, journey)
        assert world.deletion.delete(USER, journey.interview_id)
        check_gone(world, journey)
    assert died >= 1


def check_completed_once(world: World, journey: Journey) -> None:
    """Invariants I1, I2, I4, I5."""
    one = {"id": journey.interview_id}
    assert world.count(
        "SELECT count(*) FROM \"Interview\" WHERE id = :id AND status = 'completed'", **one
    ) == 1  # fmt: skip
    for table in ("Transcription", "Analysis"):
        assert world.count(f'SELECT count(*) FROM "{table}" WHERE "interviewId" = :id', **one) == 1
    uploads = journey.control.see()["uploads"]
    assert uploads[f"{journey.interview_id}-1"] == 1
    bought = "SELECT count(*) FROM pipeline.usage WHERE interview_id = :id"
    assert world.count(bought, **one) == 1


def check_gone(world: World, journey: Journey) -> None:
    """Invariant I6."""
    world.time_passes()
    world.deletion.carry_on()
    assert (
        world.count('SELECT count(*) FROM "Interview" WHERE id = :id', id=journey.interview_id) == 0
    )
    assert list(world.store.list_names(f"{journey.interview_id}/")) == []
    videos = journey.control.see()["videos"]
    assert not [entry for entry in videos if journey.interview_id in str(entry)]


def test_a_deletion_may_die_anywhere(make_world: MakeWorld, control: Control) -> None:
    control.set(outcome={"transcript": INTERVIEW}, callbacks="never")
    died = 0
    for number in range(1, 100):
        journey = Journey(control)
        world = make_world(quiet)
        for step in STEPS:
            step(world, journey)
        try:
            make_world(crash_at(number)).deletion.delete(USER, journey.interview_id)
        except Crash:
            died += 1
        else:
            break
        again = make_world(quiet)
        again.time_passes()
        again.deletion.carry_on()
        check_gone(again, journey)
        assert again.deletion.delete(USER, journey.interview_id)
    assert died >= 3
