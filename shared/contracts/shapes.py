"""Stored JSON, answered as it stands, described by the shape in which it is written today.

A row may have been written by an earlier version, so reading must not validate; a client still
wants to know what to expect.
"""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import BaseModel, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema


@dataclass(frozen=True, slots=True)
class ShapedLike:
    """Annotates ``dict[str, Any]`` or a list of it with a model's schema, for the document only."""

    model: type[BaseModel]
    many: bool = False

    def __get_pydantic_json_schema__(
        self, _schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        shape = handler(self.model.__pydantic_core_schema__)
        return {"type": "array", "items": shape} if self.many else shape
