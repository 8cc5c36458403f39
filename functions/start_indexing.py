"""Blob trigger: a recording has arrived."""

from __future__ import annotations

import azure.functions as func
from azurefunctions.extensions.bindings import blob

from shared import bootstrap
from shared.observability import invocation

blueprint = func.Blueprint()


@blueprint.function_name("start_indexing")
@blueprint.blob_trigger(
    arg_name="recording",
    path="interviews/{interviewId}/{name}",
    connection="RECORDINGS_STORAGE",
    source=func.BlobSource.EVENT_GRID,
)
def start_indexing(recording: blob.BlobClient) -> None:
    """Hand a new recording to Video Indexer. Only the name is taken from the trigger: bound as a
    client, the recording itself never passes through the worker."""
    with invocation("start_indexing"):
        bootstrap.indexing().start(recording.blob_name)
