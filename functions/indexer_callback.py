"""Video Indexer's callback."""

from __future__ import annotations

import azure.functions as func

from functions.http_endpoint import Call, Reply, endpoint
from shared import bootstrap
from shared.errors import MalformedRequest, PayloadTooLarge

blueprint = func.Blueprint()

BODY_MAX_BYTES = 64 * 1024
"""The body is empty today and is not read; anything large is not Video Indexer."""
ONCE = ("interview", "generation", "token", "id", "state")


@blueprint.function_name("video_indexer_callback")
@blueprint.route(route="video-indexer/callback", methods=["POST"])
@endpoint(public=True)
def video_indexer_callback(call: Call) -> Reply:
    """Verify the token in the URL and leave a message; whatever state it claims is not believed."""
    if len(call.request.get_body()) > BODY_MAX_BYTES:
        raise PayloadTooLarge("The body is too large.")
    query = dict(call.request.params)
    if any("," in query.get(name, "") for name in ONCE):
        raise MalformedRequest("A parameter stands twice.")
    bootstrap.callbacks().receive(query)
    return Reply(202)
