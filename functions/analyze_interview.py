"""Queue trigger: an index may be ready, or a stored transcript waits for its analysis."""

from __future__ import annotations

import azure.functions as func

from shared import bootstrap
from shared.contracts.messages import read_index_ready
from shared.errors import PoisonMessage
from shared.observability import invocation, log

blueprint = func.Blueprint()


@blueprint.function_name("analyze_interview")
@blueprint.queue_trigger(
    arg_name="message", queue_name="index-ready", connection="RECORDINGS_STORAGE"
)
def analyze_interview(message: func.QueueMessage) -> None:
    """Fetch the index, store the transcript, analyse it; repeats are no-ops."""
    with invocation("analyze_interview", attempt=message.dequeue_count):
        try:
            ready = read_index_ready(message.get_body())
        except PoisonMessage as error:
            # Five tries would not make it readable; the interview, if there is one, is swept.
            log("unreadable_message", reason=error.code)
            return
        bootstrap.pipeline().advance(ready)
