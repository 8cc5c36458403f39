"""The OpenAPI document and the app's functions are two lists of the same routes."""

from __future__ import annotations

import json
import re
from functools import cache

import pytest
from jsonschema_rs import Draft202012Validator

from function_app import app
from shared.contracts.openapi import document
from shared.contracts.routes import ROUTES


@cache
def functions() -> dict[str, tuple[set[str], str]]:
    """Name → methods and path of every HTTP function, as the host is told; no methods are all."""
    found = {}
    for function in app.get_functions():
        for binding in function.get_bindings_dict()["bindings"]:
            if binding["type"] == "httpTrigger":
                methods = {str(method.name) for method in binding.get("methods", ())}
                found[str(function.get_function_name())] = (methods, binding["route"])
    return found


@pytest.mark.proves("C16")
def test_the_document_lists_the_apps_functions_and_no_other() -> None:
    documented = {route.name: ({route.method}, route.path[1:]) for route in ROUTES}
    assert functions() == documented | {"zz_unknown_route": (set(), "{*path}")}


def test_what_takes_everything_is_tried_last() -> None:
    """The host goes by the functions' names; behind this one nothing would ever be called."""
    assert max(functions()) == "zz_unknown_route"


def test_every_operation_can_be_told_apart() -> None:
    made = [
        entry["operationId"] for path in document()["paths"].values() for entry in path.values()
    ]
    assert len(made) == len(set(made)) == len(ROUTES)


def test_every_path_parameter_is_described() -> None:
    for path, operations in document()["paths"].items():
        for operation in operations.values():
            described = {
                parameter["name"]
                for parameter in operation.get("parameters", ())
                if parameter["in"] == "path"
            }
            assert described == set(re.findall(r"\{(\w+)\}", path))


def test_every_schema_is_one_and_every_reference_leads_somewhere() -> None:
    made = document()
    schemas = made["components"]["schemas"]
    for schema in schemas.values():
        Draft202012Validator({**schema, "components": {"schemas": schemas}})
    for name in re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(made)):
        assert name in schemas


def test_only_what_says_so_is_open_to_everybody() -> None:
    made = document()
    assert made["security"] == [{"bearer": []}]
    opened = {
        operation["operationId"]
        for path in made["paths"].values()
        for operation in path.values()
        if operation.get("security") == []
    }
    assert opened == {"live", "ready", "openapi", "video_indexer_callback"}
