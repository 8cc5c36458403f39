"""The way of one interview, step by step, as events and messages from outside bring it on."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from azure.storage.queue import QueueClient, TextBase64DecodePolicy

from shared.contracts.messages import read_index_ready
from shared.contracts.results import ConfirmSpeakers
from shared.contracts.transcripts import ImportTranscript
from shared.errors import Conflict
from tests.acceptance.scripted import SCRIPT, sample
from tests.fixtures.video_indexer import Control
from tests.integration.services.steps import USER, World

TEXT = "\n".join(f"{'Interviewer' if who == 1 else 'Candidate'}: {said}" for who, said in SCRIPT)
NOTES = "Mail anna@example.com about the wish for a higher salary."

LEASE_S = 2
"""How long a message stays hidden that a killed process had in hand."""


@dataclass
class Journey:
    """What is known outside of the process: events and messages come from here again."""

    control: Control
    storage: str
    """The storage account's connection string."""
    interview_id: str = ""
    blob_name: str = ""


type Step = Callable[[World, Journey], None]


def create(world: World, journey: Journey) -> None:
    journey.interview_id, journey.blob_name = world.create(sample(), key="one-click")


def import_transcript(world: World, journey: Journey) -> None:
    wanted = ImportTranscript(
        company="C", jobTitle="J", interviewType="phone", transcript=TEXT, notes=NOTES
    )
    made, _ = world.importing.create(USER, wanted, key="one-click", request_hash="hash")
    journey.interview_id = made.id


def start_indexing(world: World, journey: Journey) -> None:
    world.indexing.start(journey.blob_name)


def callback(world: World, journey: Journey) -> None:
    for video in journey.control.see()["videos"]:
        if journey.interview_id in video["external_id"]:
            world.call_back(video["callback_url"])


def transcription_fails(_world: World, journey: Journey) -> None:
    """The next recording's, at Video Indexer."""
    journey.control.set(next_outcomes=[{"failure": {"code": "General"}}])


def work_off_queue(world: World, journey: Journey) -> None:
    """Every message that can be seen now; each is deleted once it has been dealt with."""
    there = queued(journey)
    with _queue(journey) as queue:
        options = {"max_messages": there, "visibility_timeout": LEASE_S}
        for message in queue.receive_messages(**options) if there else ():
            world.pipeline.advance(read_index_ready(message.content.encode()))
            queue.delete_message(message)


def lose_messages(_world: World, journey: Journey) -> None:
    with _queue(journey) as queue:
        queue.clear_messages()


def sweep(world: World, _journey: Journey) -> None:
    world.sweeping.run()


def retry(world: World, journey: Journey) -> None:
    with suppress(Conflict):  # an earlier click got through
        world.retrying.retry(USER, journey.interview_id)


def confirm_speakers(world: World, journey: Journey) -> None:
    with suppress(Conflict):
        wanted = ConfirmSpeakers(candidateSpeakerIds=[1])
        world.speakers.confirm(USER, journey.interview_id, wanted)


def delete(world: World, journey: Journey) -> None:
    world.deletion.delete(USER, journey.interview_id)


def expire(world: World, _journey: Journey) -> None:
    world.retention.erase_expired()


def dead_letter_of_recording(world: World, journey: Journey) -> None:
    body = {"BlobName": journey.blob_name, "ContainerName": "interviews"}
    world.dead_letters.recording(json.dumps(body).encode(), attempt=1)


def dead_letter_of_message(world: World, journey: Journey) -> None:
    body = {"version": 1, "interviewId": journey.interview_id, "generation": 1}
    world.dead_letters.index_ready(json.dumps(body).encode(), attempt=1)


def queued(journey: Journey) -> int:
    """Messages in the queue, hidden ones too."""
    with _queue(journey) as queue:
        return int(queue.get_queue_properties().approximate_message_count or 0)


def _queue(journey: Journey) -> QueueClient:
    return QueueClient.from_connection_string(
        journey.storage, "index-ready", message_decode_policy=TextBase64DecodePolicy()
    )
