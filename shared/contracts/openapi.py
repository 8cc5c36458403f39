"""The OpenAPI 3.1 document, generated from the table of routes and the contracts."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from shared.contracts.routes import ROUTES, Answer, Parameter, Route

REFERENCE = "#/components/schemas/{model}"
VERSION = "0.1.0"

EVERY_INTERVIEW = ("get_interview", "change_interview", "delete_interview")
GOES_ON = {
    "create_interview": (*EVERY_INTERVIEW, "renew_upload_url"),
    "import_transcript": (
        *EVERY_INTERVIEW, "get_transcription", "get_transcription_txt", "get_transcription_vtt",
        "get_transcription_srt", "confirm_speakers", "retry_interview", "get_analysis",
        "get_report", "get_report_md",
    ),
}  # fmt: skip
"""Route that creates an interview → what can be done with it then; tools follow these links."""


class Problem(BaseModel):
    """A problem document (RFC 9457). ``errors`` maps fields to what is wrong."""

    type: str
    title: str
    status: int
    code: str
    detail: str | None = None
    errors: dict[str, str] | None = None
    traceId: str | None = None


def document() -> dict[str, Any]:
    """The whole document as JSON-ready data."""
    wanted: list[tuple[type[BaseModel], JsonSchemaMode]] = [(Problem, "serialization")]
    for route in ROUTES:
        if route.body is not None:
            wanted.append((route.body, "validation"))
        for answer in route.answers.values():
            wanted += [(model, "serialization") for model in answer.content.values() if model]
    made, schemas = models_json_schema(
        list(dict.fromkeys(wanted)), ref_template=REFERENCE, by_alias=True
    )
    names: Names = {(model, mode): schema for (model, mode), schema in made.items()}  # type: ignore[misc]
    paths: dict[str, dict[str, Any]] = {}
    for route in ROUTES:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, names)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Interview Buddy",
            "version": VERSION,
            "description": "From the recording of a job interview to its analysis.",
        },
        "servers": [{"url": "/api"}],
        "security": [{"bearer": []}],
        "paths": paths,
        "components": {
            "schemas": schemas.get("$defs", {}),
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
            },
        },
    }


type Names = dict[tuple[type[BaseModel], JsonSchemaMode], dict[str, Any]]


def _operation(route: Route, names: Names) -> dict[str, Any]:
    operation: dict[str, Any] = {"operationId": route.name, "summary": route.text}
    parameters = [_parameter(parameter) for parameter in route.parameters]
    if "{id}" in route.path:
        parameters.append(
            {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
        )
    if parameters:
        operation["parameters"] = parameters
    if route.body is not None:
        schema = names[route.body, "validation"]
        operation["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": schema}},
        }
    problem = {"application/problem+json": {"schema": names[Problem, "serialization"]}}
    responses = {str(status): _answer(answer, names) for status, answer in route.answers.items()}
    if route.name in GOES_ON:
        for response in responses.values():
            response["links"] = {
                name: {"operationId": name, "parameters": {"id": "$response.body#/id"}}
                for name in GOES_ON[route.name]
            }
    for status in sorted(route.problems):
        responses.setdefault(str(status), {"description": "A problem.", "content": problem})
    operation["responses"] = responses
    if route.public:
        operation["security"] = []
    return operation


def _answer(answer: Answer, names: Names) -> dict[str, Any]:
    content = {
        media_type: {"schema": names[model, "serialization"]} if model else {}
        for media_type, model in answer.content.items()
    }
    described: dict[str, Any] = {"description": answer.text}
    if content:
        described["content"] = content
    return described


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": parameter.place,
        "required": parameter.required,
        "description": parameter.text,
        "schema": parameter.schema,
    }
