"""HTTP: whether the service lives, whether it is ready to work, and how to use it."""

from __future__ import annotations

import azure.functions as func

from functions.http_endpoint import Call, Reply, endpoint
from shared import bootstrap

blueprint = func.Blueprint()


@blueprint.function_name("live")
@blueprint.route(route="health/live", methods=["GET"])
@endpoint(public=True)
def live(call: Call) -> Reply:
    """The process answers."""
    del call
    return Reply(body={"status": "live"})


@blueprint.function_name("ready")
@blueprint.route(route="health/ready", methods=["GET"])
@endpoint(public=True)
def ready(call: Call) -> Reply:
    """Settings, database and storage can be used; says which one cannot, and nothing else."""
    del call
    checks = bootstrap.readiness()
    status = "ready" if all(checks.values()) else "not ready"
    body = {
        "status": status,
        "checks": {name: "ok" if ok else "failing" for name, ok in checks.items()},
    }
    return Reply(200 if status == "ready" else 503, body)


@blueprint.function_name("openapi")
@blueprint.route(route="openapi.json", methods=["GET"])
@endpoint(public=True)
def openapi(call: Call) -> Reply:
    """The OpenAPI document, generated from the contracts."""
    del call
    from shared.contracts.openapi import document

    return Reply(body=document())
