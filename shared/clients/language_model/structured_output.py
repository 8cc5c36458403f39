"""A pydantic model's JSON schema in the strict form that structured output asks for."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import BaseModel

DROPPED = ("default", "title", "examples", "description")
REFERENCE = "#/$defs/"


@cache
def strict_schema(model: type[BaseModel]) -> dict[str, Any]:
    """Every key required, no other allowed, no defaults, and every reference replaced by what it
    points to: shorter, and some servers do not follow them. For models that do not hold themselves.
    """
    whole = model.model_json_schema(by_alias=True)
    definitions = whole.pop("$defs", {})
    strict: dict[str, Any] = _strict(whole, definitions)
    return strict


def _strict(schema: Any, definitions: dict[str, Any]) -> Any:
    if isinstance(schema, list):
        return [_strict(entry, definitions) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _strict(definitions[schema["$ref"].removeprefix(REFERENCE)], definitions)
    kept = {
        key: ({name: _strict(entry, definitions) for name, entry in value.items()}
              if key == "properties" else _strict(value, definitions))
        for key, value in schema.items()
        if key not in DROPPED or not isinstance(value, str | int | float | bool | None | list)
    }  # fmt: skip
    if kept.get("type") == "object" and "properties" in kept:
        kept["required"] = list(kept["properties"])
        kept["additionalProperties"] = False
    return kept
