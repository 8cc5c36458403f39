"""HTTP: everything of mine, to take away or to erase."""

from __future__ import annotations

import azure.functions as func

from functions.http_endpoint import Call, Reply, endpoint
from shared import bootstrap

blueprint = func.Blueprint()


@blueprint.function_name("erase_me")
@blueprint.route(route="me", methods=["DELETE"])
@endpoint()
def erase_me(call: Call) -> Reply:
    """Erase every interview of the caller's; what is stored elsewhere follows on its own."""
    return Reply(202, {"interviews": bootstrap.deletion().erase_user(call.user_id)})


@blueprint.function_name("export_me")
@blueprint.route(route="me/export", methods=["GET"])
@endpoint()
def export_me(call: Call) -> Reply:
    """Everything that is stored of the caller's, as JSON files in a zip."""
    return Reply(
        body=bootstrap.exporting().archive(call.user_id),
        content_type="application/zip",
        headers={"Content-Disposition": 'attachment; filename="interview-buddy.zip"'},
    )
