"""The process dies after every single side effect in turn, and everything is delivered again.

Whatever was done when it was killed, the interview ends once: completed, one transcript, one
analysis, one recording paid for; or gone, where it was to be deleted. The process is a child that
ends without a word; the side effects are each commit, each change in storage, each message, each
recording handed to Video Indexer and each call of the model.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text

from local.azurite import Azurite
from local.processes import wait_until
from local.video_indexer_process import VideoIndexerStandIn
from tests.acceptance.scripted import INTERVIEW
from tests.fixtures.language_model import model
from tests.fixtures.stack import what_a_log_may_not_hold
from tests.fixtures.video_indexer import Control
from tests.integration.services import journeys as go
from tests.integration.services.dying import Places, dies
from tests.integration.services.invariants import (
    check_completed_once,
    check_gone,
    check_history,
    rows_of,
    watch,
)
from tests.integration.services.journeys import Journey, Step
from tests.integration.services.steps import World
from tests.stand_ins.language_model import LanguageModelStandIn

__all__ = ["model"]

MOST_EFFECTS = 100
FOREIGNER = "somebody-else"


def quiet(_name: str) -> None:
    """A hook of a process that lives."""


@dataclass
class Theatre:
    """Everything outside of the process that dies, and a process that lives."""

    places: Places
    control: Control
    model: LanguageModelStandIn
    world: World
    log_file: Path

    def journey(self) -> Journey:
        return Journey(self.control, self.places.storage)

    def play(self, journey: Journey, steps: tuple[Step, ...]) -> None:
        for step in steps:
            step(self.world, journey)

    def come_to_an_end(self, journey: Journey) -> None:
        """Time passes, the sweep runs, and every message is worked off."""
        for _ in range(3):
            self.world.time_passes()
            self.world.sweeping.run()
            go.work_off_queue(self.world, journey)

        def emptied() -> bool:
            go.work_off_queue(self.world, journey)
            return go.queued(journey) == 0

        wait_until(emptied, 60, "what the killed process had in hand comes again")


@pytest.fixture
def theatre(
    database_url: str, azurite: Azurite, video_indexer: VideoIndexerStandIn, control: Control,
    model: LanguageModelStandIn, tmp_path: Path,
) -> Iterator[Theatre]:  # fmt: skip
    control.set(outcome={"transcript": INTERVIEW}, callbacks="never")
    log_file = tmp_path / "app.log"
    places = Places(
        database_url, azurite.connection_string, video_indexer.url, model.base_url, str(log_file)
    )
    world = places.world(quiet)
    try:
        yield from prepared(Theatre(places, control, model, world, log_file))
    finally:
        world.close()


def prepared(theatre: Theatre) -> Iterator[Theatre]:
    """With somebody else's interview in it, which nothing may touch."""
    world = theatre.world
    world.store.ensure_containers()
    world.queue.ensure()
    watch(world)
    foreign = theatre.journey()
    theatre.play(foreign, (go.lose_messages, go.import_transcript, go.work_off_queue))
    with world.database.transaction() as session:
        values = {"user": FOREIGNER, "id": foreign.interview_id}
        session.execute(text('UPDATE "Interview" SET "userId" = :user WHERE id = :id'), values)
        session.execute(text("DELETE FROM pipeline.idempotency_key"))
    before = rows_of(world, FOREIGNER)
    yield theatre
    assert rows_of(world, FOREIGNER) == before, "I9"
    assert what_a_log_may_not_hold(theatre.log_file.read_text()) == [], "I8"


@dataclass(frozen=True)
class Scene:
    """One step that dies, after what came before, and what is delivered again after it."""

    name: str
    dying: Step
    before: tuple[Step, ...] = ()
    again: tuple[Step, ...] = ()
    effects: int = 1
    """At least so many places to die in."""
    leaves_final: int = 0


UPLOADED = (go.create,)
TRANSCRIBING = (*UPLOADED, go.start_indexing)
HEARD = (*TRANSCRIBING, go.callback)
COMPLETED = (*HEARD, go.work_off_queue)
FAILED = (*UPLOADED, go.transcription_fails, go.start_indexing, go.callback, go.work_off_queue)

SCENES = (
    Scene("create", go.create, again=(go.create, go.start_indexing, go.callback)),
    Scene("import", go.import_transcript, again=(go.import_transcript,), effects=2),
    Scene("start_indexing", go.start_indexing, UPLOADED, (go.start_indexing, go.callback), 5),
    Scene("callback", go.callback, TRANSCRIBING, (go.callback,)),
    Scene("analyze_interview", go.work_off_queue, HEARD, (), 6),
    Scene("dead letter of a recording", go.dead_letter_of_recording, UPLOADED, (go.callback,), 5),
    Scene("dead letter of a message", go.dead_letter_of_message, TRANSCRIBING, (), 6),
    Scene("sweep, event lost", go.sweep, UPLOADED, (), 6),
    Scene("sweep, callback lost", go.sweep, TRANSCRIBING, (), 3),
    Scene("sweep, message lost", go.sweep, (*HEARD, go.lose_messages), (), 3),
    Scene("retry", go.retry, FAILED, (go.retry,), 5, leaves_final=1),
    Scene(
        "speakers", go.confirm_speakers, COMPLETED, (go.confirm_speakers,), 2, leaves_final=2
    ),
)  # fmt: skip


@pytest.mark.proves(
    "I1", "I2", "I3", "I4", "I5", "I7", "I8", "I9", "I10",
    "F01", "F14", "F17", "F18", "F31", "F40", "F45", "F52", "F53", "F62",
)  # fmt: skip
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_a_step_may_die_anywhere(theatre: Theatre, scene: Scene) -> None:
    died = 0
    while died < MOST_EFFECTS:
        journey = theatre.journey()
        theatre.play(journey, scene.before)
        theatre.world.time_passes()
        if not dies(theatre.places, scene.dying, journey, died + 1):
            break
        died += 1
        theatre.world.time_passes()
        theatre.play(journey, scene.again)
        theatre.come_to_an_end(journey)
        check_completed_once(theatre.world, journey, leaves_final=scene.leaves_final)
        nothing_more_is_paid_for(theatre, journey)
        theatre.play(journey, (go.delete,))
        check_gone(theatre.world, journey)
    assert MOST_EFFECTS > died >= scene.effects


def nothing_more_is_paid_for(theatre: Theatre, journey: Journey) -> None:
    """I5: whatever comes once more after `completed` costs nothing."""
    before = (theatre.control.see()["uploads"], len(theatre.model.received))
    if journey.blob_name:
        theatre.play(journey, (go.start_indexing, go.callback))
    theatre.play(journey, (go.work_off_queue,))
    theatre.world.deliver(journey.interview_id)
    assert (theatre.control.see()["uploads"], len(theatre.model.received)) == before


DELETIONS = {"uploading": UPLOADED, "transcribing": TRANSCRIBING, "completed": COMPLETED}


@pytest.mark.proves("I6", "F57", "F59", "F65")
@pytest.mark.parametrize("dying", [go.delete, go.expire], ids=["delete", "retention"])
@pytest.mark.parametrize("status", DELETIONS)
def test_a_deletion_may_die_anywhere(theatre: Theatre, status: str, dying: Step) -> None:
    died = 0
    while died < MOST_EFFECTS:
        journey = theatre.journey()
        theatre.play(journey, DELETIONS[status])
        if dying is go.expire:
            grow_old(theatre.world, journey)
        if not dies(theatre.places, dying, journey, died + 1):
            break
        died += 1
        theatre.world.time_passes()
        theatre.world.deletion.carry_on()
        # What was under way when it was deleted comes too late, and brings nothing back.
        theatre.play(journey, (go.start_indexing, go.work_off_queue))
        check_gone(theatre.world, journey)
        check_history(theatre.world, journey, leaves_final=0)
    assert MOST_EFFECTS > died >= 3


def grow_old(world: World, journey: Journey) -> None:
    with world.database.transaction() as session:
        session.execute(
            text(
                'UPDATE "Interview" SET "createdAt" = "createdAt" - interval \'90 days 1 minute\', '
                '"updatedAt" = "updatedAt" + interval \'1 ms\' WHERE id = :id'
            ),
            {"id": journey.interview_id},
        )
