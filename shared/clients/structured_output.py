"""A pydantic model's JSON schema in the strict form that structured output asks for."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import BaseModel

DROPPED = ("default", "title", "examples", "description")


@cache
def strict_schema(model: type[BaseModel]) -> dict[str, Any]:
    """Every key required, no other allowed, no defaults; references stay within ``$defs``."""
    strict: dict[str, Any] = _strict(model.model_json_schema(by_alias=True))
    return strict


def _strict(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_strict(entry) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {
        key: ({name: _strict(entry) for name, entry in value.items()}
              if key in ("properties", "$defs") else _strict(value))
        for key, value in schema.items()
        if key not in DROPPED or not isinstance(value, str | int | float | bool | None | list)
    }  # fmt: skip
    if kept.get("type") == "object" and "properties" in kept:
        kept["required"] = list(kept["properties"])
        kept["additionalProperties"] = False
    return kept
