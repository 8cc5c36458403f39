"""Poison queues: what the host gave up on ends as `failed`, with a reason."""

from __future__ import annotations

import azure.functions as func

from shared import bootstrap
from shared.observability import invocation

blueprint = func.Blueprint()


@blueprint.function_name("dead_letter_recordings")
@blueprint.queue_trigger(
    arg_name="message",
    queue_name="webjobs-blobtrigger-poison",
    connection="RECORDINGS_STORAGE",
)
def dead_letter_recordings(message: func.QueueMessage) -> None:
    """A recording could not be handed over."""
    with invocation("dead_letter_recordings"):
        bootstrap.dead_letters().recording(message.get_body(), attempt=message.dequeue_count or 1)


@blueprint.function_name("dead_letter_index_ready")
@blueprint.queue_trigger(
    arg_name="message", queue_name="index-ready-poison", connection="RECORDINGS_STORAGE"
)
def dead_letter_index_ready(message: func.QueueMessage) -> None:
    """An interview could not be transcribed or analysed."""
    with invocation("dead_letter_index_ready"):
        bootstrap.dead_letters().index_ready(message.get_body(), attempt=message.dequeue_count or 1)
