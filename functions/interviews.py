"""HTTP: create, list, read, change, delete, upload URL, retry."""

from __future__ import annotations

import hashlib
import re

import azure.functions as func

from functions.http_endpoint import Call, Reply, endpoint
from shared import bootstrap
from shared.contracts.interviews import ChangeInterview, CreateInterview
from shared.errors import InvalidInput

blueprint = func.Blueprint()


@blueprint.function_name("create_interview")
@blueprint.route(route="interviews", methods=["POST"])
@endpoint()
def create_interview(call: Call) -> Reply:
    """Create an interview and the URL to upload its recording to."""
    wanted = call.json(CreateInterview)
    key = call.idempotency_key()
    request_hash = hashlib.sha256(wanted.model_dump_json().encode()).hexdigest()
    created, new = bootstrap.uploads().create(
        call.user_id, wanted, key=key, request_hash=request_hash
    )
    location = {"Location": f"/api/interviews/{created.id}"}
    return Reply(201 if new else 200, created, headers=location)


@blueprint.function_name("list_interviews")
@blueprint.route(route="interviews", methods=["GET"])
@endpoint()
def list_interviews(call: Call) -> Reply:
    """Own interviews, newest first, a page at a time."""
    query = call.query("limit", "cursor", "status", "company", "interviewType", "text")
    return Reply(body=bootstrap.reading().page(call.user_id, query))


@blueprint.function_name("get_interview")
@blueprint.route(route="interviews/{id}", methods=["GET"])
@endpoint()
def get_interview(call: Call) -> Reply:
    """One interview; with ``?include=transcription,analysis`` what came of it."""
    include = frozenset(filter(None, call.query("include").get("include", "").split(",")))
    unknown = include - {"transcription", "analysis"}
    if unknown:
        raise InvalidInput(
            "The query is not valid.", {"include": "must be transcription, analysis or both"}
        )
    view = bootstrap.reading().interview(call.user_id, call.id(), include)
    body = view.model_dump_json(by_alias=True, exclude_unset=True)
    etag = bootstrap.entity_tag(body)
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    if _matches(call.header("If-None-Match"), etag):
        return Reply(304, headers=headers)
    return Reply(body=body, headers=headers)


@blueprint.function_name("change_interview")
@blueprint.route(route="interviews/{id}", methods=["PATCH"])
@endpoint()
def change_interview(call: Call) -> Reply:
    """Change metadata."""
    changes = call.json(ChangeInterview)
    view = bootstrap.reading().change(
        call.user_id, call.id(), changes, if_match=call.header("If-Match")
    )
    body = view.model_dump_json(by_alias=True)
    return Reply(body=body, headers={"ETag": bootstrap.entity_tag(body)})


@blueprint.function_name("delete_interview")
@blueprint.route(route="interviews/{id}", methods=["DELETE"])
@endpoint()
def delete_interview(call: Call) -> Reply:
    """Delete an interview with its recording and its video; 202 while some of it is on its way."""
    everything_gone = bootstrap.deletion().delete(call.user_id, call.id())
    return Reply(204 if everything_gone else 202)


@blueprint.function_name("renew_upload_url")
@blueprint.route(route="interviews/{id}/upload-url", methods=["POST"])
@endpoint()
def renew_upload_url(call: Call) -> Reply:
    """A fresh upload URL while the interview waits for its recording."""
    return Reply(body=bootstrap.uploads().renew(call.user_id, call.id()))


@blueprint.function_name("retry_interview")
@blueprint.route(route="interviews/{id}/retry", methods=["POST"])
@endpoint()
def retry_interview(call: Call) -> Reply:
    """Go on with a failed interview from the step that failed."""
    repeat = call.query("repeat").get("repeat", "1")
    if not re.fullmatch(r"[1-5]", repeat):
        raise InvalidInput("The query is not valid.", {"repeat": "must be a number from 1 to 5"})
    interview_id = call.id()
    bootstrap.retrying().retry(call.user_id, interview_id, repeat=int(repeat))
    return Reply(202, bootstrap.reading().interview(call.user_id, interview_id))


def _matches(header: str | None, etag: str) -> bool:
    if header is None:
        return False
    tags = [tag.strip().removeprefix("W/") for tag in header.split(",")]
    return "*" in tags or etag in tags
