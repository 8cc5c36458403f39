"""HTTP: how the candidate gets on from interview to interview."""

from __future__ import annotations

import azure.functions as func

from functions.http_endpoint import Call, Reply, endpoint
from shared import bootstrap

blueprint = func.Blueprint()


@blueprint.function_name("get_progress")
@blueprint.route(route="progress", methods=["GET"])
@endpoint()
def get_progress(call: Call) -> Reply:
    """Completed interviews by date, and the trends over them."""
    query = call.query("limit", "company", "interviewType", "from", "to")
    return Reply(body=bootstrap.progress().over_time(call.user_id, query))


@blueprint.function_name("compare_interviews")
@blueprint.route(route="progress/comparison", methods=["GET"])
@endpoint()
def compare_interviews(call: Call) -> Reply:
    """Two interviews, question by question."""
    query = call.query("first", "second")
    return Reply(body=bootstrap.progress().comparison(call.user_id, query))
