"""HTTP: feedback on practised answers, before any interview."""

from __future__ import annotations

import azure.functions as func

from functions.http_endpoint import Call, Reply, endpoint
from shared import bootstrap

blueprint = func.Blueprint()


@blueprint.function_name("practice_feedback")
@blueprint.route(route="prep-sessions/{id}/feedback", methods=["POST"])
@endpoint()
def practice_feedback(call: Call) -> Reply:
    """Judge the practised answers that have no feedback, and write it into the prep session."""
    return Reply(body=bootstrap.practice().request(call.user_id, call.id()))
