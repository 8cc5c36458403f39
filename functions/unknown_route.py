"""HTTP: what no other function takes. Without it the host answers 404 with an empty body."""

from __future__ import annotations

import re

import azure.functions as func

from functions.http_endpoint import Call, Reply, endpoint
from shared.contracts.routes import ROUTES
from shared.errors import MethodNotAllowed, NotFound

blueprint = func.Blueprint()


def methods_of(path: str) -> tuple[str, ...]:
    """The methods that the API has for a path below /api; none where there is no such route."""
    return tuple(
        route.method
        for route in ROUTES
        if re.fullmatch(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(route.path)), f"/{path}", re.I)
    )


# The host tries functions in the alphabetical order of their names: this one must be the last.
@blueprint.function_name("zz_unknown_route")
@blueprint.route(route="{*path}")
@endpoint(public=True)
def zz_unknown_route(call: Call) -> Reply:
    """405 where the path is a route's and the method is not, else 404."""
    allowed = methods_of(call.request.route_params.get("path", ""))
    if allowed:
        raise MethodNotAllowed("This route has other methods.", allowed)
    raise NotFound("There is no such route.")
