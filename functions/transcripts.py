"""HTTP: an interview from a transcript that exists already."""

from __future__ import annotations

import hashlib

import azure.functions as func

from functions.http_endpoint import Call, Reply, endpoint
from shared import bootstrap
from shared.contracts.transcripts import ImportTranscript

blueprint = func.Blueprint()


@blueprint.function_name("import_transcript")
@blueprint.route(route="transcripts", methods=["POST"])
@endpoint()
def import_transcript(call: Call) -> Reply:
    """Create an interview from a transcript; it is analysed like a recording's."""
    settings = bootstrap.settings()
    limit = settings.transcript_max_bytes + settings.request_max_bytes
    wanted = call.json(ImportTranscript, limit)
    key = call.idempotency_key()
    request_hash = hashlib.sha256(wanted.model_dump_json().encode()).hexdigest()
    interview, new = bootstrap.importing().create(
        call.user_id, wanted, key=key, request_hash=request_hash
    )
    location = {"Location": f"/api/interviews/{interview.id}"}
    return Reply(202 if new else 200, interview, headers=location)
